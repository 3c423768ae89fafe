/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The backward pass of each kind of layer against finite differences of its forward pass, on small
 * and odd shapes: along a random direction of all inputs and parameters together, the loss
 * sum (factor * output) must change as the gradients say.
 */

#include <math.h>
#include <string.h>

#include "layers/layers.h"

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
  { 3, 1, 5, 3, 2, 1, 9, 7 }, { 1, 4, 3, 3, 1, 1, 1, 1 },   { 2, 3, 4, 3, 1, 2, 3, 5 },
  { 5, 6, 2, 1, 1, 1, 4, 3 }, { 2, 3, 2, 3, 2, 1, 6, 6 },   { 1, 2, 3, 3, 1, 1, 40, 33 },
  { 2, 2, 2, 3, 1, 2, 1, 1 }, { 4, 40, 17, 3, 1, 1, 7, 7 },
};

static void
test_convolution (gconstpointer data)
{
  const Shape *s     = data;
  Layer        layer = { "layer",   s->n_inputs,   s->n_outputs,    s->kernel,
                         s->stride, s->upsampling, ACTIVATION_NONE, FALSE };
  Parts        parts = { 0 };
  FeatureMap   input = { NULL, s->n, s->height, s->width, s->n_inputs };
  gfloat      *input_gradient, *kernel_gradient, *bias_gradient;
  gfloat      *kernel, *bias;
  gsize        n_outputs = (gsize) s->n * layer_output_size (&layer, s->height)
                    * layer_output_size (&layer, s->width) * s->n_outputs;
  g_autofree gfloat *factors = random_values (n_outputs);
  g_autofree gfloat *outputs = g_new (gfloat, n_outputs);
  g_autofree gfloat *scratch = g_new (gfloat, 2 * convolution_scratch_size (&layer)
                                                + 2 * convolution_backward_scratch_size (&layer));
  g_autoptr (Pool) pool      = pool_new (2, NULL);
  FeatureMap output          = { .data = outputs };
  gdouble    measured        = 0.0;

  input.data = add_part (&parts, feature_map_count (&input), &input_gradient);
  kernel     = add_part (&parts, layer_count_kernel (&layer), &kernel_gradient);
  bias       = add_part (&parts, s->n_outputs, &bias_gradient);

  convolution_forward (pool, &layer, kernel, bias, &input, scratch, &output);
  output.data = factors;
  convolution_backward (pool, &layer, kernel, &input, &output, scratch, input_gradient,
                        kernel_gradient, bias_gradient);

  output.data = outputs;
  for (gint sign = 1; sign >= -1; sign -= 2)
    {
      move (&parts, sign * STEP);
      convolution_forward (pool, &layer, kernel, bias, &input, scratch, &output);
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
  gfloat            *input_gradient;
  LayerWeights       weights = { 0 }, gradients = { 0 };
  gfloat            *input   = add_part (&parts, n * 7, &input_gradient);
  g_autofree gfloat *factors = random_values (n * 5);
  g_autofree gfloat *outputs = g_new (gfloat, n * 5);
  g_autoptr (Pool) pool      = pool_new (2, NULL);
  gdouble measured           = 0.0;

  weights.kernel = add_part (&parts, 35, &gradients.kernel);
  weights.bias   = add_part (&parts, 5, &gradients.bias);
  linear_backward (pool, &layer, &weights, n, input, factors, input_gradient, &gradients);

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
  FeatureMap         mid     = { NULL, 3, 2, 5, 4 };
  LayerWeights       weights = { 0 }, gradients = { 0 };
  gfloat            *mid_gradient, *global_gradient;
  gfloat            *global  = add_part (&parts, 3 * 4, &global_gradient);
  g_autofree gfloat *factors = random_values (3 * 2 * 5 * 4);
  g_autofree gfloat *outputs = g_new (gfloat, 3 * 2 * 5 * 4);
  g_autofree gfloat *scratch = g_new (gfloat, 2 * convolution_backward_scratch_size (&layer));
  g_autoptr (Pool) pool      = pool_new (2, NULL);
  FeatureMap output          = { factors, 3, 2, 5, 4 };
  gdouble    measured        = 0.0;

  mid.data       = add_part (&parts, feature_map_count (&mid), &mid_gradient);
  weights.kernel = add_part (&parts, 32, &gradients.kernel);
  weights.bias   = add_part (&parts, 4, &gradients.bias);
  fusion_backward (pool, &layer, &weights, global, &mid, &output, scratch, global_gradient,
                   mid_gradient, &gradients);

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
  FeatureMap         input   = { NULL, 4, 3, 5, 6 };
  LayerWeights       weights = { 0 }, gradients = { 0 };
  gfloat            *input_gradient;
  gsize              n             = feature_map_count (&input);
  g_autofree gfloat *factors       = random_values (n);
  g_autofree gfloat *outputs       = g_new (gfloat, n);
  gfloat             running[2][6] = { { 0 } };
  gdouble            mean[6], inverse[6];
  gdouble            measured = 0.0;

  input.data          = add_part (&parts, n, &input_gradient);
  weights.norm_weight = add_part (&parts, 6, &gradients.norm_weight);
  weights.norm_bias   = add_part (&parts, 6, &gradients.norm_bias);
  for (gint i = 0; i < 6; i++)
    weights.norm_bias[i] += 10.0f;

  normalization_forward (&weights, 1e-5, 0.1, &input, mean, inverse, running[0], running[1],
                         outputs);
  memcpy (input_gradient, factors, n * sizeof *factors);
  normalization_backward (&weights, &input, mean, inverse, input_gradient, &gradients);

  for (gint sign = 1; sign >= -1; sign -= 2)
    {
      move (&parts, sign * STEP);
      normalization_forward (&weights, 1e-5, 0.1, &input, mean, inverse, running[0], running[1],
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

  for (guint k = 0; k < G_N_ELEMENTS (activations); k++)
    for (gdouble x = -2.05; x < 2.0; x += 0.1)
      {
        gfloat output = x, above = x + STEP, below = x - STEP, gradient = 3.0f;

        activation_forward (activations[k], zero, 1, 1, 1, &output);
        activation_forward (activations[k], zero, 1, 1, 1, &above);
        activation_forward (activations[k], zero, 1, 1, 1, &below);
        activation_backward (activations[k], &output, 1, &gradient);
        g_assert_cmpfloat_with_epsilon (gradient, 3.0 * (above - below) / (2 * STEP), 1e-3);
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

  return g_test_run ();
}
