/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "clip-kinds.h"

Clip *
clip_open (const gchar *path, const ClipRange *range, GError **error)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return clip_pictures.open (path, range, error);
  if (! g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "it is not there");
      return NULL;
    }

#ifdef HAVE_FFMPEG
  return clip_video.open (path, range, error);
#else
  g_set_error_literal (
    error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
    "this program was built without FFmpeg's libraries, so that it reads no film, "
    "but only a folder of numbered pictures; install libavformat, libavcodec, "
    "libavfilter and libswscale, and build it anew");
  return NULL;
#endif
}

void
clip_free (Clip *clip)
{
  if (clip)
    clip->kind->free (clip);
}

void
clip_get_size (const Clip *clip, gint *width, gint *height)
{
  *width  = clip->width;
  *height = clip->height;
}

void
clip_get_fine_size (const Clip *clip, gint *width, gint *height)
{
  *width  = clip->fine_width;
  *height = clip->fine_height;
}

gint64
clip_estimate_frames (const Clip *clip)
{
  return clip->n_frames;
}

const gchar *
clip_get_notice (Clip *clip)
{
  return clip->kind->get_notice (clip);
}

ClipFrame *
clip_next (Clip *clip, GError **error)
{
  return clip->kind->next (clip, error);
}

void
clip_frame_free (ClipFrame *frame)
{
  if (frame)
    frame->kind->free_frame (frame);
}

gdouble
clip_frame_get_seconds (const ClipFrame *frame)
{
  return frame->seconds;
}

ColorizePhoto *
clip_frame_take_photo (ClipFrame *frame, gboolean fine, GError **error)
{
  return frame->kind->take_photo (frame, fine, error);
}

GdkPixbuf *
clip_frame_take_picture (ClipFrame *frame, GError **error)
{
  return frame->kind->take_picture (frame, error);
}

gboolean
clip_frame_color (ClipFrame             *frame,
                  const ColorizeChroma  *chroma,
                  const ColorizeOptions *options,
                  GError               **error)
{
  return frame->kind->color (frame, chroma, options, error);
}

gdouble
clip_find_done (Clip *clip, const gchar *path)
{
  return clip->kind->find_done (clip, path);
}

Tape *
clip_record (Clip *clip, const gchar *path, const TapeSettings *settings, GError **error)
{
  return clip->kind->record (clip, path, settings, error);
}

gboolean
tape_put (Tape *tape, ClipFrame *frame, gboolean is_start, GError **error)
{
  return tape->kind->put (tape, frame, is_start, error);
}

gboolean
tape_finish (Tape *tape, GError **error)
{
  return tape->kind->finish (tape, error);
}

gboolean
tape_stop (Tape *tape, GError **error)
{
  return tape->kind->stop (tape, error);
}

void
tape_free (Tape *tape)
{
  if (tape)
    tape->kind->free_tape (tape);
}

const gchar *
tape_get_part (const Tape *tape)
{
  return tape->part;
}
