/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "jpeg-memory.h"

/* libjpeg's way of failing is a call that must not return. */
typedef struct
{
  struct jpeg_error_mgr manager; /* must be first: libjpeg hands back a pointer to it */
  jmp_buf               jump;
  gchar                 message[JMSG_LENGTH_MAX];
} Errors;

/* Outside the functions that jump, which would lose what is in registers. */
typedef struct
{
  struct jpeg_compress_struct encoder;
  Errors                      errors;
  guint8                     *data; /* of malloc, libjpeg's own */
  gulong                      length;
  gboolean                    is_done;
} Encoding;

typedef struct
{
  struct jpeg_decompress_struct decoder;
  Errors                        errors;
  guint8                       *pixels;
  gboolean                      is_done;
} Decoding;

G_NORETURN static void
fail (j_common_ptr info)
{
  Errors *errors = (Errors *) info->err;

  errors->manager.format_message (info, errors->message);
  longjmp (errors->jump, 1);
}

static void
ignore_warning (j_common_ptr info, int level)
{
}

static struct jpeg_error_mgr *
errors_init (Errors *errors)
{
  jpeg_std_error (&errors->manager);
  errors->manager.error_exit   = fail;
  errors->manager.emit_message = ignore_warning;
  return &errors->manager;
}

static void
encode (Encoding     *encoding,
        const guint8 *pixels,
        gint          width,
        gint          height,
        gint          n_channels,
        gint          quality)
{
  j_compress_ptr encoder = &encoding->encoder;

  jpeg_create_compress (encoder);
  jpeg_mem_dest (encoder, &encoding->data, &encoding->length);
  encoder->image_width      = width;
  encoder->image_height     = height;
  encoder->input_components = n_channels;
  encoder->in_color_space   = n_channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults (encoder);
  jpeg_set_quality (encoder, quality, TRUE);
  encoder->comp_info[0].h_samp_factor = 1;
  encoder->comp_info[0].v_samp_factor = 1;

  jpeg_start_compress (encoder, TRUE);
  while (encoder->next_scanline < encoder->image_height)
    {
      JSAMPROW row = (JSAMPROW) pixels + (gsize) encoder->next_scanline * width * n_channels;

      jpeg_write_scanlines (encoder, &row, 1);
    }
  jpeg_finish_compress (encoder);
  encoding->is_done = TRUE;
}

guint8 *
jpeg_memory_encode (const guint8 *pixels,
                    gint          width,
                    gint          height,
                    gint          n_channels,
                    gint          quality,
                    gsize        *length,
                    GError      **error)
{
  Encoding encoding = { 0 };
  guint8  *result;

  encoding.encoder.err = errors_init (&encoding.errors);
  if (setjmp (encoding.errors.jump) == 0)
    encode (&encoding, pixels, width, height, n_channels, quality);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, encoding.errors.message);
  jpeg_destroy_compress (&encoding.encoder);

  /* libjpeg's own memory is up to twice as long as what it holds. */
  result  = encoding.is_done ? g_memdup2 (encoding.data, encoding.length) : NULL;
  *length = encoding.length;
  free (encoding.data);
  return result;
}

static void
decode (Decoding     *decoding,
        const guint8 *data,
        gsize         length,
        gint          n_channels,
        gint         *width,
        gint         *height,
        GError      **error)
{
  j_decompress_ptr decoder = &decoding->decoder;

  jpeg_create_decompress (decoder);
  jpeg_mem_src (decoder, data, length);
  jpeg_read_header (decoder, TRUE);
  decoder->out_color_space = n_channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_start_decompress (decoder);
  *width  = decoder->output_width;
  *height = decoder->output_height;

  decoding->pixels = g_try_malloc_n ((gsize) *width * *height, n_channels);
  if (! decoding->pixels)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "there is not enough memory");
      return;
    }

  while (decoder->output_scanline < decoder->output_height)
    {
      JSAMPROW row = decoding->pixels + (gsize) decoder->output_scanline * *width * n_channels;

      jpeg_read_scanlines (decoder, &row, 1);
    }
  jpeg_finish_decompress (decoder);
  decoding->is_done = TRUE;
}

guint8 *
jpeg_memory_decode (const guint8 *data,
                    gsize         length,
                    gint          n_channels,
                    gint         *width,
                    gint         *height,
                    GError      **error)
{
  Decoding decoding = { 0 };

  decoding.decoder.err = errors_init (&decoding.errors);
  if (setjmp (decoding.errors.jump) == 0)
    decode (&decoding, data, length, n_channels, width, height, error);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, decoding.errors.message);

  jpeg_destroy_decompress (&decoding.decoder);
  if (! decoding.is_done)
    g_clear_pointer (&decoding.pixels, g_free);
  return decoding.pixels;
}
