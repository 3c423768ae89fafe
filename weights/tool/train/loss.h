/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a network is trained by. Each function returns the mean loss and adds its gradient, times
 * `weight`, to `gradient`, which is of the outputs' size. Maps are [pixels][channels].
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Mean error over all values: squared (Iizuka et al. 2016, section 3.5), or Huber's, which is
 * 2 delta |e| - delta^2 instead of e^2 beyond delta, so that what cannot be guessed pulls less.
 * outputs, targets   [n_pixels][n_channels]
 * pixel_weights      [n_pixels], factors of the error; NULL: 1
 * delta              0: squared throughout */
gdouble loss_regression (const gfloat *outputs,
                         const gfloat *targets,
                         gsize         n_pixels,
                         gsize         n_channels,
                         const gfloat *pixel_weights,
                         gdouble       delta,
                         gdouble       weight,
                         gfloat       *gradient);

/* Factors that make vivid pixels count more: 1 + C* / scale. Gray photos are many, and a network
 * that is to err little on the mean of all paints everything brown.
 * chroma     [n_pixels][2], the true a*b*
 * factors    [n_pixels] */
void    loss_weigh_chroma (const gfloat *chroma, gsize n_pixels, gdouble scale, gfloat *factors);

/* Factors that make rare colors count more: 1 / ((1 - mix) prior + mix / Q), scaled so that they
 * are 1 on the mean over the prior (Zhang et al. 2016, equation 4; their mix is 0.5).
 * prior, factors   [n_colors] */
void    loss_weigh_colors (const gfloat *prior, gsize n_colors, gdouble mix, gfloat *factors);

/* Cross-entropy of one label a photo (their equation 6's second half).
 * scores   [n_photos][n_classes], before the softmax */
gdouble loss_classes (const gfloat *scores,
                      const gint   *labels,
                      gsize         n_photos,
                      gsize         n_classes,
                      gdouble       weight,
                      gfloat       *gradient);

/* Cross-entropy over colors against the five nearest ones of the true color, weighted by
 * exp (-d^2 / 50) over their sum (Zhang et al. 2016, equation 2 and section 2.2).
 * scores   [n_pixels][n_colors], before the softmax
 * colors   [n_colors][2], a*b*
 * factors  [n_colors], of the nearest color, as loss_weigh_colors makes them; NULL: 1
 * chroma   [n_pixels][2], the true a*b* */
gdouble loss_colors (const gfloat *scores,
                     const gfloat *colors,
                     gsize         n_colors,
                     const gfloat *factors,
                     const gfloat *chroma,
                     gsize         n_pixels,
                     gdouble       weight,
                     gfloat       *gradient);

G_END_DECLS
