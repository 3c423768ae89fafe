/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Weights copied, layers taken over from one network into another, and networks made wider.
 */

#include <string.h>

#include "network/network.h"
#include "weights-file/weights-file.h"
#include "weights-recipe.h"

/* Without a file, but of the recipe's header. */
static ColorizeWeights *
make_weights (const gchar *variant, const gchar *global_size, gboolean normalized)
{
  g_autoptr (WeightsRecipe) recipe = weights_recipe_new (variant, "32", FALSE);
  g_autoptr (GRand) random         = g_rand_new_with_seed (g_test_rand_int ());
  g_autofree gchar *complaint      = NULL;
  gfloat            colors[10]     = { 0.0f };
  gfloat            prior[5]       = { 0.0f };
  ColorizeWeights  *weights;

  for (gint i = 0; i < 10; i++)
    colors[i] = prior[i / 2] = g_test_rand_double ();
  if (global_size)
    weights_recipe_set (recipe, "global_size", global_size);
  weights = weights_new_random (recipe->metadata, normalized, colors, prior, random, &complaint);
  g_assert_cmpstr (complaint, ==, NULL);
  return weights;
}

/* New biases and norms are all alike; here no two values are. */
static void
randomize (ColorizeWeights *weights)
{
  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = PART_BIAS; part < N_PARTS; part++)
      {
        gfloat *values = layer_weights_get_part (&weights->layers[id], part);

        for (gint i = 0; values && i < weights->architecture.layers[id].n_outputs; i++)
          values[i] = g_test_rand_double_range (0.5, 1.5);
      }
}

static gboolean
is_same_part (const ColorizeWeights *one, const ColorizeWeights *other, LayerId id, LayerPart part)
{
  const gfloat *values = layer_weights_get_part (&one->layers[id], part);
  gsize         n      = layer_count_part (&one->architecture.layers[id], part);

  return ! values
         || memcmp (values, layer_weights_get_part (&other->layers[id], part), n * sizeof *values)
              == 0;
}

static void
assert_same (const ColorizeWeights *one, const ColorizeWeights *other)
{
  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = 0; part < N_PARTS; part++)
      g_assert_true (is_same_part (one, other, id, part));
}

static void
test_copy (void)
{
  ColorizeWeights *weights            = make_weights ("distribution", NULL, TRUE);
  g_autoptr (ColorizeWeights) copy    = weights_copy (weights);
  g_autoptr (ColorizeWeights) another = weights_copy (weights);

  g_assert_cmpuint (colorize_weights_count_parameters (copy), ==,
                    colorize_weights_count_parameters (weights));
  assert_same (weights, copy);

  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = 0; part < N_PARTS; part++)
      {
        gfloat *values = layer_weights_get_part (&weights->layers[id], part);

        g_assert_true ((values != NULL)
                       == (layer_weights_get_part (&copy->layers[id], part) != NULL));
        if (values)
          values[layer_count_part (&weights->architecture.layers[id], part) - 1] = 77.0f;
      }
  weights->colors[9] = 77.0f;
  weights->prior[4]  = 77.0f;
  assert_same (another, copy);
  g_assert_cmpmem (another->colors, 10 * sizeof (gfloat), copy->colors, 10 * sizeof (gfloat));
  g_assert_cmpmem (another->prior, 5 * sizeof (gfloat), copy->prior, 5 * sizeof (gfloat));

  /* It outlives what it was made from. */
  colorize_weights_unref (weights);
  g_assert_cmpstr (colorize_weights_get_metadata (copy, "variant"), ==, "distribution");
  assert_same (copy, another);
}


/* Taking layers over */

typedef struct
{
  const gchar *from;
  const gchar *from_size;
  const gchar *to;
  const gchar *to_size;
  const gchar *left; /* all else is taken */
} Case;

#define GLOBAL_LAYERS "global1 global2 global3 global4 global_fc1 global_fc2 global_fc3 fusion"

static const Case cases[] = {
  { "iizuka", "64", "iizuka", "64", "" },
  { "iizuka", "64", "seed", "64", "" },
  { "iizuka", "128", "seed", "64", "" },
  { "seed", "64", "rgb", "64", "output" },
  { "rgb", "96", "iizuka", "64", "output" },
  { "seed", "64", "distribution", "64", "output" },
  { "distribution", "64", "seed", "128", "color4 output" },
  { "seed", "64", "baseline", NULL, "" },
  { "baseline", NULL, "seed", "64", GLOBAL_LAYERS },
};

static gchar *
join (GPtrArray *names)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            (const gchar *) g_ptr_array_index (names, i));
  return g_string_free (text, FALSE);
}

static gboolean
contains (GPtrArray *names, const gchar *name)
{
  return g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL);
}

static void
test_take (gconstpointer data)
{
  const Case *this                   = data;
  g_autoptr (ColorizeWeights) from   = make_weights (this->from, this->from_size, TRUE);
  g_autoptr (ColorizeWeights) to     = make_weights (this->to, this->to_size, TRUE);
  g_autoptr (ColorizeWeights) before = NULL;
  g_autoptr (GPtrArray) taken        = g_ptr_array_new ();
  g_autoptr (GPtrArray) left         = g_ptr_array_new ();
  g_autofree gchar *names            = NULL;
  gboolean          is_resized       = g_strcmp0 (this->from_size, this->to_size) != 0;

  randomize (from);
  randomize (to);
  before = weights_copy (to);
  weights_take_layers (to, from, taken, left);
  names = join (left);
  g_assert_cmpstr (names, ==, this->left);

  for (gint id = 0; id < N_LAYERS; id++)
    if (architecture_has (&to->architecture, id))
      {
        const gchar *name     = to->architecture.layers[id].name;
        gboolean     is_taken = contains (taken, name);

        g_assert_true (is_taken != contains (left, name));
        for (gint part = 0; part < N_PARTS; part++)
          if (part != PART_KERNEL || id != LAYER_GLOBAL_FC1 || ! is_resized || ! is_taken)
            g_assert_true (is_same_part (to, is_taken ? from : before, id, part));
      }
}

/* Another width shares nothing, and a network without norms has none to give. */
static void
test_take_other_kinds (void)
{
  g_autoptr (WeightsRecipe) wide     = weights_recipe_new ("seed", "16", FALSE);
  g_autoptr (GFile) file             = weights_recipe_write (wide);
  g_autoptr (ColorizeWeights) other  = weights_load_unfolded (file, NULL, NULL);
  g_autoptr (ColorizeWeights) plain  = make_weights ("seed", NULL, FALSE);
  g_autoptr (ColorizeWeights) to     = make_weights ("seed", NULL, TRUE);
  g_autoptr (ColorizeWeights) before = NULL;
  g_autoptr (GPtrArray) taken        = g_ptr_array_new ();
  g_autoptr (GPtrArray) left         = g_ptr_array_new ();

  g_file_delete (file, NULL, NULL);
  randomize (plain);
  randomize (to);
  before = weights_copy (to);

  weights_take_layers (to, other, taken, left);
  g_assert_cmpuint (taken->len, ==, 0);
  g_assert_cmpuint (left->len, ==, LAYER_OUTPUT + 1);
  assert_same (to, before);

  weights_take_layers (to, plain, taken, left);
  g_assert_cmpuint (taken->len, ==, LAYER_OUTPUT + 1);
  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = 0; part < N_PARTS; part++)
      g_assert_true (is_same_part (to, part <= PART_BIAS ? plain : before, id, part));
}

/* A network without norms takes those of the old one into its kernels. */
static void
test_take_norms (void)
{
  g_autoptr (ColorizeWeights) from   = make_weights ("seed", "64", TRUE);
  g_autoptr (ColorizeWeights) to     = make_weights ("seed", "64", FALSE);
  g_autoptr (ColorizeWeights) folded = NULL;
  g_autoptr (GPtrArray) taken        = g_ptr_array_new ();
  g_autoptr (GPtrArray) left         = g_ptr_array_new ();

  randomize (from);
  folded = weights_fold (from);
  weights_take_layers (to, from, taken, left);
  g_assert_cmpuint (left->len, ==, 0);
  assert_same (folded, to);
  g_assert_nonnull (from->layers[LAYER_LOW1].norm_weight);
}


/* global_fc1 of another global size */

/* What the layer says to a map whose pixels are all the same. */
static gfloat *
answer (const ColorizeWeights *weights, const gfloat *pixel)
{
  Layer              layer    = weights->architecture.layers[LAYER_GLOBAL_FC1];
  gint               channels = weights->architecture.layers[LAYER_GLOBAL4].n_outputs;
  g_autofree gfloat *map      = g_new (gfloat, layer.n_inputs);
  gfloat            *output   = g_new (gfloat, layer.n_outputs);
  g_autoptr (Pool) pool       = pool_new (1, NULL);

  layer.activation = ACTIVATION_NONE;
  for (gint i = 0; i < layer.n_inputs; i++)
    map[i] = pixel[i % channels];
  linear_forward (pool, &layer, &weights->layers[LAYER_GLOBAL_FC1], 1, map, output);
  return output;
}

/* Global sizes, and the sides of the maps that fc1 sees */
typedef struct
{
  const gchar *from_size, *to_size;
  gint         from, to;
} Resize;

static const Resize resizes[] = {
  { "64", "128", 2, 4 }, { "128", "64", 4, 2 }, { "64", "96", 2, 3 },
  { "96", "64", 3, 2 },  { "32", "96", 1, 3 },  { "224", "112", 7, 4 },
};

static void
test_resize (gconstpointer data)
{
  const Resize *this               = data;
  g_autoptr (ColorizeWeights) from = make_weights ("seed", this->from_size, TRUE);
  g_autoptr (ColorizeWeights) to   = make_weights ("seed", this->to_size, TRUE);
  g_autoptr (GPtrArray) taken      = g_ptr_array_new ();
  g_autoptr (GPtrArray) left       = g_ptr_array_new ();
  g_autofree gfloat *before        = NULL;
  g_autofree gfloat *after         = NULL;
  gfloat             pixel[16];

  g_assert_cmpint (from->architecture.global_map, ==, this->from);
  g_assert_cmpint (to->architecture.global_map, ==, this->to);
  randomize (from);
  for (gint i = 0; i < 16; i++)
    pixel[i] = g_test_rand_double ();

  weights_take_layers (to, from, taken, left);
  g_assert_cmpuint (left->len, ==, 0);
  before = answer (from, pixel);
  after  = answer (to, pixel);
  for (gint i = 0; i < to->architecture.layers[LAYER_GLOBAL_FC1].n_outputs; i++)
    g_assert_cmpfloat_with_epsilon (before[i], after[i], 1e-4);
}

/* Each weight stays at its place: of a map twice as large four pixels share it, of one half as
 * large one pixel has the sum of four. */
static void
test_resize_places (void)
{
  g_autoptr (ColorizeWeights) small = make_weights ("seed", "64", FALSE);
  g_autoptr (ColorizeWeights) large = make_weights ("seed", "128", FALSE);
  g_autoptr (ColorizeWeights) back  = make_weights ("seed", "64", FALSE);
  g_autoptr (GPtrArray) taken       = g_ptr_array_new ();
  g_autoptr (GPtrArray) left        = g_ptr_array_new ();
  const gfloat *kernel              = small->layers[LAYER_GLOBAL_FC1].kernel;
  const gfloat *larger              = large->layers[LAYER_GLOBAL_FC1].kernel;
  const gfloat *returned            = back->layers[LAYER_GLOBAL_FC1].kernel;
  const gint    channels            = 16;

  weights_take_layers (large, small, taken, left);
  weights_take_layers (back, large, taken, left);

  for (gint o = 0; o < small->architecture.layers[LAYER_GLOBAL_FC1].n_outputs; o++)
    for (gint y = 0; y < 4; y++)
      for (gint x = 0; x < 4; x++)
        for (gint c = 0; c < channels; c++)
          {
            gint place = ((o * 2 + y / 2) * 2 + x / 2) * channels + c;

            g_assert_cmpfloat_with_epsilon (larger[((o * 4 + y) * 4 + x) * channels + c],
                                            kernel[place] / 4.0f, 1e-6);
            g_assert_cmpfloat_with_epsilon (returned[place], kernel[place], 1e-6);
          }
}


/* Widening */

typedef struct
{
  const gchar *variant;
  gint         divisor; /* from 32 */
  gdouble      parting;
} Widening;

static const Widening widenings[] = {
  { "distribution", 16, 0.0 }, { "distribution", 16, 0.5 }, { "distribution", 4, 1.0 },
  { "iizuka", 8, 0.5 },        { "seed", 16, 0.5 },         { "baseline", 16, 0.5 },
  { "rgb", 8, 0.0 },
};

/* What the network says to some photo, to be freed. */
static gfloat *
run_network (const ColorizeWeights *weights, gsize *n_values)
{
  const Architecture *architecture  = &weights->architecture;
  g_autoptr (ColorizeWeights) ready = weights_fold (weights);
  g_autoptr (Pool) pool             = pool_new (2, NULL);
  NetworkWatch watch                = { NULL };
  NetworkInput input                = { .height = 24, .width = 32, .global = NULL };
  g_autoptr (GRand) random          = g_rand_new_with_seed (7);
  g_autofree gfloat *local          = g_new (gfloat, 24 * 32);
  g_autofree gfloat *global = g_new (gfloat, architecture->global_size * architecture->global_size);
  gint               height, width, channels;
  gfloat            *output;

  for (gint i = 0; i < 24 * 32; i++)
    local[i] = g_rand_double_range (random, -0.5, 0.5);
  for (gint i = 0; i < architecture->global_size * architecture->global_size; i++)
    global[i] = g_rand_double_range (random, -0.5, 0.5);
  input.local = local;
  if (architecture->global_size > 0)
    input.global = global;

  g_assert_true (weights_pack (ready, pool, NULL));
  network_get_output_size (architecture, 24, 32, &height, &width, &channels);
  *n_values = (gsize) height * width * channels;
  output    = g_new (gfloat, *n_values);
  g_assert_true (network_run (ready, &input, pool, NULL, &watch, output, NULL));
  return output;
}

static void
test_widen (gconstpointer data)
{
  const Widening *this               = data;
  const gchar *global_size           = strcmp (this->variant, "baseline") == 0 ? NULL : "64";
  g_autoptr (ColorizeWeights) narrow = make_weights (this->variant, global_size, TRUE);
  g_autoptr (GRand) random           = g_rand_new_with_seed (1);
  g_autoptr (ColorizeWeights) wide   = NULL;
  g_autofree gchar  *complaint       = NULL;
  g_autofree gfloat *before          = NULL;
  g_autofree gfloat *after           = NULL;
  const Layer       *layer;
  const gfloat      *kernel;
  gint               n_twins = 32 / this->divisor;
  gsize              n, n_wide, n_apart = 0;
  gdouble            largest = 0.0;

  randomize (narrow);
  wide = weights_widen (narrow, this->divisor, this->parting, random, &complaint);
  g_assert_cmpstr (complaint, ==, NULL);
  g_assert_cmpint (wide->architecture.width_divisor, ==, this->divisor);
  layer = &wide->architecture.layers[LAYER_MID1];
  g_assert_cmpint (layer->n_outputs, ==,
                   n_twins * narrow->architecture.layers[LAYER_MID1].n_outputs);

  before = run_network (narrow, &n);
  after  = run_network (wide, &n_wide);
  g_assert_cmpuint (n, ==, n_wide);
  for (gsize i = 0; i < n; i++)
    largest = MAX (largest, ABS (before[i]));
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (before[i], after[i], 1e-5 * largest);

  /* What reads the first twins tells them apart, if it is asked to. */
  kernel = wide->layers[LAYER_MID1].kernel;
  for (gint o = 0; o < layer->n_outputs; o++)
    n_apart += kernel[o] != kernel[layer->n_outputs + o];
  g_assert_cmpuint (n_apart, ==, this->parting > 0.0 ? layer->n_outputs : 0);
}

/* Of a widened network as many parameters are counted as the same one has when it is made anew. */
static void
test_widen_counts (void)
{
  g_autoptr (ColorizeWeights) narrow = make_weights ("iizuka", "64", TRUE);
  g_autoptr (WeightsRecipe) recipe   = weights_recipe_new ("iizuka", "8", FALSE);
  g_autoptr (GRand) random           = g_rand_new_with_seed (1);
  g_autoptr (ColorizeWeights) wide   = weights_widen (narrow, 8, 0.5, random, NULL);
  g_autoptr (ColorizeWeights) new    = NULL;

  weights_recipe_set (recipe, "global_size", "64");
  new = weights_new_random (recipe->metadata, TRUE, NULL, NULL, random, NULL);
  g_assert_cmpuint (colorize_weights_count_parameters (wide), ==,
                    colorize_weights_count_parameters (new));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/weights-parts/copy", test_copy);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree gchar *path =
        g_strdup_printf ("/weights-parts/take/%s-%s-%u", cases[i].from, cases[i].to, i);

      g_test_add_data_func (path, &cases[i], test_take);
    }
  g_test_add_func ("/weights-parts/take/other-kinds", test_take_other_kinds);
  g_test_add_func ("/weights-parts/take/norms", test_take_norms);
  for (guint i = 0; i < G_N_ELEMENTS (resizes); i++)
    {
      g_autofree gchar *path =
        g_strdup_printf ("/weights-parts/resize/%d-%d", resizes[i].from, resizes[i].to);

      g_test_add_data_func (path, &resizes[i], test_resize);
    }
  g_test_add_func ("/weights-parts/resize/places", test_resize_places);
  for (guint i = 0; i < G_N_ELEMENTS (widenings); i++)
    {
      g_autofree gchar *path =
        g_strdup_printf ("/weights-parts/widen/%s-%d-%g", widenings[i].variant,
                         widenings[i].divisor, widenings[i].parting);

      g_test_add_data_func (path, &widenings[i], test_widen);
    }
  g_test_add_func ("/weights-parts/widen/counts", test_widen_counts);

  return g_test_run ();
}
