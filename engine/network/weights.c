/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "memory.h"
#include "weights.h"

gsize
layer_count_kernel (const Layer *layer)
{
  return (gsize) layer->n_inputs * layer->n_outputs
         * (layer->kernel > 0 ? layer->kernel * layer->kernel : 1);
}

gsize
layer_count_part (const Layer *layer, LayerPart part)
{
  return part == PART_KERNEL ? layer_count_kernel (layer) : (gsize) layer->n_outputs;
}

static gfloat **
get_place (LayerWeights *weights, LayerPart part)
{
  gfloat **const places[N_PARTS] = { &weights->kernel,       &weights->bias,
                                     &weights->norm_weight,  &weights->norm_bias,
                                     &weights->running_mean, &weights->running_variance };

  return places[part];
}

gfloat *
layer_weights_get_part (const LayerWeights *weights, LayerPart part)
{
  return *get_place ((LayerWeights *) weights, part);
}

static gfloat *
copy_values (const gfloat *values, gsize n)
{
  return values ? g_memdup2 (values, n * sizeof *values) : NULL;
}

ColorizeWeights *
weights_copy (const ColorizeWeights *weights)
{
  ColorizeWeights *copy     = g_new (ColorizeWeights, 1);
  gsize            n_colors = weights->architecture.layers[LAYER_OUTPUT].n_outputs;

  *copy = *weights;
  g_atomic_ref_count_init (&copy->ref_count);
  g_hash_table_ref (copy->metadata);
  copy->colors = copy_values (weights->colors, 2 * n_colors);
  copy->prior  = copy_values (weights->prior, n_colors);

  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = 0; part < N_PARTS; part++)
      *get_place (&copy->layers[id], part) =
        copy_values (layer_weights_get_part (&weights->layers[id], part),
                     layer_count_part (&weights->architecture.layers[id], part));

  return copy;
}

void
packed_kernel_clear (PackedKernel *packed)
{
  memory_free (packed->values);
  packed->values = NULL;
}

void
layer_weights_free_norm (LayerWeights *weights)
{
  g_clear_pointer (&weights->norm_weight, g_free);
  g_clear_pointer (&weights->norm_bias, g_free);
  g_clear_pointer (&weights->running_mean, g_free);
  g_clear_pointer (&weights->running_variance, g_free);
}

ColorizeWeights *
colorize_weights_ref (ColorizeWeights *weights)
{
  g_atomic_ref_count_inc (&weights->ref_count);
  return weights;
}

void
colorize_weights_unref (ColorizeWeights *weights)
{
  if (! weights || ! g_atomic_ref_count_dec (&weights->ref_count))
    return;

  for (gint id = 0; id < N_LAYERS; id++)
    {
      g_free (weights->layers[id].kernel);
      g_free (weights->layers[id].bias);
      g_free (weights->layers[id].halves);
      g_free (weights->layers[id].scale);
      packed_kernel_clear (&weights->layers[id].packed);
      layer_weights_free_norm (&weights->layers[id]);
    }
  g_free (weights->colors);
  g_free (weights->prior);
  workspace_free (weights->workspace);
  g_hash_table_unref (weights->metadata);
  g_free (weights);
}

const gchar *
colorize_weights_get_metadata (const ColorizeWeights *weights, const gchar *key)
{
  return g_hash_table_lookup (weights->metadata, key);
}

gint
colorize_weights_get_working_size (const ColorizeWeights *weights)
{
  return 2 * weights->architecture.working_size;
}

gdouble
colorize_weights_get_vividness (const ColorizeWeights *weights)
{
  if (weights->architecture.output_kind != OUTPUT_DISTRIBUTION)
    return -1.0;

  return CLAMP (weights->architecture.prior_exponent / MAX_PRIOR_EXPONENT * 100.0, 0.0, 100.0);
}

gsize
colorize_weights_count_parameters (const ColorizeWeights *weights)
{
  return weights->n_parameters;
}
