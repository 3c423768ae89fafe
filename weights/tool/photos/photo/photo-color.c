/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a file's numbers mean, and what its result's numbers will mean.
 *
 * babl knows spaces of primaries and tone curves. Profiles of that kind are kept, byte for byte, and
 * those of look-up tables as well: profile.h knows what these mean. Other pixels, those of CMYK and of
 * tables that lead in one direction only, become sRGB on the way in, by LittleCMS.
 */

#include <string.h>

#include "photo.h"
#include "picture/profile-check.h"

/* Values of a tone curve that is sampled. */
#define N_CURVE_VALUES 1024

/* Where an ICC header has its length, version, and a sum over all of it, which may be left out. */
#define LENGTH_OFFSET  0
#define VERSION_OFFSET 8
#define SUM_OFFSET     84
#define SUM_LENGTH     16

/* A row's bytes, and those of a column that becomes one, are counted in `gint`, here and in GEGL. */
#define MAX_SIDE (1 << 24)


GBytes *
photo_profile_new (const cmsCIExyY *white, const cmsCIExyYTRIPLE *primaries, cmsToneCurve *curve)
{
  cmsToneCurve *curves[3] = { curve, curve, curve };
  cmsHPROFILE   profile   = cmsCreateRGBProfile (white, primaries, curves);
  cmsMLU       *name      = cmsMLUalloc (NULL, 1);
  GBytes       *written;

  if (! profile)
    {
      cmsMLUfree (name);
      return NULL;
    }

  cmsMLUsetASCII (name, "en", "US", "RGB with the tone curve of the photo");
  cmsWriteTag (profile, cmsSigProfileDescriptionTag, name);
  cmsMLUfree (name);

  written = profile_save (profile);
  cmsCloseProfile (profile);

  return written;
}

/* How light each gray is, from black to white: of a profile that says it by look-up tables. */
static cmsToneCurve *
sample_curve (cmsHPROFILE gray)
{
  gfloat        values[N_CURVE_VALUES];
  cmsHPROFILE   xyz = cmsCreateXYZProfile ();
  cmsHTRANSFORM way = cmsCreateTransform (gray, TYPE_GRAY_FLT, xyz, TYPE_XYZ_FLT,
                                          INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOCACHE);

  cmsCloseProfile (xyz);
  if (! way)
    return NULL;

  for (gint i = 0; i < N_CURVE_VALUES; i++)
    {
      gfloat level = i / (N_CURVE_VALUES - 1.0f);
      gfloat color[3];

      cmsDoTransform (way, &level, color, 1);
      /* What is no number is black. */
      values[i] = color[1] > 0.0f ? MIN (color[1], 1.0f) : 0.0f;
    }

  cmsDeleteTransform (way);
  return cmsBuildTabulatedToneCurveFloat (NULL, N_CURVE_VALUES, values);
}

static GBytes *
rgb_profile_of_gray (GBytes *profile)
{
  const cmsCIExyY       white     = { 0.3127, 0.3290, 1.0 };
  const cmsCIExyYTRIPLE primaries = { { 0.64, 0.33, 1.0 },
                                      { 0.30, 0.60, 1.0 },
                                      { 0.15, 0.06, 1.0 } };
  cmsHPROFILE           gray =
    cmsOpenProfileFromMem (g_bytes_get_data (profile, NULL), g_bytes_get_size (profile));
  cmsToneCurve *own     = cmsReadTag (gray, cmsSigGrayTRCTag);
  cmsToneCurve *sampled = own ? NULL : sample_curve (gray);
  GBytes       *rgb     = NULL;

  if (own || sampled)
    rgb = photo_profile_new (&white, &primaries, own ? own : sampled);
  if (sampled)
    cmsFreeToneCurve (sampled);
  cmsCloseProfile (gray);
  return rgb;
}

/* LittleCMS's word for rows of pixels; 0 where it has none. */
static cmsUInt32Number
row_type (gint model, gint n_channels, gboolean inverted, PhotoAlpha alpha, const gchar *type)
{
  static const struct
  {
    const gchar    *name;
    cmsUInt32Number type;
  } types[] = { { "u8", BYTES_SH (1) },
                { "u16", BYTES_SH (2) },
                { "half", BYTES_SH (2) | FLOAT_SH (1) },
                { "float", BYTES_SH (4) | FLOAT_SH (1) },
                { "double", BYTES_SH (0) | FLOAT_SH (1) } };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (g_str_equal (types[i].name, type))
        return types[i].type | COLORSPACE_SH (model) | CHANNELS_SH (n_channels)
               | EXTRA_SH (alpha != PHOTO_OPAQUE) | PREMUL_SH (alpha == PHOTO_ALPHA_PREMULTIPLIED)
               | FLAVOR_SH (inverted);
    }

  return 0;
}

static cmsHTRANSFORM
transform_to_srgb (GBytes *icc, PhotoModel model, PhotoAlpha alpha, const gchar *type)
{
  gboolean        cmyk = model == PHOTO_CMYK || model == PHOTO_CMYK_INVERTED;
  cmsUInt32Number from =
    row_type (cmyk ? PT_CMYK : PT_RGB, cmyk ? 4 : 3, model == PHOTO_CMYK_INVERTED, alpha, type);
  cmsUInt32Number to = row_type (PT_RGB, 3, FALSE, alpha, type);
  cmsHPROFILE     profile;
  cmsHPROFILE     srgb;
  cmsHTRANSFORM   transform;

  if (! from || ! to)
    return NULL;

  profile = cmsOpenProfileFromMem (g_bytes_get_data (icc, NULL), g_bytes_get_size (icc));
  srgb    = cmsCreate_sRGBProfile ();
  /* Ink's black is a dark gray, which nobody wants to see as such. NOCACHE: the cache is the one part
   * of a transform that is not made for threads. */
  transform = cmsCreateTransform (profile, from, srgb, to, INTENT_RELATIVE_COLORIMETRIC,
                                  (cmyk ? cmsFLAGS_BLACKPOINTCOMPENSATION : 0) | cmsFLAGS_COPY_ALPHA
                                    | cmsFLAGS_NOCACHE);
  cmsCloseProfile (srgb);
  cmsCloseProfile (profile);

  return transform;
}

/* of   what the profile is of: that of RGB fits gray pixels as well */
static ProfileVerdict
check_profile (GBytes *profile, PhotoModel model, ProfileModel *of)
{
  gsize          length;
  gconstpointer  icc = g_bytes_get_data (profile, &length);
  ProfileVerdict verdict;

  *of     = model == PHOTO_GRAY ? PROFILE_GRAY : model == PHOTO_RGB ? PROFILE_RGB : PROFILE_CMYK;
  verdict = profile_check (icc, length, *of);

  if (verdict == PROFILE_UNFIT && model == PHOTO_GRAY)
    {
      *of     = PROFILE_RGB;
      verdict = profile_check (icc, length, *of);
    }

  return verdict;
}

/* The profile as long as it says that it is, as libpng wants it to be; mostly itself. */
static GBytes *
mend_length (GBytes *profile)
{
  gsize         length;
  const guint8 *icc = g_bytes_get_data (profile, &length);
  guint32       said;
  gsize         size;
  guint8       *mended;

  memcpy (&said, icc + LENGTH_OFFSET, sizeof (said));
  size = MIN (GUINT32_FROM_BE (said), length);

  if (icc[VERSION_OFFSET] >= 4)
    size = (size + 3) & ~(gsize) 3;

  if (size == length && size == GUINT32_FROM_BE (said))
    return g_bytes_ref (profile);

  mended = g_malloc0 (size);
  memcpy (mended, icc, MIN (size, length));
  said = GUINT32_TO_BE ((guint32) size);
  memcpy (mended + LENGTH_OFFSET, &said, sizeof (said));
  memset (mended + SUM_OFFSET, 0, SUM_LENGTH);

  return g_bytes_new_take (mended, size);
}

/* Sets the photo's profile if the result can have it. Returns the space, NULL where that is sRGB, or
 * where tables say what the numbers mean. */
static const Babl *
take_profile (PhotoFile *photo, PhotoModel model, ProfileModel of, GBytes *profile)
{
  g_autoptr (GBytes) own =
    of == PROFILE_GRAY ? rgb_profile_of_gray (profile) : mend_length (profile);
  gsize         length = 0;
  gconstpointer icc    = own ? g_bytes_get_data (own, &length) : NULL;
  const Babl   *space  = own ? profile_get_space (icc, length) : NULL;

  if (own && ! space && model == PHOTO_RGB && ! photo->plain)
    photo->tables = colorize_profile_new (icc, length);

  if (space || photo->tables)
    photo->profile = g_steal_pointer (&own);

  return space;
}

/* Finds the photo's space and profile, or how its rows become sRGB. Returns the space. */
static const Babl *
choose_space (PhotoFile   *photo,
              PhotoModel   model,
              PhotoAlpha   alpha,
              const gchar *type,
              GBytes      *profile)
{
  const Babl    *space = NULL;
  ProfileVerdict verdict;
  ProfileModel   of;

  if (! profile)
    return NULL;

  verdict = check_profile (profile, model, &of);

  if (verdict == PROFILE_GOOD && of != PROFILE_CMYK)
    space = take_profile (photo, model, of, profile);

  if (! photo->profile && model != PHOTO_GRAY
      && (verdict == PROFILE_GOOD || verdict == PROFILE_ONE_WAY))
    photo->transform = transform_to_srgb (profile, model, alpha, type);

  if (photo->transform && model == PHOTO_RGB)
    photo_add_notice (photo, "colors cannot be written in its profile, so the result is in sRGB");
  else if (! photo->profile && ! photo->transform)
    photo_add_notice (photo, verdict == PROFILE_DAMAGED || verdict == PROFILE_ONE_WAY
                               ? NO_PROFILE "; its colors are taken as sRGB"
                               : "its color profile does not fit its pixels and was not used");

  return space;
}

static const Babl *
format_of (const gchar *const names[3], PhotoAlpha alpha, const gchar *type, const Babl *space)
{
  g_autofree gchar *name = g_strdup_printf ("%s %s", names[alpha], type);

  return babl_format_with_space (name, space);
}

gboolean
photo_begin (PhotoFile   *photo,
             gint         width,
             gint         height,
             PhotoModel   model,
             PhotoAlpha   alpha,
             const gchar *type,
             GBytes      *profile,
             GError     **error)
{
  static const gchar *const rgb[]  = { "R'G'B'", "R'G'B'A", "R'aG'aB'aA" };
  static const gchar *const gray[] = { "Y'", "Y'A", "Y'aA" };
  GeglRectangle             extent = { 0, 0, width, height };
  const Babl               *space;
  const Babl               *format;

  if (width <= 0 || height <= 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "it has no pixels");
      return FALSE;
    }

  if (width > MAX_SIDE || height > MAX_SIDE)
    {
      g_set_error (
        error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
        "its size of %d × %d pixels is more than can be read here; make it smaller first", width,
        height);
      return FALSE;
    }

  space                = choose_space (photo, model, alpha, type, profile);
  photo->result_format = format_of (rgb, alpha, type, space);
  photo->row_channels  = (model == PHOTO_GRAY  ? 1
                          : model == PHOTO_RGB ? 3
                                               : 4)
                        + (alpha != PHOTO_OPAQUE);
  photo->naive    = ! photo->transform && (model == PHOTO_CMYK || model == PHOTO_CMYK_INVERTED);
  photo->inverted = model == PHOTO_CMYK_INVERTED;
  format = model == PHOTO_GRAY ? format_of (gray, alpha, type, space) : photo->result_format;

  if (photo->transform || photo->naive)
    {
      photo->converted = photo_try_rows (width, 1, babl_format_get_bytes_per_pixel (format), error);

      if (! photo->converted)
        return FALSE;
    }

  photo->pixels = gegl_buffer_new (&extent, format);

  return TRUE;
}

/* Ink without a profile: what an ink and black let through, one after the other. babl's own CMYK
 * does this in linear light, which comes out far too bright. */
static void
convert_ink (const PhotoFile *photo, const guint8 *row, gint width, gint sample_bytes)
{
  const gint most       = sample_bytes == 1 ? 0xFF : 0xFFFF;
  gint       n_channels = photo->row_channels;
  gint       n_results  = n_channels - 1;

  for (gint x = 0; x < width; x++)
    {
      gint values[5] = { 0 };

      for (gint i = 0; i < n_channels; i++)
        {
          gsize at = (gsize) x * n_channels + i;

          values[i] = sample_bytes == 1 ? row[at] : ((const guint16 *) row)[at];

          if (i < 4 && ! photo->inverted)
            values[i] = most - values[i];
        }

      for (gint i = 0; i < n_results; i++)
        {
          gsize at = (gsize) x * n_results + i;
          gint  value =
            i < 3 ? (gint) (((gint64) values[i] * values[3] + most / 2) / most) : values[4];

          if (sample_bytes == 1)
            photo->converted[at] = value;
          else
            ((guint16 *) photo->converted)[at] = value;
        }
    }
}

void
photo_put (PhotoFile *photo, const GeglRectangle *area, const void *rows, gint rowstride)
{
  const Babl *format = gegl_buffer_get_format (photo->pixels);
  gint        sample_bytes =
    babl_format_get_bytes_per_pixel (format) / babl_format_get_n_components (format);
  const guint8 *row = rows;

  if (! photo->converted)
    {
      gegl_buffer_set (photo->pixels, area, 0, format, rows, rowstride);
      return;
    }

  if (rowstride == 0)
    rowstride = area->width * photo->row_channels * sample_bytes;

  for (gint y = 0; y < area->height; y++, row += rowstride)
    {
      GeglRectangle line = { area->x, area->y + y, area->width, 1 };

      if (photo->transform)
        cmsDoTransform (photo->transform, row, photo->converted, area->width);
      else
        convert_ink (photo, row, area->width, sample_bytes);

      gegl_buffer_set (photo->pixels, &line, 0, format, photo->converted, GEGL_AUTO_ROWSTRIDE);
    }
}
