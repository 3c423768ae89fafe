/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each kind of layer against a naive reference.
 */

#include <math.h>

#include "network/layers/packed-kernel.h"
#include "network/loops/loops.h"
#include "half.h"
#include "weights-file/safetensors-values.h"
#include "network/strips.h"

/* Of the output's deviation. */
#define TOLERANCE 5e-5

typedef struct
{
  gint n_inputs;
  gint n_outputs;
  gint kernel;
  gint stride;
  gint upsampling;
  gint height;
  gint width;
} Shape;

/* Odd sizes, one pixel, one channel, maps shared out by channels and maps of many blocks. */
static const Shape shapes[] = {
  { 1, 5, 3, 2, 1, 17, 13 },
  { 1, 4, 3, 2, 1, 1, 1 },
  { 7, 3, 3, 1, 1, 1, 1 },
  { 3, 7, 3, 1, 1, 2, 9 },
  { 5, 6, 3, 2, 1, 8, 8 },
  { 4, 3, 3, 1, 2, 5, 7 },
  { 2, 2, 3, 1, 2, 1, 1 },
  { 6, 9, 1, 1, 1, 11, 3 },
  { 16, 33, 3, 1, 1, 40, 50 },
  { 300, 2, 3, 1, 1, 40, 33 },
  { 2, 8, 3, 2, 1, 150, 1 },
  { 3, 4, 3, 1, 2, 90, 60 },
  /* Winograd's algorithm */
  { 32, 48, 3, 1, 1, 23, 34 },
  { 48, 32, 3, 1, 2, 21, 15 },
  { 32, 32, 3, 1, 1, 150, 90 },
  { 128, 32, 3, 1, 1, 24, 24 },
  { 64, 80, 3, 2, 1, 64, 48 },
  { 64, 64, 3, 2, 1, 65, 97 },
};

static gfloat *
random_values (gsize n)
{
  gfloat *values = g_new (gfloat, n);

  for (gsize i = 0; i < n; i++)
    values[i] = g_test_rand_double_range (-1.0, 1.0);
  return values;
}

static gdouble
reference_value (const Layer      *layer,
                 const gfloat     *kernel,
                 const FeatureMap *input,
                 gint              y,
                 gint              x,
                 gint              channel)
{
  gdouble sum     = 0.0;
  gint    padding = layer->kernel / 2;

  for (gint ky = 0; ky < layer->kernel; ky++)
    for (gint kx = 0; kx < layer->kernel; kx++)
      {
        gint from_y = y * layer->stride + ky - padding;
        gint from_x = x * layer->stride + kx - padding;

        if (from_y < 0 || from_x < 0 || from_y >= input->height * layer->upsampling
            || from_x >= input->width * layer->upsampling)
          continue;
        from_y /= layer->upsampling;
        from_x /= layer->upsampling;
        for (gint i = 0; i < input->channels; i++)
          sum += (gdouble) input->data[(from_y * input->width + from_x) * input->channels + i]
                 * kernel[((ky * layer->kernel + kx) * input->channels + i) * layer->n_outputs
                          + channel];
      }

  return sum;
}

static gdouble
activate (Activation activation, gdouble value)
{
  return activation == ACTIVATION_RELU      ? MAX (value, 0.0)
         : activation == ACTIVATION_SIGMOID ? 1.0 / (1.0 + exp (-value))
                                            : value;
}

/* How a convolution is computed: as in training, or over a kernel packed for a large map or for a
 * small one, which decides on Winograd's algorithm. */
typedef enum
{
  METHOD_TRAINING,
  METHOD_LARGE,
  METHOD_SMALL,
  N_METHODS
} Method;

static void
run_convolution (Method            method,
                 Pool             *pool,
                 const Layer      *layer,
                 const gfloat     *kernel,
                 const gfloat     *bias,
                 const FeatureMap *input,
                 FeatureMap       *output)
{
  gint               side    = method == METHOD_LARGE ? 100 : 1;
  gint               threads = pool_get_n_threads (pool);
  PackedKernel       packed  = { NULL };
  g_autofree gfloat *scratch = NULL;

  if (method == METHOD_TRAINING)
    {
      scratch = g_new (gfloat, convolution_scratch_size (layer, input, threads) + 1);
      convolution_forward (pool, layer, kernel, bias, input, NULL, scratch, output);
      return;
    }

  g_assert_true (packed_kernel_init (&packed, pool, layer, kernel, side, side));
  *output = layer_get_output (layer, input, output->data);
  scratch = g_new (gfloat, packed_kernel_scratch_size (&packed, layer, output, threads));
  packed_kernel_run (pool, layer, &packed, bias, input, scratch, output);
  packed_kernel_clear (&packed);
}

static void
check_convolution (const Shape *shape, Activation activation, gint n_threads, Method method)
{
  Layer              layer = { "layer",       shape->n_inputs,   shape->n_outputs, shape->kernel,
                               shape->stride, shape->upsampling, activation,       FALSE };
  gint               area  = shape->kernel * shape->kernel;
  g_autofree gfloat *data  = random_values ((gsize) shape->height * shape->width * shape->n_inputs);
  g_autofree gfloat *kernel    = random_values ((gsize) area * shape->n_inputs * shape->n_outputs);
  g_autofree gfloat *bias      = random_values (shape->n_outputs);
  g_autoptr (Pool) pool        = pool_new (n_threads, NULL);
  FeatureMap         input     = { data, 1, shape->height, shape->width, shape->n_inputs, 0 };
  gint               height    = layer_output_size (&layer, shape->height);
  gint               width     = layer_output_size (&layer, shape->width);
  g_autofree gfloat *result    = g_new (gfloat, (gsize) height * width * shape->n_outputs);
  FeatureMap         output    = { .data = result };
  gdouble            deviation = sqrt (area * shape->n_inputs) / 3.0;

  run_convolution (method, pool, &layer, kernel, bias, &input, &output);
  g_assert_cmpint (output.height, ==, height);
  g_assert_cmpint (output.width, ==, width);
  g_assert_cmpint (output.channels, ==, shape->n_outputs);

  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      for (gint o = 0; o < shape->n_outputs; o++)
        {
          gdouble expected = reference_value (&layer, kernel, &input, y, x, o) + bias[o];

          g_assert_cmpfloat_with_epsilon (result[(y * width + x) * shape->n_outputs + o],
                                          activate (activation, expected), TOLERANCE * deviation);
        }
}

static void
test_convolution (gconstpointer data)
{
  const Shape *shape = data;

  for (gint method = 0; method < N_METHODS; method++)
    {
      for (gint n_threads = 1; n_threads <= 3; n_threads++)
        check_convolution (shape, ACTIVATION_RELU, n_threads, method);
      check_convolution (shape, ACTIVATION_NONE, 2, method);
      check_convolution (shape, ACTIVATION_SIGMOID, 2, method);
    }
}

/* Random weights of two chains like those that the network runs in strips. */
static ColorizeWeights *
make_chains (Pool *pool)
{
  static const struct
  {
    LayerId id;
    Layer   layer;
  } links[]                = { { LAYER_LOW1, { "low1", 1, 32, 3, 2, 1, ACTIVATION_RELU, FALSE } },
                               { LAYER_LOW2, { "low2", 32, 64, 3, 1, 1, ACTIVATION_RELU, FALSE } },
                               { LAYER_LOW3, { "low3", 64, 64, 3, 2, 1, ACTIVATION_RELU, FALSE } },
                               { LAYER_COLOR3, { "color3", 1, 64, 1, 1, 1, ACTIVATION_NONE, FALSE } },
                               { LAYER_COLOR4, { "color4", 64, 32, 3, 1, 2, ACTIVATION_RELU, FALSE } },
                               { LAYER_OUTPUT, { "output", 32, 2, 3, 1, 1, ACTIVATION_NONE, FALSE } } };
  ColorizeWeights *weights = g_new0 (ColorizeWeights, 1);

  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      const Layer       *layer  = &links[i].layer;
      LayerWeights      *parts  = &weights->layers[links[i].id];
      g_autofree gfloat *kernel = random_values (layer_count_kernel (layer));

      weights->architecture.layers[links[i].id] = *layer;
      parts->bias                               = random_values (layer->n_outputs);
      g_assert_true (packed_kernel_init (&parts->packed, pool, layer, kernel, 100, 100));
    }
  weights->metadata = g_hash_table_new (NULL, NULL);
  g_atomic_ref_count_init (&weights->ref_count);
  return weights;
}

static void
count_rows (LayerId id, const FeatureMap *rows, gpointer data)
{
  ((gint *) data)[id] += rows->height;
}

/* The output of a chain whose maps between the layers may have `largest` floats. */
static gfloat *
run_chain (const ColorizeWeights *weights,
           const LayerId         *ids,
           Pool                  *pool,
           const FeatureMap      *input,
           gsize                  largest,
           FeatureMap            *output)
{
  Strips             strips = strips_init (weights, ids, 3, input->height, input->width, largest);
  gint               n_threads      = pool_get_n_threads (pool);
  gint               rows[N_LAYERS] = { 0 };
  g_autofree gfloat *held           = g_new (gfloat, strips_held_size (&strips));
  g_autofree gfloat *scratch        = g_new (gfloat, strips_scratch_size (&strips, n_threads));

  g_assert_cmpint (strips.n_links, ==, 3);
  *output      = strips.links[2].whole;
  output->data = g_new (gfloat, feature_map_count (output));
  strips_run (&strips, pool, input, held, scratch, output->data, count_rows, rows);

  /* Nothing is computed twice. */
  for (gint i = 0; i < 3; i++)
    g_assert_cmpint (rows[ids[i]], ==, strips.links[i].whole.height);
  return output->data;
}

static void
test_strips (void)
{
  static const LayerId chains[][3]    = { { LAYER_LOW1, LAYER_LOW2, LAYER_LOW3 },
                                          { LAYER_COLOR3, LAYER_COLOR4, LAYER_OUTPUT } };
  static const gint    heights[]      = { 1, 2, 7, 16, 75, 128 };
  g_autoptr (Pool) pool               = pool_new (2, NULL);
  g_autoptr (ColorizeWeights) weights = make_chains (pool);

  for (guint chain = 0; chain < G_N_ELEMENTS (chains); chain++)
    for (guint i = 0; i < G_N_ELEMENTS (heights); i++)
      for (gsize largest = 0; largest < 40000; largest = 3 * largest + 1000)
        {
          g_autofree gfloat *data  = random_values (heights[i] * 30);
          FeatureMap         input = { data, 1, heights[i], 30, 1, 0 };
          FeatureMap         output;
          g_autofree gfloat *whole =
            run_chain (weights, chains[chain], pool, &input, G_MAXSIZE, &output);
          gsize              n_values = feature_map_count (&output);
          g_autofree gfloat *in_strips =
            run_chain (weights, chains[chain], pool, &input, largest, &output);
          gdouble square = 0.0;

          for (gsize k = 0; k < n_values; k++)
            square += whole[k] * whole[k] / n_values;
          for (gsize k = 0; k < n_values; k++)
            g_assert_cmpfloat_with_epsilon (in_strips[k], whole[k], TOLERANCE * sqrt (square));
        }
}

static void
test_linear (void)
{
  static const gint sizes[][2] = { { 1, 1 }, { 7, 3 }, { 300, 65 }, { 5, 2 } };

  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    for (gint n_threads = 1; n_threads <= 4; n_threads++)
      {
        gint               n_in   = sizes[k][0];
        gint               n_out  = sizes[k][1];
        Layer              layer  = { "layer", n_in, n_out, 0, 1, 1, ACTIVATION_RELU, FALSE };
        g_autofree gfloat *kernel = random_values (n_in * n_out);
        g_autofree gfloat *bias   = random_values (n_out);
        g_autofree gfloat *input  = random_values (n_in);
        g_autofree gfloat *output = g_new (gfloat, n_out);
        g_autoptr (Pool) pool     = pool_new (n_threads, NULL);
        LayerWeights weights      = { .kernel = kernel, .bias = bias };

        linear_forward (pool, &layer, &weights, 1, input, output);
        for (gint o = 0; o < n_out; o++)
          {
            gdouble sum = bias[o];

            for (gint i = 0; i < n_in; i++)
              sum += (gdouble) kernel[o * n_in + i] * input[i];
            g_assert_cmpfloat_with_epsilon (output[o], MAX (sum, 0.0), TOLERANCE * sqrt (n_in));
          }
      }
}

/* A kernel of 16 bits, and the factors of a norm: the same as with all of it in one kernel. */
static void
test_halves (void)
{
  static const gint n_inputs[] = { 1, 31, 32, 64, 300 };
  const gint        n_outputs  = 9;
  g_autoptr (Pool) pool        = pool_new (2, NULL);
  g_autofree gfloat *bias      = random_values (n_outputs);
  g_autofree gfloat *scale     = random_values (n_outputs);

  if (! loops_get ()->dot_halves)
    {
      g_test_skip ("this processor does not widen numbers of 16 bits");
      return;
    }

  for (guint k = 0; k < G_N_ELEMENTS (n_inputs); k++)
    {
      gsize n     = n_inputs[k] * n_outputs;
      Layer layer = { "layer", n_inputs[k], n_outputs, 0, 1, 1, ACTIVATION_NONE, FALSE };
      g_autofree gfloat  *kernel   = random_values (n);
      g_autofree gfloat  *input    = random_values (n_inputs[k]);
      g_autofree guint16 *halves   = g_new (guint16, n);
      g_autofree gfloat  *expected = g_new (gfloat, n_outputs);
      g_autofree gfloat  *output   = g_new (gfloat, n_outputs);
      LayerWeights        whole    = { .kernel = kernel, .bias = bias };
      LayerWeights        packed   = { .halves = halves, .bias = bias, .scale = scale };

      kernel[0] = 1e-6f; /* subnormal in 16 bits */
      g_assert_false (halve_exactly (kernel, n, halves));
      safetensors_encode (SAFETENSORS_F16, kernel, n, (guint8 *) halves);
      safetensors_decode (SAFETENSORS_F16, (const guint8 *) halves, n, kernel);
      g_assert_true (halve_exactly (kernel, n, halves));
      for (gsize i = 0; i < n; i++)
        kernel[i] *= scale[i / n_inputs[k]];

      linear_forward (pool, &layer, &whole, 1, input, expected);
      linear_forward (pool, &layer, &packed, 1, input, output);
      for (gint o = 0; o < n_outputs; o++)
        g_assert_cmpfloat_with_epsilon (output[o], expected[o], 1e-5);
    }
}

/* Against the concatenation of the global vector to each pixel that equation 5 speaks of. */
static void
test_fusion (void)
{
  const gint         n      = 6;
  const gint         height = 3;
  const gint         width  = 5;
  Layer              layer  = { "fusion", 2 * n, n, 1, 1, 1, ACTIVATION_RELU, FALSE };
  g_autofree gfloat *kernel = random_values (2 * n * n);
  g_autofree gfloat *bias   = random_values (n);
  g_autofree gfloat *global = random_values (n);
  g_autofree gfloat *mid    = random_values (height * width * n);
  g_autofree gfloat *result = g_new (gfloat, height * width * n);
  g_autoptr (Pool) pool     = pool_new (2, NULL);
  LayerWeights weights      = { .kernel = kernel, .bias = bias };
  FeatureMap   input        = { mid, 1, height, width, n, 0 };
  FeatureMap   output       = { .data = result };

  fusion_forward (pool, &layer, &weights, global, &input, NULL, &output);

  for (gint pixel = 0; pixel < height * width; pixel++)
    for (gint o = 0; o < n; o++)
      {
        gdouble sum = bias[o];

        for (gint i = 0; i < n; i++)
          sum += global[i] * kernel[i * n + o] + mid[pixel * n + i] * kernel[(n + i) * n + o];
        g_assert_cmpfloat_with_epsilon (result[pixel * n + o], MAX (sum, 0.0), 1e-5);
      }
}

static void
count_task (gint index, gint thread, gpointer data)
{
  g_atomic_int_inc (&((gint *) data)[index]);
  g_usleep (50);
}

static void
test_pool (void)
{
  g_autoptr (Pool) pool = pool_new (4, NULL);
  gint counts[100];

  for (gint round = 0; round < 50; round++)
    {
      gint n = g_test_rand_int_range (0, G_N_ELEMENTS (counts));

      memset (counts, 0, sizeof counts);
      pool_run (pool, n, count_task, counts);
      for (gint i = 0; i < (gint) G_N_ELEMENTS (counts); i++)
        g_assert_cmpint (counts[i], ==, i < n ? 1 : 0);
    }
}

static void
test_cancelled_pool (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (Pool) pool                = pool_new (2, cancellable);
  gint count                           = 0;

  g_cancellable_cancel (cancellable);
  pool_run (pool, 1, count_task, &count);
  g_assert_cmpint (count, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      const Shape      *s = &shapes[i];
      g_autofree gchar *path =
        g_strdup_printf ("/layers/convolution/%d-to-%d-k%d-s%d-u%d-%dx%d", s->n_inputs,
                         s->n_outputs, s->kernel, s->stride, s->upsampling, s->width, s->height);

      g_test_add_data_func (path, s, test_convolution);
    }
  g_test_add_func ("/layers/strips", test_strips);
  g_test_add_func ("/layers/linear", test_linear);
  g_test_add_func ("/layers/halves", test_halves);
  g_test_add_func ("/layers/fusion", test_fusion);
  g_test_add_func ("/layers/pool", test_pool);
  g_test_add_func ("/layers/cancelled-pool", test_cancelled_pool);

  return g_test_run ();
}
