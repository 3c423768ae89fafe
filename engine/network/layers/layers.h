/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kinds of layer, one file each, forward beside backward.
 *
 * Feature maps are kept as [height][width][channels]: the channels of a pixel lie together, so a
 * convolution is a product of matrices whose rows are pixels.
 *
 * A backward function is given the gradient of the loss by its layer's output, before the
 * activation. Sums are taken in an order that depends on the number of threads alone, so that a run
 * can be repeated.
 */

#pragma once

#include "parallel.h"
#include "network/weights.h"

G_BEGIN_DECLS

typedef struct
{
  gfloat *data; /* [n][height][width][channels] */
  gint    n;    /* photos: more than one only in training */
  gint    height;
  gint    width;
  gint    channels;
  gint    top; /* of a strip: the row of the whole map that it begins with */
} FeatureMap;

/* Where a gradient goes. */
typedef struct
{
  gfloat  *data; /* NULL where nobody asks for it */
  gboolean adds; /* to what is there, rather than write over it */
} GradientTarget;

/* Values of all photos of a map. */
static inline gsize
feature_map_count (const FeatureMap *map)
{
  return (gsize) map->n * map->height * map->width * map->channels;
}

/* The output that a layer makes of an input. */
static inline FeatureMap
layer_get_output (const Layer *layer, const FeatureMap *input, gfloat *data)
{
  return (FeatureMap) { data,
                        input->n,
                        layer_output_size (layer, input->height),
                        layer_output_size (layer, input->width),
                        layer->n_outputs,
                        0 };
}

/* values [n_pixels][n_channels], rows `stride` apart: activation (value + bias [n_channels]) */
void  activation_forward (Activation    activation,
                          const gfloat *bias,
                          gsize         n_pixels,
                          gsize         n_channels,
                          gsize         stride,
                          gfloat       *values);

/* Turns the gradient by the output into that by the activation's input, in place.
 * output          after the activation
 * bias_gradient   [channels] */
void  activation_backward (Pool             *pool,
                           Activation        activation,
                           const FeatureMap *output,
                           gfloat           *gradient,
                           GradientTarget    bias_gradient);

/* Floats that a backward pass is faster for, if the forward pass keeps them. */
gsize convolution_kept_size (const Layer *layer, const FeatureMap *input);

/* Floats of scratch for an input of that size, for all threads together. */
gsize convolution_scratch_size (const Layer *layer, const FeatureMap *input, gint n_threads);

/* output = activation (kernel * input + bias), zeros around the input; with layer->upsampling 2
 * the input counts as enlarged, nearest neighbor, without ever being written out.
 * kept      of convolution_kept_size (), or NULL
 * scratch   of convolution_scratch_size () */
void  convolution_forward (Pool             *pool,
                           const Layer      *layer,
                           const gfloat     *kernel,
                           const gfloat     *bias,
                           const FeatureMap *input,
                           gfloat           *kept,
                           gfloat           *scratch,
                           FeatureMap       *output);

/* As above, for the scratch of convolution_backward (). */
gsize convolution_backward_scratch_size (const Layer      *layer,
                                         const FeatureMap *input,
                                         gint              n_threads);

/* output_gradient   of the output's size
 * kept              by the forward pass with the same kernel, or NULL
 * input_gradient    of the input's size
 * kernel_gradient   of the kernel's size */
void  convolution_backward (Pool             *pool,
                            const Layer      *layer,
                            const gfloat     *kernel,
                            const FeatureMap *input,
                            const FeatureMap *output_gradient,
                            const gfloat     *kept,
                            gfloat           *scratch,
                            GradientTarget    input_gradient,
                            GradientTarget    kernel_gradient);

/* output [n][n_outputs] = activation (kernel input + bias) for input [n][n_inputs] */
void  linear_forward (Pool               *pool,
                      const Layer        *layer,
                      const LayerWeights *weights,
                      gint                n,
                      const gfloat       *input,
                      gfloat             *output);

void  linear_backward (Pool          *pool,
                       const Layer   *layer,
                       const gfloat  *kernel,
                       gint           n,
                       const gfloat  *input,
                       const gfloat  *output_gradient,
                       GradientTarget input_gradient,
                       GradientTarget kernel_gradient);

/* The half of fusion that sees the mid-level features: a convolution of 1 x 1. */
static inline Layer
fusion_get_mid_half (const Layer *layer)
{
  Layer half = *layer;

  half.n_inputs = layer->n_inputs / 2;
  return half;
}

/* Iizuka et al. 2016, equation 5: output[u,v] = ReLU (bias + kernel [global; mid[u,v]]). The global
 * half is the same at each pixel of a photo, so it joins the bias.
 * global   [n][n_inputs / 2] */
void fusion_forward (Pool               *pool,
                     const Layer        *layer,
                     const LayerWeights *weights,
                     const gfloat       *global,
                     const FeatureMap   *mid,
                     gfloat             *scratch,
                     FeatureMap         *output);

void fusion_backward (Pool             *pool,
                      const Layer      *layer,
                      const gfloat     *kernel,
                      const gfloat     *global,
                      const FeatureMap *mid,
                      const FeatureMap *output_gradient,
                      gfloat           *scratch,
                      GradientTarget    global_gradient,
                      GradientTarget    mid_gradient,
                      GradientTarget    kernel_gradient);

/* Floats that a norm keeps from its forward for its backward pass. */
#define NORMALIZATION_STATE(channels) (4 * (gsize) (channels))

/* Batch norm in training (Ioffe and Szegedy 2015, algorithm 1): each channel of `input` is brought
 * to mean 0 and variance 1 over all pixels of all photos, then scaled and shifted, then goes through
 * the ReLU that follows every norm here. Running statistics move towards the batch's by `momentum`,
 * the variance by its unbiased estimate.
 * state    NORMALIZATION_STATE (channels)
 * output   may be the input */
void normalization_forward (Pool               *pool,
                            const LayerWeights *weights,
                            gdouble             epsilon,
                            gdouble             momentum,
                            const FeatureMap   *input,
                            gfloat             *running_mean,
                            gfloat             *running_variance,
                            gfloat             *state,
                            gfloat             *output);

/* The same by the running statistics, as in evaluation. */
void normalization_forward_fixed (Pool               *pool,
                                  const LayerWeights *weights,
                                  gdouble             epsilon,
                                  const FeatureMap   *input,
                                  gfloat             *state,
                                  gfloat             *output);

/* Turns the gradient by the output into that by the input, in place.
 * weight_gradient, bias_gradient   [channels] */
void normalization_backward (Pool             *pool,
                             const FeatureMap *input,
                             const gfloat     *state,
                             gfloat           *gradient,
                             GradientTarget    weight_gradient,
                             GradientTarget    bias_gradient);

/* The same after normalization_forward_fixed. Without data in the two targets no parameter is asked
 * for. */
void normalization_backward_fixed (Pool             *pool,
                                   const FeatureMap *input,
                                   const gfloat     *state,
                                   gfloat           *gradient,
                                   GradientTarget    weight_gradient,
                                   GradientTarget    bias_gradient);

G_END_DECLS
