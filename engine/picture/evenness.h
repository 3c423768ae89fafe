/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the network is unsure, its colors become those of what is around and looks alike.
 */

#pragma once

#include "parallel.h"

G_BEGIN_DECLS

/* The short sides of the maps that it is made for. */
#define EVENNESS_MIN_SIDE 112
#define EVENNESS_MAX_SIDE 224

/* Brings a*b* to the minimum of
 *
 *   sum_pq w_pq |u_p - u_q|^2 + lambda sum_p c_p |u_p - chroma_p|^2
 *
 * (spread.h) with the network's confidence c = (200 / (variance + 50))^1.5, and then back to the mean
 * chroma that they had, so that what is even is no paler, or 1.25 times as far.
 *
 * lambda = 0.02 (100 / evenness)^3.5 on a map whose short side is 112, and less on a larger one, so
 * that colors reach as far in the picture. Twice the evenness changes a* and b* about twice as much.
 *
 * evenness    0..100; at 0 all stays as it is
 * luminance   [height][width], L* 0..100
 * variance    [height][width], of the network's distribution of a*b* at each place; NaN, as 0, is sure
 * chroma      [height][width][2], before and after
 * The result is the same for any number of threads. FALSE if there is not enough memory. */
gboolean evenness_apply (Pool         *pool,
                         gdouble       evenness,
                         const gfloat *luminance,
                         const gfloat *variance,
                         gint          height,
                         gint          width,
                         gfloat       *chroma);

G_END_DECLS
