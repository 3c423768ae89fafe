/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Layers taken over from other weights.
 */

#include <string.h>

#include "weights.h"

static gboolean
is_same_shape (const Layer *one, const Layer *other)
{
  return other->name && one->n_inputs == other->n_inputs && one->n_outputs == other->n_outputs
         && one->kernel == other->kernel;
}

/* The whole of a layer. Where only the new one is normalized, its norm stays as it was made: it
 * shifts nothing. */
static void
take_layer (const Layer *layer, LayerWeights *to, const LayerWeights *from)
{
  for (gint part = 0; part < N_PARTS; part++)
    {
      gfloat       *into   = layer_weights_get_part (to, part);
      const gfloat *values = layer_weights_get_part (from, part);

      if (into && values)
        memcpy (into, values, layer_count_part (layer, part) * sizeof *into);
    }
}

/* One output's [side][side][channels] for another side: each weight is dealt out to the places that
 * its own covers, so that a map of equal values is answered as before. Both grids divide the one
 * of from_side x to_side cells a side. */
static void
resize_map (const gfloat *from, gint from_side, gfloat *to, gint to_side, gint channels)
{
  gint   n_cells = from_side * to_side;
  gfloat share   = 1.0f / ((gfloat) to_side * to_side);

  memset (to, 0, (gsize) to_side * to_side * channels * sizeof *to);
  for (gint y = 0; y < n_cells; y++)
    for (gint x = 0; x < n_cells; x++)
      {
        gsize old           = (gsize) (y / to_side) * from_side + x / to_side;
        gsize new           = (gsize) (y / from_side) * to_side + x / from_side;
        const gfloat *value = from + old * channels;
        gfloat *sum         = to + new *channels;

        for (gint i = 0; i < channels; i++)
          sum[i] += share * value[i];
      }
}

/* global_fc1 for another global size: its parameters but for the kernel have the same shape. */
static void
take_resized (ColorizeWeights *to, const ColorizeWeights *from)
{
  const Layer  *layer    = &to->architecture.layers[LAYER_GLOBAL_FC1];
  const Layer  *other    = &from->architecture.layers[LAYER_GLOBAL_FC1];
  gint          channels = to->architecture.layers[LAYER_GLOBAL4].n_outputs;
  LayerWeights *weights  = &to->layers[LAYER_GLOBAL_FC1];
  LayerWeights  rest     = from->layers[LAYER_GLOBAL_FC1];

  for (gsize o = 0; o < (gsize) layer->n_outputs; o++)
    resize_map (rest.kernel + o * other->n_inputs, from->architecture.global_map,
                weights->kernel + o * layer->n_inputs, to->architecture.global_map, channels);

  rest.kernel = NULL;
  take_layer (layer, weights, &rest);
}

static gboolean
can_be_resized (const ColorizeWeights *to, const ColorizeWeights *from)
{
  const Layer *layers = to->architecture.layers;
  const Layer *others = from->architecture.layers;

  return others[LAYER_GLOBAL_FC1].name
         && layers[LAYER_GLOBAL4].n_outputs == others[LAYER_GLOBAL4].n_outputs
         && layers[LAYER_GLOBAL_FC1].n_outputs == others[LAYER_GLOBAL_FC1].n_outputs;
}

static gboolean
is_normalized (const ColorizeWeights *weights)
{
  for (gint id = 0; id < N_LAYERS; id++)
    if (weights->layers[id].norm_weight)
      return TRUE;

  return FALSE;
}

void
weights_take_layers (ColorizeWeights       *to,
                     const ColorizeWeights *from,
                     GPtrArray             *taken,
                     GPtrArray             *left)
{
  g_autoptr (ColorizeWeights) folded = NULL;

  /* Without their norms the old kernels would say something else. */
  if (is_normalized (from) && ! is_normalized (to))
    from = folded = weights_fold (from);

  for (gint id = 0; id < N_LAYERS; id++)
    {
      const Layer *layer = &to->architecture.layers[id];
      gboolean     fits  = is_same_shape (layer, &from->architecture.layers[id]);

      if (! layer->name)
        continue;

      if (fits)
        take_layer (layer, &to->layers[id], &from->layers[id]);
      else if (id == LAYER_GLOBAL_FC1 && can_be_resized (to, from))
        {
          take_resized (to, from);
          fits = TRUE;
        }

      g_ptr_array_add (fits ? taken : left, (gpointer) layer->name);
    }
}
