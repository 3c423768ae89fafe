/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Convolution as it runs on photos: the kernel is brought into the order of the products when the
 * weights are loaded, once, and for Winograd's algorithm transformed. Training, where a kernel
 * changes with each step, has convolution.c.
 */

#pragma once

#include "layers.h"

G_BEGIN_DECLS

/* Packs kernel [kernel][kernel][n_inputs][n_outputs] for inputs of about height x width, by the
 * method that is the faster one for that size; it serves any size. To be freed with
 * packed_kernel_clear. FALSE: there is not enough memory. */
gboolean packed_kernel_init (PackedKernel *packed,
                             Pool         *pool,
                             const Layer  *layer,
                             const gfloat *kernel,
                             gint          height,
                             gint          width);

/* Floats of scratch for an output of that size, for all threads together. */
gsize    packed_kernel_scratch_size (const PackedKernel *packed,
                                     const Layer        *layer,
                                     const FeatureMap   *output,
                                     gint                n_threads);

/* As convolution_forward.
 * output   with its size set: that of the whole output, or of a strip for which the input holds all
 *          rows of the whole map that its kernels see */
void     packed_kernel_run (Pool               *pool,
                            const Layer        *layer,
                            const PackedKernel *packed,
                            const gfloat       *bias,
                            const FeatureMap   *input,
                            gfloat             *scratch,
                            const FeatureMap   *output);

G_END_DECLS
