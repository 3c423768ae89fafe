/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "video-others.h"

#include <libavutil/mem.h>

struct _VideoOthers
{
  AVFormatContext *from, *to;
  gint64           origin, length;
  gint            *streams; /* [from->nb_streams]: of `to`; -1: none */
  AVPacket        *packet;
};

static gchar *
name_stream (const AVStream *stream)
{
  const gchar *kind  = av_get_media_type_string (stream->codecpar->codec_type);
  const gchar *codec = avcodec_get_name (stream->codecpar->codec_id);

  if (stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO)
    kind = "sound";
  if (stream->codecpar->codec_type == AVMEDIA_TYPE_SUBTITLE)
    kind = "subtitles";
  return g_strdup_printf ("%s (%s)", kind ? kind : "data", codec);
}

/* Matroska has cover pictures as attached files. */
static gboolean
attach_cover (const AVStream *stream, AVFormatContext *to)
{
  const AVPacket *cover = &stream->attached_pic;
  AVStream       *copy;
  gboolean        is_png = stream->codecpar->codec_id == AV_CODEC_ID_PNG;

  if (cover->size <= 0 || ! (copy = avformat_new_stream (to, NULL)))
    return FALSE;

  copy->codecpar->codec_type = AVMEDIA_TYPE_ATTACHMENT;
  copy->codecpar->codec_id   = stream->codecpar->codec_id;
  copy->codecpar->extradata  = av_mallocz (cover->size + AV_INPUT_BUFFER_PADDING_SIZE);
  if (! copy->codecpar->extradata)
    return FALSE;
  memcpy (copy->codecpar->extradata, cover->data, cover->size);
  copy->codecpar->extradata_size = cover->size;

  av_dict_copy (&copy->metadata, stream->metadata, 0);
  av_dict_set (&copy->metadata, "filename", is_png ? "cover.png" : "cover.jpg",
               AV_DICT_DONT_OVERWRITE);
  av_dict_set (&copy->metadata, "mimetype", is_png ? "image/png" : "image/jpeg",
               AV_DICT_DONT_OVERWRITE);
  return TRUE;
}

static gboolean
is_matroska (const AVFormatContext *container)
{
  return g_str_equal (container->oformat->name, "matroska");
}

static gboolean
copy_stream (const AVStream *stream, AVFormatContext *to)
{
  enum AVMediaType type = stream->codecpar->codec_type;
  AVStream        *copy;

  if (stream->disposition & AV_DISPOSITION_ATTACHED_PIC && is_matroska (to))
    return attach_cover (stream, to);
  if (type == AVMEDIA_TYPE_ATTACHMENT
        ? ! is_matroska (to)
        : type == AVMEDIA_TYPE_DATA || type == AVMEDIA_TYPE_UNKNOWN
            || avformat_query_codec (to->oformat, stream->codecpar->codec_id, FF_COMPLIANCE_NORMAL)
                 != 1)
    return FALSE;
  copy = avformat_new_stream (to, NULL);
  if (! copy || avcodec_parameters_copy (copy->codecpar, stream->codecpar) < 0)
    return FALSE;

  copy->codecpar->codec_tag = 0;
  copy->time_base           = stream->time_base;
  copy->disposition         = stream->disposition;
  copy->avg_frame_rate      = stream->avg_frame_rate;
  return av_dict_copy (&copy->metadata, stream->metadata, 0) >= 0;
}

/* Those that begin in the result, or go on into it. */
static void
copy_chapters (const VideoOthers *others)
{
  AVFormatContext *from = others->from;
  AVFormatContext *to   = others->to;

  to->chapters = av_calloc (MAX (from->nb_chapters, 1), sizeof *to->chapters);
  for (guint i = 0; to->chapters && i < from->nb_chapters; i++)
    {
      const AVChapter *chapter = from->chapters[i];
      gint64           origin  = av_rescale_q (others->origin, AV_TIME_BASE_Q, chapter->time_base);
      gint64           length  = av_rescale_q (others->length, AV_TIME_BASE_Q, chapter->time_base);
      AVChapter       *copy;

      if (chapter->end <= origin || chapter->start - origin >= length
          || ! (copy = av_mallocz (sizeof *copy)))
        continue;
      copy->id        = chapter->id;
      copy->time_base = chapter->time_base;
      copy->start     = MAX (chapter->start - origin, 0);
      copy->end       = MIN (chapter->end - origin, length);
      av_dict_copy (&copy->metadata, chapter->metadata, 0);
      to->chapters[to->nb_chapters++] = copy;
    }
}

VideoOthers *
video_others_new (AVFormatContext *from,
                  gint             picture,
                  AVFormatContext *to,
                  gint64           origin,
                  gint64           length,
                  GPtrArray       *lost)
{
  VideoOthers *others = g_new0 (VideoOthers, 1);

  others->from    = from;
  others->to      = to;
  others->origin  = origin;
  others->length  = length;
  others->streams = g_new (gint, from->nb_streams);
  others->packet  = av_packet_alloc ();

  for (guint i = 0; i < from->nb_streams; i++)
    {
      others->streams[i] = -1;
      if ((gint) i == picture)
        continue;
      if (copy_stream (from->streams[i], to))
        {
          /* What is attached has no packets. */
          if (to->streams[to->nb_streams - 1]->codecpar->codec_type != AVMEDIA_TYPE_ATTACHMENT)
            others->streams[i] = to->nb_streams - 1;
        }
      else if (lost)
        g_ptr_array_add (lost, name_stream (from->streams[i]));
    }
  av_dict_copy (&to->streams[0]->metadata, from->streams[picture]->metadata, 0);
  to->streams[0]->disposition = from->streams[picture]->disposition;
  av_dict_copy (&to->metadata, from->metadata, 0);
  copy_chapters (others);
  return others;
}

void
video_others_free (VideoOthers *others)
{
  if (! others)
    return;

  av_packet_free (&others->packet);
  g_free (others->streams);
  g_free (others);
}

gint
video_others_put (VideoOthers *others, const AVPacket *packet)
{
  const AVStream *from;
  AVStream       *to;
  gint64          time, origin;
  gint            stream = -1;

  if (packet->stream_index < (gint) others->from->nb_streams)
    stream = others->streams[packet->stream_index];
  if (stream < 0)
    return 0;
  if (! others->packet || av_packet_ref (others->packet, packet) < 0)
    return AVERROR (ENOMEM);

  from   = others->from->streams[packet->stream_index];
  to     = others->to->streams[stream];
  origin = av_rescale_q (others->origin, AV_TIME_BASE_Q, from->time_base);
  time   = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
  if (time != AV_NOPTS_VALUE
      && (av_compare_ts (time - origin, from->time_base, others->length, AV_TIME_BASE_Q) >= 0
          || (time < origin && others->origin != MAX (others->from->start_time, 0))))
    {
      av_packet_unref (others->packet);
      return 0;
    }

  if (others->packet->pts != AV_NOPTS_VALUE)
    others->packet->pts -= origin;
  if (others->packet->dts != AV_NOPTS_VALUE)
    others->packet->dts -= origin;
  av_packet_rescale_ts (others->packet, from->time_base, to->time_base);
  others->packet->stream_index = stream;
  others->packet->pos          = -1;
  return av_interleaved_write_frame (others->to, others->packet);
}
