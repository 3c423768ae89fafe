/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "video-reader.h"

#include <math.h>

#include "fields.h"
#include "same-frames.h"
#include "video-error.h"

struct _VideoReader
{
  AVFormatContext *container;
  AVCodecContext  *decoder;
  AVStream        *stream;
  AVPacket        *packet;
  Fields          *fields; /* NULL: frames stay as they are */
  SameFrames      *same;
  AVFrame         *first;                    /* until it is given */
  AVFrame         *like;                     /* as it, for good */
  gint64           origin, begin, end, last; /* in the stream's time base */
  gint64           microseconds;
  ClipRange        range;
  gboolean         is_at_end; /* of the file */
  gint64           n_interlaced, n_damaged;
  GQueue          *waiting; /* AVPacket: those that came before the first frame was asked for */
  VideoPacketFunc  on_packet;
  gpointer         packet_data;
};

static gboolean
open_container (VideoReader *reader, const gchar *path, GError **error)
{
  g_autofree gchar *url = g_strconcat ("file:", path, NULL);
  gint              code;

  av_log_set_level (AV_LOG_QUIET);
  code = avformat_open_input (&reader->container, url, NULL, NULL);
  if (code >= 0)
    code = avformat_find_stream_info (reader->container, NULL);
  return code >= 0 || video_error_set (error, code, "it cannot be read as a film");
}

static gboolean
open_decoder (VideoReader *reader, gint n_threads, GError **error)
{
  const AVCodec *codec = NULL;
  gint index = av_find_best_stream (reader->container, AVMEDIA_TYPE_VIDEO, -1, -1, &codec, 0);
  gint code  = AVERROR (ENOMEM);

  if (index == AVERROR_STREAM_NOT_FOUND
      || (index >= 0
          && reader->container->streams[index]->disposition & AV_DISPOSITION_ATTACHED_PIC))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           "it has sound at most, and no moving picture; choose another file");
      return FALSE;
    }
  if (index < 0)
    return video_error_set (error, index, "it cannot be read as a film");

  reader->stream  = reader->container->streams[index];
  reader->decoder = avcodec_alloc_context3 (codec);
  if (reader->decoder)
    code = avcodec_parameters_to_context (reader->decoder, reader->stream->codecpar);
  if (code >= 0)
    {
      reader->decoder->pkt_timebase = reader->stream->time_base;
      reader->decoder->thread_count = n_threads;
      code                          = avcodec_open2 (reader->decoder, codec, NULL);
    }
  return code >= 0 || video_error_set (error, code, "it cannot be decoded");
}

/* The file's zero is when its first stream begins. */
static void
settle_range (VideoReader *reader)
{
  AVFormatContext *container = reader->container;
  gint64           zero      = container->start_time == AV_NOPTS_VALUE ? 0 : container->start_time;
  gint64           from      = zero + (gint64) (reader->range.from * AV_TIME_BASE);

  reader->microseconds = from;
  reader->origin       = av_rescale_q (from, AV_TIME_BASE_Q, reader->stream->time_base);
  reader->begin = reader->origin + lrint (reader->range.skip / av_q2d (reader->stream->time_base));
  reader->end   = G_MAXINT64;
  if (reader->range.to < 1e9)
    reader->end = av_rescale_q (zero + (gint64) (reader->range.to * AV_TIME_BASE), AV_TIME_BASE_Q,
                                reader->stream->time_base);
  reader->last = G_MININT64;
  /* A file that cannot be searched is read from its beginning. */
  from += (gint64) (reader->range.skip * AV_TIME_BASE);
  if (reader->range.from + reader->range.skip > 0.0
      && av_seek_frame (container, -1, from, AVSEEK_FLAG_BACKWARD) >= 0)
    avcodec_flush_buffers (reader->decoder);
}

/* Gives the decoder its next packet, or says that there are no more. */
static void
feed (VideoReader *reader)
{
  gint code = av_read_frame (reader->container, reader->packet);

  if (code < 0)
    {
      reader->n_damaged += code != AVERROR_EOF;
      reader->is_at_end = TRUE;
      avcodec_send_packet (reader->decoder, NULL);
      return;
    }

  if (reader->packet->stream_index == reader->stream->index)
    reader->n_damaged += avcodec_send_packet (reader->decoder, reader->packet) < 0;
  else if (reader->waiting)
    g_queue_push_tail (reader->waiting, av_packet_clone (reader->packet));
  else if (reader->on_packet)
    reader->on_packet (reader->packet, reader->packet_data);
  av_packet_unref (reader->packet);
}

/* The next frame as the decoder gives it; NULL at the end. */
static AVFrame *
decode (VideoReader *reader)
{
  AVFrame *frame = av_frame_alloc ();

  while (frame)
    {
      gint code = avcodec_receive_frame (reader->decoder, frame);

      if (code >= 0)
        {
          reader->n_damaged +=
            frame->decode_error_flags != 0 || frame->flags & AV_FRAME_FLAG_CORRUPT;
          reader->n_interlaced += (frame->flags & AV_FRAME_FLAG_INTERLACED) != 0;
          frame->pts = frame->best_effort_timestamp;
          return frame;
        }
      if (code == AVERROR_EOF || (code == AVERROR (EAGAIN) && reader->is_at_end))
        break;
      if (code == AVERROR (EAGAIN))
        feed (reader);
      else
        reader->n_damaged++;
    }

  av_frame_free (&frame);
  return NULL;
}

/* How long a frame stays if the next one comes at the stream's pace. */
static gint64
guess_duration (const VideoReader *reader)
{
  AVRational rate = video_reader_get_rate (reader);

  return MAX (av_rescale_q (1, av_inv_q (rate), reader->stream->time_base), 1);
}

/* Frames without time, or with that of another one, follow the one before. */
static void
set_time (VideoReader *reader, AVFrame *frame)
{
  gint64 usual = guess_duration (reader);

  if (frame->pts == AV_NOPTS_VALUE)
    frame->pts = reader->last == G_MININT64 ? reader->origin : reader->last + usual;
  if (frame->pts <= reader->last)
    frame->pts = reader->last + 1;
  reader->last = frame->pts;
  if (frame->duration <= 0)
    frame->duration = usual;
}

/* The next frame of the range, upright in time. */
static AVFrame *
next (VideoReader *reader, GError **error)
{
  for (;;)
    {
      AVFrame *frame = reader->fields ? fields_next (reader->fields, (FieldsSource) decode, reader)
                                      : decode (reader);

      if (! frame)
        return NULL;
      set_time (reader, frame);
      if (frame->pts >= reader->end)
        {
          av_frame_free (&frame);
          return NULL;
        }
      if (frame->pts >= reader->begin)
        {
          frame->pts -= reader->origin;
          return same_frames_make (reader->same, frame, error);
        }
      av_frame_free (&frame);
    }
}

VideoReader *
video_reader_new (const gchar *path, const ClipRange *range, GError **error)
{
  g_autoptr (VideoReader) reader = g_new0 (VideoReader, 1);
  GError *cause                  = NULL;

  reader->range   = *range;
  reader->waiting = g_queue_new ();
  reader->packet  = av_packet_alloc ();
  if (! reader->packet)
    {
      video_error_set_memory (error);
      return NULL;
    }
  if (! open_container (reader, path, error) || ! open_decoder (reader, 0, error))
    return NULL;

  settle_range (reader);
  if (range->deinterlace)
    reader->fields = fields_new (reader->stream->time_base);
  reader->same  = same_frames_new ();
  reader->first = next (reader, &cause);
  if (! reader->first)
    {
      if (! cause)
        g_set_error (&cause, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     range->from > 0.0
                       ? "it has no picture after --from; choose an earlier time"
                       : "not one picture of it can be decoded; it is damaged, or no film");
      g_propagate_error (error, cause);
      return NULL;
    }
  reader->like = av_frame_clone (reader->first);
  if (! reader->like)
    {
      video_error_set_memory (error);
      return NULL;
    }

  return g_steal_pointer (&reader);
}

/* From now on packets are given as they come. */
static void
give_waiting (VideoReader *reader)
{
  AVPacket *packet;

  while (reader->waiting && (packet = g_queue_pop_head (reader->waiting)))
    {
      if (reader->on_packet)
        reader->on_packet (packet, reader->packet_data);
      av_packet_free (&packet);
    }
  g_clear_pointer (&reader->waiting, g_queue_free);
}

void
video_reader_free (VideoReader *reader)
{
  if (! reader)
    return;

  reader->on_packet = NULL;
  give_waiting (reader);
  fields_free (reader->fields);
  same_frames_free (reader->same);
  av_frame_free (&reader->first);
  av_frame_free (&reader->like);
  av_packet_free (&reader->packet);
  avcodec_free_context (&reader->decoder);
  avformat_close_input (&reader->container);
  g_free (reader);
}

AVFrame *
video_reader_next (VideoReader *reader, GError **error)
{
  give_waiting (reader);
  if (reader->first)
    return g_steal_pointer (&reader->first);

  return next (reader, error);
}

AVFormatContext *
video_reader_get_container (const VideoReader *reader)
{
  return reader->container;
}

AVStream *
video_reader_get_stream (const VideoReader *reader)
{
  return reader->stream;
}

const AVFrame *
video_reader_get_first (const VideoReader *reader)
{
  return reader->like;
}

AVRational
video_reader_get_rate (const VideoReader *reader)
{
  AVRational rate = av_guess_frame_rate (reader->container, reader->stream, NULL);

  return rate.num > 0 && rate.den > 0 ? rate : (AVRational) { 25, 1 };
}

gint64
video_reader_estimate_frames (const VideoReader *reader)
{
  gint64  length  = reader->container->duration;
  gdouble seconds = length > 0 ? (gdouble) length / AV_TIME_BASE : 0.0;
  gdouble n;

  seconds = MIN (seconds, reader->range.to) - reader->range.from;
  n       = seconds * av_q2d (video_reader_get_rate (reader));
  return n >= 1.0 ? (gint64) (n + 0.5) : 0;
}

gint64
video_reader_get_origin (const VideoReader *reader)
{
  return reader->origin;
}

gint64
video_reader_get_microseconds (const VideoReader *reader)
{
  return reader->microseconds;
}

void
video_reader_set_packet_func (VideoReader *reader, VideoPacketFunc func, gpointer data)
{
  reader->on_packet   = func;
  reader->packet_data = data;
}

gint64
video_reader_count_interlaced (const VideoReader *reader)
{
  return reader->n_interlaced;
}

gint64
video_reader_count_damaged (const VideoReader *reader)
{
  return reader->n_damaged;
}
