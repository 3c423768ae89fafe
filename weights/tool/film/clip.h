/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A film, frame by frame: a file that FFmpeg's libraries open, or a folder of numbered pictures. Each
 * kind is a row of functions (clip-kinds.h).
 *
 *   clip  = clip_open (path, ...)
 *   tape  = clip_record (clip, path, ...)       where the colored frames go
 *   frame = clip_next (clip, ...)               until it is NULL
 *   photo = clip_frame_take_photo (frame, ...)  its luminance
 *   clip_frame_color (frame, ...)               new chroma, the same luma
 *   tape_put (tape, frame, ...)
 *   tape_finish (tape, ...)
 *
 * A clip and a tape belong to one thread; different frames may be worked on by several at once. The messages
 * of errors are the end of a sentence that begins with the film's name, without the full stop.
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "colorize.h"

G_BEGIN_DECLS

typedef struct _Clip      Clip;
typedef struct _ClipFrame ClipFrame;
typedef struct _Tape      Tape;

/* How a film is read. */
typedef struct
{
  gdouble  from; /* seconds from its beginning */
  gdouble  to;   /* seconds; G_MAXDOUBLE: to its end */
  gdouble  skip; /* seconds from there whose frames are passed over: an earlier run has done them */
  gboolean deinterlace; /* makes one whole frame of two fields */
} ClipRange;

#define CLIP_RANGE_INIT { .to = G_MAXDOUBLE }

/* How the result is written. Folders of pictures have no such choice. */
typedef struct
{
  gdouble  quality;  /* 0..100 */
  gboolean lossless; /* FFV1 in place of H.264 */
  gboolean replace;  /* writes over what is there */
  gdouble  length;   /* in seconds, after which nothing of the source is taken; 0: to its end */

  /* What a stopped run has left is gone on with. */
  gboolean resume;
  gdouble
    resume_at;  /* seconds: the first frame to come. The frames before are taken from the part */
  GArray *done; /* gdouble: when each of these is shown; not owned */
} TapeSettings;

#define TAPE_SETTINGS_INIT { .quality = 75.0 }

/* Opens a film. Errors: one of G_IO_ERROR, COLORIZE_ERROR_MEMORY. */
Clip          *clip_open (const gchar *path, const ClipRange *range, GError **error);
void           clip_free (Clip *clip);

/* What a frame has, in pixels. */
void           clip_get_size (const Clip *clip, gint *width, gint *height);

/* What a photo of a frame has that is fine. */
void           clip_get_fine_size (const Clip *clip, gint *width, gint *height);

/* How many frames are to come in all, in the range that it was opened with; 0: nobody knows. */
gint64         clip_estimate_frames (const Clip *clip);

/* What the user is to know of the film or its result, in the manner of an error's message; NULL: nothing.
 * Owned by the clip. After the last frame it tells of damage, too. */
const gchar   *clip_get_notice (Clip *clip);

/* The next frame, to be freed; NULL at the end, and with `error` set where it cannot be read. */
ClipFrame     *clip_next (Clip *clip, GError **error);
void           clip_frame_free (ClipFrame *frame);

/* When it is shown, in seconds from the film's beginning. */
gdouble        clip_frame_get_seconds (const ClipFrame *frame);

/* The luminance of a frame, as large as it is to be looked at: `fine` for the network and for people, else what the
 * colors of clip_frame_color are lifted by. Errors: COLORIZE_ERROR_MEMORY. */
ColorizePhoto *clip_frame_take_photo (ClipFrame *frame, gboolean fine, GError **error);

/* The frame as it is to be seen, as far as 8 bits of sRGB do; to be unreferenced. Errors: COLORIZE_ERROR_MEMORY. */
GdkPixbuf     *clip_frame_take_picture (ClipFrame *frame, GError **error);

/* Gives colors to a frame, once. Its luma stays to the bit.
 * chroma   of its photo that is not fine */
gboolean       clip_frame_color (ClipFrame             *frame,
                                 const ColorizeChroma  *chroma,
                                 const ColorizeOptions *options,
                                 GError               **error);

/* How much a stopped run has left of a result: seconds from the beginning of the range, before which all frames are there;
 * negative: nothing. */
gdouble        clip_find_done (Clip *clip, const gchar *path);

/* A film that the clip's frames go to. It appears as `path` once it is whole; until then what there is lies beside it
 * (tape_get_part). All else that the clip has, sound and so on, goes there as well.
 * Errors: as clip_open. */
Tape    *clip_record (Clip *clip, const gchar *path, const TapeSettings *settings, GError **error);

/* The next colored frame. is_start: it begins a scene, so that a resumed run can go on there. */
gboolean tape_put (Tape *tape, ClipFrame *frame, gboolean is_start, GError **error);

/* All frames are there. */
gboolean tape_finish (Tape *tape, GError **error);

/* Ends the film where it is: its part can be played. */
gboolean tape_stop (Tape *tape, GError **error);
void     tape_free (Tape *tape);

/* Where the frames are until all are there. Owned by the tape. */
const gchar *tape_get_part (const Tape *tape);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Clip, clip_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClipFrame, clip_frame_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Tape, tape_free)

G_END_DECLS
