/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include <string.h>

#include "network/architecture.h"
#include "weights-recipe.h"

static void
tensor_free (gpointer data)
{
  RecipeTensor *tensor = data;

  g_free (tensor->name);
  g_free (tensor->values);
  g_free (tensor);
}

void
weights_recipe_add (WeightsRecipe  *recipe,
                    const gchar    *name,
                    SafetensorsType type,
                    gint            n_dimensions,
                    const gsize    *shape)
{
  RecipeTensor *tensor   = g_new0 (RecipeTensor, 1);
  gsize         n_values = 1;
  gsize         n_inputs = 1;
  gdouble       spread;

  tensor->name         = g_strdup (name);
  tensor->type         = type;
  tensor->n_dimensions = n_dimensions;
  for (gint i = 0; i < n_dimensions; i++)
    {
      tensor->shape[i] = shape[i];
      n_values *= shape[i];
      n_inputs *= i > 0 ? shape[i] : 1;
    }

  spread         = n_dimensions > 1 ? sqrt (6.0 / n_inputs) : 0.1;
  tensor->values = g_new (gfloat, n_values);
  for (gsize i = 0; i < n_values; i++)
    tensor->values[i] = spread * (2.0 * g_random_double () - 1.0);
  g_ptr_array_add (recipe->tensors, tensor);
}

static void
add_layer (WeightsRecipe *recipe, const Layer *layer, gboolean normalized)
{
  static const gchar *const norm[] = { "norm.weight", "norm.bias", "norm.running_mean",
                                       "norm.running_var" };

  const gsize       shape[] = { layer->n_outputs, layer->n_inputs, layer->kernel, layer->kernel };
  g_autofree gchar *weight  = g_strconcat (layer->name, ".weight", NULL);
  g_autofree gchar *bias    = g_strconcat (layer->name, ".bias", NULL);

  weights_recipe_add (recipe, weight, SAFETENSORS_F32, layer->kernel == 3 ? 4 : 2, shape);
  weights_recipe_add (recipe, bias, SAFETENSORS_F32, 1, shape);

  for (guint i = 0; normalized && layer->may_be_normalized && i < G_N_ELEMENTS (norm); i++)
    {
      g_autofree gchar *name = g_strconcat (layer->name, ".", norm[i], NULL);
      gboolean          positive =
        g_str_equal (norm[i], "norm.weight") || g_str_equal (norm[i], "norm.running_var");

      weights_recipe_add (recipe, name, SAFETENSORS_F32, 1, shape);
      for (gsize k = 0; positive && k < shape[0]; k++)
        weights_recipe_find (recipe, name)->values[k] += 1.0f;
    }
}

WeightsRecipe *
weights_recipe_new (const gchar *variant, const gchar *width_divisor, gboolean normalized)
{
  WeightsRecipe    *recipe    = g_new (WeightsRecipe, 1);
  g_autofree gchar *complaint = NULL;
  Architecture      architecture;

  recipe->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  recipe->tensors  = g_ptr_array_new_with_free_func (tensor_free);

  weights_recipe_set (recipe, "format_version", "1");
  weights_recipe_set (recipe, "variant", variant);
  weights_recipe_set (recipe, "width_divisor", width_divisor);
  weights_recipe_set (recipe, "input", "L*");
  weights_recipe_set (recipe, "mean", "0.45");
  weights_recipe_set (recipe, "working_size", "112");
  if (g_str_equal (variant, "distribution"))
    weights_recipe_set (recipe, "outputs", "5");

  if (! architecture_init (&architecture, recipe->metadata, &complaint))
    g_error ("%s", complaint);

  for (gint id = 0; id < N_LAYERS; id++)
    if (architecture_has (&architecture, id))
      add_layer (recipe, &architecture.layers[id], normalized);

  if (architecture.output_kind == OUTPUT_DISTRIBUTION)
    {
      weights_recipe_add (recipe, "colors", SAFETENSORS_F32, 2, (const gsize[]) { 5, 2 });
      weights_recipe_add (recipe, "prior", SAFETENSORS_F32, 1, (const gsize[]) { 5 });
    }

  return recipe;
}

void
weights_recipe_free (WeightsRecipe *recipe)
{
  if (! recipe)
    return;

  g_hash_table_unref (recipe->metadata);
  g_ptr_array_unref (recipe->tensors);
  g_free (recipe);
}

void
weights_recipe_set (WeightsRecipe *recipe, const gchar *key, const gchar *value)
{
  g_hash_table_insert (recipe->metadata, g_strdup (key), g_strdup (value));
}

RecipeTensor *
weights_recipe_find (WeightsRecipe *recipe, const gchar *name)
{
  for (guint i = 0; i < recipe->tensors->len; i++)
    {
      RecipeTensor *tensor = g_ptr_array_index (recipe->tensors, i);

      if (g_str_equal (tensor->name, name))
        return tensor;
    }

  g_error ("no tensor %s", name);
}

GFile *
weights_recipe_write (WeightsRecipe *recipe)
{
  g_autoptr (SafetensorsWriter) writer  = safetensors_writer_new ();
  g_autoptr (GFileIOStream) placeholder = NULL;
  GError        *error                  = NULL;
  GFile         *file = g_file_new_tmp ("weights-XXXXXX.safetensors", &placeholder, &error);
  GHashTableIter iter;
  gpointer       key;
  gpointer       value;

  g_assert_no_error (error);

  g_hash_table_iter_init (&iter, recipe->metadata);
  while (g_hash_table_iter_next (&iter, &key, &value))
    safetensors_writer_set_metadata (writer, key, value);
  for (guint i = 0; i < recipe->tensors->len; i++)
    {
      const RecipeTensor *tensor = g_ptr_array_index (recipe->tensors, i);

      safetensors_writer_add (writer, tensor->name, tensor->type, tensor->n_dimensions,
                              tensor->shape, tensor->values);
    }

  safetensors_writer_write (writer, file, NULL, &error);
  g_assert_no_error (error);
  return file;
}
