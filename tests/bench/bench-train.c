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
#include <gegl.h>
#include <json-glib/json-glib.h>

#include "bench.h"
#include "photo-file.h"
#include "train-derived.h"
#include "trainer.h"

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
  gdouble waiting_share; /* of the time of the steps */
  gdouble loader_share;  /* of the processors' time */
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

/* Photos of the tests; that they are gray is nothing to the time that they take. */
static PhotoSet *
load_photos (const TrainSettings *settings, GError **error)
{
  char                 *folders[] = { (char *) PHOTOS };
  const PhotoSetOptions options   = { .keep_side = SIZE / settings->crop + 0.5,
                                      .n_threads = settings->n_threads };

  return photo_set_load (folders, G_N_ELEMENTS (folders), &options, NULL, error);
}

static Loader *
start_loader (const PhotoSet        *set,
              const GArray          *photos,
              const ColorizeWeights *weights,
              const TrainSettings   *settings)
{
  const SampleShape  shape        = trainer_get_shape (weights, settings);
  const Augmentation augmentation = train_settings_get_augmentation (settings);

  return loader_new (set, photos, &shape, &augmentation, settings->batch_size, settings->seed, 0,
                     settings->n_threads);
}

static void
run_steps (const TrainSettings   *settings,
           const ColorizeWeights *weights,
           Trainer               *trainer,
           Loader                *loader,
           Figures               *figures)
{
  gdouble waited = 0.0;
  gdouble worked = 0.0;
  gdouble total  = 0.0;
  gdouble times[N_STEPS];

  for (gint i = -1; i < N_STEPS; i++)
    {
      gint64 begin = g_get_monotonic_time ();

      trainer_run_batch (trainer, loader_next (loader), MOMENTUM);
      trainer_step (trainer, i + 2, 1e-4);
      if (i < 0)
        {
          /* The first batch had nobody to make it ready. */
          waited = loader_get_seconds_waited (loader);
          worked = loader_get_seconds_worked (loader);
          continue;
        }
      times[i] = (g_get_monotonic_time () - begin) / 1e6;
      total += times[i];
    }

  waited = loader_get_seconds_waited (loader) - waited;
  worked = loader_get_seconds_worked (loader) - worked;
  bench_sort (times, N_STEPS);
  figures->images_per_second        = settings->batch_size / times[0];
  figures->images_per_second_median = settings->batch_size / times[N_STEPS / 2];
  figures->effective_gflops =
    2.0 * count_work (weights, trainer_get_training (trainer)) / times[0] / 1e9;
  figures->waiting_share = waited / total;
  figures->loader_share  = worked / (total * settings->n_threads);
}

static void
add_number (JsonBuilder *builder, const gchar *name, gdouble value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static gboolean
write_json (const BenchOptions *options, gint n_threads, const Figures *figures, GError **error)
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
  add_number (builder, "waiting_share", figures->waiting_share);
  add_number (builder, "peak_mb", bench_get_peak_mb ());
  add_number (builder, "threads", n_threads);
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
  const gboolean frozen[N_LAYERS]     = { FALSE };
  g_autoptr (ColorizeWeights) weights = make_weights (options->width_divisor);
  g_autoptr (Trainer) trainer         = NULL;
  g_autoptr (PhotoSet) set            = NULL;
  g_autoptr (GArray) photos           = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) held_out         = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (Loader) loader           = NULL;
  g_auto (TrainSettings) settings;
  Figures figures   = { 0 };
  gint    n_threads = g_array_index (options->threads, gint, 0);

  train_settings_init (&settings);
  settings.side       = SIZE;
  settings.batch_size = options->n_photos;
  settings.n_threads  = n_threads;

  photo_file_init ();
  set     = load_photos (&settings, error);
  trainer = set ? trainer_new (weights, &settings, frozen, error) : NULL;
  if (! trainer)
    return FALSE;

  photo_set_split (set, 0, photos, held_out);
  loader = start_loader (set, photos, weights, &settings);
  run_steps (&settings, weights, trainer, loader, &figures);
  g_print ("%d threads, batch %d, width 1/%d, peak %.0f MB\n", n_threads, options->n_photos,
           options->width_divisor, bench_get_peak_mb ());

  figures.sgemm_gflops = measure_sgemm (trainer_get_pool (trainer));
  g_print ("%.2f images/s (median %.2f); %.1f %% of the time waiting for photos, %.1f %% of the "
           "processors' time loading them\n",
           figures.images_per_second, figures.images_per_second_median,
           100.0 * figures.waiting_share, 100.0 * figures.loader_share);
  g_print ("%.1f GFLOP/s by the direct method's count, %.2f of sgemm's %.1f\n",
           figures.effective_gflops, figures.effective_gflops / figures.sgemm_gflops,
           figures.sgemm_gflops);

  return ! options->json || write_json (options, n_threads, &figures, error);
}
