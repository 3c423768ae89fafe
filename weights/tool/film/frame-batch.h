/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames that are worked on at the same time, each by a thread. For the thread of the clip.
 */

#pragma once

#include "clip.h"
#include "parallel.h"

G_BEGIN_DECLS

typedef GPtrArray FrameBatch; /* of ClipFrame */

/* Any thread. */
typedef gboolean (*FrameTask) (ClipFrame *frame, gint index, gpointer data, GError **error);

FrameBatch *frame_batch_new (void);

/* Takes the next frames of the clip in place of those that there were: n_most, or as many as are left. */
gboolean    frame_batch_read (FrameBatch *batch, Clip *clip, guint n_most, GError **error);

/* Has the task done for each frame. FALSE with one of its errors. */
gboolean    frame_batch_run (FrameBatch *batch,
                             Pool       *pool,
                             FrameTask   task,
                             gpointer    data,
                             GError    **error);

G_END_DECLS
