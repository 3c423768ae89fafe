/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "video-encoder.h"

#include <libavutil/opt.h>

#include "video-error.h"

struct _VideoEncoder
{
  AVCodecContext          *context;
  AVPacket                *packet;
  const AVCodecParameters *like;
  AVRational               rate;
  VideoPacketSink          sink;
  gpointer                 data;
};

gint
video_encoder_choose_depth (gint depth, gboolean lossless)
{
  gint most = lossless ? 16 : 10;

  return depth <= 8 ? 8 : depth <= 10 ? 10 : MIN (depth <= 12 ? 12 : 16, most);
}

/* 0..100 to x264's constant rate factor: 17.5, which hardly anybody tells from the source, at 75. */
static gdouble
get_rate_factor (gdouble quality)
{
  return 40.0 - 0.3 * quality;
}

static void
set_options (AVCodecContext *context, const TapeSettings *settings)
{
  context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_FRAME_DURATION;
  if (settings->lossless)
    {
      /* Version 3, whose slices are encoded in several threads and have checksums. */
      context->level = 3;
      av_opt_set_int (context->priv_data, "slicecrc", 1, 0);
      context->slices      = 4;
      context->thread_type = FF_THREAD_SLICE;
      return;
    }

  av_opt_set (context->priv_data, "preset", "fast", 0);
  av_opt_set_double (context->priv_data, "crf", get_rate_factor (settings->quality), 0);
  av_opt_set_int (context->priv_data, "forced-idr", 1, 0);
}

VideoEncoder *
video_encoder_new (const VideoReader  *reader,
                   const VideoPlanes  *planes,
                   const TapeSettings *settings,
                   VideoPacketSink     sink,
                   gpointer            data,
                   GError            **error)
{
  const gchar   *name              = settings->lossless ? "ffv1" : "libx264";
  const AVCodec *codec             = avcodec_find_encoder_by_name (name);
  const AVFrame *like              = video_reader_get_first (reader);
  AVStream      *stream            = video_reader_get_stream (reader);
  g_autoptr (VideoEncoder) encoder = NULL;
  AVCodecContext *context;
  gint            code;

  if (! codec)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "FFmpeg on this computer has no encoder %s; %s", name,
                   settings->lossless ? "go without --lossless"
                                      : "install one with it, or use --lossless");
      return NULL;
    }

  encoder          = g_new0 (VideoEncoder, 1);
  encoder->sink    = sink;
  encoder->data    = data;
  encoder->like    = stream->codecpar;
  encoder->rate    = video_reader_get_rate (reader);
  encoder->packet  = av_packet_alloc ();
  encoder->context = context = avcodec_alloc_context3 (codec);
  if (! encoder->packet || ! context)
    {
      video_error_set_memory (error);
      return NULL;
    }

  context->width     = like->width;
  context->height    = like->height;
  context->pix_fmt   = video_planes_get_format (planes);
  context->time_base = stream->time_base;
  context->framerate = encoder->rate;
  context->sample_aspect_ratio =
    like->sample_aspect_ratio.num > 0 ? like->sample_aspect_ratio : stream->sample_aspect_ratio;
  context->color_range            = video_planes_get_range (planes);
  context->colorspace             = video_planes_get_matrix (planes);
  context->color_primaries        = like->color_primaries;
  context->color_trc              = like->color_trc;
  context->chroma_sample_location = AVCHROMA_LOC_CENTER;
  set_options (context, settings);

  code = avcodec_open2 (context, codec, NULL);
  if (code < 0)
    {
      video_error_set (error, code, "frames of its kind cannot be encoded");
      return NULL;
    }

  return g_steal_pointer (&encoder);
}

void
video_encoder_free (VideoEncoder *encoder)
{
  if (! encoder)
    return;

  av_packet_free (&encoder->packet);
  avcodec_free_context (&encoder->context);
  g_free (encoder);
}

/* How the picture is to be turned and so on. */
static gint
copy_side_data (const AVCodecParameters *from, AVCodecParameters *to)
{
  const enum AVPacketSideDataType types[] = { AV_PKT_DATA_DISPLAYMATRIX, AV_PKT_DATA_STEREO3D,
                                              AV_PKT_DATA_SPHERICAL };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      const AVPacketSideData *data =
        av_packet_side_data_get (from->coded_side_data, from->nb_coded_side_data, types[i]);
      AVPacketSideData *copy;

      if (! data)
        continue;
      copy = av_packet_side_data_new (&to->coded_side_data, &to->nb_coded_side_data, types[i],
                                      data->size, 0);
      if (! copy)
        return AVERROR (ENOMEM);
      memcpy (copy->data, data->data, data->size);
    }
  return 0;
}

gint
video_encoder_describe (const VideoEncoder *encoder, AVStream *stream)
{
  gint code = avcodec_parameters_from_context (stream->codecpar, encoder->context);

  if (code >= 0)
    code = copy_side_data (encoder->like, stream->codecpar);
  stream->codecpar->codec_tag = 0;
  stream->time_base           = encoder->context->time_base;
  stream->avg_frame_rate      = encoder->rate;
  stream->sample_aspect_ratio = encoder->context->sample_aspect_ratio;
  return code;
}

gint
video_encoder_put (VideoEncoder *encoder, AVFrame *frame, gboolean is_start)
{
  gint code;

  if (frame)
    {
      frame->pict_type = is_start ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
      frame->flags &= ~(AV_FRAME_FLAG_KEY | AV_FRAME_FLAG_INTERLACED);
    }
  code = avcodec_send_frame (encoder->context, frame);
  while (code >= 0)
    {
      code = avcodec_receive_packet (encoder->context, encoder->packet);
      if (code == AVERROR (EAGAIN) || code == AVERROR_EOF)
        return 0;
      if (code >= 0)
        code = encoder->sink (encoder->packet, encoder->data);
      av_packet_unref (encoder->packet);
    }
  return code;
}
