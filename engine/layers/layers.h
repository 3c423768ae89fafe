/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kinds of layer, one file each.
 *
 * Feature maps are kept as [height][width][channels]: the channels of a pixel lie together, so a
 * convolution is a product of matrices whose rows are pixels.
 */

#pragma once

#include "../parallel.h"
#include "../weights.h"

G_BEGIN_DECLS

typedef struct
{
  gfloat *data; /* [height][width][channels] */
  gint    height;
  gint    width;
  gint    channels;
} FeatureMap;

/* values [n_pixels][n_channels], rows `stride` apart: activation (value + bias [n_channels]) */
void  activation_forward (Activation    activation,
                          const gfloat *bias,
                          gsize         n_pixels,
                          gsize         n_channels,
                          gsize         stride,
                          gfloat       *values);

/* Floats of scratch that one thread needs for `layer`. */
gsize convolution_scratch_size (const Layer *layer);

/* output = activation (kernel * input + bias), zeros around the input; with layer->upsampling 2
 * the input counts as enlarged, nearest neighbour, without ever being written out.
 * scratch   convolution_scratch_size () for each of the pool's threads */
void  convolution_forward (Pool             *pool,
                           const Layer      *layer,
                           const gfloat     *kernel,
                           const gfloat     *bias,
                           const FeatureMap *input,
                           gfloat           *scratch,
                           FeatureMap       *output);

/* output [n_outputs] = activation (kernel input + bias) for input [n_inputs] */
void  linear_forward (Pool               *pool,
                      const Layer        *layer,
                      const LayerWeights *weights,
                      const gfloat       *input,
                      gfloat             *output);

/* Iizuka et al. 2016, equation 5: output[u,v] = ReLU (bias + kernel [global; mid[u,v]]). The global
 * half is the same at each pixel, so it joins the bias.
 * global   [n_inputs / 2] */
void  fusion_forward (Pool               *pool,
                      const Layer        *layer,
                      const LayerWeights *weights,
                      const gfloat       *global,
                      const FeatureMap   *mid,
                      gfloat             *scratch,
                      FeatureMap         *output);

G_END_DECLS
