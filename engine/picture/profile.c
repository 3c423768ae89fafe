/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "profile.h"

#include <lcms2.h>

#include "conversion.h"
#include "profile-check.h"

struct _ColorizeProfile
{
  cmsHTRANSFORM to_lab;
  cmsHTRANSFORM from_lab;
};

static cmsHTRANSFORM
new_transform (cmsHPROFILE from, cmsUInt32Number from_type, cmsHPROFILE to, cmsUInt32Number to_type)
{
  /* What goes forth and back is to be the same again, so no black point is compensated. NOCACHE: the
   * cache is the one part of a transform that is not made for threads. */
  return cmsCreateTransform (from, from_type, to, to_type, INTENT_RELATIVE_COLORIMETRIC,
                             cmsFLAGS_COPY_ALPHA | cmsFLAGS_NOCACHE);
}

static void
clear (gpointer data)
{
  ColorizeProfile *profile = data;

  g_clear_pointer (&profile->to_lab, cmsDeleteTransform);
  g_clear_pointer (&profile->from_lab, cmsDeleteTransform);
}

ColorizeProfile *
colorize_profile_new (gconstpointer icc, gsize length)
{
  g_autoptr (ColorizeProfile) profile = g_atomic_rc_box_new0 (ColorizeProfile);
  cmsHPROFILE rgb;
  cmsHPROFILE lab;

  if (profile_check (icc, length, PROFILE_RGB) != PROFILE_GOOD)
    return NULL;

  rgb               = cmsOpenProfileFromMem (icc, length);
  lab               = cmsCreateLab4Profile (NULL);
  profile->to_lab   = new_transform (rgb, TYPE_RGBA_FLT, lab, TYPE_LabA_FLT);
  profile->from_lab = new_transform (lab, TYPE_LabA_FLT, rgb, TYPE_RGBA_FLT);
  cmsCloseProfile (lab);
  cmsCloseProfile (rgb);

  return profile->to_lab && profile->from_lab ? g_steal_pointer (&profile) : NULL;
}

ColorizeProfile *
colorize_profile_ref (ColorizeProfile *profile)
{
  return g_atomic_rc_box_acquire (profile);
}

void
colorize_profile_unref (ColorizeProfile *profile)
{
  g_atomic_rc_box_release_full (profile, clear);
}

static const Babl *
get_numbers_format (const ColorizeProfile *profile)
{
  return babl_format (profile ? "R'G'B'A float" : "CIE Lab alpha float");
}

void
colorize_profile_read (const ColorizeProfile *profile,
                       const Babl            *format,
                       gconstpointer          pixels,
                       gfloat                *lab,
                       gsize                  n_pixels)
{
  convert_pixels (format, get_numbers_format (profile), pixels, lab, n_pixels);
  if (profile)
    cmsDoTransform (profile->to_lab, lab, lab, n_pixels);
}

void
colorize_profile_write (const ColorizeProfile *profile,
                        gfloat                *lab,
                        const Babl            *format,
                        gpointer               pixels,
                        gsize                  n_pixels)
{
  if (profile)
    cmsDoTransform (profile->from_lab, lab, lab, n_pixels);
  convert_pixels (get_numbers_format (profile), format, lab, pixels, n_pixels);
}

gfloat *
colorize_profile_list_sides (const ColorizeProfile *profile, gsize *n_colors)
{
  const gint n      = 192;
  gfloat    *colors = g_new (gfloat, 6 * n * n * 4);
  gfloat    *color  = colors;

  for (gint side = 0; side < 6; side++)
    {
      for (gint i = 0; i < n * n; i++, color += 4)
        {
          color[side % 3]       = side / 3;
          color[(side + 1) % 3] = (i % n) / (n - 1.0f);
          color[(side + 2) % 3] = (i / n) / (n - 1.0f);
          color[3]              = 1.0f;
        }
    }

  *n_colors = 6 * n * n;
  cmsDoTransform (profile->to_lab, colors, colors, *n_colors);

  return colors;
}

static GQuark
get_quark (void)
{
  return g_quark_from_static_string ("colorize-profile");
}

void
colorize_profile_attach (ColorizeProfile *profile, GeglBuffer *buffer)
{
  g_object_set_qdata_full (G_OBJECT (buffer), get_quark (),
                           profile ? colorize_profile_ref (profile) : NULL,
                           profile ? (GDestroyNotify) colorize_profile_unref : NULL);
}

const ColorizeProfile *
colorize_profile_of (GeglBuffer *buffer)
{
  return g_object_get_qdata (G_OBJECT (buffer), get_quark ());
}
