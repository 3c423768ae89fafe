/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "video-part.h"

#include <libavutil/mem.h>

#include "video-error.h"
#include "video-others.h"

typedef struct
{
  const VideoPart *part;
  AVFormatContext *picture, *source, *to;
  VideoOthers     *others;
  AVPacket        *packet;
  gint64           n_packets; /* of the picture, so far */
  gint64           shift;     /* that Matroska has given all times, where sound begins before 0 */
  gdouble          picture_time, source_time; /* in seconds, of what was read last */
} Making;

static void
making_clear (Making *making)
{
  av_packet_free (&making->packet);
  video_others_free (making->others);
  avformat_close_input (&making->picture);
  avformat_close_input (&making->source);
  if (making->to)
    avio_closep (&making->to->pb);
  avformat_free_context (making->to);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, making_clear)

static gint
open_source (const gchar *path, AVFormatContext **container)
{
  g_autofree gchar *url  = g_strconcat ("file:", path, NULL);
  gint              code = avformat_open_input (container, url, NULL, NULL);

  return code < 0 ? code : avformat_find_stream_info (*container, NULL);
}

/* The encoder's parameters, with its headers as they are in the part: another form of them. */
static gint
describe_picture (Making *making, AVStream *stream)
{
  gint                     code = video_encoder_describe (making->part->encoder, stream);
  const AVCodecParameters *from;

  if (code < 0)
    return code;

  from = making->picture->streams[0]->codecpar;
  av_freep (&stream->codecpar->extradata);
  stream->codecpar->extradata_size = 0;
  stream->codecpar->extradata = av_mallocz (from->extradata_size + AV_INPUT_BUFFER_PADDING_SIZE);
  if (! stream->codecpar->extradata)
    return AVERROR (ENOMEM);
  memcpy (stream->codecpar->extradata, from->extradata, from->extradata_size);
  stream->codecpar->extradata_size = from->extradata_size;
  return 0;
}

static gint
open_result (Making *making, const gchar *path, GPtrArray *lost)
{
  const VideoPart  *part = making->part;
  g_autofree gchar *url  = g_strconcat ("file:", path, NULL);
  AVStream         *stream;
  gint              code = avformat_alloc_output_context2 (&making->to, NULL, "mp4", url);

  if (code < 0 || ! (stream = avformat_new_stream (making->to, NULL)))
    return AVERROR (ENOMEM);

  code = describe_picture (making, stream);
  if (code < 0)
    return code;

  making->others =
    video_others_new (making->source, part->picture, making->to, part->origin, part->length, lost);
  code = avio_open (&making->to->pb, url, AVIO_FLAG_WRITE);
  return code < 0 ? code : avformat_write_header (making->to, NULL);
}

/* Which of the frames is shown then. */
static gint64
find_frame (const VideoPart *part, gint64 time)
{
  gint64 low = 0, high = part->n_frames - 1;

  while (low < high)
    {
      gint64 middle = (low + high) / 2;

      if (part->times[middle] < time)
        low = middle + 1;
      else
        high = middle;
    }
  if (low > 0 && time - part->times[low - 1] < part->times[low] - time)
    low--;
  return low;
}

/* As encoders do: frames are decoded in the order of the packets, each as late as all can be in time. */
static gint64
get_decoding_time (const Making *making)
{
  const VideoPart *part  = making->part;
  gint64           delay = making->to->streams[0]->codecpar->video_delay;
  gint64           i     = making->n_packets;

  if (i >= delay)
    return part->times[MIN (i - delay, part->n_frames - 1)];
  delay = MIN (delay, part->n_frames - 1);
  return part->times[0] - MAX (part->times[delay] - part->times[MIN (i, delay)], delay - i);
}

static gint
put_picture (Making *making)
{
  const VideoPart *part   = making->part;
  AVPacket        *packet = making->packet;
  const AVStream  *from   = making->picture->streams[packet->stream_index];
  gint64           frame, time;

  if (packet->stream_index != 0 || packet->pts == AV_NOPTS_VALUE)
    return 0;

  time = av_rescale_q (packet->pts, from->time_base, part->time_base);
  if (making->n_packets == 0)
    making->shift = time - part->times[0];
  making->picture_time = packet->pts * av_q2d (from->time_base);
  frame                = find_frame (part, time - making->shift);
  packet->pts          = part->times[frame];
  packet->dts          = MIN (get_decoding_time (making), packet->pts);
  packet->duration =
    frame + 1 < part->n_frames ? part->times[frame + 1] - packet->pts : part->last_duration;
  packet->pos          = -1;
  packet->stream_index = 0;
  making->n_packets++;
  av_packet_rescale_ts (packet, part->time_base, making->to->streams[0]->time_base);
  return av_interleaved_write_frame (making->to, packet);
}

static gint
put_other (Making *making)
{
  AVPacket       *packet = making->packet;
  const AVStream *from   = making->source->streams[packet->stream_index];

  if (packet->dts != AV_NOPTS_VALUE)
    making->source_time =
      packet->dts * av_q2d (from->time_base) - making->part->origin / (gdouble) AV_TIME_BASE;
  return packet->stream_index == making->part->picture ? 0
                                                       : video_others_put (making->others, packet);
}

/* Both by turns, so that little waits to be interleaved. */
static gint
put_all (Making *making)
{
  gboolean has_picture = TRUE, has_others = TRUE;
  gint     code = 0;

  while (code >= 0 && (has_picture || has_others))
    {
      gboolean is_picture =
        has_picture && (! has_others || making->picture_time <= making->source_time);
      gboolean *has = is_picture ? &has_picture : &has_others;
      gint read     = av_read_frame (is_picture ? making->picture : making->source, making->packet);

      *has = read >= 0;
      if (read >= 0)
        code = is_picture ? put_picture (making) : put_other (making);
      av_packet_unref (making->packet);
    }
  return code;
}

gboolean
video_part_make_mp4 (const VideoPart *part, const gchar *to, GPtrArray *lost, GError **error)
{
  g_auto (Making) making = { .part = part, .packet = av_packet_alloc () };
  gint code              = making.packet ? 0 : AVERROR (ENOMEM);

  if (code >= 0)
    code = open_source (part->part, &making.picture);
  if (code >= 0)
    code = open_source (part->source, &making.source);
  if (code < 0)
    return video_error_set (error, code, "what is done of it cannot be read again");

  code = open_result (&making, to, lost);
  if (code >= 0)
    code = put_all (&making);
  if (code >= 0)
    code = av_write_trailer (making.to);
  if (code >= 0)
    code = avio_closep (&making.to->pb);
  return code >= 0 || video_error_set (error, code, "the result cannot be written");
}
