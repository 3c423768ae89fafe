/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A network that has not learnt anything yet.
 */

#include <math.h>

#include "weights.h"

static gdouble
draw_normal (GRand *random)
{
  gdouble radius = sqrt (-2.0 * log (1.0 - g_rand_double (random)));

  return radius * cos (2.0 * G_PI * g_rand_double (random));
}

static gfloat *
fill (gsize n, gfloat value)
{
  gfloat *values = g_new (gfloat, n);

  for (gsize i = 0; i < n; i++)
    values[i] = value;
  return values;
}

static void
init_layer (const Layer *layer, gboolean normalized, GRand *random, LayerWeights *weights)
{
  gsize   n         = layer_count_kernel (layer);
  gdouble deviation = sqrt (2.0 * layer->n_outputs / n);

  weights->kernel = g_new (gfloat, n);
  for (gsize i = 0; i < n; i++)
    weights->kernel[i] = deviation * draw_normal (random);
  weights->bias = fill (layer->n_outputs, 0.0f);

  if (! normalized || ! layer->may_be_normalized)
    return;

  weights->norm_weight      = fill (layer->n_outputs, 1.0f);
  weights->norm_bias        = fill (layer->n_outputs, 0.0f);
  weights->running_mean     = fill (layer->n_outputs, 0.0f);
  weights->running_variance = fill (layer->n_outputs, 1.0f);
}

static gsize
count_parameters (const ColorizeWeights *weights)
{
  gsize n = 0;

  for (gint id = 0; id < N_LAYERS; id++)
    if (weights->layers[id].kernel)
      {
        const Layer *layer = &weights->architecture.layers[id];

        n +=
          layer_count_kernel (layer) + layer->n_outputs * (weights->layers[id].norm_weight ? 3 : 1);
      }

  return n;
}

ColorizeWeights *
weights_new_random (GHashTable   *metadata,
                    gboolean      normalized,
                    const gfloat *colors,
                    const gfloat *prior,
                    GRand        *random,
                    gchar       **complaint)
{
  g_autoptr (ColorizeWeights) weights = g_new0 (ColorizeWeights, 1);
  gsize n_outputs;

  g_atomic_ref_count_init (&weights->ref_count);
  weights->metadata = g_hash_table_ref (metadata);
  if (! architecture_init (&weights->architecture, metadata, complaint))
    return NULL;

  for (gint id = 0; id < N_LAYERS; id++)
    if (architecture_has (&weights->architecture, id))
      init_layer (&weights->architecture.layers[id], normalized, random, &weights->layers[id]);

  n_outputs = weights->architecture.layers[LAYER_OUTPUT].n_outputs;
  if (weights->architecture.output_kind == OUTPUT_DISTRIBUTION)
    {
      weights->colors = g_memdup2 (colors, 2 * n_outputs * sizeof *colors);
      weights->prior  = g_memdup2 (prior, n_outputs * sizeof *prior);
    }
  weights->n_parameters = count_parameters (weights);
  return g_steal_pointer (&weights);
}
