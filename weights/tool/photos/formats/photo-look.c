/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "photo-look.h"

/* H.273's numbers of primaries and of ways from light to numbers. */
#define PRIMARIES_2020 9
#define PRIMARIES_P3   12
#define TRANSFER_PQ    16
#define TRANSFER_HLG   18

/* A BMP's second header begins here, and holds pixels per metre from there on if it is no older one. */
#define BMP_HEADER     14
#define BMP_SIZE       18
#define BMP_RESOLUTION 38
#define BMP_START      64


static void
look_at_bmp (const PhotoBytes *file, PhotoLook *look)
{
  /* Older ones have nothing but a size, in shorter numbers. */
  if (photo_bytes_get_low (file, BMP_HEADER, 4) < BMP_RESOLUTION + 8 - BMP_HEADER)
    return;

  look->width  = ABS ((gint64) (gint32) photo_bytes_get_low (file, BMP_SIZE, 4));
  look->height = ABS ((gint64) (gint32) photo_bytes_get_low (file, BMP_SIZE + 4, 4));

  for (gint i = 0; i < 2; i++)
    {
      gint32 per_meter = photo_bytes_get_low (file, BMP_RESOLUTION + 4 * i, 4);

      look->resolution[i] = MAX (per_meter, 0) / 100.0;
    }
}

void
photo_look (PhotoFormat format, const gchar *path, PhotoLook *look)
{
  g_autofree guint8 *content = NULL;
  PhotoBytes         file    = { 0 };

  memset (look, 0, sizeof (*look));

  if (format == PHOTO_BMP)
    {
      FILE *start = photo_open (path, "rb", NULL);

      content     = g_malloc (BMP_START);
      file.length = start ? fread (content, 1, BMP_START, start) : 0;
      g_clear_pointer (&start, fclose);
    }
  else if (! g_file_get_contents (path, (gchar **) &content, &file.length, NULL))
    return;

  file.bytes = content;

  switch (format)
    {
    case PHOTO_BMP:
      look->bare = TRUE;
      look_at_bmp (&file, look);
      break;

    case PHOTO_GIF:
      look->bare = TRUE;
      photo_look_at_gif (&file, look);
      break;

    case PHOTO_HEIF:
    case PHOTO_AVIF:
      photo_look_at_heif (&file, look);
      break;

    case PHOTO_JXL:
      photo_look_at_jxl (&file, look);
      break;

    default:
      break;
    }
}

void
photo_look_tell (const PhotoLook *look, PhotoFile *photo)
{
  photo->bare = look->bare;
  memcpy (photo->encoding.resolution, look->resolution, sizeof (look->resolution));

  if (look->n_pictures > 1)
    photo_add_notice (photo, "only the first of its %u pictures was colored", look->n_pictures);
  else if (look->moves)
    photo_add_notice (photo, "only the first of its pictures was colored");

  if (look->endless)
    photo_end_is_missing (photo);

  if (look->depth > 8)
    photo_add_notice (photo, "of its %d bits a channel 8 were read", look->depth);

  if (look->transfer == TRANSFER_PQ || look->transfer == TRANSFER_HLG)
    photo_add_notice (photo, "its brightness is meant for HDR screens and was taken as that of an "
                             "ordinary photo");

  if (look->has_profile)
    photo_add_notice (photo, "its color profile cannot be read; its colors are taken as sRGB");

  if (look->has_comment)
    photo_add_notice (photo, "its comment is not in the result");

  if (look->has_xmp)
    photo_add_notice (photo, "its XMP data are not in the result");
}

GBytes *
photo_look_get_profile (const PhotoLook *look)
{
  const cmsCIExyY        white = { 0.3127, 0.3290, 1.0 };
  const cmsCIExyYTRIPLE  p3    = { { 0.680, 0.320, 1.0 },
                                   { 0.265, 0.690, 1.0 },
                                   { 0.150, 0.060, 1.0 } };
  const cmsCIExyYTRIPLE  wide  = { { 0.708, 0.292, 1.0 },
                                   { 0.170, 0.797, 1.0 },
                                   { 0.131, 0.046, 1.0 } };
  /* sRGB's curve, as LittleCMS wants it: above and below 0.04045. */
  const cmsFloat64Number srgb[] = { 2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045 };
  cmsToneCurve          *curve;
  GBytes                *profile;

  if (look->primaries != PRIMARIES_P3 && look->primaries != PRIMARIES_2020)
    return NULL;

  curve   = cmsBuildParametricToneCurve (NULL, 4, srgb);
  profile = photo_profile_new (&white, look->primaries == PRIMARIES_P3 ? &p3 : &wide, curve);
  cmsFreeToneCurve (curve);

  return profile;
}
