/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "weights.h"

/* norm (W x + b) = scale W x + scale (b - mean) + shift, where scale = weight / sqrt (variance +
 * epsilon) (Ioffe and Szegedy 2015, algorithm 2). */
static void
fold_norm (const Layer *layer, gdouble epsilon, gboolean keeps_scale, LayerWeights *weights)
{
  gsize              n_outputs = layer->n_outputs;
  gsize              n_inputs  = layer_count_kernel (layer) / n_outputs;
  g_autofree gfloat *scale     = g_new (gfloat, n_outputs);

  for (gsize o = 0; o < n_outputs; o++)
    {
      scale[o] = weights->norm_weight[o] / sqrt (weights->running_variance[o] + epsilon);
      weights->bias[o] =
        scale[o] * (weights->bias[o] - weights->running_mean[o]) + weights->norm_bias[o];
    }

  if (layer->kernel > 0)
    for (gsize i = 0; i < n_inputs; i++)
      for (gsize o = 0; o < n_outputs; o++)
        weights->kernel[i * n_outputs + o] *= scale[o];
  else if (keeps_scale)
    weights->scale = g_steal_pointer (&scale);
  else
    for (gsize o = 0; o < n_outputs; o++)
      for (gsize i = 0; i < n_inputs; i++)
        weights->kernel[o * n_inputs + i] *= scale[o];

  layer_weights_free_norm (weights);
}

void
weights_fold_norms (ColorizeWeights *weights, gboolean keeps_scale)
{
  for (gint id = 0; id < N_LAYERS; id++)
    if (weights->layers[id].norm_weight)
      fold_norm (&weights->architecture.layers[id], weights->architecture.norm_epsilon, keeps_scale,
                 &weights->layers[id]);
}

ColorizeWeights *
weights_fold (const ColorizeWeights *weights)
{
  ColorizeWeights *folded = weights_copy (weights);

  weights_fold_norms (folded, FALSE);
  return folded;
}
