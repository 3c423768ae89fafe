/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kinds of layer, one file each, forward beside backward.
 *
 * Feature maps are kept as [height][width][channels]: the channels of a pixel lie together, so a
 * convolution is a product of matrices whose rows are pixels.
 *
 * A backward function is given the gradient of the loss by its layer's output, before the
 * activation, and adds the gradients by its input and by its parameters to what is there. Sums are
 * taken in an order that depends on the number of threads alone, so that a run can be repeated.
 */

#pragma once

#include "../parallel.h"
#include "../weights.h"

G_BEGIN_DECLS

typedef struct
{
  gfloat *data; /* [n][height][width][channels] */
  gint    n;    /* photos: more than one only in training */
  gint    height;
  gint    width;
  gint    channels;
} FeatureMap;

/* Values of all photos of a map. */
static inline gsize
feature_map_count (const FeatureMap *map)
{
  return (gsize) map->n * map->height * map->width * map->channels;
}

/* values [n_pixels][n_channels], rows `stride` apart: activation (value + bias [n_channels]) */
void  activation_forward (Activation    activation,
                          const gfloat *bias,
                          gsize         n_pixels,
                          gsize         n_channels,
                          gsize         stride,
                          gfloat       *values);

/* Turns the gradient by an activation's output, both [n_values], into that by its input. */
void  activation_backward (Activation    activation,
                           const gfloat *output,
                           gsize         n_values,
                           gfloat       *gradient);

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

/* As above; the pool's threads need convolution_backward_scratch_size () each.
 * output_gradient   of the output's size
 * input_gradient    of the input's size, or NULL where nobody asks
 * kernel_gradient, bias_gradient   of the kernel's and the bias's size */
gsize convolution_backward_scratch_size (const Layer *layer);
void  convolution_backward (Pool             *pool,
                            const Layer      *layer,
                            const gfloat     *kernel,
                            const FeatureMap *input,
                            const FeatureMap *output_gradient,
                            gfloat           *scratch,
                            gfloat           *input_gradient,
                            gfloat           *kernel_gradient,
                            gfloat           *bias_gradient);

/* output [n][n_outputs] = activation (kernel input + bias) for input [n][n_inputs] */
void  linear_forward (Pool               *pool,
                      const Layer        *layer,
                      const LayerWeights *weights,
                      gint                n,
                      const gfloat       *input,
                      gfloat             *output);

void  linear_backward (Pool               *pool,
                       const Layer        *layer,
                       const LayerWeights *weights,
                       gint                n,
                       const gfloat       *input,
                       const gfloat       *output_gradient,
                       gfloat             *input_gradient,
                       LayerWeights       *gradients);

/* Iizuka et al. 2016, equation 5: output[u,v] = ReLU (bias + kernel [global; mid[u,v]]). The global
 * half is the same at each pixel of a photo, so it joins the bias.
 * global   [n][n_inputs / 2] */
void  fusion_forward (Pool               *pool,
                      const Layer        *layer,
                      const LayerWeights *weights,
                      const gfloat       *global,
                      const FeatureMap   *mid,
                      gfloat             *scratch,
                      FeatureMap         *output);

void  fusion_backward (Pool               *pool,
                       const Layer        *layer,
                       const LayerWeights *weights,
                       const gfloat       *global,
                       const FeatureMap   *mid,
                       const FeatureMap   *output_gradient,
                       gfloat             *scratch,
                       gfloat             *global_gradient,
                       gfloat             *mid_gradient,
                       LayerWeights       *gradients);

/* Batch norm in training (Ioffe and Szegedy 2015, algorithm 1): each channel of `input` is brought
 * to mean 0 and variance 1 over all pixels of all photos, then scaled and shifted, then goes through
 * the ReLU that follows every norm here. Running statistics move towards the batch's by `momentum`, the variance by its unbiased estimate.
 * mean, inverse_deviation   [channels]: kept for the backward pass
 * output                    may be the input */
void  normalization_forward (const LayerWeights *weights,
                             gdouble             epsilon,
                             gdouble             momentum,
                             const FeatureMap   *input,
                             gdouble            *mean,
                             gdouble            *inverse_deviation,
                             gfloat             *running_mean,
                             gfloat             *running_variance,
                             gfloat             *output);

/* Turns the gradient by what went into the ReLU into that by the input, in place. */
void  normalization_backward (const LayerWeights *weights,
                              const FeatureMap   *input,
                              const gdouble      *mean,
                              const gdouble      *inverse_deviation,
                              gfloat             *gradient,
                              LayerWeights       *gradients);

G_END_DECLS
