/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many photos a second a training run gets through: `iizuka` without classes, 112 x 112, one
 * input for both streams. The share of cblas_sgemm's speed is what tells machines apart from code:
 * it relates the multiply-adds of the direct method to a large product on the same threads in the
 * same run, and Winograd's algorithm may bring it above 1.
 */

#include <math.h>

#include <cblas.h>
#include <json-glib/json-glib.h>

#include "bench.h"
#include "layers/lanes.h"
#include "training.h"

#define SIZE      112
#define N_STEPS   7
#define MOMENTUM  0.1
#define GEMM_SIZE 2048
#define GEMM_RUNS 3

typedef struct
{
  gdouble images_per_second;
  gdouble images_per_second_median;
  gdouble sgemm_gflops;
  gdouble effective_gflops;
  gdouble loader_share;
} Figures;


/* The yardstick: a large product on each thread at once. */

typedef struct
{
  gfloat *a;
  gfloat *b;
  gfloat *c;
} Product;

static void
multiply_task (gint index, gint thread, gpointer data)
{
  const Product *product = (const Product *) data + index;

  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, GEMM_SIZE, GEMM_SIZE, GEMM_SIZE, 1.0f,
               product->a, GEMM_SIZE, product->b, GEMM_SIZE, 0.0f, product->c, GEMM_SIZE);
}

static gdouble
measure_sgemm (Pool *pool)
{
  gint                n_threads = pool_get_n_threads (pool);
  gsize               n_values  = (gsize) GEMM_SIZE * GEMM_SIZE;
  g_autofree gfloat  *values    = g_new (gfloat, 3 * n_threads * n_values);
  g_autofree Product *products  = g_new (Product, n_threads);
  gdouble             best      = INFINITY;

  for (gsize i = 0; i < 3 * n_threads * n_values; i++)
    values[i] = g_random_double ();
  for (gint i = 0; i < n_threads; i++)
    {
      gfloat *first = values + 3 * i * n_values;

      products[i] = (Product) { first, first + n_values, first + 2 * n_values };
    }

  for (gint i = 0; i < GEMM_RUNS; i++)
    {
      gint64 begin = g_get_monotonic_time ();

      pool_run (pool, n_threads, multiply_task, products);
      best = MIN (best, (g_get_monotonic_time () - begin) / 1e6);
    }

  return n_threads * 2.0 * n_values * GEMM_SIZE / best / 1e9;
}


/* The optimiser: Adam (Kingma and Ba 2015), one task for a part of an array. */

#define ADAM_PART 65536

typedef struct
{
  gfloat       *values;
  const gfloat *gradients;
  gfloat       *moments; /* [2][n] */
  gsize         n;
  gdouble       rate;
} Array;

FOR_EACH_PROCESSOR static void
step_values (gfloat *restrict values,
             const gfloat *restrict gradients,
             gfloat *restrict mean,
             gfloat *restrict square,
             gsize  n,
             gfloat rate)
{
  for (gsize i = 0; i < n; i++)
    {
      mean[i]   = 0.9f * mean[i] + 0.1f * gradients[i];
      square[i] = 0.999f * square[i] + 0.001f * gradients[i] * gradients[i];
      values[i] -= rate * mean[i] / (sqrtf (square[i]) + 1e-8f);
    }
}

static void
step_task (gint index, gint thread, gpointer data)
{
  const Array *array = data;
  gsize        first = (gsize) index * ADAM_PART;

  step_values (array->values + first, array->gradients + first, array->moments + first,
               array->moments + array->n + first, MIN (ADAM_PART, array->n - first), array->rate);
}

typedef struct
{
  GArray *arrays; /* Array */
  gint    n_steps;
} Adam;

static void
adam_add (Adam *adam, gfloat *values, const gfloat *gradients, gsize n)
{
  Array array = { values, gradients, g_new0 (gfloat, 2 * n), n, 0.0 };

  g_array_append_val (adam->arrays, array);
}

static void
adam_init (Adam *adam, ColorizeWeights *weights, const Training *training)
{
  adam->arrays  = g_array_new (FALSE, FALSE, sizeof (Array));
  adam->n_steps = 0;

  for (gint id = 0; id < N_LAYERS; id++)
    if (architecture_has (&weights->architecture, id))
      {
        const Layer        *layer     = &weights->architecture.layers[id];
        LayerWeights       *of        = &weights->layers[id];
        const LayerWeights *gradients = training_get_gradients (training, id);

        adam_add (adam, of->kernel, gradients->kernel, layer_count_kernel (layer));
        adam_add (adam, of->bias, gradients->bias, layer->n_outputs);
        if (of->norm_weight)
          {
            adam_add (adam, of->norm_weight, gradients->norm_weight, layer->n_outputs);
            adam_add (adam, of->norm_bias, gradients->norm_bias, layer->n_outputs);
          }
      }
}

static void
adam_step (Adam *adam, Pool *pool)
{
  adam->n_steps++;

  for (guint i = 0; i < adam->arrays->len; i++)
    {
      Array *array = &g_array_index (adam->arrays, Array, i);

      array->rate =
        1e-4 * sqrt (1.0 - pow (0.999, adam->n_steps)) / (1.0 - pow (0.9, adam->n_steps));
      pool_run (pool, (array->n + ADAM_PART - 1) / ADAM_PART, step_task, array);
    }
}

static void
adam_clear (Adam *adam)
{
  for (guint i = 0; i < adam->arrays->len; i++)
    g_free (g_array_index (adam->arrays, Array, i).moments);
  g_array_unref (adam->arrays);
}


/* The run */

static ColorizeWeights *
make_weights (gint width_divisor)
{
  g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GRand) random        = g_rand_new_with_seed (1);
  g_autofree gchar *complaint     = NULL;
  g_autofree gchar *divisor       = g_strdup_printf ("%d", width_divisor);
  ColorizeWeights  *weights;

  g_hash_table_insert (metadata, "format_version", "1");
  g_hash_table_insert (metadata, "variant", "iizuka");
  g_hash_table_insert (metadata, "global_size", G_STRINGIFY (SIZE));
  g_hash_table_insert (metadata, "width_divisor", divisor);
  g_hash_table_insert (metadata, "input", "L*");
  g_hash_table_insert (metadata, "mean", "0.45");
  g_hash_table_insert (metadata, "working_size", G_STRINGIFY (SIZE));

  weights = weights_new_random (metadata, TRUE, NULL, NULL, random, &complaint);
  if (! weights)
    g_error ("%s", complaint);
  return weights;
}

/* Multiply-adds of a step by the direct method: each layer forward, by its weights, and by its
 * input where that is not the photo. The fusion layer's global half counts once a photo. */
static gdouble
count_work (const ColorizeWeights *weights, const Training *training)
{
  gdouble work = 0.0;

  for (gint id = 0; id < N_LAYERS; id++)
    {
      const Layer      *layer  = &weights->architecture.layers[id];
      const FeatureMap *output = training_get_output (training, id, FALSE);
      gdouble           pixels;

      if (! output)
        continue;

      pixels = (gdouble) output->n * output->height * output->width;
      if (id == LAYER_FUSION)
        pixels = (pixels + output->n) / 2.0;
      work += (id == LAYER_LOW1 ? 2.0 : 3.0) * pixels * layer_count_kernel (layer);
    }

  return work;
}

/* A batch's luminance; seconds that the step has waited for it. */
static gdouble
load_batch (gfloat *luminance, gsize n)
{
  for (gsize i = 0; i < n; i++)
    luminance[i] = (gfloat) (i * 2654435761u % 1024) / 1024.0f - 0.45f;
  return 0.0;
}

/* The gradient of half the squared distance from 0.5. */
static void
add_loss (Training *training)
{
  const FeatureMap *output   = training_get_output (training, LAYER_OUTPUT, FALSE);
  gfloat           *gradient = training_get_gradient (training, LAYER_OUTPUT);
  gsize             n        = feature_map_count (output);

  for (gsize i = 0; i < n; i++)
    gradient[i] = (output->data[i] - 0.5f) / n;
}

static void
run_steps (const BenchOptions *options,
           ColorizeWeights    *weights,
           Training           *training,
           Figures            *figures)
{
  gsize              n         = (gsize) options->n_photos * SIZE * SIZE;
  g_autofree gfloat *luminance = g_new (gfloat, n);
  gdouble            waited    = 0.0;
  gdouble            total     = 0.0;
  gdouble            times[N_STEPS];
  Adam               adam;

  adam_init (&adam, weights, training);

  for (gint i = -1; i < N_STEPS; i++)
    {
      gint64  begin = g_get_monotonic_time ();
      gdouble wait  = load_batch (luminance, n);

      training_forward (training, luminance, NULL, MOMENTUM);
      add_loss (training);
      training_backward (training);
      adam_step (&adam, training_get_pool (training));
      training_clear_gradients (training);

      if (i < 0)
        continue;
      times[i] = (g_get_monotonic_time () - begin) / 1e6;
      waited += wait;
      total += times[i];
    }

  bench_sort (times, N_STEPS);
  figures->images_per_second        = options->n_photos / times[0];
  figures->images_per_second_median = options->n_photos / times[N_STEPS / 2];
  figures->effective_gflops         = 2.0 * count_work (weights, training) / times[0] / 1e9;
  figures->loader_share             = waited / total;
  adam_clear (&adam);
}

static void
add_number (JsonBuilder *builder, const gchar *name, gdouble value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static gboolean
write_json (const BenchOptions *options, const Figures *figures, GError **error)
{
  g_autoptr (JsonBuilder) builder     = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root           = NULL;

  json_builder_begin_object (builder);
  add_number (builder, "images_per_second", figures->images_per_second);
  add_number (builder, "images_per_second_median", figures->images_per_second_median);
  add_number (builder, "sgemm_gflops", figures->sgemm_gflops);
  add_number (builder, "effective_gflops", figures->effective_gflops);
  add_number (builder, "share_of_sgemm", figures->effective_gflops / figures->sgemm_gflops);
  add_number (builder, "loader_share", figures->loader_share);
  add_number (builder, "peak_mb", bench_get_peak_mb ());
  add_number (builder, "threads", options->n_threads);
  add_number (builder, "batch", options->n_photos);
  add_number (builder, "width_divisor", options->width_divisor);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  return json_generator_to_file (generator, options->json, error);
}

gboolean
bench_train (const BenchOptions *options, GError **error)
{
  g_autoptr (ColorizeWeights) weights = make_weights (options->width_divisor);
  g_autoptr (Training) training       = NULL;
  Figures figures                     = { 0 };

  training = training_new (weights, options->n_photos, SIZE, SIZE, TRUE, options->n_threads, error);
  if (! training)
    return FALSE;

  run_steps (options, weights, training, &figures);
  g_print ("%d threads, batch %d, width 1/%d, peak %ld MB\n", options->n_threads, options->n_photos,
           options->width_divisor, bench_get_peak_mb ());

  figures.sgemm_gflops = measure_sgemm (training_get_pool (training));
  g_print ("%.2f images/s (median %.2f), %.0f %% of it waiting for photos\n",
           figures.images_per_second, figures.images_per_second_median,
           100.0 * figures.loader_share);
  g_print ("%.1f GFLOP/s by the direct method's count, %.2f of sgemm's %.1f\n",
           figures.effective_gflops, figures.effective_gflops / figures.sgemm_gflops,
           figures.sgemm_gflops);

  return ! options->json || write_json (options, &figures, error);
}
