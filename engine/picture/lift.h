/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small chroma brought to a larger size, so that it keeps to the edges of the luminance there.
 *
 * One step enlarges a map of a*b* to about twice its size:
 *
 *   ab = up (ab_small) + up (gain) (L - up (L_small))
 *
 * after the pan-sharpening of satellite pictures, where a sharp gray picture and a coarse one in
 * color become one (generalized Laplacian pyramid, context-based: Aiazzi, Alparone, Baronti and
 * Garzelli, IEEE TGRS 40 (10), 2002). The gain of a place says how a* and b* go with L* there. It
 * comes from one size below: what the small map has and its half lacks, regressed over 3 x 3 pixels,
 *
 *   gain = cov (ab - up (half (ab)), L - up (half (L))) / (var (L - up (half (L))) + shrinkage)
 *
 * `up` is cubic and consistent: the average of what it makes of a pixel is that pixel. Nothing goes
 * beyond the chroma of the 3 x 3 small pixels around it by more than three tenths of their range.
 */

#pragma once

#include "parallel.h"

G_BEGIN_DECLS

typedef struct _LiftStep LiftStep;

/* A step from height x width to to_height x to_width.
 * chroma      [height][width][2]: a*, b*
 * luminance   [height][width], L* 0..100, averaged over the area of each pixel
 * NULL if there is not enough memory. */
LiftStep                *lift_step_new (Pool         *pool,
                                        const gfloat *chroma,
                                        const gfloat *luminance,
                                        gint          height,
                                        gint          width,
                                        gint          to_height,
                                        gint          to_width);
void                     lift_step_free (LiftStep *step);

/* The rectangle of n_rows x n_columns at (x, y) of the larger map. Any thread.
 * luminance   [n_rows][n_columns]: L* there
 * chroma      [n_rows][n_columns][2] */
void                     lift_step_run (const LiftStep *step,
                                        const gfloat   *luminance,
                                        gint            x,
                                        gint            y,
                                        gint            n_columns,
                                        gint            n_rows,
                                        gfloat         *chroma);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LiftStep, lift_step_free)

G_END_DECLS
