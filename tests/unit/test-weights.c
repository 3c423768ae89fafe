/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include <string.h>

#include "colorize.h"
#include "weights-recipe.h"
#include "weights-file/weights-file.h"

static ColorizeWeights *
load (WeightsRecipe *recipe, GError **error)
{
  g_autoptr (GFile) file   = weights_recipe_write (recipe);
  ColorizeWeights *weights = colorize_weights_load (file, 0, NULL, error);

  g_file_delete (file, NULL, NULL);
  return weights;
}

/* Right ones, with kernels in the order of the file's tensors. */
static ColorizeWeights *
load_unfolded (WeightsRecipe *recipe)
{
  g_autoptr (GFile) file   = weights_recipe_write (recipe);
  ColorizeWeights *weights = weights_load_unfolded (file, NULL, NULL);

  g_file_delete (file, NULL, NULL);
  g_assert_nonnull (weights);
  return weights;
}

static void
assert_refused (WeightsRecipe *recipe, const gchar *because)
{
  GError          *error   = NULL;
  ColorizeWeights *weights = load (recipe, &error);

  g_assert_null (weights);
  g_assert_error (error, COLORIZE_ERROR, COLORIZE_ERROR_WEIGHTS);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, because));
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_error_free (error);
}

static void
test_variant (gconstpointer variant)
{
  g_autoptr (WeightsRecipe) recipe    = weights_recipe_new (variant, "16", TRUE);
  g_autoptr (ColorizeWeights) weights = NULL;
  GError *error                       = NULL;

  weights_recipe_set (recipe, "title", "A title");
  weights = load (recipe, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (colorize_weights_get_metadata (weights, "title"), ==, "A title");
  g_assert_null (colorize_weights_get_metadata (weights, "licence"));
  g_assert_cmpint (colorize_weights_get_working_size (weights), ==, 224);

  if (strcmp (variant, "distribution") == 0)
    g_assert_cmpfloat (colorize_weights_get_vividness (weights), ==, 0.0);
  else
    g_assert_cmpfloat (colorize_weights_get_vividness (weights), <, 0.0);
}

/* The file's weights as they stand in memory: low1's kernel and bias, the norm folded in. */
static void
test_folding (void)
{
  g_autoptr (WeightsRecipe) recipe     = weights_recipe_new ("baseline", "16", TRUE);
  g_autoptr (ColorizeWeights) unfolded = load_unfolded (recipe);
  g_autoptr (ColorizeWeights) weights  = weights_fold (unfolded);
  const gfloat *kernel                 = weights_recipe_find (recipe, "low2.weight")->values;
  const gfloat *bias                   = weights_recipe_find (recipe, "low2.bias")->values;
  const gfloat *scale                  = weights_recipe_find (recipe, "low2.norm.weight")->values;
  const gfloat *shift                  = weights_recipe_find (recipe, "low2.norm.bias")->values;
  const gfloat *mean   = weights_recipe_find (recipe, "low2.norm.running_mean")->values;
  const gfloat *spread = weights_recipe_find (recipe, "low2.norm.running_var")->values;
  const gint    n_in   = 4;
  const gint    n_out  = 8;

  g_assert_nonnull (weights);
  for (gint o = 0; o < n_out; o++)
    {
      gdouble factor = scale[o] / sqrt (spread[o] + 1e-5);

      g_assert_cmpfloat_with_epsilon (weights->layers[LAYER_LOW2].bias[o],
                                      factor * (bias[o] - mean[o]) + shift[o], 1e-6);
      for (gint i = 0; i < n_in; i++)
        for (gint tap = 0; tap < 9; tap++)
          g_assert_cmpfloat_with_epsilon (
            weights->layers[LAYER_LOW2].kernel[(tap * n_in + i) * n_out + o],
            factor * kernel[(o * n_in + i) * 9 + tap], 1e-6);
    }
}

static void
test_types (void)
{
  static const SafetensorsType types[] = { SAFETENSORS_F16, SAFETENSORS_BF16 };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (WeightsRecipe) recipe    = weights_recipe_new ("seed", "16", FALSE);
      g_autoptr (ColorizeWeights) weights = NULL;
      const RecipeTensor *tensor          = weights_recipe_find (recipe, "low1.weight");

      for (guint k = 0; k < recipe->tensors->len; k++)
        ((RecipeTensor *) g_ptr_array_index (recipe->tensors, k))->type = types[i];
      weights = load_unfolded (recipe);
      g_assert_cmpfloat_with_epsilon (weights->layers[LAYER_LOW1].kernel[0], tensor->values[0],
                                      fabs (tensor->values[0]) / 256);
    }
}

static void
test_missing_tensor (void)
{
  g_autoptr (WeightsRecipe) recipe = weights_recipe_new ("seed", "16", FALSE);

  g_ptr_array_remove (recipe->tensors, weights_recipe_find (recipe, "mid2.weight"));
  assert_refused (recipe, "tensor “mid2.weight” is missing");
}

static void
test_half_a_norm (void)
{
  g_autoptr (WeightsRecipe) recipe = weights_recipe_new ("seed", "16", TRUE);

  g_ptr_array_remove (recipe->tensors, weights_recipe_find (recipe, "low3.norm.running_var"));
  assert_refused (recipe, "tensor “low3.norm.running_var” is missing");

  g_ptr_array_remove (recipe->tensors, weights_recipe_find (recipe, "low3.norm.weight"));
  assert_refused (recipe, "“low3.norm.bias” has no place");
}

static void
test_unknown_tensor (void)
{
  static const gchar *const names[] = { "extra",         "low7.weight", "low1.weights",
                                        "class1.weight", "colors",      "output.norm.weight" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (WeightsRecipe) recipe = weights_recipe_new ("seed", "16", FALSE);

      weights_recipe_add (recipe, names[i], SAFETENSORS_F32, 1, (const gsize[]) { 3 });
      assert_refused (recipe, "has no place");
    }
}

static void
test_wrong_shape (void)
{
  g_autoptr (WeightsRecipe) recipe = weights_recipe_new ("seed", "16", FALSE);

  weights_recipe_set (recipe, "width_divisor", "8");
  assert_refused (recipe, "has the shape 4 x 1 x 3 x 3 where its header asks for 8 x 1 x 3 x 3");
}

static void
test_integers (void)
{
  g_autoptr (WeightsRecipe) recipe = weights_recipe_new ("seed", "16", FALSE);

  weights_recipe_find (recipe, "low1.weight")->type = SAFETENSORS_I32;
  assert_refused (recipe, "holds integers");
}

static void
test_negative_variance (void)
{
  g_autoptr (WeightsRecipe) recipe = weights_recipe_new ("seed", "16", TRUE);

  weights_recipe_find (recipe, "low1.norm.running_var")->values[0] = -1.0f;
  assert_refused (recipe, "negative variance");
}

typedef struct
{
  const gchar *variant;
  const gchar *key;
  const gchar *value; /* NULL: left out */
  const gchar *because;
} Header;

static const Header headers[] = {
  { "seed", "format_version", "2", "“format_version” is “2”" },
  { "seed", "format_version", NULL, "does not state “format_version”" },
  { "seed", "variant", "resnet", "iizuka or seed or" },
  { "seed", "variant", NULL, "does not state “variant”" },
  { "seed", "width_divisor", "0", "“width_divisor” is “0”" },
  { "seed", "width_divisor", "3", "1, 2, 4, 8, 16 or 32" },
  { "seed", "width_divisor", "16.5", "whole number" },
  { "seed", "width_divisor", "16 ", "“width_divisor” is “16 ”" },
  { "seed", "global_size", "100", "multiple of 8" },
  { "seed", "global_size", "0", "above 0" },
  { "baseline", "global_size", "112", "0 in this variant" },
  { "seed", "outputs", "3", "“outputs” is “3”" },
  { "rgb", "outputs", "2", "“outputs” is “2”" },
  { "distribution", "outputs", NULL, "does not state “outputs”" },
  { "seed", "output_activation", "softmax", "sigmoid or relu" },
  { "distribution", "output_activation", "relu", "softmax" },
  { "seed", "input", "RGB", "L* or Y'" },
  { "seed", "mean", "nan", "“mean” is “nan”" },
  { "seed", "working_size", "1e9", "“working_size” is “1e9”" },
  { "seed", "working_size", NULL, "does not state “working_size”" },
  { "seed", "temperature", "0", "“temperature” is “0”" },
  { "baseline", "classes", "10", "no global stream" },
};

static void
test_header (gconstpointer data)
{
  const Header *this               = data;
  g_autoptr (WeightsRecipe) recipe = weights_recipe_new (this->variant, "16", FALSE);

  if (this->value)
    weights_recipe_set (recipe, this->key, this->value);
  else
    g_hash_table_remove (recipe->metadata, this->key);
  assert_refused (recipe, this->because);
}

static void
test_default (void)
{
  g_autoptr (GFile) file              = g_file_new_for_path (g_getenv ("COLORIZE_DEFAULT_WEIGHTS"));
  g_autoptr (ColorizeWeights) weights = NULL;
  GError *error                       = NULL;

  weights = colorize_weights_load (file, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (colorize_weights_count_parameters (weights), >, 1000000);
  g_assert_cmpfloat (colorize_weights_get_vividness (weights), >, 0.0);
}

/* What a file held comes back bit by bit, in the file's own layout. */
static void
test_save (void)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_getenv ("COLORIZE_DEFAULT_WEIGHTS"));
  g_autoptr (GFileIOStream) placeholder = NULL;
  g_autoptr (GFile) copy = g_file_new_tmp ("copy-XXXXXX.safetensors", &placeholder, NULL);
  g_autoptr (ColorizeWeights) weights = weights_load_unfolded (file, NULL, NULL);
  g_autoptr (SafetensorsFile) before  = NULL;
  g_autoptr (SafetensorsFile) after   = NULL;
  const GPtrArray *tensors;
  GError          *error = NULL;

  weights_save (weights, SAFETENSORS_F16, copy, NULL, &error);
  g_assert_no_error (error);
  before  = safetensors_file_open (file, NULL, &error);
  after   = safetensors_file_open (copy, NULL, &error);
  tensors = safetensors_file_get_tensors (before);
  g_assert_cmpuint (tensors->len, ==, safetensors_file_get_tensors (after)->len);

  for (guint i = 0; i < tensors->len; i++)
    {
      const SafetensorsTensor *one    = g_ptr_array_index (tensors, i);
      const SafetensorsTensor *other  = safetensors_file_find (after, one->name);
      g_autofree gfloat       *values = g_new (gfloat, one->n_values);
      g_autofree gfloat       *again  = g_new (gfloat, one->n_values);

      g_assert_nonnull (other);
      g_assert_cmpint (one->type, ==, other->type);
      g_assert_cmpmem (one->shape, sizeof one->shape, other->shape, sizeof other->shape);
      safetensors_file_read (before, one, 0, one->n_values, values, NULL, &error);
      safetensors_file_read (after, other, 0, one->n_values, again, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (values, one->n_values * sizeof *values, again,
                       one->n_values * sizeof *again);
    }

  g_assert_cmpstr (g_hash_table_lookup (safetensors_file_get_metadata (after), "title"), ==,
                   colorize_weights_get_metadata (weights, "title"));
  g_file_delete (copy, NULL, NULL);
}

/* Folded in memory or while loading: the same. */
static void
test_fold (void)
{
  g_autoptr (WeightsRecipe) recipe     = weights_recipe_new ("iizuka", "16", TRUE);
  g_autoptr (GFile) file               = weights_recipe_write (recipe);
  g_autoptr (ColorizeWeights) unfolded = weights_load_unfolded (file, NULL, NULL);
  g_autoptr (Pool) pool                = pool_new (2, NULL);
  g_autoptr (ColorizeWeights) folded   = weights_fold (unfolded);
  g_autoptr (ColorizeWeights) loaded   = colorize_weights_load (file, 0, NULL, NULL);

  g_file_delete (file, NULL, NULL);
  g_assert_nonnull (unfolded->layers[LAYER_LOW1].norm_weight);
  g_assert_true (weights_pack (folded, pool, NULL));
  for (gint id = 0; id < N_LAYERS; id++)
    if (architecture_has (&loaded->architecture, id))
      {
        const Layer        *layer = &loaded->architecture.layers[id];
        const LayerWeights *one   = &folded->layers[id];
        const LayerWeights *other = &loaded->layers[id];
        gsize               n     = layer_count_kernel (&loaded->architecture.layers[id]);

        g_assert_null (one->norm_weight);
        g_assert_true (! one->kernel == ! other->kernel
                       && ! one->packed.values == ! other->packed.values);
        if (other->scale)
          for (gsize i = 0; i < n; i++)
            g_assert_cmpfloat_with_epsilon (
              one->kernel[i], other->kernel[i] * other->scale[i / (n / layer->n_outputs)], 1e-6);
        else if (one->kernel)
          g_assert_cmpmem (one->kernel, n * sizeof (gfloat), other->kernel, n * sizeof (gfloat));
        if (one->packed.values)
          g_assert_cmpmem (one->packed.values, one->packed.plane * sizeof (gfloat),
                           other->packed.values, other->packed.plane * sizeof (gfloat));
      }
}

static void
test_random (void)
{
  g_autoptr (WeightsRecipe) recipe    = weights_recipe_new ("seed", "8", FALSE);
  g_autoptr (GRand) random            = g_rand_new_with_seed (1);
  g_autoptr (GRand) same              = g_rand_new_with_seed (1);
  g_autofree gchar *complaint         = NULL;
  g_autoptr (ColorizeWeights) weights = NULL;
  g_autoptr (ColorizeWeights) again   = NULL;
  const Layer  *layer;
  const gfloat *kernel;
  gdouble       square = 0.0;
  gsize         n;

  weights = weights_new_random (recipe->metadata, TRUE, NULL, NULL, random, &complaint);
  again   = weights_new_random (recipe->metadata, TRUE, NULL, NULL, same, &complaint);
  g_assert_null (complaint);
  layer  = &weights->architecture.layers[LAYER_MID1];
  kernel = weights->layers[LAYER_MID1].kernel;
  n      = layer_count_kernel (layer);
  for (gsize i = 0; i < n; i++)
    square += kernel[i] * kernel[i] / n;

  g_assert_cmpfloat_with_epsilon (square * 9 * layer->n_inputs, 2.0, 0.1);
  g_assert_cmpmem (kernel, n * sizeof *kernel, again->layers[LAYER_MID1].kernel,
                   n * sizeof *kernel);
  g_assert_cmpfloat (weights->layers[LAYER_MID1].running_variance[0], ==, 1.0);
  g_assert_null (weights->layers[LAYER_OUTPUT].norm_weight);

  weights_recipe_set (recipe, "mean", "much");
  g_assert_null (weights_new_random (recipe->metadata, TRUE, NULL, NULL, random, &complaint));
  g_assert_nonnull (strstr (complaint, "“mean”"));
}

int
main (int argc, char **argv)
{
  static const gchar *const variants[] = { "iizuka", "seed", "baseline", "rgb", "distribution" };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autofree gchar *path = g_strconcat ("/weights/variant/", variants[i], NULL);

      g_test_add_data_func (path, variants[i], test_variant);
    }
  g_test_add_func ("/weights/folding", test_folding);
  g_test_add_func ("/weights/types", test_types);
  g_test_add_func ("/weights/missing-tensor", test_missing_tensor);
  g_test_add_func ("/weights/half-a-norm", test_half_a_norm);
  g_test_add_func ("/weights/unknown-tensor", test_unknown_tensor);
  g_test_add_func ("/weights/wrong-shape", test_wrong_shape);
  g_test_add_func ("/weights/integers", test_integers);
  g_test_add_func ("/weights/negative-variance", test_negative_variance);
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autofree gchar *path =
        g_strdup_printf ("/weights/header/%s-%s-%u", headers[i].variant, headers[i].key, i);

      g_test_add_data_func (path, &headers[i], test_header);
    }
  g_test_add_func ("/weights/default", test_default);
  g_test_add_func ("/weights/save", test_save);
  g_test_add_func ("/weights/fold", test_fold);
  g_test_add_func ("/weights/random", test_random);

  return g_test_run ();
}
