/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kinds of films: what clip.h calls. Each kind has structures that begin with those below.
 */

#pragma once

#include "clip.h"

G_BEGIN_DECLS

typedef struct
{
  Clip *(*open) (const gchar *path, const ClipRange *range, GError **error);
  void (*free) (Clip *clip);
  const gchar *(*get_notice) (Clip *clip);
  ClipFrame *(*next) (Clip *clip, GError **error);
  void (*free_frame) (ClipFrame *frame);
  ColorizePhoto *(*take_photo) (ClipFrame *frame, gboolean fine, GError **error);
  gboolean (*color) (ClipFrame             *frame,
                     const ColorizeChroma  *chroma,
                     const ColorizeOptions *options,
                     GError               **error);
  GdkPixbuf *(*take_picture) (ClipFrame *frame, GError **error);
  gdouble (*find_done) (Clip *clip, const gchar *path);
  Tape *(*record) (Clip *clip, const gchar *path, const TapeSettings *settings, GError **error);
  gboolean (*put) (Tape *tape, ClipFrame *frame, gboolean is_start, GError **error);
  gboolean (*finish) (Tape *tape, GError **error);
  gboolean (*stop) (Tape *tape, GError **error);
  void (*free_tape) (Tape *tape);
} ClipKind;

struct _Clip
{
  const ClipKind *kind;
  gint            width, height, fine_width, fine_height;
  gint64          n_frames; /* an estimate; 0: nobody knows */
};

struct _ClipFrame
{
  const ClipKind *kind;
  gdouble         seconds;
};

struct _Tape
{
  const ClipKind *kind;
  const gchar    *part;
};

extern const ClipKind clip_pictures;
#ifdef HAVE_FFMPEG
extern const ClipKind clip_video;
#endif

G_END_DECLS
