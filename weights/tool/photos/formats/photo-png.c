/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * PNG files, by libpng.
 */

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <string.h>

#include "formats.h"
#include "png-texts.h"


/* libpng drops what it has read of a piece of this many bytes when the file ends within it, and all
 * rows that it holds. */
#define READ_SIZE 64

/* Apple's own chunk, which changes what the others mean. */
#define APPLE_CHUNK "CgBI"


typedef struct
{
  png_structp png;
  png_infop   info;
  PhotoFile  *photo; /* that is read */
  gchar      *content;
  gsize       length, at; /* of it, and how much libpng has */
  FILE       *file;       /* that is written */
  guchar     *rows;
  GBytes     *profile;
  gchar       message[128];

  /* How far the reading has come. */
  gboolean    at_end;     /* of the file, where more should be */
  gboolean    has_pixels; /* all of them */
  gint        width, height;
  gint        strip_y, n_strip_rows;
  gint        pass, row; /* in the strip */
  gboolean    lost_text;
} PngFile;


G_NORETURN static void
png_fail (png_structp png, png_const_charp message)
{
  PngFile *file = png_get_error_ptr (png);

  g_strlcpy (file->message, message, sizeof (file->message));
  png_longjmp (png, 1);
}

/* How libpng says that pixels are not what they were. */
static gboolean
is_wrong_sum (const gchar *message)
{
  return g_str_has_prefix (message, "IDAT")
         && (strstr (message, "CRC error") || strstr (message, "incorrect data check"));
}

/* Where in the photo's height the reader is, 0..1; a sum over all of it tells of no place. */
static gdouble
png_height (const PngFile *file)
{
  if (file->has_pixels)
    return PHOTO_SOMEWHERE;

  return file->height > 0 ? (gdouble) (file->strip_y + file->row) / file->height : 0.0;
}

/* While reading. A wrong sum is an error for libpng, unless what is damaged is to be borne. */
static void
png_warn (png_structp png, png_const_charp message)
{
  PngFile *file = png_get_error_ptr (png);

  if (is_wrong_sum (message))
    {
      if (! photo_is_damaged (file->photo, png_height (file), NULL))
        png_fail (png, message);
    }

  if (g_str_has_prefix (message, "tEXt") || g_str_has_prefix (message, "zTXt")
      || g_str_has_prefix (message, "iTXt"))
    file->lost_text = TRUE;

  if (g_str_has_prefix (message, "eXIf"))
    photo_add_notice (file->photo, NO_EXIF);

  if (g_str_has_prefix (message, "iCCP"))
    photo_add_notice (file->photo, NO_PROFILE);
}

/* While writing: what was read is written. */
static void
png_ignore (png_structp png, png_const_charp message)
{
}

static void
png_read_bytes (png_structp png, png_bytep data, size_t length)
{
  PngFile *file = png_get_io_ptr (png);

  if (length > file->length - file->at)
    {
      file->at_end = TRUE;
      png_error (png, "the file ends too early");
    }

  memcpy (data, file->content + file->at, length);
  file->at += length;
}

/* Looks at the chunks before the picture, for what libpng does not know. */
static gboolean
png_look (const PngFile *file, GError **error)
{
  gsize at = 8;

  while (at + 12 <= file->length && memcmp (file->content + at + 4, "IDAT", 4) != 0)
    {
      guint32 length, n_pictures;

      memcpy (&length, file->content + at, 4);
      memcpy (&n_pictures, file->content + at + 8, 4);
      length     = GUINT32_FROM_BE (length);
      n_pictures = GUINT32_FROM_BE (n_pictures);

      if (memcmp (file->content + at + 4, APPLE_CHUNK, 4) == 0)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                               "it is of a kind of PNG that cannot be read here (Apple's, for "
                               "programs of telephones); save it as an ordinary PNG, JPEG or TIFF");
          return FALSE;
        }

      if (memcmp (file->content + at + 4, "acTL", 4) == 0 && length >= 4 && n_pictures > 1)
        photo_add_notice (file->photo, "only the first of its %u pictures was colored", n_pictures);

      /* Length, name and checksum */
      at += (gsize) length + 12;
    }

  return TRUE;
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

  if (! profile)
    photo_add_notice (file->photo, NO_PROFILE);

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

/* Reads the header, and makes the photo's buffer and memory for rows. */
static gboolean
png_begin (PngFile *file, GError **error)
{
  png_structp png   = file->png;
  png_infop   info  = file->info;
  PhotoFile  *photo = file->photo;
  gint        n_passes, depth, bytes_per_pixel;
  guint32     resolution[2];
  gint        unit;
  gboolean    gray, alpha;

  png_set_read_fn (png, file, png_read_bytes);
  png_set_compression_buffer_size (png, READ_SIZE);
  png_set_option (png, PNG_SKIP_sRGB_CHECK_PROFILE, PNG_OPTION_ON);

  if (photo->keeps_damaged)
    png_set_crc_action (png, PNG_CRC_WARN_USE, PNG_CRC_WARN_DISCARD);

  png_read_info (png, info);

  /* To 8 or 16 bits of gray or RGB, with alpha in place of a transparent color. */
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

  file->width     = png_get_image_width (png, info);
  file->height    = png_get_image_height (png, info);
  depth           = png_get_bit_depth (png, info);
  gray            = ! (png_get_color_type (png, info) & PNG_COLOR_MASK_COLOR);
  alpha           = (png_get_color_type (png, info) & PNG_COLOR_MASK_ALPHA) != 0;
  bytes_per_pixel = png_get_channels (png, info) * depth / 8;

  if (! photo_begin (photo, file->width, file->height, gray ? PHOTO_GRAY : PHOTO_RGB,
                     alpha ? PHOTO_ALPHA : PHOTO_OPAQUE, depth == 16 ? "u16" : "u8", file->profile,
                     error))
    return FALSE;

  /* The passes of an interlaced file go over all rows again and again. */
  file->n_strip_rows = n_passes > 1 ? file->height : PHOTO_STRIP_ROWS;
  file->rows         = photo_try_rows (file->width, file->n_strip_rows, bytes_per_pixel, error);

  return file->rows != NULL;
}

static void
png_put_strip (PngFile *file)
{
  GeglRectangle strip = { 0, file->strip_y, file->width,
                          MIN (file->n_strip_rows, file->height - file->strip_y) };

  photo_put (file->photo, &strip, file->rows, 0);
}

static gboolean
png_read (PngFile *file, GCancellable *cancellable, GError **error)
{
  png_structp png = file->png;
  gint        n_passes;
  gsize       row_size;

  if (! png_begin (file, error))
    return FALSE;

  n_passes =
    png_get_interlace_type (png, file->info) == PNG_INTERLACE_NONE ? 1 : PNG_INTERLACE_ADAM7_PASSES;
  row_size = png_get_rowbytes (png, file->info);

  for (; file->strip_y < file->height; file->strip_y += file->n_strip_rows)
    {
      gint n_rows = MIN (file->n_strip_rows, file->height - file->strip_y);

      for (file->pass = 0; file->pass < n_passes; file->pass++)
        {
          if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;

          /* What has been read stands for what follows in the blocks around it: all of a photo, coarsely,
           * once there is one pass. */
          for (file->row = 0; file->row < n_rows; file->row++)
            png_read_row (png, NULL, file->rows + file->row * row_size);
        }

      file->row = 0;
      png_put_strip (file);
    }

  file->has_pixels = TRUE;
  png_read_end (png, file->info);

  return TRUE;
}

/* What one of libpng's errors means. FALSE: there is no photo; TRUE: there is one, or a part that is
 * wanted. */
static gboolean
explain_error (PngFile *file, GError **error)
{
  PhotoFile *photo = file->photo;

  if (! photo->pixels)
    {
      if (file->at_end)
        return photo_is_cut (photo, 0.0, FALSE, error);

      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "what describes its picture is wrong");
      return FALSE;
    }

  if (file->has_pixels && is_wrong_sum (file->message))
    return photo_is_damaged (photo, PHOTO_SOMEWHERE, error);

  if (file->has_pixels)
    {
      photo_end_is_missing (photo);
      return TRUE;
    }

  if (! file->at_end && ! photo_is_damaged (photo, png_height (file), error))
    return FALSE;

  /* The first pass has all rows, and none is sharp before the last. */
  if (! photo_is_cut (photo, file->pass > 0 ? 1.0 : png_height (file),
                      png_get_interlace_type (file->png, file->info) != PNG_INTERLACE_NONE, error))
    return FALSE;

  png_put_strip (file);

  return TRUE;
}

gboolean
photo_png_load (PhotoFile *photo, const gchar *path, GCancellable *cancellable, GError **error)
{
  PngFile  file   = { .photo = photo };
  gboolean loaded = FALSE;

  if (! g_file_get_contents (path, &file.content, &file.length, error))
    return FALSE;

  if (! png_look (&file, error))
    {
      g_free (file.content);
      return FALSE;
    }

  file.png  = png_create_read_struct (PNG_LIBPNG_VER_STRING, &file, png_fail, png_warn);
  file.info = file.png ? png_create_info_struct (file.png) : NULL;

  if (! file.info)
    photo_set_memory_error (error);
  else if (setjmp (png_jmpbuf (file.png)) == 0)
    loaded = png_read (&file, cancellable, error);
  else
    loaded = explain_error (&file, error);

  if (loaded)
    {
      photo->blocks = photo_blocks_new ();
      png_texts_read (file.png, file.info, photo->blocks);

      if (file.lost_text)
        photo_add_notice (photo, "one of its texts cannot be read, so the result does not have it");

      if (file.has_pixels && ! file.at_end)
        photo_look_behind (photo, file.content, file.length, file.at);
    }

  png_destroy_read_struct (&file.png, &file.info, NULL);
  g_clear_pointer (&file.profile, g_bytes_unref);
  g_free (file.rows);
  g_free (file.content);

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

  if (photo->blocks)
    png_texts_write (png, info, photo->blocks);

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
