/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What evenness does to the colors that the default weights give color photos, and how long it takes.
 */

#include <math.h>

#include "bench-truth.h"
#include "colorize.h"

#define N_LEVELS 5

/* Of one photo; the best counts. */
#define N_DECODES 3

/* Of one evenness, over all photos. */
typedef struct
{
  gdouble squared; /* of the result's a* and b* */
  gdouble mixed;   /* the result's times the truth's */
  gdouble true_squared;
  gdouble chroma;
  gdouble true_chroma;
  gdouble change; /* squared, from evenness 0 */
  gdouble n_pixels;
  GArray *milliseconds; /* gdouble: of decoding a photo */
} Sums;

static const gdouble levels[N_LEVELS] = { 0.0, 25.0, 50.0, 75.0, 100.0 };

/* a*b* of the whole photo, to be freed; NULL on an error. */
static gfloat *
color (const ColorizePrediction *prediction,
       const BenchTruth         *truth,
       gdouble                   evenness,
       gint                      n_threads,
       gdouble                  *milliseconds,
       GError                  **error)
{
  ColorizeOptions options           = COLORIZE_OPTIONS_INIT;
  g_autoptr (ColorizeChroma) chroma = NULL;
  gfloat *rows;

  options.evenness = evenness;
  *milliseconds    = INFINITY;
  for (gint i = 0; i < N_DECODES; i++)
    {
      gint64 begin = g_get_monotonic_time ();

      g_clear_pointer (&chroma, colorize_chroma_free);
      chroma = colorize_prediction_decode (prediction, &options, NULL, n_threads, error);
      if (! chroma)
        return NULL;
      *milliseconds = MIN (*milliseconds, (g_get_monotonic_time () - begin) / 1000.0);
    }

  rows = g_new (gfloat, 2 * (gsize) truth->width * truth->height);
  colorize_chroma_lift (chroma, &options, truth->luminance, 0, 0, truth->width, truth->height,
                        rows);
  return rows;
}

static void
add (Sums *sums, const BenchTruth *truth, const gfloat *rows, const gfloat *plain)
{
  gsize n_pixels = (gsize) truth->width * truth->height;

  for (gsize i = 0; i < 2 * n_pixels; i++)
    {
      sums->squared += rows[i] * rows[i];
      sums->mixed += rows[i] * truth->chroma[i];
      sums->true_squared += truth->chroma[i] * truth->chroma[i];
      sums->change += (rows[i] - plain[i]) * (rows[i] - plain[i]);
    }
  for (gsize i = 0; i < n_pixels; i++)
    {
      sums->chroma += hypotf (rows[2 * i], rows[2 * i + 1]);
      sums->true_chroma += hypotf (truth->chroma[2 * i], truth->chroma[2 * i + 1]);
    }
  sums->n_pixels += n_pixels;
}

static gboolean
measure (ColorizeWeights  *weights,
         const BenchTruth *truth,
         gint              working_size,
         gint              n_threads,
         Sums              sums[N_LEVELS],
         GError          **error)
{
  ColorizeView view                         = COLORIZE_VIEW_INIT;
  g_autoptr (ColorizePhoto) photo           = NULL;
  g_autoptr (ColorizePrediction) prediction = NULL;
  g_autofree gfloat *plain                  = NULL;

  view.working_size = working_size;
  photo             = colorize_photo_new (truth->width, truth->height, error);
  if (! photo)
    return FALSE;
  colorize_photo_add_rows (photo, truth->luminance, truth->height);
  prediction = colorize_predict (weights, photo, &view, n_threads, NULL, NULL, NULL, error);
  if (! prediction)
    return FALSE;

  for (gint i = 0; i < N_LEVELS; i++)
    {
      gdouble            milliseconds;
      g_autofree gfloat *rows =
        color (prediction, truth, levels[i], n_threads, &milliseconds, error);

      if (! rows)
        return FALSE;

      g_array_append_val (sums[i].milliseconds, milliseconds);
      add (&sums[i], truth, rows, plain ? plain : rows);
      if (i == 0)
        plain = g_steal_pointer (&rows);
    }

  return TRUE;
}

/* As a share of gray's error, if all of the colors are multiplied by `scale`. */
static gdouble
get_error (const Sums *sums, gdouble scale)
{
  return sqrt ((scale * scale * sums->squared - 2.0 * scale * sums->mixed + sums->true_squared)
               / sums->true_squared);
}

static void
print (const Sums sums[N_LEVELS], gint working_size)
{
  for (gint i = 0; i < N_LEVELS; i++)
    {
      GArray *times = sums[i].milliseconds;

      bench_sort ((gdouble *) times->data, times->len);
      g_print ("%6d  %8.0f  %6.3f  %6.3f  %15.3f  %6.2f  %9.1f\n", working_size, levels[i],
               get_error (&sums[i], 1.0), sums[i].chroma / sums[i].true_chroma,
               get_error (&sums[i], sums[0].chroma / sums[i].chroma),
               sqrt (sums[i].change / (2.0 * sums[i].n_pixels)),
               g_array_index (times, gdouble, times->len / 2));
    }
}

static gboolean
measure_size (ColorizeWeights *weights,
              const PhotoList *list,
              gint             working_size,
              gint             n_threads,
              GError         **error)
{
  Sums     sums[N_LEVELS] = { 0 };
  gboolean done           = TRUE;

  for (gint i = 0; i < N_LEVELS; i++)
    sums[i].milliseconds = g_array_new (FALSE, FALSE, sizeof (gdouble));

  for (guint i = 0; done && i < list->jobs->len; i++)
    {
      const PhotoJob *job       = list->jobs->pdata[i];
      g_auto (BenchTruth) truth = { 0 };

      done = bench_truth_load (&truth, job->photo, error)
             && measure (weights, &truth, working_size, n_threads, sums, error);
    }

  if (done && list->jobs->len > 0)
    print (sums, working_size);
  for (gint i = 0; i < N_LEVELS; i++)
    g_array_unref (sums[i].milliseconds);
  return done;
}

gboolean
bench_evenness (const BenchOptions *options, GError **error)
{
  gint n_threads                      = g_array_index (options->threads, gint, 0);
  g_autoptr (GFile) file              = g_file_new_for_path (DEFAULT_WEIGHTS);
  g_autoptr (PhotoList) list          = bench_truth_list (options, error);
  g_autoptr (ColorizeWeights) weights = NULL;

  if (! list)
    return FALSE;

  weights = colorize_weights_load (file, n_threads, NULL, error);
  if (! weights)
    return FALSE;

  g_print (
    "a*b* that the default weights give %u photos: the error as a share of gray's, chroma as "
    "a share of the truth's, the error if chroma is brought to that at evenness 0, how far "
    "evenness changes a* and b* (rms), and the median time to decode.\n"
    "  size  evenness    rmse  chroma  at equal chroma  change  decode ms\n",
    list->jobs->len);
  for (guint i = 0; i < options->sizes->len; i++)
    if (! measure_size (weights, list, g_array_index (options->sizes, gint, i), n_threads, error))
      return FALSE;

  return TRUE;
}
