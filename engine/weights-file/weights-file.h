/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A network's weights in a safetensors file.
 */

#pragma once

#include "network/weights.h"
#include "safetensors.h"

G_BEGIN_DECLS

/* As colorize_weights_load, but with batch norm kept apart, so that training can go on. */
ColorizeWeights *weights_load_unfolded (GFile *file, GCancellable *cancellable, GError **error);

/* Writes unfolded weights, kernels in the given type and all else in 32 bits; whole or not at all. */
gboolean         weights_save (const ColorizeWeights *weights,
                               SafetensorsType        kernel_type,
                               GFile                 *file,
                               GCancellable          *cancellable,
                               GError               **error);

/* Adds what stands beside the layers: the metadata, the colors and their prior. The weights have to
 * live until the file is written. */
void weights_add_description (SafetensorsWriter *writer, const ColorizeWeights *weights);

G_END_DECLS
