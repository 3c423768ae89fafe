/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * WebP files, by libwebp.
 */

#include <errno.h>
#include <string.h>

#include "formats.h"

#include <webp/decode.h>
#include <webp/demux.h>
#include <webp/encode.h>
#include <webp/mux.h>

/* As for JPEG; a lossless source has a lossless result. */
#define QUALITY 95

/* What libwebp counts as lossless in its features. */
#define FORMAT_LOSSLESS 2


/* Some writers begin EXIF as it begins in a JPEG file. */
static const gchar exif_head[6] = "Exif\0";

/* The first picture, and where it lies; the only one covers all. */
typedef struct
{
  WebPData data;
  gint     x, y;
  gint     width, height;
} WebpFrame;


static gboolean
get_chunk (WebPDemuxer *demuxer, const gchar *name, WebPData *data)
{
  WebPChunkIterator chunk;

  if (! demuxer || ! WebPDemuxGetChunk (demuxer, name, 1, &chunk))
    return FALSE;

  /* It points into the file's content, which outlasts the iterator. */
  *data = chunk.chunk;
  WebPDemuxReleaseChunkIterator (&chunk);

  return TRUE;
}

static PhotoBlocks *
read_blocks (WebPDemuxer *demuxer)
{
  PhotoBlocks *blocks = photo_blocks_new ();
  WebPData     data;

  if (get_chunk (demuxer, "EXIF", &data))
    {
      gsize n =
        data.size >= sizeof (exif_head) && memcmp (data.bytes, exif_head, sizeof (exif_head)) == 0
          ? sizeof (exif_head)
          : 0;

      photo_blocks_add_exif (blocks, data.bytes + n, data.size - n);
    }

  if (get_chunk (demuxer, "XMP ", &data))
    photo_blocks_add_xmp (blocks, data.bytes, data.size);

  return blocks;
}

/* FALSE where there is none, or only its beginning. */
static gboolean
find_first_frame (WebPDemuxer *demuxer, WebpFrame *frame)
{
  WebPIterator iterator;

  if (! demuxer || ! WebPDemuxGetFrame (demuxer, 1, &iterator))
    return FALSE;

  *frame = (WebpFrame) { iterator.fragment, iterator.x_offset, iterator.y_offset, iterator.width,
                         iterator.height };
  WebPDemuxReleaseIterator (&iterator);

  return TRUE;
}

/* Row by row, for a file that is cut off has rows as well. */
static gboolean
decode (PhotoFile       *photo,
        const WebpFrame *frame,
        guint8          *rows,
        gint             width,
        gint             height,
        gint             bytes_per_pixel,
        GError         **error)
{
  gsize         start   = ((gsize) frame->y * width + frame->x) * bytes_per_pixel;
  gsize         size    = (gsize) width * height * bytes_per_pixel;
  WebPIDecoder *decoder = WebPINewRGB (bytes_per_pixel == 4 ? MODE_RGBA : MODE_RGB, rows + start,
                                       size - start, width * bytes_per_pixel);
  VP8StatusCode status  = VP8_STATUS_OUT_OF_MEMORY;
  gint          n_rows  = 0;
  gdouble       share;

  if (decoder)
    {
      status = WebPIUpdate (decoder, frame->data.bytes, frame->data.size);
      WebPIDecGetRGB (decoder, &n_rows, NULL, NULL, NULL);
      WebPIDelete (decoder);
    }

  share = (gdouble) (frame->y + n_rows) / height;

  switch (status)
    {
    case VP8_STATUS_OK:
      return TRUE;

    case VP8_STATUS_OUT_OF_MEMORY:
      photo_set_memory_error (error);
      return FALSE;

    case VP8_STATUS_SUSPENDED:
    case VP8_STATUS_NOT_ENOUGH_DATA:
      return photo_is_cut (photo, share, FALSE, error);

    default:
      return photo_is_damaged (photo, share, error) && photo_is_cut (photo, share, FALSE, error);
    }
}

static gboolean
read_content (PhotoFile *photo, const WebPData *content, WebPDemuxer *demuxer, GError **error)
{
  WebPBitstreamFeatures features, picture;
  VP8StatusCode         status     = WebPGetFeatures (content->bytes, content->size, &features);
  guint                 n_pictures = demuxer ? WebPDemuxGetI (demuxer, WEBP_FF_FRAME_COUNT) : 1;
  GeglRectangle         extent     = { 0 };
  g_autoptr (GBytes) profile       = NULL;
  g_autofree guint8 *rows          = NULL;
  WebpFrame          frame;
  WebPData           icc;
  gint               bytes_per_pixel;

  if (status == VP8_STATUS_NOT_ENOUGH_DATA)
    return photo_is_cut (photo, 0.0, FALSE, error);

  if (status != VP8_STATUS_OK)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "what describes its picture is wrong");
      return FALSE;
    }

  extent.width  = features.width;
  extent.height = features.height;
  frame         = (WebpFrame) { *content, 0, 0, extent.width, extent.height };

  if (features.has_animation)
    {
      if (! find_first_frame (demuxer, &frame))
        return photo_is_cut (photo, 0.0, FALSE, error);

      if (frame.width != extent.width || frame.height != extent.height)
        features.has_alpha = TRUE;

      if (n_pictures > 1)
        photo_add_notice (photo, "only the first of its %u pictures was colored", n_pictures);

      if (WebPGetFeatures (frame.data.bytes, frame.data.size, &picture) == VP8_STATUS_OK)
        features.format = picture.format;
    }

  bytes_per_pixel          = features.has_alpha ? 4 : 3;
  photo->encoding.lossless = features.format == FORMAT_LOSSLESS;
  rows                     = photo_try_rows (extent.width, extent.height, bytes_per_pixel, error);

  if (get_chunk (demuxer, "ICCP", &icc))
    profile = g_bytes_new (icc.bytes, icc.size);

  if (! rows
      || ! photo_begin (photo, extent.width, extent.height, PHOTO_RGB,
                        features.has_alpha ? PHOTO_ALPHA : PHOTO_OPAQUE, "u8", profile, error)
      || ! decode (photo, &frame, rows, extent.width, extent.height, bytes_per_pixel, error))
    return FALSE;

  photo_put (photo, &extent, rows, 0);

  return TRUE;
}

gboolean
photo_webp_load (PhotoFile *photo, const gchar *path, GCancellable *cancellable, GError **error)
{
  g_autofree gchar *content = NULL;
  gsize             length;
  WebPData          data;
  WebPDemuxState    state;
  WebPDemuxer      *demuxer;
  gboolean          loaded;

  if (! g_file_get_contents (path, &content, &length, error))
    return FALSE;

  data    = (WebPData) { (const guint8 *) content, length };
  demuxer = WebPDemuxPartial (&data, &state);
  loaded  = read_content (photo, &data, demuxer, error);

  if (loaded)
    photo->blocks = read_blocks (demuxer);

  if (loaded && photo->missing == 0.0 && photo->damaged_at < 0.0 && state != WEBP_DEMUX_DONE)
    photo_end_is_missing (photo);

  /* The size that a RIFF file has at its start counts what follows it. */
  if (loaded && state == WEBP_DEMUX_DONE)
    {
      guint32 size;

      memcpy (&size, data.bytes + 4, 4);
      photo_look_behind (photo, content, length, (gsize) GUINT32_FROM_LE (size) + 8);
    }

  WebPDemuxDelete (demuxer);

  return loaded;
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

static void
set_chunk (WebPMux *mux, const gchar *name, const GByteArray *content)
{
  if (content)
    {
      WebPData data = { content->data, content->len };

      WebPMuxSetChunk (mux, name, &data, 0);
    }
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

      if (photo->blocks)
        {
          set_chunk (mux, "EXIF", photo->blocks->exif);
          set_chunk (mux, "XMP ", photo->blocks->xmp);
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
