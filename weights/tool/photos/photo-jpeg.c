/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JPEG files, by libjpeg.
 */

#include <errno.h>
#include <setjmp.h>

#include "photo-formats.h"

#include <jpeglib.h>
#include <jerror.h>

/* A photo that is saved once more should not show it. Chroma is not subsampled: it is what the
 * result is about. */
#define QUALITY 95

/* For a progressive file, or codes of its own, libjpeg keeps all of a photo's coefficients in memory,
 * 6 bytes a pixel, to save a few hundredths of the file. */
#define MAX_KEPT_PIXELS (16 << 20)


/* libjpeg's way of failing is a call that must not return. */
typedef struct
{
  struct jpeg_error_mgr manager; /* must be first: libjpeg hands back a pointer to it */
  jmp_buf               jump;
  gchar                 message[JMSG_LENGTH_MAX];
} JpegErrors;

typedef struct
{
  struct jpeg_decompress_struct decoder;
  JpegErrors                    errors;
  FILE                         *file;
  guchar                       *rows;
  GBytes                       *profile;
} JpegReader;

typedef struct
{
  struct jpeg_compress_struct encoder;
  JpegErrors                  errors;
  FILE                       *file;
  guchar                     *rows;
} JpegWriter;


G_NORETURN static void
jpeg_fail (j_common_ptr info)
{
  JpegErrors *errors = (JpegErrors *) info->err;

  errors->manager.format_message (info, errors->message);
  longjmp (errors->jump, 1);
}

/* Warnings of missing or wrong picture data mean that part of the photo is grey or garbage; all
 * others are about what surrounds it. */
static void
jpeg_warn (j_common_ptr info, int level)
{
  static const int harmful[] = { JWRN_JPEG_EOF,    JWRN_HIT_MARKER,     JWRN_HUFF_BAD_CODE,
                                 JWRN_MUST_RESYNC, JWRN_ARITH_BAD_CODE, JWRN_BOGUS_PROGRESSION };

  if (level >= 0)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (harmful); i++)
    {
      if (info->err->msg_code == harmful[i])
        jpeg_fail (info);
    }
}

static struct jpeg_error_mgr *
jpeg_errors_init (JpegErrors *errors)
{
  jpeg_std_error (&errors->manager);
  errors->manager.error_exit   = jpeg_fail;
  errors->manager.emit_message = jpeg_warn;

  return &errors->manager;
}

static void
read_resolution (const struct jpeg_decompress_struct *decoder, gdouble resolution[2])
{
  gdouble unit = decoder->density_unit == 1 ? 2.54 : 1.0;

  if (! decoder->saw_JFIF_marker || decoder->density_unit == 0)
    return;

  resolution[0] = decoder->X_density / unit;
  resolution[1] = decoder->Y_density / unit;
}

static gboolean
jpeg_read (JpegReader *reader, PhotoFile *photo, GCancellable *cancellable, GError **error)
{
  j_decompress_ptr decoder = &reader->decoder;
  PhotoModel       model;
  JOCTET          *profile;
  guint            profile_length;
  gint             width, height;

  jpeg_stdio_src (decoder, reader->file);
  jpeg_save_markers (decoder, JPEG_APP0 + 2, 0xFFFF);
  jpeg_read_header (decoder, TRUE);

  if (jpeg_read_icc_profile (decoder, &profile, &profile_length))
    reader->profile = g_bytes_new_with_free_func (profile, profile_length, free, profile);

  switch (decoder->num_components)
    {
    case 1:
      decoder->out_color_space = JCS_GRAYSCALE;
      model                    = PHOTO_GRAY;
      break;
    case 3:
      decoder->out_color_space = JCS_RGB;
      model                    = PHOTO_RGB;
      break;
    default:
      decoder->out_color_space = JCS_CMYK;
      model                    = decoder->saw_Adobe_marker ? PHOTO_CMYK_INVERTED : PHOTO_CMYK;
    }

  photo->encoding.progressive = decoder->progressive_mode;
  read_resolution (decoder, photo->encoding.resolution);

  jpeg_start_decompress (decoder);
  width  = decoder->output_width;
  height = decoder->output_height;

  if (! photo_begin (photo, width, height, model, PHOTO_OPAQUE, "u8", reader->profile, error))
    return FALSE;

  reader->rows = photo_try_rows (width, PHOTO_STRIP_ROWS, decoder->output_components, error);

  if (! reader->rows)
    return FALSE;

  for (gint y = 0; y < height; y += PHOTO_STRIP_ROWS)
    {
      GeglRectangle strip = photo_strip (width, height, y);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      for (gint row = 0; row < strip.height; row++)
        {
          JSAMPROW line = reader->rows + (gsize) row * width * decoder->output_components;

          jpeg_read_scanlines (decoder, &line, 1);
        }

      photo_put (photo, &strip, reader->rows, 0);
    }

  jpeg_finish_decompress (decoder);

  return TRUE;
}

gboolean
photo_jpeg_load (PhotoFile *photo, const gchar *path, GCancellable *cancellable, GError **error)
{
  JpegReader reader = { 0 };
  gboolean   loaded;

  reader.file = photo_open (path, "rb", error);

  if (! reader.file)
    return FALSE;

  reader.decoder.err = jpeg_errors_init (&reader.errors);

  if (setjmp (reader.errors.jump) == 0)
    {
      jpeg_create_decompress (&reader.decoder);
      loaded = jpeg_read (&reader, photo, cancellable, error);
    }
  else
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, reader.errors.message);
      loaded = FALSE;
    }

  jpeg_destroy_decompress (&reader.decoder);
  g_clear_pointer (&reader.profile, g_bytes_unref);
  g_free (reader.rows);
  fclose (reader.file);

  return loaded;
}

static void
write_resolution (struct jpeg_compress_struct *encoder, const gdouble resolution[2])
{
  if (resolution[0] <= 0.0 || resolution[1] <= 0.0)
    return;

  encoder->density_unit = 1;
  encoder->X_density    = CLAMP (resolution[0] * 2.54 + 0.5, 1.0, 65535.0);
  encoder->Y_density    = CLAMP (resolution[1] * 2.54 + 0.5, 1.0, 65535.0);
}

static gboolean
jpeg_write (JpegWriter      *writer,
            const PhotoFile *photo,
            GeglBuffer      *pixels,
            GCancellable    *cancellable,
            GError         **error)
{
  j_compress_ptr encoder = &writer->encoder;
  gint           width   = gegl_buffer_get_width (pixels);
  gint           height  = gegl_buffer_get_height (pixels);
  gboolean       is_kept = (gint64) width * height <= MAX_KEPT_PIXELS;

  jpeg_stdio_dest (encoder, writer->file);
  encoder->image_width      = width;
  encoder->image_height     = height;
  encoder->input_components = 3;
  encoder->in_color_space   = JCS_RGB;
  jpeg_set_defaults (encoder);
  jpeg_set_quality (encoder, QUALITY, TRUE);
  encoder->comp_info[0].h_samp_factor = 1;
  encoder->comp_info[0].v_samp_factor = 1;
  encoder->optimize_coding            = is_kept;
  encoder->dct_method                 = JDCT_ISLOW;
  write_resolution (encoder, photo->encoding.resolution);

  if (photo->encoding.progressive && is_kept)
    jpeg_simple_progression (encoder);

  jpeg_start_compress (encoder, TRUE);

  if (photo->profile)
    {
      gsize         length;
      gconstpointer profile = g_bytes_get_data (photo->profile, &length);

      jpeg_write_icc_profile (encoder, profile, length);
    }

  writer->rows = photo_try_rows (width, PHOTO_STRIP_ROWS, 3, error);

  if (! writer->rows)
    return FALSE;

  for (gint y = 0; y < height; y += PHOTO_STRIP_ROWS)
    {
      GeglRectangle strip = photo_strip (width, height, y);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      gegl_buffer_get (pixels, &strip, 1.0, photo->result_format, writer->rows, GEGL_AUTO_ROWSTRIDE,
                       GEGL_ABYSS_NONE);

      for (gint row = 0; row < strip.height; row++)
        {
          JSAMPROW line = writer->rows + (gsize) row * width * 3;

          jpeg_write_scanlines (encoder, &line, 1);
        }
    }

  jpeg_finish_compress (encoder);

  return TRUE;
}

gboolean
photo_jpeg_save (const PhotoFile *photo,
                 GeglBuffer      *pixels,
                 const gchar     *path,
                 GCancellable    *cancellable,
                 GError         **error)
{
  JpegWriter writer = { 0 };
  gboolean   saved;

  writer.file = photo_open (path, "wb", error);

  if (! writer.file)
    return FALSE;

  writer.encoder.err = jpeg_errors_init (&writer.errors);

  if (setjmp (writer.errors.jump) == 0)
    {
      jpeg_create_compress (&writer.encoder);
      saved = jpeg_write (&writer, photo, pixels, cancellable, error);
    }
  else
    {
      photo_set_write_error (error, writer.errors.message);
      saved = FALSE;
    }

  jpeg_destroy_compress (&writer.encoder);
  g_free (writer.rows);

  if (fclose (writer.file) != 0 && saved)
    {
      photo_set_write_error (error, g_strerror (errno));
      saved = FALSE;
    }

  return saved;
}
