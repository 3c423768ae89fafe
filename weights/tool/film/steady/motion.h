/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where each pixel of a frame was in another one: block matching on L*, from coarse to fine, then for each pixel the best of the
 * vectors about it. (The pyramid and the candidates of neighbors: de Haan et al., "True-motion estimation with 3-D recursive
 * search block matching", IEEE TCSVT 3 (5), 1993.) Any thread.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of a vector's numbers, in a pixel. */
#define MOTION_UNIT 64

typedef struct
{
  gint16 x, y; /* to the place in the other frame, in 1 / MOTION_UNIT of a pixel */
} MotionVector;

/* What a frame is prepared to: its L* at three sizes. */
typedef struct _MotionFrame MotionFrame;

/* luminance   [height][width], L* 0..100 */
MotionFrame                *motion_frame_new (const gfloat *luminance, gint height, gint width);
void                        motion_frame_free (MotionFrame *frame);

/* From one frame to another of the same size. A difference of exposure between them does not count.
 * vectors    [height][width], set
 * residual   [height][width], set: how far L* there is from L* here, about each pixel; 100 beyond the frame's edge */
void                        motion_find (const MotionFrame *from,
                                         const MotionFrame *to,
                                         MotionVector      *vectors,
                                         gfloat            *residual);

/* How sure it is that each pixel is the same thing as the one that its vector leads to: where L* fits, and the way back leads
 * to where it began. What is covered in the other frame has no such way.
 * vectors, residual   [height][width], as motion_find sets them
 * back                [height][width]: vectors from the other frame to this one
 * trust               [height][width], set to 0..255 */
void                        motion_trust (const MotionVector *vectors,
                                          const gfloat       *residual,
                                          const MotionVector *back,
                                          gint                height,
                                          gint                width,
                                          guint8             *trust);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MotionFrame, motion_frame_free)

G_END_DECLS
