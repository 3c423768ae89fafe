/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The part of packed-kernel.h that is Winograd's algorithm.
 */

#pragma once

#include "layers.h"

G_BEGIN_DECLS

/* Whether it is possible, and faster than the direct method, for an input of that size. */
gboolean packed_winograd_suits (const Layer *layer, gint height, gint width);

/* Transforms kernel into packed->values. */
void     packed_winograd_pack (Pool               *pool,
                               const Layer        *layer,
                               const gfloat       *kernel,
                               const PackedKernel *packed);

gsize packed_winograd_scratch_size (const Layer *layer, const FeatureMap *output, gint n_threads);

void  packed_winograd_run (Pool               *pool,
                           const Layer        *layer,
                           const PackedKernel *packed,
                           const gfloat       *bias,
                           const FeatureMap   *input,
                           gfloat             *scratch,
                           const FeatureMap   *output);

G_END_DECLS
