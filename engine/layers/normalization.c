/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Batch norm while training; afterwards it is folded into the layer before it.
 */

#include <math.h>
#include <string.h>

#include "layers.h"

/* In double precision: sums go over thousands of pixels, and in a batch of few photos the gradient
 * is a small difference of large terms. */
static void
compute_statistics (const FeatureMap *input, gsize n_pixels, gdouble *mean, gdouble *variance)
{
  gsize         channels = input->channels;
  const gfloat *value    = input->data;

  memset (mean, 0, channels * sizeof *mean);
  for (gsize pixel = 0; pixel < n_pixels; pixel++, value += channels)
    for (gsize i = 0; i < channels; i++)
      mean[i] += value[i];
  for (gsize i = 0; i < channels; i++)
    mean[i] /= n_pixels;

  value = input->data;
  for (gsize pixel = 0; pixel < n_pixels; pixel++, value += channels)
    for (gsize i = 0; i < channels; i++)
      variance[i] += (value[i] - mean[i]) * (value[i] - mean[i]);
  for (gsize i = 0; i < channels; i++)
    variance[i] /= n_pixels;
}

void
normalization_forward (const LayerWeights *weights,
                       gdouble             epsilon,
                       gdouble             momentum,
                       const FeatureMap   *input,
                       gdouble            *mean,
                       gdouble            *inverse_deviation,
                       gfloat             *running_mean,
                       gfloat             *running_variance,
                       gfloat             *output)
{
  gsize               channels = input->channels;
  gsize               n_pixels = feature_map_count (input) / channels;
  gdouble             unbiased = n_pixels > 1 ? n_pixels / (n_pixels - 1.0) : 1.0;
  g_autofree gdouble *variance = g_new0 (gdouble, channels);
  const gfloat       *value    = input->data;

  compute_statistics (input, n_pixels, mean, variance);
  for (gsize i = 0; i < channels; i++)
    {
      inverse_deviation[i] = 1.0 / sqrt (variance[i] + epsilon);
      running_mean[i] += momentum * (mean[i] - running_mean[i]);
      running_variance[i] += momentum * (unbiased * variance[i] - running_variance[i]);
    }

  for (gsize pixel = 0; pixel < n_pixels; pixel++, value += channels, output += channels)
    for (gsize i = 0; i < channels; i++)
      output[i] = MAX ((value[i] - mean[i]) * inverse_deviation[i] * weights->norm_weight[i]
                         + weights->norm_bias[i],
                       0.0);
}

/* weight / deviation (g - mean (g) - (x - mean) mean (g (x - mean)) / deviation^2), where g is the
 * gradient and x the input. */
void
normalization_backward (const LayerWeights *weights,
                        const FeatureMap   *input,
                        const gdouble      *mean,
                        const gdouble      *inverse_deviation,
                        gfloat             *gradient,
                        LayerWeights       *gradients)
{
  gsize               channels = input->channels;
  gsize               n_pixels = feature_map_count (input) / channels;
  g_autofree gdouble *sum      = g_new0 (gdouble, channels);
  g_autofree gdouble *product  = g_new0 (gdouble, channels);
  const gfloat       *value    = input->data;
  gfloat             *g        = gradient;

  for (gsize pixel = 0; pixel < n_pixels; pixel++, value += channels, g += channels)
    for (gsize i = 0; i < channels; i++)
      {
        sum[i] += g[i];
        product[i] += (value[i] - mean[i]) * g[i];
      }

  for (gsize i = 0; i < channels; i++)
    {
      gradients->norm_bias[i] += sum[i];
      gradients->norm_weight[i] += product[i] * inverse_deviation[i];
      sum[i] /= n_pixels;
      product[i] *= inverse_deviation[i] * inverse_deviation[i] / n_pixels;
    }

  value = input->data;
  g     = gradient;
  for (gsize pixel = 0; pixel < n_pixels; pixel++, value += channels, g += channels)
    for (gsize i = 0; i < channels; i++)
      g[i] = (g[i] - sum[i] - (value[i] - mean[i]) * product[i]) * inverse_deviation[i]
             * weights->norm_weight[i];
}
