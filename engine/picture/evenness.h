/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the network is unsure, its colors become those of what is around and looks alike.
 */

#pragma once

#include "parallel.h"

G_BEGIN_DECLS

/* Brings a*b* to the minimum of
 *
 *   sum_pq w_pq |u_p - u_q|^2 + lambda sum_p c_p |u_p - chroma_p|^2
 *
 * over the 8 neighbors q of each p, with w = exp (-(L_p - L_q)^2 / (2 * 6^2)) and the network's
 * confidence c = (200 / (variance + 50))^1.5.
 * evenness    0..100
 * luminance   [height][width], L* 0..100
 * variance    [height][width], of the network's distribution of a*b* at each place
 * chroma      [height][width][2], before and after
 * FALSE if there is not enough memory. */
gboolean evenness_apply (Pool         *pool,
                         gdouble       evenness,
                         const gfloat *luminance,
                         const gfloat *variance,
                         gint          height,
                         gint          width,
                         gfloat       *chroma);

G_END_DECLS
