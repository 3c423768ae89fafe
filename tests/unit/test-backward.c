/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The backward pass of each kind of layer against finite differences of its forward pass, on small
 * and odd shapes: along a random direction of all inputs and parameters together, the loss
 * sum (factor * output) must change as the gradients say.
 */

#include <math.h>
#include <string.h>

#include "network/training.h"
#include "weights-recipe.h"

#define STEP      5e-3
#define TOLERANCE 2e-3 /* of the sum of the absolute terms */
#define MAX_PARTS 6

/* Arrays that the loss depends on, their gradients, and the direction to go. */
typedef struct
{
  gint    n;
  gsize   lengths[MAX_PARTS];
  gfloat *values[MAX_PARTS];
  gfloat *gradients[MAX_PARTS];
  gfloat *directions[MAX_PARTS];
} Parts;

static gfloat *
random_values (gsize n)
{
  gfloat *values = g_new (gfloat, n);

  for (gsize i = 0; i < n; i++)
    values[i] = g_test_rand_double_range (-1.0, 1.0);
  return values;
}

static gfloat *
add_part (Parts *parts, gsize length, gfloat **gradient)
{
  gint i = parts->n++;

  g_assert_cmpint (i, <, MAX_PARTS);
  parts->lengths[i]    = length;
  parts->values[i]     = random_values (length);
  parts->directions[i] = random_values (length);
  parts->gradients[i] = *gradient = g_new0 (gfloat, length);
  return parts->values[i];
}

static GradientTarget
over (gfloat *gradient)
{
  return (GradientTarget) { gradient, FALSE };
}

static void
move (Parts *parts, gdouble step)
{
  for (gint i = 0; i < parts->n; i++)
    for (gsize k = 0; k < parts->lengths[i]; k++)
      parts->values[i][k] += step * parts->directions[i][k];
}

static gdouble
weigh (const gfloat *factors, const gfloat *outputs, gsize n)
{
  gdouble sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += (gdouble) factors[i] * outputs[i];
  return sum;
}

static void
check (const Parts *parts, gdouble measured)
{
  gdouble expected = 0.0;
  gdouble scale    = 0.0;

  for (gint i = 0; i < parts->n; i++)
    for (gsize k = 0; k < parts->lengths[i]; k++)
      {
        gdouble term = (gdouble) parts->gradients[i][k] * parts->directions[i][k];

        expected += term;
        scale += term * term;
      }

  /* The norm of the terms, and not their sum, which may be near zero. */
  scale = sqrt (scale);
  g_test_message ("measured %g, expected %g", measured, expected);
  g_assert_cmpfloat (scale, >, 0.0);
  g_assert_cmpfloat_with_epsilon (measured, expected, TOLERANCE * (scale + fabs (expected)));
}

static void
clear_parts (Parts *parts)
{
  for (gint i = 0; i < parts->n; i++)
    {
      g_free (parts->values[i]);
      g_free (parts->gradients[i]);
      g_free (parts->directions[i]);
    }
}

typedef struct
{
  gint n, n_inputs, n_outputs, kernel, stride, upsampling, height, width;
} Shape;

static const Shape shapes[] = {
  { 3, 1, 5, 3, 2, 1, 9, 7 },
  { 1, 4, 3, 3, 1, 1, 1, 1 },
  { 2, 3, 4, 3, 1, 2, 3, 5 },
  { 5, 6, 2, 1, 1, 1, 4, 3 },
  { 2, 3, 2, 3, 2, 1, 6, 6 },
  { 1, 2, 3, 3, 1, 1, 40, 33 },
  { 2, 2, 2, 3, 1, 2, 1, 1 },
  { 4, 40, 17, 3, 1, 1, 7, 7 },
  /* Winograd's algorithm */
  { 3, 32, 40, 3, 1, 1, 10, 14 },
  { 2, 40, 32, 3, 1, 2, 13, 9 },
  { 3, 32, 32, 3, 1, 1, 90, 70 },
  { 1, 32, 32, 3, 1, 1, 140, 130 },
  { 2, 64, 72, 3, 2, 1, 64, 64 },
  { 1, 72, 64, 3, 2, 1, 91, 77 },
};

static void
test_convolution (gconstpointer data)
{
  const Shape *s     = data;
  Layer        layer = { "layer",   s->n_inputs,   s->n_outputs,    s->kernel,
                         s->stride, s->upsampling, ACTIVATION_NONE, FALSE };
  Parts        parts = { 0 };
  FeatureMap   input = { NULL, s->n, s->height, s->width, s->n_inputs, 0 };
  gfloat      *input_gradient, *kernel_gradient, *bias_gradient;
  gfloat      *kernel, *bias;
  gsize        n_outputs = (gsize) s->n * layer_output_size (&layer, s->height)
                    * layer_output_size (&layer, s->width) * s->n_outputs;
  g_autofree gfloat *factors = random_values (n_outputs);
  g_autofree gfloat *outputs = g_new (gfloat, n_outputs);
  g_autofree gfloat *scratch =
    g_new (gfloat, MAX (convolution_scratch_size (&layer, &input, 2),
                        convolution_backward_scratch_size (&layer, &input, 2)));
  g_autoptr (Pool) pool       = pool_new (2, NULL);
  g_autofree gfloat *kept     = NULL;
  g_autofree gfloat *first    = NULL;
  FeatureMap         output   = { .data = outputs };
  gdouble            measured = 0.0;

  input.data = add_part (&parts, feature_map_count (&input), &input_gradient);
  kernel     = add_part (&parts, layer_count_kernel (&layer), &kernel_gradient);
  bias       = add_part (&parts, s->n_outputs, &bias_gradient);

  kept = g_new (gfloat, convolution_kept_size (&layer, &input));
  convolution_forward (pool, &layer, kernel, bias, &input, kept, scratch, &output);
  output.data = factors;
  activation_backward (pool, ACTIVATION_NONE, &output, factors, over (bias_gradient));
  convolution_backward (pool, &layer, kernel, &input, &output, kept, scratch,
                        (GradientTarget) { input_gradient, TRUE },
                        (GradientTarget) { kernel_gradient, TRUE });

  /* Over what is there, and without what the forward pass has kept: the same. */
  first = g_memdup2 (input_gradient, feature_map_count (&input) * sizeof *first);
  convolution_backward (pool, &layer, kernel, &input, &output, NULL, scratch, over (input_gradient),
                        over (kernel_gradient));
  for (gsize i = 0; i < feature_map_count (&input); i++)
    g_assert_cmpfloat (input_gradient[i], ==, first[i]);

  output.data = outputs;
  for (gint sign = 1; sign >= -1; sign -= 2)
    {
      move (&parts, sign * STEP);
      convolution_forward (pool, &layer, kernel, bias, &input, NULL, scratch, &output);
      measured += sign * weigh (factors, outputs, n_outputs) / (2 * STEP);
      move (&parts, -sign * STEP);
    }
  check (&parts, measured);
  clear_parts (&parts);
}

static void
test_linear (void)
{
  const gint         n     = 3;
  Layer              layer = { "layer", 7, 5, 0, 1, 1, ACTIVATION_NONE, FALSE };
  Parts              parts = { 0 };
  gfloat            *input_gradient, *kernel_gradient, *bias_gradient;
  LayerWeights       weights = { 0 };
  gfloat            *input   = add_part (&parts, n * 7, &input_gradient);
  g_autofree gfloat *factors = random_values (n * 5);
  g_autofree gfloat *outputs = g_new (gfloat, n * 5);
  g_autoptr (Pool) pool      = pool_new (2, NULL);
  FeatureMap output          = { outputs, n, 1, 1, 5, 0 };
  gdouble    measured        = 0.0;

  weights.kernel = add_part (&parts, 35, &kernel_gradient);
  weights.bias   = add_part (&parts, 5, &bias_gradient);
  activation_backward (pool, ACTIVATION_NONE, &output, factors, over (bias_gradient));
  linear_backward (pool, &layer, weights.kernel, n, input, factors, over (input_gradient),
                   over (kernel_gradient));

  for (gint sign = 1; sign >= -1; sign -= 2)
    {
      move (&parts, sign * STEP);
      linear_forward (pool, &layer, &weights, n, input, outputs);
      measured += sign * weigh (factors, outputs, n * 5) / (2 * STEP);
      move (&parts, -sign * STEP);
    }
  check (&parts, measured);
  clear_parts (&parts);
}

static void
test_fusion (void)
{
  Layer              layer   = { "fusion", 8, 4, 1, 1, 1, ACTIVATION_NONE, FALSE };
  Parts              parts   = { 0 };
  FeatureMap         mid     = { NULL, 3, 2, 5, 4, 0 };
  LayerWeights       weights = { 0 };
  gfloat            *mid_gradient, *global_gradient, *kernel_gradient, *bias_gradient;
  gfloat            *global  = add_part (&parts, 3 * 4, &global_gradient);
  g_autofree gfloat *factors = random_values (3 * 2 * 5 * 4);
  g_autofree gfloat *outputs = g_new (gfloat, 3 * 2 * 5 * 4);
  g_autofree gfloat *scratch = g_new (gfloat, convolution_backward_scratch_size (&layer, &mid, 2));
  g_autoptr (Pool) pool      = pool_new (2, NULL);
  FeatureMap output          = { factors, 3, 2, 5, 4, 0 };
  gdouble    measured        = 0.0;

  mid.data       = add_part (&parts, feature_map_count (&mid), &mid_gradient);
  weights.kernel = add_part (&parts, 32, &kernel_gradient);
  weights.bias   = add_part (&parts, 4, &bias_gradient);
  activation_backward (pool, ACTIVATION_NONE, &output, factors, over (bias_gradient));
  fusion_backward (pool, &layer, weights.kernel, global, &mid, &output, scratch,
                   over (global_gradient), over (mid_gradient), over (kernel_gradient));

  output.data = outputs;
  for (gint sign = 1; sign >= -1; sign -= 2)
    {
      move (&parts, sign * STEP);
      fusion_forward (pool, &layer, &weights, global, &mid, scratch, &output);
      measured += sign * weigh (factors, outputs, feature_map_count (&output)) / (2 * STEP);
      move (&parts, -sign * STEP);
    }
  check (&parts, measured);
  clear_parts (&parts);
}

/* Shifted far up, so that no value is near the bend of the ReLU. */
static void
test_normalization (void)
{
  Parts              parts   = { 0 };
  FeatureMap         input   = { NULL, 4, 3, 5, 6, 0 };
  LayerWeights       weights = { 0 };
  gfloat            *input_gradient, *weight_gradient, *bias_gradient;
  gsize              n             = feature_map_count (&input);
  g_autofree gfloat *factors       = random_values (n);
  g_autofree gfloat *outputs       = g_new (gfloat, n);
  gfloat             running[2][6] = { { 0 } };
  gfloat             state[NORMALIZATION_STATE (6)];
  g_autoptr (Pool) pool = pool_new (2, NULL);
  gdouble measured      = 0.0;

  input.data          = add_part (&parts, n, &input_gradient);
  weights.norm_weight = add_part (&parts, 6, &weight_gradient);
  weights.norm_bias   = add_part (&parts, 6, &bias_gradient);
  for (gint i = 0; i < 6; i++)
    weights.norm_bias[i] += 10.0f;

  normalization_forward (pool, &weights, 1e-5, 0.1, &input, running[0], running[1], state, outputs);
  memcpy (input_gradient, factors, n * sizeof *factors);
  normalization_backward (pool, &input, state, input_gradient, over (weight_gradient),
                          over (bias_gradient));

  for (gint sign = 1; sign >= -1; sign -= 2)
    {
      move (&parts, sign * STEP);
      normalization_forward (pool, &weights, 1e-5, 0.1, &input, running[0], running[1], state,
                             outputs);
      measured += sign * weigh (factors, outputs, n) / (2 * STEP);
      move (&parts, -sign * STEP);
    }
  check (&parts, measured);
  clear_parts (&parts);
}

static void
test_activations (void)
{
  static const Activation activations[] = { ACTIVATION_NONE, ACTIVATION_RELU, ACTIVATION_SIGMOID };
  const gfloat            zero[1]       = { 0.0f };
  g_autoptr (Pool) pool                 = pool_new (1, NULL);

  for (guint k = 0; k < G_N_ELEMENTS (activations); k++)
    for (gdouble x = -2.05; x < 2.0; x += 0.1)
      {
        gfloat output = x, above = x + STEP, below = x - STEP, gradient = 3.0f;

        activation_forward (activations[k], zero, 1, 1, 1, &output);
        activation_forward (activations[k], zero, 1, 1, 1, &above);
        activation_forward (activations[k], zero, 1, 1, 1, &below);
        activation_backward (pool, activations[k], &(FeatureMap) { &output, 1, 1, 1, 1, 0 },
                             &gradient, over (NULL));
        g_assert_cmpfloat_with_epsilon (gradient, 3.0 * (above - below) / (2 * STEP), 1e-3);
      }
}


/* The whole network with some layers frozen: the first ones, and one in the middle of each stream. */

static const LayerId frozen[] = { LAYER_LOW1, LAYER_LOW2, LAYER_LOW3, LAYER_GLOBAL_FC1,
                                  LAYER_MID1 };

#define N_PHOTOS 6
#define SIZE     32

static gboolean
is_frozen (LayerId id)
{
  for (guint i = 0; i < G_N_ELEMENTS (frozen); i++)
    if (frozen[i] == id)
      return TRUE;

  return FALSE;
}

/* Norms lift their values far above the bend of the ReLU, which finite differences stumble over; the
 * output layer, which has a sigmoid, brings them down again. */
static ColorizeWeights *
make_weights (void)
{
  g_autoptr (WeightsRecipe) recipe = weights_recipe_new ("iizuka", "8", TRUE);
  g_autoptr (GRand) random         = g_rand_new_with_seed (g_test_rand_int ());
  g_autofree gchar *complaint      = NULL;
  ColorizeWeights  *weights;

  weights_recipe_set (recipe, "global_size", G_STRINGIFY (SIZE));
  weights = weights_new_random (recipe->metadata, TRUE, NULL, NULL, random, &complaint);
  g_assert_nonnull (weights);

  for (gint id = 0; id < N_LAYERS; id++)
    for (gint i = 0;
         weights->layers[id].norm_weight && i < weights->architecture.layers[id].n_outputs; i++)
      weights->layers[id].norm_bias[i] = is_frozen (id) ? 50.0f : 6.0f;
  for (gsize i = 0; i < layer_count_kernel (&weights->architecture.layers[LAYER_OUTPUT]); i++)
    weights->layers[LAYER_OUTPUT].kernel[i] *= 0.02f;
  return weights;
}

static gdouble
weigh_output (Training *training, const gfloat *input, const gfloat *factors)
{
  const FeatureMap *output = training_get_output (training, LAYER_OUTPUT, FALSE);

  training_forward (training, input, NULL, 0.0);
  return weigh (factors, output->data, feature_map_count (output));
}

/* The slope along the direction `random` of all kernels that are trained, and what the gradients
 * make of it. */
static void
check_trained_kernels (ColorizeWeights *weights,
                       Training        *training,
                       const gfloat    *input,
                       const gfloat    *factors)
{
  const gdouble step     = 1e-2;
  gdouble       measured = 0.0;
  gdouble       expected = 0.0;
  gdouble       scale    = 0.0;
  gfloat       *directions[N_LAYERS];

  for (gint id = 0; id < N_LAYERS; id++)
    {
      const Layer  *layer    = &weights->architecture.layers[id];
      const gfloat *gradient = training_get_gradients (training, id)->kernel;
      gsize         n        = layer->name && ! is_frozen (id) ? layer_count_kernel (layer) : 0;

      directions[id] = random_values (n);
      for (gsize i = 0; i < n; i++)
        {
          directions[id][i] *= fabsf (weights->layers[id].kernel[i]);
          expected += (gdouble) gradient[i] * directions[id][i];
          scale += pow (gradient[i] * directions[id][i], 2.0);
        }
    }

  for (gint sign = 1; sign >= -1; sign -= 2)
    {
      for (gint id = 0; id < N_LAYERS; id++)
        if (architecture_has (&weights->architecture, id) && ! is_frozen (id))
          for (gsize i = 0; i < layer_count_kernel (&weights->architecture.layers[id]); i++)
            weights->layers[id].kernel[i] += (sign > 0 ? 1.0 : -2.0) * step * directions[id][i];
      measured += sign * weigh_output (training, input, factors) / (2.0 * step);
    }

  g_test_message ("measured %g, expected %g, scale %g", measured, expected, sqrt (scale));
  g_assert_cmpfloat_with_epsilon (measured, expected, 5e-3 * (sqrt (scale) + fabs (expected)));
  for (gint id = 0; id < N_LAYERS; id++)
    g_free (directions[id]);
}

static void
test_freeze (void)
{
  g_autoptr (ColorizeWeights) weights = make_weights ();
  g_autoptr (Training) training       = training_new (weights, N_PHOTOS, SIZE, SIZE, TRUE, 2, NULL);
  g_autofree gfloat *input            = random_values (N_PHOTOS * SIZE * SIZE);
  g_autofree gfloat *factors          = NULL;
  gsize              n_outputs;

  for (guint i = 0; i < G_N_ELEMENTS (frozen); i++)
    {
      LayerWeights *layer = &weights->layers[frozen[i]];

      training_freeze (training, frozen[i]);
      for (gint k = 0; k < weights->architecture.layers[frozen[i]].n_outputs; k++)
        layer->running_variance[k] = 0.5f + k % 2;
    }

  training_forward (training, input, NULL, 0.5);
  n_outputs = feature_map_count (training_get_output (training, LAYER_OUTPUT, FALSE));
  factors   = random_values (n_outputs);
  memcpy (training_get_gradient (training, LAYER_OUTPUT), factors, n_outputs * sizeof *factors);
  training_backward (training);

  for (gint id = 0; id < N_LAYERS; id++)
    if (weights->layers[id].norm_weight)
      {
        const LayerWeights *gradients = training_get_gradients (training, id);
        gsize               n         = layer_count_kernel (&weights->architecture.layers[id]);
        gdouble             largest   = 0.0;

        for (gsize i = 0; i < n; i++)
          largest = MAX (largest, fabs (gradients->kernel[i]));
        g_assert_true (is_frozen (id) == (largest == 0.0));
        g_assert_true (! is_frozen (id) || gradients->norm_bias[0] == 0.0f);
        g_assert_true (is_frozen (id) == (weights->layers[id].running_mean[0] == 0.0f));
        g_assert_true (! is_frozen (id) || weights->layers[id].running_variance[0] == 0.5f);
      }

  check_trained_kernels (weights, training, input, factors);
}

/* Moves the scales and shifts of some norms along a direction; returns how the loss should change. Not
 * of all: without batch statistics each layer enlarges what those before it do, and the slope bends. */
static gdouble
move_norms (const ColorizeWeights *weights,
            const Training        *training,
            const gfloat          *direction,
            gdouble                step)
{
  static const LayerId moved[] = { LAYER_GLOBAL_FC3, LAYER_MID2, LAYER_COLOR4 };
  gdouble              slope   = 0.0;

  for (guint k = 0; k < G_N_ELEMENTS (moved); k++)
    for (gint i = 0; i < weights->architecture.layers[moved[k]].n_outputs; i++)
      {
        const LayerWeights *layer     = &weights->layers[moved[k]];
        const LayerWeights *gradients = training_get_gradients (training, moved[k]);
        gdouble             of_weight = direction[i];
        gdouble             of_bias   = direction[i + 1];

        slope += of_weight * gradients->norm_weight[i] + of_bias * gradients->norm_bias[i];
        layer->norm_weight[i] += step * of_weight;
        layer->norm_bias[i] += step * of_bias;
      }
  return slope;
}

/* With the running statistics of the batch itself the network says the same, they stay, and scales
 * and shifts are trained. */
static void
test_kept_statistics (void)
{
  const gdouble step                  = 1e-3;
  g_autoptr (ColorizeWeights) weights = make_weights ();
  g_autoptr (Training) by_batch       = training_new (weights, N_PHOTOS, SIZE, SIZE, TRUE, 2, NULL);
  g_autoptr (Training) training       = training_new (weights, N_PHOTOS, SIZE, SIZE, TRUE, 2, NULL);
  g_autofree gfloat *input            = random_values (N_PHOTOS * SIZE * SIZE);
  g_autofree gfloat *direction        = random_values (1024);
  g_autofree gfloat *factors          = NULL;
  const FeatureMap  *output;
  gfloat             mean;
  gdouble            expected;
  gdouble            measured;

  training_forward (by_batch, input, NULL, 1.0);
  mean = weights->layers[LAYER_LOW2].running_mean[0];
  training_keep_statistics (training);
  training_forward (training, input, NULL, 0.5);
  g_assert_cmpfloat (weights->layers[LAYER_LOW2].running_mean[0], ==, mean);

  output = training_get_output (training, LAYER_LOW6, FALSE);
  for (gsize i = 0; i < feature_map_count (output); i++)
    g_assert_cmpfloat_with_epsilon (
      output->data[i], training_get_output (by_batch, LAYER_LOW6, FALSE)->data[i], 0.1f);

  output  = training_get_output (training, LAYER_OUTPUT, FALSE);
  factors = random_values (feature_map_count (output));
  memcpy (training_get_gradient (training, LAYER_OUTPUT), factors,
          feature_map_count (output) * sizeof *factors);
  training_backward (training);

  expected = move_norms (weights, training, direction, step);
  measured = weigh_output (training, input, factors);
  move_norms (weights, training, direction, -2.0 * step);
  measured = (measured - weigh_output (training, input, factors)) / (2.0 * step);
  g_test_message ("measured %g, expected %g", measured, expected);
  g_assert_cmpfloat_with_epsilon (measured, expected, 0.1 * fabs (expected) + 0.005);
}

/* Gradients add up until they are cleared; a second run gives the same bits. */
static void
test_accumulation (void)
{
  g_autoptr (ColorizeWeights) weights = make_weights ();
  g_autoptr (Training) training       = training_new (weights, N_PHOTOS, SIZE, SIZE, TRUE, 2, NULL);
  g_autofree gfloat *input            = random_values (N_PHOTOS * SIZE * SIZE);
  const gfloat      *gradient         = training_get_gradients (training, LAYER_LOW2)->kernel;
  gsize              n     = layer_count_kernel (&weights->architecture.layers[LAYER_LOW2]);
  g_autofree gfloat *first = NULL;

  for (gint pass = 1; pass <= 3; pass++)
    {
      training_forward (training, input, NULL, 0.1);
      training_get_gradient (training, LAYER_OUTPUT)[7] = 1.0f;
      if (pass == 3)
        training_clear_gradients (training);
      training_backward (training);

      if (pass == 1)
        first = g_memdup2 (gradient, n * sizeof *gradient);
      for (gsize i = 0; i < n; i++)
        if (pass == 2)
          g_assert_cmpfloat_with_epsilon (gradient[i], 2.0f * first[i],
                                          1e-5 * fabsf (first[i]) + 1e-9f);
        else
          g_assert_cmpfloat (gradient[i], ==, first[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree gchar *path = g_strdup_printf ("/backward/convolution/%u", i);

      g_test_add_data_func (path, &shapes[i], test_convolution);
    }
  g_test_add_func ("/backward/linear", test_linear);
  g_test_add_func ("/backward/fusion", test_fusion);
  g_test_add_func ("/backward/normalization", test_normalization);
  g_test_add_func ("/backward/activations", test_activations);
  g_test_add_func ("/backward/freeze", test_freeze);
  g_test_add_func ("/backward/kept-statistics", test_kept_statistics);
  g_test_add_func ("/backward/accumulation", test_accumulation);

  return g_test_run ();
}
