/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Films in files, by FFmpeg's libraries.
 */

#include "clip-kinds.h"
#include "media/video-resume.h"
#include "media/video-writer.h"

typedef struct
{
  Clip         base;
  VideoReader *reader;
  VideoPlanes *planes;
  gchar       *path;
  gboolean     deinterlaces;
  VideoWriter *writer; /* the tape's; NULL before and after */
  gchar       *notice;
} VideoClip;

typedef struct
{
  ClipFrame          base;
  const VideoPlanes *planes; /* the clip's */
  AVFrame           *frame;
} VideoFrame;

typedef struct
{
  Tape         base;
  VideoClip   *clip;
  VideoWriter *writer;
} VideoTape;

static void
free_clip (Clip *base)
{
  VideoClip *clip = (VideoClip *) base;

  video_reader_free (clip->reader);
  video_planes_free (clip->planes);
  g_free (clip->path);
  g_free (clip->notice);
  g_free (clip);
}

static Clip *
open_clip (const gchar *path, const ClipRange *range, GError **error)
{
  g_autoptr (Clip) base = g_malloc0 (sizeof (VideoClip));
  VideoClip     *clip   = (VideoClip *) base;
  const AVFrame *first;

  base->kind   = &clip_video;
  clip->reader = video_reader_new (path, range, error);
  if (! clip->reader)
    return NULL;

  first          = video_reader_get_first (clip->reader);
  base->width    = first->width;
  base->height   = first->height;
  base->n_frames = video_reader_estimate_frames (clip->reader);
  clip->planes   = video_planes_new (first);
  video_planes_get_fine_size (clip->planes, &base->fine_width, &base->fine_height);
  clip->path         = g_strdup (path);
  clip->deinterlaces = range->deinterlace;
  return g_steal_pointer (&base);
}

static void
add_sentence (GString *text, const gchar *sentence)
{
  if (sentence)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", and " : "", sentence);
}

static const gchar *
get_notice (Clip *base)
{
  VideoClip *clip      = (VideoClip *) base;
  gint64     n_damaged = video_reader_count_damaged (clip->reader);
  GString   *text      = g_string_new (NULL);

  if (clip->writer)
    add_sentence (text, video_writer_get_notice (clip->writer));
  if (! clip->deinterlaces && video_reader_count_interlaced (clip->reader) > 0)
    add_sentence (text,
                  "it is interlaced, and moving edges have combs; --deinterlace takes them out");
  if (n_damaged > 0)
    {
      g_autofree gchar *damage =
        g_strdup_printf ("it is damaged at %" G_GINT64_FORMAT " places", n_damaged);

      add_sentence (text, damage);
    }

  g_free (clip->notice);
  clip->notice = g_string_free (text, FALSE);
  return clip->notice[0] ? clip->notice : NULL;
}

static ClipFrame *
next_frame (Clip *base, GError **error)
{
  VideoClip  *clip  = (VideoClip *) base;
  AVFrame    *frame = video_reader_next (clip->reader, error);
  VideoFrame *result;

  if (! frame)
    return NULL;

  result               = g_new0 (VideoFrame, 1);
  result->base.kind    = &clip_video;
  result->base.seconds = frame->pts * av_q2d (video_reader_get_stream (clip->reader)->time_base);
  result->planes       = clip->planes;
  result->frame        = frame;
  return &result->base;
}

static void
free_frame (ClipFrame *base)
{
  VideoFrame *frame = (VideoFrame *) base;

  av_frame_free (&frame->frame);
  g_free (frame);
}

static ColorizePhoto *
take_photo (ClipFrame *base, gboolean fine, GError **error)
{
  VideoFrame *frame = (VideoFrame *) base;

  return video_planes_take_photo (frame->planes, frame->frame, fine, error);
}

static GdkPixbuf *
take_picture (ClipFrame *base, GError **error)
{
  VideoFrame *frame = (VideoFrame *) base;

  return video_planes_take_picture (frame->planes, frame->frame, error);
}

static gboolean
color (ClipFrame             *base,
       const ColorizeChroma  *chroma,
       const ColorizeOptions *options,
       GError               **error)
{
  VideoFrame *frame   = (VideoFrame *) base;
  AVFrame    *colored = video_planes_color (frame->planes, frame->frame, chroma, options, error);

  if (! colored)
    return FALSE;

  av_frame_free (&frame->frame);
  frame->frame = colored;
  return TRUE;
}

static gdouble
find_done (Clip *base, const gchar *path)
{
  return video_resume_measure (path);
}

static Tape *
record (Clip *base, const gchar *path, const TapeSettings *settings, GError **error)
{
  VideoClip   *clip = (VideoClip *) base;
  VideoWriter *writer =
    video_writer_new (clip->reader, clip->planes, clip->path, path, settings, error);
  VideoTape *tape;

  if (! writer)
    return NULL;

  tape            = g_new0 (VideoTape, 1);
  tape->base.kind = &clip_video;
  tape->base.part = video_writer_get_part (writer);
  tape->clip      = clip;
  tape->writer = clip->writer = writer;
  return &tape->base;
}

static gboolean
put (Tape *base, ClipFrame *frame, gboolean is_start, GError **error)
{
  return video_writer_put (((VideoTape *) base)->writer, ((VideoFrame *) frame)->frame, is_start,
                           error);
}

static gboolean
finish (Tape *base, GError **error)
{
  return video_writer_finish (((VideoTape *) base)->writer, error);
}

static gboolean
stop (Tape *base, GError **error)
{
  return video_writer_stop (((VideoTape *) base)->writer, error);
}

static void
free_tape (Tape *base)
{
  VideoTape *tape = (VideoTape *) base;

  video_reader_set_packet_func (tape->clip->reader, NULL, NULL);
  tape->clip->writer = NULL;
  video_writer_free (tape->writer);
  g_free (tape);
}

const ClipKind clip_video = {
  .open         = open_clip,
  .free         = free_clip,
  .get_notice   = get_notice,
  .next         = next_frame,
  .free_frame   = free_frame,
  .take_photo   = take_photo,
  .take_picture = take_picture,
  .color        = color,
  .find_done    = find_done,
  .record       = record,
  .put          = put,
  .finish       = finish,
  .stop         = stop,
  .free_tape    = free_tape,
};
