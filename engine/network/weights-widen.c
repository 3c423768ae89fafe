/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A wider network out of a narrow one: Net2Net (Chen, Goodfellow, Shlens 2016, section 2.3), with each
 * feature map as often as the others. What reads twins gets its old kernel in shares, so that the wide
 * network says what the narrow one did. Twins differ in those shares alone: as long as they are equal
 * the differences cancel out, and the first step of training, which follows them, parts the twins.
 */

#include <math.h>

#include "weights.h"

/* Where a kernel's values lie: `index` runs over taps of n_inputs x n_outputs for a convolution and over
 * n_outputs x n_inputs for a fully connected layer. */
static gsize
get_index (const Layer *layer, gsize tap, gsize input, gsize output)
{
  return layer->kernel > 0 ? (tap * layer->n_inputs + input) * layer->n_outputs + output
                           : output * layer->n_inputs + input;
}

static gdouble
get_mean_square (const gfloat *values, gsize n)
{
  gdouble sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += (gdouble) values[i] * values[i];
  return sum / n;
}

/* Differences of that mean square, evenly distributed, which add up to nothing. */
static void
draw_differences (GRand *random, gdouble mean_square, gint n, gdouble *differences)
{
  gdouble reach = sqrt (3.0 * mean_square);
  gdouble mean  = 0.0;

  for (gint i = 0; i < n; i++)
    {
      differences[i] = g_rand_double_range (random, -1.0, 1.0) * reach;
      mean += differences[i] / n;
    }
  for (gint i = 0; i < n; i++)
    differences[i] -= mean;
}

static gfloat *
widen_kernel (const Layer  *narrow,
              const Layer  *wide,
              const gfloat *kernel,
              gdouble       parting,
              GRand        *random)
{
  gsize               n_taps      = narrow->kernel > 0 ? narrow->kernel * narrow->kernel : 1;
  gint                n_shares    = wide->n_inputs / narrow->n_inputs;
  gint                n_twins     = wide->n_outputs / narrow->n_outputs;
  gfloat             *values      = g_new (gfloat, layer_count_kernel (wide));
  g_autofree gdouble *differences = g_new0 (gdouble, n_shares);
  gdouble mean_square = get_mean_square (kernel, layer_count_kernel (narrow)) * (parting / n_shares)
                        * (parting / n_shares);

  for (gsize tap = 0; tap < n_taps; tap++)
    for (gint input = 0; input < narrow->n_inputs; input++)
      for (gint output = 0; output < wide->n_outputs; output++)
        {
          gfloat value = kernel[get_index (narrow, tap, input, output / n_twins)] / n_shares;

          if (parting > 0.0)
            draw_differences (random, mean_square, n_shares, differences);
          for (gint i = 0; i < n_shares; i++)
            values[get_index (wide, tap, input * n_shares + i, output)] = value + differences[i];
        }

  return values;
}

/* One value a feature map. NULL stays NULL. */
static gfloat *
widen_vector (const Layer *narrow, const Layer *wide, const gfloat *vector)
{
  gint    n_twins = wide->n_outputs / narrow->n_outputs;
  gfloat *values  = vector ? g_new (gfloat, wide->n_outputs) : NULL;

  for (gint i = 0; values && i < wide->n_outputs; i++)
    values[i] = vector[i / n_twins];
  return values;
}

static void
widen_layer (const ColorizeWeights *from,
             LayerId                id,
             gdouble                parting,
             GRand                 *random,
             ColorizeWeights       *to)
{
  const Layer        *narrow = &from->architecture.layers[id];
  const Layer        *wide   = &to->architecture.layers[id];
  const LayerWeights *old    = &from->layers[id];
  LayerWeights *new          = &to->layers[id];

  new->kernel           = widen_kernel (narrow, wide, old->kernel, parting, random);
  new->bias             = widen_vector (narrow, wide, old->bias);
  new->norm_weight      = widen_vector (narrow, wide, old->norm_weight);
  new->norm_bias        = widen_vector (narrow, wide, old->norm_bias);
  new->running_mean     = widen_vector (narrow, wide, old->running_mean);
  new->running_variance = widen_vector (narrow, wide, old->running_variance);

  to->n_parameters +=
    layer_count_kernel (wide) + (gsize) wide->n_outputs * (new->norm_weight ? 3 : 1);
}

ColorizeWeights *
weights_widen (const ColorizeWeights *weights,
               gint                   width_divisor,
               gdouble                parting,
               GRand                 *random,
               gchar                **complaint)
{
  g_autoptr (ColorizeWeights) wide = g_new0 (ColorizeWeights, 1);
  gsize          n_colors          = weights->architecture.layers[LAYER_OUTPUT].n_outputs;
  GHashTableIter iter;
  gpointer       key;
  gpointer       value;

  g_atomic_ref_count_init (&wide->ref_count);
  wide->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_iter_init (&iter, weights->metadata);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (wide->metadata, g_strdup (key), g_strdup (value));
  g_hash_table_insert (wide->metadata, g_strdup ("width_divisor"),
                       g_strdup_printf ("%d", width_divisor));

  if (! architecture_init (&wide->architecture, wide->metadata, complaint))
    return NULL;

  for (gint id = 0; id < N_LAYERS; id++)
    if (architecture_has (&wide->architecture, id))
      widen_layer (weights, id, parting, random, wide);

  if (weights->colors)
    {
      wide->colors = g_memdup2 (weights->colors, 2 * n_colors * sizeof (gfloat));
      wide->prior  = g_memdup2 (weights->prior, n_colors * sizeof (gfloat));
    }
  return g_steal_pointer (&wide);
}
