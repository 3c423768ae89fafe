/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bench-net.h"
#include "weights-recipe.h"

GFile *
bench_net_write_weights (Architecture *architecture)
{
  g_autoptr (WeightsRecipe) recipe = NULL;
  g_autofree gchar *complaint      = NULL;

  g_random_set_seed (1);
  recipe = weights_recipe_new ("iizuka", "1", FALSE);

  /* Kernels of 16 bits, as in the files that the trainer writes. */
  for (guint i = 0; i < recipe->tensors->len; i++)
    {
      RecipeTensor *tensor = g_ptr_array_index (recipe->tensors, i);

      if (g_str_has_suffix (tensor->name, ".weight"))
        tensor->type = SAFETENSORS_F16;
    }

  if (! architecture_init (architecture, recipe->metadata, &complaint))
    g_error ("%s", complaint);
  return weights_recipe_write (recipe);
}

gfloat *
bench_net_make_input (gint size)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (size);
  gfloat *values           = g_new (gfloat, (gsize) size * size);

  for (gsize i = 0; i < (gsize) size * size; i++)
    values[i] = g_rand_double (random) - 0.5;
  return values;
}

void
bench_net_run (const ColorizeWeights *weights,
               const NetworkInput    *input,
               Pool                  *pool,
               const NetworkWatch    *watch,
               gfloat                *output)
{
  const NetworkWatch nobody = { NULL };
  GError            *error  = NULL;

  if (! network_run (weights, input, pool, NULL, watch ? watch : &nobody, output, &error))
    g_error ("%s", error->message);
}

gsize
bench_net_count_output (const ColorizeWeights *weights, gint size)
{
  gint height;
  gint width;
  gint channels;

  network_get_output_size (&weights->architecture, size, size, &height, &width, &channels);
  return (gsize) height * width * channels;
}

gdouble
bench_net_count_work (const Layer *layer, gint height, gint width)
{
  return (gdouble) height * width * layer_count_kernel (layer);
}

/* Of the layers first .. last, of which each sees what the one before made. */
static gdouble
count_chain (const Architecture *architecture, LayerId first, LayerId last, gint *size)
{
  gdouble work = 0.0;

  for (gint id = first; id <= (gint) last; id++)
    {
      const Layer *layer = &architecture->layers[id];

      *size = layer_output_size (layer, *size);
      work += bench_net_count_work (layer, *size, *size);
    }
  return work;
}

gdouble
bench_net_count_all_work (const Architecture *architecture, gint size, gboolean shared)
{
  gint    squeezed = BENCH_GLOBAL_SIZE;
  gint    one      = 1;
  gdouble low      = count_chain (architecture, LAYER_LOW1, LAYER_LOW6, &squeezed);
  gdouble work     = shared ? 0.0 : low;

  work += count_chain (architecture, LAYER_GLOBAL1, LAYER_GLOBAL4, &squeezed);
  work += count_chain (architecture, LAYER_GLOBAL_FC1, LAYER_GLOBAL_FC3, &one);
  work += count_chain (architecture, LAYER_LOW1, LAYER_LOW6, &size);
  return work + count_chain (architecture, LAYER_MID1, LAYER_OUTPUT, &size);
}
