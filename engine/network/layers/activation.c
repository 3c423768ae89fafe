/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "network/loops/loops.h"
#include "layers.h"

void
activation_forward (Activation    activation,
                    const gfloat *bias,
                    gsize         n_pixels,
                    gsize         n_channels,
                    gsize         stride,
                    gfloat       *values)
{
  switch (activation)
    {
    case ACTIVATION_NONE:
      loops_get ()->add_bias (bias, n_pixels, n_channels, stride, values);
      break;

    case ACTIVATION_RELU:
      loops_get ()->rectify (bias, n_pixels, n_channels, stride, values);
      break;

    case ACTIVATION_SIGMOID:
      for (gsize pixel = 0; pixel < n_pixels; pixel++, values += stride)
        for (gsize i = 0; i < n_channels; i++)
          values[i] = 1.0f / (1.0f + expf (-(values[i] + bias[i])));
      break;
    }
}


/* Backward, in chunks of a fixed size, so that the sums do not depend on the number of threads. */

#define CHUNK_PIXELS 512

typedef struct
{
  Activation        activation;
  const FeatureMap *output;
  gfloat           *gradient;
  gdouble          *sums; /* [chunks][channels], or NULL */
} Job;

static void
differentiate (Activation activation, const gfloat *output, gsize n_values, gfloat *gradient)
{
  switch (activation)
    {
    case ACTIVATION_NONE:
      break;

    case ACTIVATION_RELU:
      loops_get ()->rectify_backward (output, n_values, gradient);
      break;

    case ACTIVATION_SIGMOID:
      loops_get ()->sigmoid_backward (output, n_values, gradient);
      break;
    }
}

static void
backward_task (gint index, gint thread, gpointer data)
{
  const Job *job      = data;
  gsize      channels = job->output->channels;
  gsize      first    = (gsize) index * CHUNK_PIXELS * channels;
  gsize      n_values = MIN (CHUNK_PIXELS * channels, feature_map_count (job->output) - first);

  differentiate (job->activation, job->output->data + first, n_values, job->gradient + first);
  for (gsize i = first; job->sums && i < first + n_values; i += channels)
    loops_get ()->add_to_doubles (job->gradient + i, channels, job->sums + index * channels);
}

void
activation_backward (Pool             *pool,
                     Activation        activation,
                     const FeatureMap *output,
                     gfloat           *gradient,
                     GradientTarget    bias_gradient)
{
  gsize               channels = output->channels;
  gsize               n_pixels = feature_map_count (output) / channels;
  gsize               n_chunks = (n_pixels + CHUNK_PIXELS - 1) / CHUNK_PIXELS;
  g_autofree gdouble *sums     = bias_gradient.data ? g_new0 (gdouble, n_chunks * channels) : NULL;
  Job job = { .activation = activation, .output = output, .gradient = gradient, .sums = sums };

  pool_run (pool, n_chunks, backward_task, &job);

  for (gsize i = 0; bias_gradient.data && i < channels; i++)
    {
      gdouble sum = bias_gradient.adds ? bias_gradient.data[i] : 0.0;

      for (gsize chunk = 0; chunk < n_chunks; chunk++)
        sum += sums[chunk * channels + i];
      bias_gradient.data[i] = sum;
    }
}
