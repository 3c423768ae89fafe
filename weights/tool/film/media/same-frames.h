/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes all frames of a film alike: of the first one's size, and of a format of which luma can be taken.
 */

#pragma once

#include <libavutil/frame.h>

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SameFrames SameFrames;

SameFrames                *same_frames_new (void);
void                       same_frames_free (SameFrames *same);

/* Takes the frame; what it returns is to be freed. Errors: COLORIZE_ERROR_MEMORY, G_IO_ERROR. */
AVFrame                   *same_frames_make (SameFrames *same, AVFrame *frame, GError **error);

G_END_DECLS
