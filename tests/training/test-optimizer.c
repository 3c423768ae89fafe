/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each optimizer, fed by a real training pass, against its paper's formulas in double precision.
 */

#include <math.h>
#include <string.h>

#include "optimizer.h"
#include "reference.h"
#include "weights-recipe.h"

#define SIDE     32
#define N_PHOTOS 4
#define N_STEPS  5

/* The average's share is 1 - this from the second step on, and more in the first one. */
#define AVERAGE_DECAY 0.4

/* Some kernels of this network are larger than what one task of the optimizer steps. */
#define WIDTH_DIVISOR "4"

static const LayerId frozen_layers[] = { LAYER_LOW2, LAYER_GLOBAL_FC1, LAYER_COLOR1 };

typedef struct
{
  const gchar  *name;
  OptimizerKind kind;
  gdouble       learning_rate;
  gdouble       weight_decay;
  gdouble       scale; /* of the gradients: small ones show the epsilons */
} Case;

static const Case cases[] = {
  { "adam", OPTIMIZER_ADAM, 0.01, 0.0, 1.0 },
  { "adam-decay", OPTIMIZER_ADAM, 0.01, 0.1, 1.0 },
  { "adam-small", OPTIMIZER_ADAM, 0.01, 0.0, 1e-7 },
  { "adamw", OPTIMIZER_ADAMW, 0.01, 0.5, 1.0 },
  { "adadelta", OPTIMIZER_ADADELTA, 1.0, 0.0, 1.0 },
  { "adadelta-decay", OPTIMIZER_ADADELTA, 0.5, 0.1, 1.0 },
};

/* One array of the weights as it should be. */
typedef struct
{
  gsize    n;
  gdouble *values;
  gdouble *memory[OPTIMIZER_N_MEMORIES];
  gdouble *average;
} Shadow;

typedef struct
{
  ColorizeWeights *weights;
  Training        *training;
  Optimizer       *optimizer;
  gboolean         frozen[N_LAYERS];
  gfloat          *input;
  gfloat          *factors;
  Shadow           shadows[N_LAYERS][N_PARTS];
} Fixture;

static ColorizeWeights *
make_weights (void)
{
  g_autoptr (WeightsRecipe) recipe = weights_recipe_new ("iizuka", WIDTH_DIVISOR, TRUE);
  g_autoptr (GRand) random         = g_rand_new_with_seed (g_test_rand_int ());
  g_autofree gchar *complaint      = NULL;
  ColorizeWeights  *weights;

  weights_recipe_set (recipe, "global_size", G_STRINGIFY (SIDE));
  weights = weights_new_random (recipe->metadata, TRUE, NULL, NULL, random, &complaint);
  g_assert_nonnull (weights);
  return weights;
}

static gfloat *
random_values (gsize n)
{
  gfloat *values = g_new (gfloat, n);

  for (gsize i = 0; i < n; i++)
    values[i] = g_test_rand_double_range (-1.0, 1.0);
  return values;
}

static void
shadow_init (Shadow *shadow, const gfloat *values, gsize n)
{
  shadow->n       = n;
  shadow->values  = g_new0 (gdouble, n);
  shadow->average = g_new0 (gdouble, n);
  for (gint i = 0; i < OPTIMIZER_N_MEMORIES; i++)
    shadow->memory[i] = g_new0 (gdouble, n);
  for (gsize i = 0; i < n; i++)
    shadow->values[i] = shadow->average[i] = values[i];
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const Case *this = data;
  gsize n_outputs;

  fixture->weights  = make_weights ();
  fixture->training = training_new (fixture->weights, N_PHOTOS, SIDE, SIDE, TRUE, 2, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (frozen_layers); i++)
    {
      fixture->frozen[frozen_layers[i]] = TRUE;
      training_freeze (fixture->training, frozen_layers[i]);
    }
  fixture->optimizer = optimizer_new (fixture->weights, this->kind, fixture->frozen,
                                      this->weight_decay, AVERAGE_DECAY, NULL);
  fixture->input     = random_values (N_PHOTOS * SIDE * SIDE);
  n_outputs = feature_map_count (training_get_output (fixture->training, LAYER_OUTPUT, FALSE));
  fixture->factors = random_values (n_outputs);
  for (gsize i = 0; i < n_outputs; i++)
    fixture->factors[i] *= this->scale;

  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = 0; part < N_PARTS; part++)
      {
        const Layer  *layer  = &fixture->weights->architecture.layers[id];
        const gfloat *values = layer_weights_get_part (&fixture->weights->layers[id], part);

        if (values)
          shadow_init (&fixture->shadows[id][part], values, layer_count_part (layer, part));
      }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = 0; part < N_PARTS; part++)
      {
        Shadow *shadow = &fixture->shadows[id][part];

        g_free (shadow->values);
        g_free (shadow->average);
        for (gint i = 0; i < OPTIMIZER_N_MEMORIES; i++)
          g_free (shadow->memory[i]);
      }
  g_free (fixture->input);
  g_free (fixture->factors);
  optimizer_free (fixture->optimizer);
  training_free (fixture->training);
  colorize_weights_unref (fixture->weights);
}

/* Fills the gradients, other ones for each step, and moves the running statistics. */
static void
run_pass (Fixture *fixture, gint step, gdouble momentum)
{
  gfloat *gradient;
  gsize   n = feature_map_count (training_get_output (fixture->training, LAYER_OUTPUT, FALSE));

  training_forward (fixture->training, fixture->input, NULL, momentum);
  gradient = training_get_gradient (fixture->training, LAYER_OUTPUT);
  for (gsize i = 0; i < n; i++)
    gradient[i] = fixture->factors[(i + 37 * step) % n];
  training_clear_gradients (fixture->training);
  training_backward (fixture->training);
}

/* Kingma and Ba 2015, algorithm 1; Loshchilov and Hutter 2019, algorithm 2, whose decay is also
 * scaled by the learning rate, as is usual. */
static void
step_adam (Shadow *shadow, gsize i, const Case *this, gdouble gradient, gdouble decay, gint step)
{
  gdouble is_beside = this->kind == OPTIMIZER_ADAMW;
  gdouble g         = gradient + (is_beside ? 0.0 : decay * shadow->values[i]);
  gdouble m = shadow->memory[0][i] = 0.9 * shadow->memory[0][i] + 0.1 * g;
  gdouble v = shadow->memory[1][i] = 0.999 * shadow->memory[1][i] + 0.001 * g * g;
  gdouble m_hat                    = m / (1.0 - pow (0.9, step));
  gdouble v_hat                    = v / (1.0 - pow (0.999, step));

  shadow->values[i] -=
    this->learning_rate
    * (m_hat / (sqrt (v_hat) + 1e-8) + (is_beside ? decay * shadow->values[i] : 0.0));
}

/* Zeiler 2012, algorithm 1 */
static void
step_adadelta (Shadow *shadow, gsize i, const Case *this, gdouble gradient, gdouble decay)
{
  gdouble  g    = gradient + decay * shadow->values[i];
  gdouble *of_g = &shadow->memory[0][i];
  gdouble *of_x = &shadow->memory[1][i];
  gdouble  change;

  *of_g  = 0.95 * *of_g + 0.05 * g * g;
  change = -sqrt (*of_x + 1e-6) / sqrt (*of_g + 1e-6) * g;
  *of_x  = 0.95 * *of_x + 0.05 * change * change;
  shadow->values[i] += this->learning_rate * change;
}

static void
step_shadow (Fixture *fixture, const Case *this, LayerId id, LayerPart part, gint step)
{
  Shadow       *shadow   = &fixture->shadows[id][part];
  const gfloat *gradient = NULL;
  const gfloat *values   = layer_weights_get_part (&fixture->weights->layers[id], part);
  gdouble       decay    = part == PART_KERNEL ? this->weight_decay : 0.0;
  gdouble       share    = step == 1 ? 0.75 : 1.0 - AVERAGE_DECAY;

  if (fixture->frozen[id])
    return;
  if (part < N_PARAMETER_PARTS)
    gradient = layer_weights_get_part (training_get_gradients (fixture->training, id), part);

  for (gsize i = 0; i < shadow->n; i++)
    {
      if (! gradient)
        shadow->values[i] = values[i];
      else if (this->kind == OPTIMIZER_ADADELTA)
        step_adadelta (shadow, i, this, gradient[i], decay);
      else
        step_adam (shadow, i, this, gradient[i], decay, step);
      shadow->average[i] = share * shadow->values[i] + (1.0 - share) * shadow->average[i];
    }
}

/* Over all values together: where a gradient and its decay all but cancel out, the rounding of their
 * sum decides on the direction of a step, which Adam makes as long as any other. */
static void
assert_near_all (const gfloat *values, const gdouble *expected, gsize n, const Case *this)
{
  gdouble of_step = this->kind == OPTIMIZER_ADADELTA ? 0.0 : 0.01 * this->learning_rate;
  gdouble error   = 0.0;
  gdouble square  = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      error += pow (values[i] - expected[i], 2.0);
      square += pow (expected[i], 2.0);
    }
  g_assert_cmpfloat (sqrt (error), <=, 3e-6 * sqrt (square) + (3e-6 + of_step) * sqrt (n));
}

/* Relatively: the squares of small gradients are smaller still. */
static void
assert_memory (Fixture *fixture, LayerId id, LayerPart part)
{
  const Shadow *shadow = &fixture->shadows[id][part];

  for (gint which = 0; which < OPTIMIZER_N_MEMORIES; which++)
    {
      const gfloat *memory = optimizer_get_memory (fixture->optimizer, id, part, which);
      gdouble       square = 0.0;
      gdouble       error  = 0.0;

      g_assert_true ((memory != NULL)
                     == (shadow->n > 0 && part < N_PARAMETER_PARTS && ! fixture->frozen[id]));
      for (gsize i = 0; memory && i < shadow->n; i++)
        {
          square += pow (shadow->memory[which][i], 2.0);
          error += pow (memory[i] - shadow->memory[which][i], 2.0);
        }
      g_assert_cmpfloat (sqrt (error), <=, 1e-5 * sqrt (square));
    }
}

static void
test_steps (Fixture *fixture, gconstpointer data)
{
  const Case *this         = data;
  ColorizeWeights *average = optimizer_get_average (fixture->optimizer);

  for (gint step = 1; step <= N_STEPS; step++)
    {
      run_pass (fixture, step, 0.3);
      optimizer_step (fixture->optimizer, fixture->training, training_get_pool (fixture->training),
                      step, this->learning_rate);
      for (gint id = 0; id < N_LAYERS; id++)
        for (gint part = 0; part < N_PARTS; part++)
          step_shadow (fixture, this, id, part, step);
    }

  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = 0; part < N_PARTS; part++)
      {
        const Shadow *shadow = &fixture->shadows[id][part];

        assert_near_all (layer_weights_get_part (&fixture->weights->layers[id], part),
                         shadow->values, shadow->n, this);
        assert_near_all (layer_weights_get_part (&average->layers[id], part), shadow->average,
                         shadow->n, this);
        assert_memory (fixture, id, part);
      }
}

/* Other tests would not see it if nothing moved. */
static void
test_what_moves (Fixture *fixture, gconstpointer data)
{
  const Case *this                   = data;
  g_autoptr (ColorizeWeights) before = weights_copy (fixture->weights);

  run_pass (fixture, 1, 0.3);
  optimizer_step (fixture->optimizer, fixture->training, training_get_pool (fixture->training), 1,
                  this->learning_rate);

  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = 0; part < N_PARTS; part++)
      {
        const gfloat *one   = layer_weights_get_part (&before->layers[id], part);
        const gfloat *other = layer_weights_get_part (&fixture->weights->layers[id], part);
        const gfloat *average =
          layer_weights_get_part (&optimizer_get_average (fixture->optimizer)->layers[id], part);
        gsize    size = fixture->shadows[id][part].n * sizeof *one;
        gboolean stays =
          fixture->frozen[id] || (part == PART_BIAS && fixture->weights->layers[id].norm_bias);

        if (! one)
          continue;
        g_assert_true (stays == (memcmp (one, other, size) == 0));
        g_assert_true (stays == (memcmp (one, average, size) == 0));
      }
}

static void
assert_same (const ColorizeWeights *one, const ColorizeWeights *other)
{
  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = 0; part < N_PARTS; part++)
      {
        const gfloat *values = layer_weights_get_part (&one->layers[id], part);
        gsize size = layer_count_part (&one->architecture.layers[id], part) * sizeof *values;

        if (values)
          g_assert_cmpmem (values, size, layer_weights_get_part (&other->layers[id], part), size);
      }
}

/* The same bits from one thread and from several. */
static void
test_threads (Fixture *fixture, gconstpointer data)
{
  const Case *this                  = data;
  g_autoptr (Pool) one              = pool_new (1, NULL);
  g_autoptr (Pool) several          = pool_new (3, NULL);
  g_autoptr (ColorizeWeights) other = weights_copy (fixture->weights);
  g_autoptr (Optimizer) optimizer =
    optimizer_new (other, this->kind, fixture->frozen, this->weight_decay, AVERAGE_DECAY, NULL);

  /* A momentum of 0: the statistics of the copy are not in the pass. */
  run_pass (fixture, 1, 0.0);
  for (gint step = 1; step <= 3; step++)
    {
      optimizer_step (fixture->optimizer, fixture->training, one, step, this->learning_rate);
      optimizer_step (optimizer, fixture->training, several, step, this->learning_rate);
    }

  assert_same (fixture->weights, other);
  assert_same (optimizer_get_average (fixture->optimizer), optimizer_get_average (optimizer));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const gchar *name;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = { { "steps", test_steps },
                { "what-moves", test_what_moves },
                { "threads", test_threads } };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint k = 0; k < G_N_ELEMENTS (tests); k++)
      {
        g_autofree gchar *path =
          g_strconcat ("/optimizer/", cases[i].name, "/", tests[k].name, NULL);

        g_test_add (path, Fixture, &cases[i], set_up, tests[k].test, tear_down);
      }

  return g_test_run ();
}
