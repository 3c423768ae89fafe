/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "video-resume.h"

#include <errno.h>
#include <math.h>

#include <glib/gstdio.h>
#include <libavcodec/avcodec.h>
#include <libavcodec/bsf.h>

#include "video-error.h"

gchar *
video_resume_name_part (const gchar *path)
{
  return g_strconcat (path, ".part.mkv", NULL);
}

gchar *
video_resume_name_old (const gchar *path)
{
  return g_strconcat (path, ".old.part.mkv", NULL);
}

/* The one that was put aside, if there is one: the other is a copy that was not finished. */
static gchar *
find_part (const gchar *path)
{
  gchar *old = video_resume_name_old (path);

  if (g_file_test (old, G_FILE_TEST_EXISTS))
    return old;

  g_free (old);
  return video_resume_name_part (path);
}

static AVFormatContext *
open_part (const gchar *part)
{
  g_autofree gchar *url       = g_strconcat ("file:", part, NULL);
  AVFormatContext  *container = NULL;

  av_log_set_level (AV_LOG_QUIET);
  if (avformat_open_input (&container, url, NULL, NULL) < 0)
    return NULL;
  if (avformat_find_stream_info (container, NULL) < 0 || container->nb_streams == 0)
    avformat_close_input (&container);
  return container;
}

gdouble
video_resume_measure (const gchar *path)
{
  g_autofree gchar *part      = find_part (path);
  AVFormatContext  *container = open_part (part);
  AVPacket         *packet    = av_packet_alloc ();
  gdouble           first = -1.0, last = -1.0;

  while (container && packet && av_read_frame (container, packet) >= 0)
    {
      gdouble seconds = packet->pts * av_q2d (container->streams[packet->stream_index]->time_base);

      if (packet->stream_index == 0 && packet->pts != AV_NOPTS_VALUE)
        {
          if (first < 0.0)
            first = seconds;
          last = MAX (last, seconds);
        }
      av_packet_unref (packet);
    }
  av_packet_free (&packet);
  avformat_close_input (&container);

  /* Matroska has rounded both. */
  return last > first ? last - first - 0.001 : -1.0;
}

gboolean
video_resume_put_aside (const gchar *path, GError **error)
{
  g_autofree gchar *part = video_resume_name_part (path);
  g_autofree gchar *old  = video_resume_name_old (path);

  if (g_file_test (old, G_FILE_TEST_EXISTS) || g_rename (part, old) == 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "“%s” cannot be renamed (%s)",
               part, g_strerror (errno));
  return FALSE;
}

/* The encoder's headers in `to` are in the form that its own packets have, and those of Matroska have another one. */
static gint
open_filter (const AVStream *stream, AVBSFContext **filter)
{
  const gchar *name = stream->codecpar->codec_id == AV_CODEC_ID_H264 ? "h264_mp4toannexb" : "null";
  gint         code = av_bsf_alloc (av_bsf_get_by_name (name), filter);

  if (code >= 0)
    code = avcodec_parameters_copy ((*filter)->par_in, stream->codecpar);
  if (code < 0)
    return code;
  (*filter)->time_base_in = stream->time_base;
  return av_bsf_init (*filter);
}

gboolean
video_resume_copy (const gchar     *path,
                   gdouble          first,
                   gdouble          seconds,
                   AVFormatContext *to,
                   GError         **error)
{
  g_autofree gchar *old       = video_resume_name_old (path);
  AVFormatContext  *container = open_part (old);
  AVPacket         *packet    = av_packet_alloc ();
  gdouble           shift     = G_MAXDOUBLE;
  AVBSFContext     *filter    = NULL;
  gint              code =
    container && packet ? open_filter (container->streams[0], &filter) : AVERROR_INVALIDDATA;

  while (code >= 0 && av_read_frame (container, packet) >= 0)
    {
      const AVStream *from = container->streams[packet->stream_index];
      gdouble         time = packet->pts * av_q2d (from->time_base);

      /* Matroska has moved all times where sound begins before 0. */
      if (packet->stream_index == 0 && shift == G_MAXDOUBLE)
        shift = time - first;
      /* A little before the next frame, for times are rounded. */
      if (packet->stream_index < (gint) to->nb_streams && packet->pts != AV_NOPTS_VALUE
          && time - (shift < G_MAXDOUBLE ? shift : 0.0) < seconds - 0.002)
        {
          AVStream *stream = to->streams[packet->stream_index];
          gint64    moved;

          /* One packet in, one out. */
          if (packet->stream_index == 0 && (code = av_bsf_send_packet (filter, packet)) >= 0)
            code = av_bsf_receive_packet (filter, packet);
          moved = lrint (shift < G_MAXDOUBLE ? shift / av_q2d (from->time_base) : 0.0);
          packet->pts -= moved;
          if (packet->dts != AV_NOPTS_VALUE)
            packet->dts -= moved;
          av_packet_rescale_ts (packet, from->time_base, stream->time_base);
          packet->pos = -1;
          if (code >= 0)
            code = av_interleaved_write_frame (to, packet);
        }
      av_packet_unref (packet);
    }
  av_bsf_free (&filter);
  av_packet_free (&packet);
  avformat_close_input (&container);
  return code >= 0 || video_error_set (error, code, "what is done of it cannot be copied");
}
