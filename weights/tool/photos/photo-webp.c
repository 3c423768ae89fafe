/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * WebP files, by libwebp.
 */

#include <errno.h>

#include "photo-formats.h"

#include <webp/decode.h>
#include <webp/demux.h>
#include <webp/encode.h>
#include <webp/mux.h>

/* As for JPEG; a lossless source has a lossless result. */
#define QUALITY 95

/* What libwebp counts as lossless in its features. */
#define FORMAT_LOSSLESS 2


static GBytes *
read_profile (const WebPData *data)
{
  WebPDemuxer      *demuxer = WebPDemux (data);
  WebPChunkIterator chunk;
  GBytes           *profile = NULL;

  if (demuxer && WebPDemuxGetChunk (demuxer, "ICCP", 1, &chunk))
    {
      profile = g_bytes_new (chunk.chunk.bytes, chunk.chunk.size);
      WebPDemuxReleaseChunkIterator (&chunk);
    }

  WebPDemuxDelete (demuxer);

  return profile;
}

gboolean
photo_webp_load (PhotoFile *photo, const gchar *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) profile    = NULL;
  g_autofree gchar     *content = NULL;
  g_autofree guint8    *rows    = NULL;
  gsize                 length;
  GeglRectangle         extent = { 0 };
  gint                  bytes_per_pixel;
  WebPData              data;
  WebPBitstreamFeatures features;
  gboolean              decoded;

  if (! g_file_get_contents (path, &content, &length, error))
    return FALSE;

  data = (WebPData) { (const guint8 *) content, length };

  if (WebPGetFeatures (data.bytes, data.size, &features) != VP8_STATUS_OK)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "its header is not whole");
      return FALSE;
    }

  if (features.has_animation)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "it is an animation");
      return FALSE;
    }

  bytes_per_pixel          = features.has_alpha ? 4 : 3;
  extent.width             = features.width;
  extent.height            = features.height;
  photo->encoding.lossless = features.format == FORMAT_LOSSLESS;
  profile                  = read_profile (&data);
  rows                     = photo_try_rows (extent.width, extent.height, bytes_per_pixel, error);

  if (! rows
      || ! photo_begin (photo, extent.width, extent.height, PHOTO_RGB,
                        features.has_alpha ? PHOTO_ALPHA : PHOTO_OPAQUE, "u8", profile, error))
    return FALSE;

  if (features.has_alpha)
    decoded = WebPDecodeRGBAInto (data.bytes, data.size, rows,
                                  (gsize) extent.width * 4 * extent.height, extent.width * 4)
              != NULL;
  else
    decoded = WebPDecodeRGBInto (data.bytes, data.size, rows,
                                 (gsize) extent.width * 3 * extent.height, extent.width * 3)
              != NULL;

  if (! decoded)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "its picture is not whole");
      return FALSE;
    }

  photo_put (photo, &extent, rows, 0);

  return TRUE;
}

/* libwebp asks this now and then; 0 stops it. */
static int
go_on (int percent, const WebPPicture *picture)
{
  return ! g_cancellable_is_cancelled (picture->user_data);
}

static gboolean
encode (const PhotoFile  *photo,
        GeglBuffer       *pixels,
        WebPMemoryWriter *writer,
        GCancellable     *cancellable,
        GError          **error)
{
  gint               width           = gegl_buffer_get_width (pixels);
  gint               height          = gegl_buffer_get_height (pixels);
  gint               bytes_per_pixel = babl_format_get_bytes_per_pixel (photo->result_format);
  g_autofree guint8 *rows            = photo_try_rows (width, height, bytes_per_pixel, error);
  WebPConfig         config;
  WebPPicture        picture;
  gboolean           encoded;

  if (! rows)
    return FALSE;

  gegl_buffer_get (pixels, NULL, 1.0, photo->result_format, rows, GEGL_AUTO_ROWSTRIDE,
                   GEGL_ABYSS_NONE);

  WebPConfigPreset (&config, WEBP_PRESET_PHOTO, QUALITY);
  config.use_sharp_yuv = 1;
  config.exact         = 1;

  if (photo->encoding.lossless)
    WebPConfigLosslessPreset (&config, 6);

  WebPPictureInit (&picture);
  picture.width         = width;
  picture.height        = height;
  picture.use_argb      = 1;
  picture.writer        = WebPMemoryWrite;
  picture.custom_ptr    = writer;
  picture.progress_hook = go_on;
  picture.user_data     = cancellable;

  if (bytes_per_pixel == 4)
    encoded = WebPPictureImportRGBA (&picture, rows, width * 4);
  else
    encoded = WebPPictureImportRGB (&picture, rows, width * 3);

  encoded = encoded && WebPEncode (&config, &picture);

  if (! encoded && ! g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "WebP encoding failed (error %d)",
                 picture.error_code);

  WebPPictureFree (&picture);

  return encoded;
}

gboolean
photo_webp_save (const PhotoFile *photo,
                 GeglBuffer      *pixels,
                 const gchar     *path,
                 GCancellable    *cancellable,
                 GError         **error)
{
  WebPMemoryWriter writer;
  WebPMux         *mux  = NULL;
  WebPData         file = { 0 };
  gboolean         saved;

  WebPMemoryWriterInit (&writer);
  saved = encode (photo, pixels, &writer, cancellable, error);

  if (saved)
    {
      WebPData picture = { writer.mem, writer.size };

      mux = WebPMuxNew ();
      WebPMuxSetImage (mux, &picture, 0);

      if (photo->profile)
        {
          WebPData profile;

          profile.bytes = g_bytes_get_data (photo->profile, &profile.size);
          WebPMuxSetChunk (mux, "ICCP", &profile, 0);
        }

      saved = WebPMuxAssemble (mux, &file) == WEBP_MUX_OK;

      if (! saved)
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "WebP encoding failed");
    }

  if (saved)
    {
      FILE *stream = photo_open (path, "wb", error);

      saved = stream != NULL;

      if (stream)
        {
          saved = fwrite (file.bytes, file.size, 1, stream) == 1;
          saved = fclose (stream) == 0 && saved;

          if (! saved)
            photo_set_write_error (error, g_strerror (errno));
        }
    }

  WebPMuxDelete (mux);
  WebPDataClear (&file);
  WebPMemoryWriterClear (&writer);

  return saved;
}
