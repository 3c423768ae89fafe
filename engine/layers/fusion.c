/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include <cblas.h>

#include "layers.h"

/* The half of the layer that sees the mid-level features: a convolution of 1 x 1. */
static Layer
get_mid_half (const Layer *layer)
{
  Layer half = *layer;

  half.n_inputs = layer->n_inputs / 2;
  return half;
}

/* One photo's part of a map. */
static FeatureMap
get_photo (const FeatureMap *map, gint photo)
{
  FeatureMap one = *map;

  one.n = 1;
  one.data += photo * feature_map_count (&one);
  return one;
}

void
fusion_forward (Pool               *pool,
                const Layer        *layer,
                const LayerWeights *weights,
                const gfloat       *global,
                const FeatureMap   *mid,
                gfloat             *scratch,
                FeatureMap         *output)
{
  Layer              half      = get_mid_half (layer);
  gint               n_global  = half.n_inputs;
  gint               n_outputs = layer->n_outputs;
  g_autofree gfloat *bias      = g_new (gfloat, n_outputs);

  *output = (FeatureMap) { output->data, mid->n, mid->height, mid->width, n_outputs };

  for (gint photo = 0; photo < mid->n; photo++, global += n_global)
    {
      FeatureMap from = get_photo (mid, photo);
      FeatureMap to   = get_photo (output, photo);

      memcpy (bias, weights->bias, n_outputs * sizeof *bias);
      cblas_sgemv (CblasRowMajor, CblasTrans, n_global, n_outputs, 1.0f, weights->kernel, n_outputs,
                   global, 1, 1.0f, bias, 1);
      convolution_forward (pool, &half, weights->kernel + (gsize) n_global * n_outputs, bias, &from,
                           scratch, &to);
    }
}

void
fusion_backward (Pool               *pool,
                 const Layer        *layer,
                 const LayerWeights *weights,
                 const gfloat       *global,
                 const FeatureMap   *mid,
                 const FeatureMap   *output_gradient,
                 gfloat             *scratch,
                 gfloat             *global_gradient,
                 gfloat             *mid_gradient,
                 LayerWeights       *gradients)
{
  Layer              half      = get_mid_half (layer);
  gint               n_global  = half.n_inputs;
  gint               n_outputs = layer->n_outputs;
  gsize              n_pixels  = (gsize) mid->height * mid->width;
  const gfloat      *gradient  = output_gradient->data;
  g_autofree gfloat *sum       = g_new (gfloat, n_outputs);

  convolution_backward (pool, &half, weights->kernel + (gsize) n_global * n_outputs, mid,
                        output_gradient, scratch, mid_gradient,
                        gradients->kernel + (gsize) n_global * n_outputs, gradients->bias);

  /* The global half sees the sum over the photo's pixels. */
  for (gint photo = 0; photo < mid->n; photo++)
    {
      memset (sum, 0, n_outputs * sizeof *sum);
      for (gsize pixel = 0; pixel < n_pixels; pixel++, gradient += n_outputs)
        for (gint o = 0; o < n_outputs; o++)
          sum[o] += gradient[o];

      cblas_sger (CblasRowMajor, n_global, n_outputs, 1.0f, global, 1, sum, 1, gradients->kernel,
                  n_outputs);
      cblas_sgemv (CblasRowMajor, CblasNoTrans, n_global, n_outputs, 1.0f, weights->kernel,
                   n_outputs, sum, 1, 1.0f, global_gradient, 1);
      global += n_global;
      global_gradient += n_global;
    }
}
