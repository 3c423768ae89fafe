/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a network is trained by. Each function returns the mean loss and adds its gradient, times
 * `weight`, to `gradient`, which is of the outputs' size. Maps are [pixels][channels].
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Mean squared error over all values (Iizuka et al. 2016, section 3.5). */
gdouble loss_squared_error (const gfloat *outputs,
                            const gfloat *targets,
                            gsize         n_values,
                            gdouble       weight,
                            gfloat       *gradient);

/* Cross-entropy of one label a photo (their equation 6's second half).
 * scores   [n_photos][n_classes], before the softmax */
gdouble loss_classes (const gfloat *scores,
                      const gint   *labels,
                      gsize         n_photos,
                      gsize         n_classes,
                      gdouble       weight,
                      gfloat       *gradient);

/* Cross-entropy over colours against the five nearest ones of the true colour, weighted by
 * exp (-d^2 / 50) over their sum (Zhang et al. 2016, equation 2 and section 2.2).
 * scores   [n_pixels][n_colors], before the softmax
 * colors   [n_colors][2], a*b*
 * chroma   [n_pixels][2], the true a*b* */
gdouble loss_colors (const gfloat *scores,
                     const gfloat *colors,
                     gsize         n_colors,
                     const gfloat *chroma,
                     gsize         n_pixels,
                     gdouble       weight,
                     gfloat       *gradient);

G_END_DECLS
