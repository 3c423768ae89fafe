/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Convolution by Winograd's algorithm: a quarter of the multiplications for kernels of 3 x 3, a
 * little more than half where they move by two pixels. The functions are those of convolution.c, with the same parameters.
 */

#pragma once

#include "layers.h"

G_BEGIN_DECLS

/* Whether it is possible and pays. */
gboolean winograd_suits (const Layer *layer, const FeatureMap *input);

/* Floats of what may be kept. */
gsize    winograd_kept_size (const Layer *layer);

/* Floats of scratch, for all threads together. */
gsize    winograd_scratch_size (const Layer *layer, const FeatureMap *input);
void     winograd_forward (Pool             *pool,
                           const Layer      *layer,
                           const gfloat     *kernel,
                           const gfloat     *bias,
                           const FeatureMap *input,
                           gfloat           *kept,
                           gfloat           *scratch,
                           FeatureMap       *output);

gsize    winograd_backward_scratch_size (const Layer *layer, const FeatureMap *input);
void     winograd_backward (Pool             *pool,
                            const Layer      *layer,
                            const gfloat     *kernel,
                            const FeatureMap *input,
                            const FeatureMap *output_gradient,
                            const gfloat     *kept,
                            gfloat           *scratch,
                            GradientTarget    input_gradient,
                            GradientTarget    kernel_gradient);

G_END_DECLS
