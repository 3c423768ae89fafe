/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "video-writer.h"

#include <errno.h>
#include <math.h>

#include <glib/gstdio.h>

#include "video-encoder.h"
#include "video-error.h"
#include "video-others.h"
#include "video-part.h"
#include "video-resume.h"

/* In microseconds, of a film that goes on to its end: more than any lasts. */
#define WHOLE_LENGTH (G_MAXINT64 / 8192)

struct _VideoWriter
{
  VideoReader     *reader;
  VideoEncoder    *encoder;
  AVFormatContext *part;
  VideoOthers     *others;
  gchar           *source, *path, *part_path, *old_path;
  gint64           skip; /* microseconds of the source whose packets are there already */
  gboolean         is_mp4, replaces;
  GArray *times; /* gint64: when each frame is shown, in the time base of the reader's stream */
  gint64  last_duration;
  gint64  length; /* in microseconds */
  gint    others_code;
  gchar  *notice;
};

static gboolean
has_ending (const gchar *path, const gchar *const *endings)
{
  const gchar *dot = strrchr (path, '.');

  for (gint i = 0; dot && endings[i]; i++)
    if (g_ascii_strcasecmp (dot + 1, endings[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
choose_container (VideoWriter *writer, const TapeSettings *settings, GError **error)
{
  const gchar *const mp4[]      = { "mp4", "m4v", NULL };
  const gchar *const matroska[] = { "mkv", NULL };

  writer->is_mp4 = has_ending (writer->path, mp4);
  if (! writer->is_mp4 && ! has_ending (writer->path, matroska))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "its result “%s” must be a name that ends in .mp4 or .mkv", writer->path);
  else if (writer->is_mp4 && settings->lossless)
    g_set_error (
      error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
      "--lossless writes FFV1, which no MP4 holds; let the name of its result end in .mkv");
  else
    return TRUE;
  return FALSE;
}

static gint
write_picture (AVPacket *packet, gpointer data)
{
  VideoWriter *writer = data;
  AVRational   base   = video_reader_get_stream (writer->reader)->time_base;

  packet->stream_index = 0;
  av_packet_rescale_ts (packet, base, writer->part->streams[0]->time_base);
  return av_interleaved_write_frame (writer->part, packet);
}

static void
write_other (const AVPacket *packet, gpointer data)
{
  VideoWriter    *writer = data;
  const AVStream *stream =
    video_reader_get_container (writer->reader)->streams[packet->stream_index];
  gint64 time = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;

  if (writer->skip > 0 && time != AV_NOPTS_VALUE
      && av_compare_ts (time, stream->time_base,
                        video_reader_get_microseconds (writer->reader) + writer->skip,
                        AV_TIME_BASE_Q)
           < 0)
    return;
  if (writer->others_code >= 0)
    writer->others_code = video_others_put (writer->others, packet);
}

/* lost   NULL, or gets what the part cannot hold */
static gint
open_part (VideoWriter *writer, GPtrArray *lost)
{
  g_autofree gchar *url     = g_strconcat ("file:", writer->part_path, NULL);
  AVDictionary     *options = NULL;
  AVStream         *stream;
  gint              code;

  code = avformat_alloc_output_context2 (&writer->part, NULL, "matroska", url);
  if (code < 0 || ! (stream = avformat_new_stream (writer->part, NULL)))
    return AVERROR (ENOMEM);

  code = video_encoder_describe (writer->encoder, stream);
  if (code < 0)
    return code;

  writer->others = video_others_new (
    video_reader_get_container (writer->reader), video_reader_get_stream (writer->reader)->index,
    writer->part, video_reader_get_microseconds (writer->reader), writer->length, lost);
  /* So that a run that is killed leaves all but its last second. */
  writer->part->flags |= AVFMT_FLAG_FLUSH_PACKETS;
  av_dict_set (&options, "cluster_time_limit", "1000", 0);
  code = avio_open (&writer->part->pb, url, AVIO_FLAG_WRITE);
  if (code >= 0)
    code = avformat_write_header (writer->part, &options);
  av_dict_free (&options);
  return code;
}

static void
set_notice (VideoWriter *writer, const GPtrArray *lost)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < lost->len; i++)
    g_string_append_printf (list, "%s%s", i ? ", " : "", (const gchar *) lost->pdata[i]);
  g_free (writer->notice);
  writer->notice =
    lost->len > 0 ? g_strdup_printf ("%s cannot hold its %s%s", writer->is_mp4 ? "MP4" : "Matroska",
                                     list->str, writer->is_mp4 ? "; Matroska (.mkv) may" : "")
                  : NULL;
  g_string_free (list, TRUE);
}

/* Of a stopped run. */
static gboolean
take_done (VideoWriter *writer, const TapeSettings *settings, GError **error)
{
  gdouble unit = av_q2d (video_reader_get_stream (writer->reader)->time_base);

  for (guint i = 0; i < settings->done->len; i++)
    {
      gint64 time = lrint (g_array_index (settings->done, gdouble, i) / unit);

      g_array_append_val (writer->times, time);
    }
  writer->skip = settings->resume_at * AV_TIME_BASE;
  return settings->done->len == 0
         || video_resume_copy (writer->path, g_array_index (settings->done, gdouble, 0),
                               settings->resume_at, writer->part, error);
}

VideoWriter *
video_writer_new (VideoReader        *reader,
                  VideoPlanes        *planes,
                  const gchar        *source,
                  const gchar        *path,
                  const TapeSettings *settings,
                  GError            **error)
{
  g_autoptr (VideoWriter) writer = g_new0 (VideoWriter, 1);
  g_autoptr (GPtrArray) lost     = g_ptr_array_new_with_free_func (g_free);
  gint depth                     = video_planes_get_depth (video_reader_get_first (reader)->format);
  gint code;

  writer->reader    = reader;
  writer->source    = g_strdup (source);
  writer->path      = g_strdup (path);
  writer->part_path = video_resume_name_part (path);
  writer->old_path  = video_resume_name_old (path);
  writer->replaces  = settings->replace;
  writer->times     = g_array_new (FALSE, FALSE, sizeof (gint64));
  writer->length    = settings->length > 0.0 ? settings->length * AV_TIME_BASE : WHOLE_LENGTH;
  if (! choose_container (writer, settings, error))
    return NULL;
  if (! settings->replace && g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   "“%s” is there already; --force writes over it", path);
      return NULL;
    }

  if (! settings->replace && ! settings->resume
      && (g_file_test (writer->part_path, G_FILE_TEST_EXISTS)
          || g_file_test (writer->old_path, G_FILE_TEST_EXISTS)))
    {
      g_set_error (
        error, G_IO_ERROR, G_IO_ERROR_EXISTS,
        "“%s” of a run that was stopped is there; --resume goes on with it, --force begins anew",
        writer->part_path);
      return NULL;
    }

  video_planes_set_depth (planes, video_encoder_choose_depth (depth, settings->lossless));
  writer->encoder = video_encoder_new (reader, planes, settings, write_picture, writer, error);
  if (! writer->encoder)
    return NULL;

  if (settings->resume && ! video_resume_put_aside (path, error))
    return NULL;
  code = open_part (writer, lost);
  if (code < 0)
    {
      g_autofree gchar *what = g_strdup_printf ("“%s” cannot be written", writer->part_path);

      video_error_set (error, code, what);
      return NULL;
    }
  /* What MP4 cannot hold is known when it is made. */
  if (! writer->is_mp4)
    set_notice (writer, lost);
  if (settings->resume && ! take_done (writer, settings, error))
    return NULL;
  g_unlink (writer->old_path);
  video_reader_set_packet_func (reader, write_other, writer);
  return g_steal_pointer (&writer);
}

void
video_writer_free (VideoWriter *writer)
{
  if (! writer)
    return;

  video_others_free (writer->others);
  video_encoder_free (writer->encoder);
  if (writer->part)
    {
      /* A part without a frame is of no use. */
      if (writer->part->pb && writer->times->len == 0)
        g_unlink (writer->part_path);
      avio_closep (&writer->part->pb);
    }
  avformat_free_context (writer->part);
  g_array_unref (writer->times);
  g_free (writer->source);
  g_free (writer->path);
  g_free (writer->part_path);
  g_free (writer->old_path);
  g_free (writer->notice);
  g_free (writer);
}

static gboolean
set_write_error (VideoWriter *writer, gint code, GError **error)
{
  g_autofree gchar *what =
    g_strdup_printf ("“%s” cannot be written any further", writer->part_path);

  return video_error_set (error, code, what);
}

gboolean
video_writer_put (VideoWriter *writer, AVFrame *frame, gboolean is_start, GError **error)
{
  gint64 time = frame->pts;
  gint   code;

  writer->last_duration = frame->duration;
  g_array_append_val (writer->times, time);
  code = video_encoder_put (writer->encoder, frame, is_start);
  if (code >= 0)
    code = writer->others_code;
  return code >= 0 || set_write_error (writer, code, error);
}

gboolean
video_writer_stop (VideoWriter *writer, GError **error)
{
  gint code = video_encoder_put (writer->encoder, NULL, FALSE);

  if (code >= 0)
    code = writer->others_code;
  if (code >= 0)
    code = av_write_trailer (writer->part);
  if (code >= 0)
    code = avio_closep (&writer->part->pb);
  return code >= 0 || set_write_error (writer, code, error);
}

static gboolean
make_mp4 (VideoWriter *writer, const gchar *to, GError **error)
{
  const VideoPart part = {
    .part          = writer->part_path,
    .source        = writer->source,
    .picture       = video_reader_get_stream (writer->reader)->index,
    .encoder       = writer->encoder,
    .time_base     = video_reader_get_stream (writer->reader)->time_base,
    .times         = (const gint64 *) writer->times->data,
    .n_frames      = writer->times->len,
    .last_duration = writer->last_duration,
    .origin        = video_reader_get_microseconds (writer->reader),
    .length        = writer->length,
  };
  g_autoptr (GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);

  if (! video_part_make_mp4 (&part, to, lost, error))
    return FALSE;

  set_notice (writer, lost);
  return TRUE;
}

/* Gives the whole film its name. */
static gboolean
appear (VideoWriter *writer, const gchar *from, GError **error)
{
  if (! writer->replaces && g_file_test (writer->path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   "“%s” has appeared meanwhile and is left alone; the result is “%s”",
                   writer->path, from);
      return FALSE;
    }
  if (g_rename (from, writer->path) == 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
               "“%s” cannot be written (%s); the result is “%s”", writer->path, g_strerror (errno),
               from);
  return FALSE;
}

gboolean
video_writer_finish (VideoWriter *writer, GError **error)
{
  g_autofree gchar *mp4 = g_strconcat (writer->path, ".part.mp4", NULL);

  if (! video_writer_stop (writer, error))
    return FALSE;
  if (! writer->is_mp4)
    return appear (writer, writer->part_path, error);

  if (! make_mp4 (writer, mp4, error))
    {
      g_unlink (mp4);
      return FALSE;
    }
  if (! appear (writer, mp4, error))
    return FALSE;
  g_unlink (writer->part_path);
  return TRUE;
}

const gchar *
video_writer_get_part (const VideoWriter *writer)
{
  return writer->part_path;
}

const gchar *
video_writer_get_notice (const VideoWriter *writer)
{
  return writer->notice;
}
