/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PNG files, by libpng.
 */

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <string.h>

#include "photo-formats.h"

#include <png.h>


typedef struct
{
  png_structp png;
  png_infop   info;
  FILE       *file;
  guchar     *rows;
  GBytes     *profile;
  gchar       message[128];
} PngFile;


G_NORETURN static void
png_fail (png_structp png, png_const_charp message)
{
  PngFile *file = png_get_error_ptr (png);

  g_strlcpy (file->message, message, sizeof (file->message));
  png_longjmp (png, 1);
}

/* Warnings are about what surrounds the picture. */
static void
png_ignore (png_structp png, png_const_charp message)
{
}

/* A tone curve and primaries in numbers instead of a profile. Those of sRGB need none. */
static GBytes *
profile_from_numbers (const PngFile *file)
{
  cmsCIExyY       white     = { 0.3127, 0.3290, 1.0 };
  cmsCIExyYTRIPLE primaries = { { 0.64, 0.33, 1.0 }, { 0.30, 0.60, 1.0 }, { 0.15, 0.06, 1.0 } };
  cmsCIExyYTRIPLE srgb      = primaries;
  cmsToneCurve   *curve;
  GBytes         *profile;
  gdouble         gamma;

  if (png_get_valid (file->png, file->info, PNG_INFO_sRGB)
      || ! png_get_gAMA (file->png, file->info, &gamma) || gamma <= 0.0)
    return NULL;

  png_get_cHRM (file->png, file->info, &white.x, &white.y, &primaries.Red.x, &primaries.Red.y,
                &primaries.Green.x, &primaries.Green.y, &primaries.Blue.x, &primaries.Blue.y);

  if (fabs (gamma - 1.0 / 2.2) < 0.01 && fabs (primaries.Red.x - srgb.Red.x) < 0.005
      && fabs (primaries.Green.y - srgb.Green.y) < 0.005
      && fabs (primaries.Blue.y - srgb.Blue.y) < 0.005 && fabs (white.x - 0.3127) < 0.005)
    return NULL;

  curve   = cmsBuildGamma (NULL, 1.0 / gamma);
  profile = photo_profile_new (&white, &primaries, curve);
  cmsFreeToneCurve (curve);

  return profile;
}

static GBytes *
read_profile (const PngFile *file)
{
  png_charp   name;
  png_bytep   profile;
  png_uint_32 length;
  int         compression;

  if (png_get_iCCP (file->png, file->info, &name, &compression, &profile, &length))
    return g_bytes_new (profile, length);

  return profile_from_numbers (file);
}

static gboolean
png_read (PngFile *file, PhotoFile *photo, GCancellable *cancellable, GError **error)
{
  png_structp png  = file->png;
  png_infop   info = file->info;
  gint        width, height, n_passes, n_rows, bytes_per_pixel;
  gint        depth;
  guint32     resolution[2];
  gint        unit;
  gboolean    gray, alpha;

  png_init_io (png, file->file);
  png_set_option (png, PNG_SKIP_sRGB_CHECK_PROFILE, PNG_OPTION_ON);
  png_read_info (png, info);

  /* To 8 or 16 bits of grey or RGB, with alpha in place of a transparent colour. */
  png_set_expand (png);
  n_passes = png_set_interlace_handling (png);

  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    png_set_swap (png);

  file->profile = read_profile (file);

  if (png_get_pHYs (png, info, &resolution[0], &resolution[1], &unit)
      && unit == PNG_RESOLUTION_METER)
    {
      photo->encoding.resolution[0] = resolution[0] / 100.0;
      photo->encoding.resolution[1] = resolution[1] / 100.0;
    }

  png_read_update_info (png, info);

  width           = png_get_image_width (png, info);
  height          = png_get_image_height (png, info);
  depth           = png_get_bit_depth (png, info);
  gray            = ! (png_get_color_type (png, info) & PNG_COLOR_MASK_COLOR);
  alpha           = (png_get_color_type (png, info) & PNG_COLOR_MASK_ALPHA) != 0;
  bytes_per_pixel = png_get_channels (png, info) * depth / 8;

  if (! photo_begin (photo, width, height, gray ? PHOTO_GRAY : PHOTO_RGB,
                     alpha ? PHOTO_ALPHA : PHOTO_OPAQUE, depth == 16 ? "u16" : "u8", file->profile,
                     error))
    return FALSE;

  /* The passes of an interlaced file go over all rows again and again. */
  n_rows     = n_passes > 1 ? height : PHOTO_STRIP_ROWS;
  file->rows = photo_try_rows (width, n_rows, bytes_per_pixel, error);

  if (! file->rows)
    return FALSE;

  for (gint y = 0; y < height; y += n_rows)
    {
      GeglRectangle strip = { 0, y, width, MIN (n_rows, height - y) };

      for (gint pass = 0; pass < n_passes; pass++)
        {
          if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;

          for (gint row = 0; row < strip.height; row++)
            png_read_row (png, file->rows + (gsize) row * width * bytes_per_pixel, NULL);
        }

      photo_put (photo, &strip, file->rows, 0);
    }

  png_read_end (png, NULL);

  return TRUE;
}

gboolean
photo_png_load (PhotoFile *photo, const gchar *path, GCancellable *cancellable, GError **error)
{
  PngFile  file = { 0 };
  gboolean loaded;

  file.file = photo_open (path, "rb", error);

  if (! file.file)
    return FALSE;

  file.png  = png_create_read_struct (PNG_LIBPNG_VER_STRING, &file, png_fail, png_ignore);
  file.info = file.png ? png_create_info_struct (file.png) : NULL;

  if (! file.info)
    {
      g_strlcpy (file.message, "not enough memory", sizeof (file.message));
      loaded = FALSE;
    }
  else if (setjmp (png_jmpbuf (file.png)) == 0)
    {
      loaded = png_read (&file, photo, cancellable, error);
    }
  else
    {
      loaded = FALSE;
    }

  if (file.message[0])
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, file.message);

  png_destroy_read_struct (&file.png, &file.info, NULL);
  g_clear_pointer (&file.profile, g_bytes_unref);
  g_free (file.rows);
  fclose (file.file);

  return loaded;
}

static gboolean
png_write (PngFile         *file,
           const PhotoFile *photo,
           GeglBuffer      *pixels,
           GCancellable    *cancellable,
           GError         **error)
{
  png_structp    png             = file->png;
  png_infop      info            = file->info;
  const gdouble *resolution      = photo->encoding.resolution;
  gint           width           = gegl_buffer_get_width (pixels);
  gint           height          = gegl_buffer_get_height (pixels);
  gint           bytes_per_pixel = babl_format_get_bytes_per_pixel (photo->result_format);
  gint           depth = bytes_per_pixel * 8 / babl_format_get_n_components (photo->result_format);

  png_init_io (png, file->file);
  png_set_option (png, PNG_SKIP_sRGB_CHECK_PROFILE, PNG_OPTION_ON);
  png_set_IHDR (png, info, width, height, depth,
                babl_format_has_alpha (photo->result_format) ? PNG_COLOR_TYPE_RGB_ALPHA
                                                             : PNG_COLOR_TYPE_RGB,
                PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);

  if (photo->profile)
    {
      gsize         length;
      gconstpointer profile = g_bytes_get_data (photo->profile, &length);

      png_set_iCCP (png, info, "ICC profile", PNG_COMPRESSION_TYPE_BASE, profile, length);
    }
  else
    {
      png_set_sRGB (png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    }

  if (resolution[0] > 0.0 && resolution[1] > 0.0)
    png_set_pHYs (png, info, resolution[0] * 100.0 + 0.5, resolution[1] * 100.0 + 0.5,
                  PNG_RESOLUTION_METER);

  png_write_info (png, info);

  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    png_set_swap (png);

  file->rows = photo_try_rows (width, PHOTO_STRIP_ROWS, bytes_per_pixel, error);

  if (! file->rows)
    return FALSE;

  for (gint y = 0; y < height; y += PHOTO_STRIP_ROWS)
    {
      GeglRectangle strip = photo_strip (width, height, y);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      gegl_buffer_get (pixels, &strip, 1.0, photo->result_format, file->rows, GEGL_AUTO_ROWSTRIDE,
                       GEGL_ABYSS_NONE);

      for (gint row = 0; row < strip.height; row++)
        png_write_row (png, file->rows + (gsize) row * width * bytes_per_pixel);
    }

  png_write_end (png, info);

  return TRUE;
}

gboolean
photo_png_save (const PhotoFile *photo,
                GeglBuffer      *pixels,
                const gchar     *path,
                GCancellable    *cancellable,
                GError         **error)
{
  PngFile  file = { 0 };
  gboolean saved;

  file.file = photo_open (path, "wb", error);

  if (! file.file)
    return FALSE;

  file.png  = png_create_write_struct (PNG_LIBPNG_VER_STRING, &file, png_fail, png_ignore);
  file.info = file.png ? png_create_info_struct (file.png) : NULL;

  if (! file.info)
    {
      g_strlcpy (file.message, "not enough memory", sizeof (file.message));
      saved = FALSE;
    }
  else if (setjmp (png_jmpbuf (file.png)) == 0)
    {
      saved = png_write (&file, photo, pixels, cancellable, error);
    }
  else
    {
      saved = FALSE;
    }

  if (file.message[0])
    photo_set_write_error (error, file.message);

  png_destroy_write_struct (&file.png, &file.info);
  g_free (file.rows);

  if (fclose (file.file) != 0 && saved)
    {
      photo_set_write_error (error, g_strerror (errno));
      saved = FALSE;
    }

  return saved;
}
