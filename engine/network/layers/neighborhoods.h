/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "layers.h"

G_BEGIN_DECLS

/* Floats of a pixel's neighborhood: all that its layer's kernel sees. */
static inline gsize
neighborhood_length (const Layer *layer)
{
  return (gsize) layer->kernel * layer->kernel * layer->n_inputs;
}

/* Where row y of a photo, in coordinates of the enlarged input, begins. */
static inline gsize
neighborhood_row_offset (const Layer *layer, const FeatureMap *input, gint photo, gint y)
{
  return ((gsize) photo * input->height + y / layer->upsampling) * input->width * input->channels;
}

/* "im2col": rows [n][neighborhood_length ()], those of the output's pixels first .. first + n - 1,
 * each as [kernel][kernel][n_inputs], zeros outside of the map.
 * output   of which only the size and the place count */
void neighborhoods_gather (const Layer      *layer,
                           const FeatureMap *input,
                           const FeatureMap *output,
                           gint              first,
                           gint              n,
                           gfloat           *rows);

G_END_DECLS
