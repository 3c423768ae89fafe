/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include <cblas.h>

#include "packed-kernel.h"

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
  Layer              half      = fusion_get_mid_half (layer);
  gint               n_global  = half.n_inputs;
  gint               n_outputs = layer->n_outputs;
  g_autofree gfloat *bias      = g_new (gfloat, n_outputs);

  *output = (FeatureMap) { output->data, mid->n, mid->height, mid->width, n_outputs, 0 };

  for (gint photo = 0; photo < mid->n; photo++, global += n_global)
    {
      FeatureMap from = get_photo (mid, photo);
      FeatureMap to   = get_photo (output, photo);

      memcpy (bias, weights->bias, n_outputs * sizeof *bias);
      cblas_sgemv (CblasRowMajor, CblasTrans, n_global, n_outputs, 1.0f, weights->kernel, n_outputs,
                   global, 1, 1.0f, bias, 1);
      if (weights->packed.values)
        packed_kernel_run (pool, &half, &weights->packed, bias, &from, scratch, &to);
      else
        convolution_forward (pool, &half, weights->kernel + (gsize) n_global * n_outputs, bias,
                             &from, NULL, scratch, &to);
    }
}

void
fusion_backward (Pool             *pool,
                 const Layer      *layer,
                 const gfloat     *kernel,
                 const gfloat     *global,
                 const FeatureMap *mid,
                 const FeatureMap *output_gradient,
                 gfloat           *scratch,
                 GradientTarget    global_gradient,
                 GradientTarget    mid_gradient,
                 GradientTarget    kernel_gradient)
{
  Layer              half       = fusion_get_mid_half (layer);
  gint               n_global   = half.n_inputs;
  gint               n_outputs  = layer->n_outputs;
  gsize              half_count = (gsize) n_global * n_outputs;
  gsize              n_pixels   = (gsize) mid->height * mid->width;
  const gfloat      *gradient   = output_gradient->data;
  GradientTarget     mid_kernel = kernel_gradient;
  g_autofree gfloat *sums       = g_new0 (gfloat, (gsize) mid->n * n_outputs);

  if (kernel_gradient.data)
    mid_kernel.data += half_count;
  convolution_backward (pool, &half, kernel + half_count, mid, output_gradient, NULL, scratch,
                        mid_gradient, mid_kernel);

  /* The global half sees the sum over each photo's pixels. */
  for (gint photo = 0; photo < mid->n; photo++)
    for (gsize pixel = 0; pixel < n_pixels; pixel++, gradient += n_outputs)
      for (gint o = 0; o < n_outputs; o++)
        sums[photo * n_outputs + o] += gradient[o];

  if (kernel_gradient.data)
    cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, n_global, n_outputs, mid->n, 1.0f, global,
                 n_global, sums, n_outputs, kernel_gradient.adds ? 1.0f : 0.0f,
                 kernel_gradient.data, n_outputs);
  if (global_gradient.data)
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, mid->n, n_global, n_outputs, 1.0f, sums,
                 n_outputs, kernel, n_outputs, global_gradient.adds ? 1.0f : 0.0f,
                 global_gradient.data, n_global);
}
