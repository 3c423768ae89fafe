/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A training run is read back as it was written, or refused in one sentence.
 */

#include <signal.h>
#include <string.h>

#include <sys/resource.h>

#include <glib/gstdio.h>

#include "checkpoint.h"
#include "weights-file/weights-file.h"
#include "weights-recipe.h"

/* A new folder with one file in it, and a run of a small network to write there. */
typedef struct
{
  gchar           *folder;
  gchar           *path;
  WeightsRecipe   *recipe;
  ColorizeWeights *weights;
  Optimizer       *optimizer;
  gboolean         frozen[N_LAYERS];
  RunState         state;
} Fixture;

/* The last one is no UTF-8. */
static gchar *const folders[] = { (gchar *) "/photos/of my \"aunt\" & \\uncle",
                                  (gchar *) "/Fotos/Köln – 写真",
                                  (gchar *) "/ends in a space ",
                                  (gchar *) "/two\nlines",
                                  (gchar *) "/\xe9t\xe9",
                                  NULL };

static void
randomize (gfloat *values, gsize n)
{
  for (gsize i = 0; values && i < n; i++)
    values[i] = g_test_rand_double_range (-1.0, 1.0);
}

static void
randomize_optimizer (Optimizer *optimizer)
{
  ColorizeWeights *average = optimizer_get_average (optimizer);

  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = 0; part < N_PARTS; part++)
      {
        gsize n = layer_count_part (&average->architecture.layers[id], part);

        randomize (layer_weights_get_part (&average->layers[id], part), n);
        for (gint which = 0; which < OPTIMIZER_N_MEMORIES; which++)
          randomize (optimizer_get_memory (optimizer, id, part, which), n);
      }
}

static void
set_up (Fixture *fixture, gconstpointer variant)
{
  g_autoptr (GRand) random    = g_rand_new_with_seed (g_test_rand_int ());
  g_autofree gchar *complaint = NULL;
  gfloat            colors[10];
  gfloat            prior[5];

  fixture->folder = g_dir_make_tmp ("checkpoint-XXXXXX", NULL);
  fixture->path   = g_build_filename (fixture->folder, "run.checkpoint", NULL);

  randomize (colors, 10);
  randomize (prior, 5);
  fixture->recipe = weights_recipe_new (variant, "32", TRUE);
  fixture->weights =
    weights_new_random (fixture->recipe->metadata, TRUE, colors, prior, random, &complaint);
  g_assert_nonnull (fixture->weights);
  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = PART_BIAS; part < N_PARTS; part++)
      randomize (layer_weights_get_part (&fixture->weights->layers[id], part),
                 fixture->weights->architecture.layers[id].n_outputs);

  fixture->frozen[LAYER_LOW1] = TRUE;
  fixture->optimizer =
    optimizer_new (fixture->weights, OPTIMIZER_ADAM, fixture->frozen, 0.0, 0.999, NULL);
  randomize_optimizer (fixture->optimizer);

  fixture->state = (RunState) { .settings   = g_strdup ("side=112\ntitle=“Ünï”, \"two\"\t\\\n"),
                                .folders    = g_strdupv ((gchar **) folders),
                                .photos     = g_strdup ("a0b1c2"),
                                .step       = 12345,
                                .n_steps    = G_GUINT64_CONSTANT (1) << 40,
                                .seconds    = 0.1 + 86400.0 / 7.0,
                                .normalized = TRUE };
}

static void
tear_down (Fixture *fixture, gconstpointer variant)
{
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
  run_state_clear (&fixture->state);
  optimizer_free (fixture->optimizer);
  colorize_weights_unref (fixture->weights);
  weights_recipe_free (fixture->recipe);
}

static void
save (Fixture *fixture)
{
  GError *error = NULL;

  checkpoint_save (fixture->path, &fixture->state, fixture->weights, fixture->optimizer, &error);
  g_assert_no_error (error);
}

/* All that a run reads of a checkpoint. */
static gboolean
read_all (Fixture *fixture, GError **error)
{
  g_autoptr (Checkpoint) checkpoint   = checkpoint_open (fixture->path, error);
  g_autoptr (ColorizeWeights) weights = NULL;
  g_autoptr (Optimizer) optimizer     = NULL;

  if (checkpoint)
    weights = checkpoint_read_weights (checkpoint, error);
  if (! weights)
    return FALSE;

  optimizer = optimizer_new (weights, OPTIMIZER_ADAM, fixture->frozen, 0.0, 0.999, NULL);
  return checkpoint_read_optimizer (checkpoint, optimizer, error);
}

static void
assert_sentence (const Fixture *fixture, const GError *error, const gchar *because)
{
  g_assert_error (error, COLORIZE_ERROR, COLORIZE_ERROR_WEIGHTS);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, fixture->path));
  g_assert_nonnull (strstr (error->message, because));
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_null (strchr (error->message, '\n'));
}

static void
assert_refused (Fixture *fixture, const gchar *because)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (read_all (fixture, &error));
  assert_sentence (fixture, error, because);
}


/* As it was */

static void
assert_same_values (const gfloat *one, const gfloat *other, gsize n)
{
  g_assert_true ((one != NULL) == (other != NULL));
  if (one)
    g_assert_cmpmem (one, n * sizeof *one, other, n * sizeof *other);
}

static void
assert_same_weights (const ColorizeWeights *one, const ColorizeWeights *other)
{
  gsize n_colors = one->architecture.layers[LAYER_OUTPUT].n_outputs;

  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = 0; part < N_PARTS; part++)
      assert_same_values (layer_weights_get_part (&one->layers[id], part),
                          layer_weights_get_part (&other->layers[id], part),
                          layer_count_part (&one->architecture.layers[id], part));
  assert_same_values (one->colors, other->colors, 2 * n_colors);
  assert_same_values (one->prior, other->prior, n_colors);
}

static void
test_round_trip (Fixture *fixture, gconstpointer variant)
{
  g_autoptr (Checkpoint) checkpoint   = NULL;
  g_autoptr (ColorizeWeights) weights = NULL;
  g_autoptr (Optimizer) optimizer     = NULL;
  const RunState *state;
  const gchar    *of_the_run = NULL;
  GError         *error      = NULL;

  save (fixture);
  checkpoint = checkpoint_open (fixture->path, &error);
  g_assert_no_error (error);
  state = checkpoint_get_state (checkpoint);
  g_assert_cmpstr (state->settings, ==, fixture->state.settings);
  g_assert_cmpstrv (state->folders, fixture->state.folders);
  g_assert_cmpstr (state->photos, ==, fixture->state.photos);
  g_assert_cmpuint (state->step, ==, fixture->state.step);
  g_assert_cmpuint (state->n_steps, ==, fixture->state.n_steps);
  g_assert_cmpfloat (state->seconds, ==, fixture->state.seconds);
  g_assert_true (state->normalized == fixture->state.normalized);

  weights = checkpoint_read_weights (checkpoint, &error);
  g_assert_no_error (error);
  assert_same_weights (weights, fixture->weights);
  of_the_run = colorize_weights_get_metadata (weights, "training.step");
  g_assert_cmpstr (of_the_run, ==, NULL);
  g_assert_cmpstr (colorize_weights_get_metadata (weights, "variant"), ==, variant);

  optimizer = optimizer_new (weights, OPTIMIZER_ADAM, fixture->frozen, 0.0, 0.999, NULL);
  checkpoint_read_optimizer (checkpoint, optimizer, &error);
  g_assert_no_error (error);
  assert_same_weights (optimizer_get_average (optimizer),
                       optimizer_get_average (fixture->optimizer));
  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = 0; part < N_PARTS; part++)
      for (gint which = 0; which < OPTIMIZER_N_MEMORIES; which++)
        assert_same_values (optimizer_get_memory (optimizer, id, part, which),
                            optimizer_get_memory (fixture->optimizer, id, part, which),
                            layer_count_part (&weights->architecture.layers[id], part));
}

/* A write that fails half way, as on a full disk, leaves the older checkpoint, and nothing beside
 * it. */
static void
test_full_disk (Fixture *fixture, gconstpointer variant)
{
  g_autoptr (GError) error        = NULL;
  g_autoptr (Checkpoint) reopened = NULL;
  struct rlimit unlimited;
  struct rlimit small;

  save (fixture);
  fixture->state.step++;

  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &unlimited);
  small          = unlimited;
  small.rlim_cur = 100000;
  setrlimit (RLIMIT_FSIZE, &small);
  g_assert_false (
    checkpoint_save (fixture->path, &fixture->state, fixture->weights, fixture->optimizer, &error));
  setrlimit (RLIMIT_FSIZE, &unlimited);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, fixture->path));

  g_assert_true (read_all (fixture, NULL));
  reopened = checkpoint_open (fixture->path, NULL);
  g_assert_cmpuint (checkpoint_get_state (reopened)->step, ==, fixture->state.step - 1);
}


/* Refused */

static void
test_truncated (Fixture *fixture, gconstpointer variant)
{
  g_autofree gchar *contents = NULL;
  gsize             length;

  save (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  for (gsize left = 0; left < length; left = MAX (left + 1, left * 3 / 2))
    {
      g_assert_true (g_file_set_contents (fixture->path, contents, left, NULL));
      assert_refused (fixture, "cannot be used");
    }
  g_assert_true (g_file_set_contents (fixture->path, contents, length - 1, NULL));
  assert_refused (fixture, "ends in the middle");
}

/* Whatever is in the header, the answer is a sentence, or else a run. */
static void
test_damaged_header (Fixture *fixture, gconstpointer variant)
{
  static const gchar damage[] = { 'x', '9', '"', '\xff' };

  g_autofree gchar  *contents = NULL;
  gsize              length;
  gint               n_refused = 0;

  save (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  for (gsize position = 0; position < 40000 && position < length; position += 211)
    {
      g_autoptr (GError) error = NULL;
      gchar right              = contents[position];

      contents[position] = damage[position % G_N_ELEMENTS (damage)];
      g_assert_true (g_file_set_contents (fixture->path, contents, length, NULL));
      contents[position] = right;

      if (! read_all (fixture, &error))
        {
          assert_sentence (fixture, error, "cannot be used");
          n_refused++;
        }
    }
  g_assert_cmpint (n_refused, >, 100);
}

static void
test_not_finite (Fixture *fixture, gconstpointer variant)
{
  g_autofree gchar *contents = NULL;
  gsize             length;

  save (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  memset (contents + length - 4, 0xff, 4);
  g_assert_true (g_file_set_contents (fixture->path, contents, length, NULL));
  assert_refused (fixture, "not a finite number");
}

static void
test_wrong_kind (Fixture *fixture, gconstpointer variant)
{
  g_autoptr (GFile) file   = g_file_new_for_path (fixture->path);
  g_autoptr (GError) error = NULL;

  g_assert_null (checkpoint_open (fixture->path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, fixture->path));

  g_assert_true (weights_save (fixture->weights, SAFETENSORS_F32, file, NULL, NULL));
  assert_refused (fixture, "it is not the checkpoint of a training run");
}

/* The weights' header is the recipe's, which is changed after the weights are made. */
static void
test_header_does_not_fit (Fixture *fixture, gconstpointer variant)
{
  gboolean has_colors = g_strcmp0 (variant, "distribution") == 0;

  weights_recipe_set (fixture->recipe, "variant", has_colors ? "seed" : "distribution");
  weights_recipe_set (fixture->recipe, "outputs", has_colors ? "2" : "5");
  save (fixture);
  assert_refused (fixture, "its colors do not fit its header");

  weights_recipe_set (fixture->recipe, "variant", variant);
  weights_recipe_set (fixture->recipe, "outputs", has_colors ? "6" : "3");
  save (fixture);
  assert_refused (fixture, has_colors ? "its colors do not fit its header" : "“outputs”");

  weights_recipe_set (fixture->recipe, "outputs", has_colors ? "5" : "2");
  weights_recipe_set (fixture->recipe, "width_divisor", "16");
  save (fixture);
  assert_refused (fixture, "is missing or of another size");

  /* Such a network would not fit into any memory. */
  weights_recipe_set (fixture->recipe, "width_divisor", "1");
  weights_recipe_set (fixture->recipe, "global_size", "4096");
  save (fixture);
  assert_refused (fixture, "is missing or of another size");
}

/* Layers that were frozen have nothing that training could go on with. */
static void
test_other_frozen_layers (Fixture *fixture, gconstpointer variant)
{
  save (fixture);
  fixture->frozen[LAYER_LOW1] = FALSE;
  assert_refused (fixture, "“memory_1.low1.kernel” is missing");
}

int
main (int argc, char **argv)
{
  static const gchar *const variants[] = { "seed", "distribution" };

  static const struct
  {
    const gchar *name;
    void (*test) (Fixture *fixture, gconstpointer variant);
  } tests[] = { { "round-trip", test_round_trip },
                { "full-disk", test_full_disk },
                { "truncated", test_truncated },
                { "damaged-header", test_damaged_header },
                { "not-finite", test_not_finite },
                { "wrong-kind", test_wrong_kind },
                { "header-does-not-fit", test_header_does_not_fit },
                { "other-frozen-layers", test_other_frozen_layers } };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    for (guint k = 0; k < G_N_ELEMENTS (tests); k++)
      {
        g_autofree gchar *path =
          g_strconcat ("/checkpoint/", variants[i], "/", tests[k].name, NULL);

        g_test_add (path, Fixture, variants[i], set_up, tests[k].test, tear_down);
      }

  return g_test_run ();
}
