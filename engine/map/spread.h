/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Colors spread over a picture from where they are known, as far as it looks alike.
 *
 * After Levin, Lischinski and Weiss, "Colorization using optimization", ACM TOG 23 (3), 2004: a quadratic
 * form over neighboring pixels, with weights of the difference of their luminance, whose minimum is that
 * of a sparse system of linear equations, one for a* and one for b*.
 */

#pragma once

#include "parallel.h"

G_BEGIN_DECLS

/* Brings a*b* to the minimum of
 *
 *   sum_pq w_pq |u_p - u_q|^2 + sum_p pull_p |u_p - target_p|^2
 *
 * over all pairs of 8-neighbors, with w = exp (-(L_p - L_q)^2 / (2 * 4^2)). Several wishes for a pixel are
 * one: their pulls' sum, and the mean of their targets weighted by them.
 * luminance   [height][width], L* 0..100
 * pull        [height][width], at least 0; above 0 somewhere
 * chroma      [height][width][2], a* and b*: the target, then the minimum
 * The minimum is exact to 1e-3 where all pulls are 1e-3 or more, to 0.05 where some are 0. It is the same
 * for any number of threads; two are of use. FALSE if there is not enough memory. */
gboolean spread_chroma (Pool         *pool,
                        const gfloat *luminance,
                        const gfloat *pull,
                        gint          height,
                        gint          width,
                        gfloat       *chroma);

G_END_DECLS
