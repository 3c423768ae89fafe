/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What color hints do to color photos: whether dots hold, how far they go, and how long it takes.
 */

#include <math.h>

#include "bench-truth.h"
#include "cielab.h"
#include "colorize.h"

/* A dot is moved by this in a* or b*, to see what follows it. */
#define MOVED 40.0

/* True colors that are nearer than the first belong together, and those that differ by more than the second do not. */
#define SAME  5.0
#define OTHER 20.0

/* What counts as moved, of MOVED. */
#define FOLLOWS 0.5
#define LEAKS   0.05

#define MEGAPIXELS 24

typedef struct
{
  GArray *at_dots; /* gdouble: CIEDE2000 of result and hint */
  gdouble squared; /* of the error of a* and b* */
  gdouble true_squared;
  gdouble n_same, n_followed;
  gdouble n_other, n_leaked;
} Sums;

static ColorizePrediction *
predict (ColorizeWeights *weights,
         const gfloat    *luminance,
         gint             width,
         gint             height,
         gint             n_threads,
         GError         **error)
{
  ColorizeView view               = COLORIZE_VIEW_INIT;
  g_autoptr (ColorizePhoto) photo = colorize_photo_new (width, height, error);

  if (! photo)
    return NULL;

  view.border = COLORIZE_BORDER_NONE;
  view.level  = COLORIZE_LEVEL_NO;
  colorize_photo_add_rows (photo, luminance, height);
  return colorize_predict (weights, photo, &view, n_threads, NULL, NULL, NULL, error);
}

/* a*b* of the whole photo, to be freed; NULL on an error. */
static gfloat *
color (const ColorizePrediction *prediction,
       const BenchTruth         *truth,
       ColorizeHints            *hints,
       gint                      n_threads,
       GError                  **error)
{
  ColorizeOptions options = COLORIZE_OPTIONS_INIT;
  g_autoptr (ColorizeChroma) chroma =
    colorize_prediction_decode (prediction, &options, hints, n_threads, error);
  gfloat *rows;

  if (! chroma)
    return NULL;

  rows = g_new (gfloat, 2 * (gsize) truth->width * truth->height);
  colorize_chroma_lift (chroma, &options, truth->luminance, 0, 0, truth->width, truth->height,
                        rows);
  return rows;
}

static gsize
add_random_dot (ColorizeHints    *hints,
                const BenchTruth *truth,
                gdouble           more_a,
                gdouble           more_b,
                GRand            *random)
{
  gint  x     = g_rand_int_range (random, 0, truth->width);
  gint  y     = g_rand_int_range (random, 0, truth->height);
  gsize pixel = (gsize) y * truth->width + x;

  colorize_hints_add_dot (hints, x + 0.5, y + 0.5, 2.0, truth->chroma[2 * pixel] + more_a,
                          truth->chroma[2 * pixel + 1] + more_b);
  return pixel;
}

/* True colors as hints. */
static gboolean
measure_truth (const ColorizePrediction *prediction,
               const BenchTruth         *truth,
               gint                      n_dots,
               gint                      n_threads,
               GRand                    *random,
               Sums                     *sums,
               GError                  **error)
{
  g_autoptr (ColorizeHints) hints = colorize_hints_new (truth->width, truth->height, error);
  g_autofree gsize  *dots         = g_new (gsize, n_dots);
  g_autofree gfloat *rows         = NULL;

  if (! hints)
    return FALSE;
  for (gint i = 0; i < n_dots; i++)
    dots[i] = add_random_dot (hints, truth, 0.0, 0.0, random);
  rows = color (prediction, truth, hints, n_threads, error);
  if (! rows)
    return FALSE;

  for (gint i = 0; i < n_dots; i++)
    {
      const gfloat *is         = rows + 2 * dots[i];
      const gfloat *wanted     = truth->chroma + 2 * dots[i];
      gfloat        light      = truth->luminance[dots[i]];
      gdouble       difference = cielab_get_difference ((gfloat[]) { light, is[0], is[1] },
                                                        (gfloat[]) { light, wanted[0], wanted[1] });

      g_array_append_val (sums->at_dots, difference);
    }
  for (gsize i = 0; i < 2 * (gsize) truth->width * truth->height; i++)
    {
      sums->squared += (rows[i] - truth->chroma[i]) * (rows[i] - truth->chroma[i]);
      sums->true_squared += truth->chroma[i] * truth->chroma[i];
    }
  return TRUE;
}

/* A dot of another color, and what goes with it: what has the dot's own true color, and what has another. */
static gboolean
measure_reach (const ColorizePrediction *prediction,
               const BenchTruth         *truth,
               const gfloat             *plain,
               gint                      n_threads,
               GRand                    *random,
               Sums                     *sums,
               GError                  **error)
{
  g_autoptr (ColorizeHints) hints = colorize_hints_new (truth->width, truth->height, error);
  g_autofree gfloat *rows         = NULL;
  const gfloat      *dot;

  if (! hints)
    return FALSE;
  dot  = truth->chroma + 2 * add_random_dot (hints, truth, MOVED, -MOVED, random);
  rows = color (prediction, truth, hints, n_threads, error);
  if (! rows)
    return FALSE;

  for (gsize i = 0; i < (gsize) truth->width * truth->height; i++)
    {
      const gfloat *own      = truth->chroma + 2 * i;
      gdouble       distance = hypot (own[0] - dot[0], own[1] - dot[1]);
      gdouble       moved =
        hypot (rows[2 * i] - plain[2 * i], rows[2 * i + 1] - plain[2 * i + 1]) / MOVED;

      sums->n_same += distance < SAME;
      sums->n_followed += distance < SAME && moved > FOLLOWS;
      sums->n_other += distance > OTHER;
      sums->n_leaked += distance > OTHER && moved > LEAKS;
    }
  return TRUE;
}

static gboolean
measure (ColorizeWeights  *weights,
         const BenchTruth *truth,
         gint              n_dots,
         gint              n_threads,
         GRand            *random,
         Sums             *sums,
         GError          **error)
{
  g_autoptr (ColorizePrediction) prediction =
    predict (weights, truth->luminance, truth->width, truth->height, n_threads, error);
  g_autofree gfloat *plain = prediction ? color (prediction, truth, NULL, n_threads, error) : NULL;

  if (! plain || ! measure_truth (prediction, truth, n_dots, n_threads, random, sums, error))
    return FALSE;

  for (gint i = 0; n_dots > 0 && i < 4; i++)
    if (! measure_reach (prediction, truth, plain, n_threads, random, sums, error))
      return FALSE;
  return TRUE;
}

static gboolean
measure_photos (ColorizeWeights *weights,
                const PhotoList *list,
                gint             n_dots,
                gint             n_threads,
                GError         **error)
{
  g_autoptr (GArray) at_dots = g_array_new (FALSE, FALSE, sizeof (gdouble));
  g_autoptr (GRand) random   = g_rand_new_with_seed (n_dots);
  Sums  sums                 = { .at_dots = at_dots };
  guint n;

  for (guint i = 0; i < list->jobs->len; i++)
    {
      const PhotoJob *job       = list->jobs->pdata[i];
      g_auto (BenchTruth) truth = { 0 };

      if (! bench_truth_load (&truth, job->photo, error)
          || ! measure (weights, &truth, n_dots, n_threads, random, &sums, error))
        return FALSE;
    }

  n = at_dots->len;
  bench_sort ((gdouble *) at_dots->data, n);
  g_print ("%5d  %6.3f  %12.2f  %7.2f  %9.1f  %7.2f\n", n_dots,
           sqrt (sums.squared / sums.true_squared),
           n ? g_array_index (at_dots, gdouble, n / 2) : 0.0,
           n ? g_array_index (at_dots, gdouble, n - 1) : 0.0,
           sums.n_same > 0.0 ? 100.0 * sums.n_followed / sums.n_same : 0.0,
           sums.n_other > 0.0 ? 100.0 * sums.n_leaked / sums.n_other : 0.0);
  return TRUE;
}

/* Twenty strokes across a large photo of clouds; what they take beyond a run without. */
static gboolean
measure_time (ColorizeWeights *weights, gint n_threads, GError **error)
{
  gint               width                  = 6000;
  gint               height                 = MEGAPIXELS * 1000000 / width;
  gsize              n                      = (gsize) width * height;
  BenchTruth         truth                  = { width, height, g_new (gfloat, n), NULL };
  g_autofree gfloat *own                    = truth.luminance;
  g_autofree gfloat *row                    = g_new0 (gfloat, 3 * width);
  g_autoptr (ColorizeHints) hints           = NULL;
  g_autoptr (ColorizePrediction) prediction = NULL;
  gint64 times[3];

  for (gsize i = 0; i < n; i++)
    own[i] = 50.0 + 20.0 * sin (i / width * 0.004) + 15.0 * cos (i % width * 0.007);
  prediction = predict (weights, own, width, height, n_threads, error);
  hints      = prediction ? colorize_hints_new (width, height, error) : NULL;
  if (! hints)
    return FALSE;

  times[0] = g_get_monotonic_time ();
  for (gint y = 0; y < height; y++)
    {
      for (gint x = 0; x < width; x++)
        {
          row[3 * x]     = 50.0f - y * 100.0f / height;
          row[3 * x + 2] = y % (height / 20) < 30 && x % 3000 < 1500;
        }
      colorize_hints_add_rows (hints, row, 1);
    }
  times[0] = g_get_monotonic_time () - times[0];
  for (gint i = 0; i < 2; i++)
    {
      g_autofree gfloat *rows = NULL;

      times[i + 1] = g_get_monotonic_time ();
      rows         = color (prediction, &truth, i ? hints : NULL, n_threads, error);
      if (! rows)
        return FALSE;
      times[i + 1] = g_get_monotonic_time () - times[i + 1];
    }

  g_print (
    "20 strokes on %d megapixels: %.2f s to read them, and %.2f s beyond the %.2f s without.\n",
    MEGAPIXELS, times[0] / 1e6, (times[2] - times[1]) / 1e6, times[1] / 1e6);
  return TRUE;
}

gboolean
bench_hints (const BenchOptions *options, GError **error)
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

  g_print ("Dots of the true color at random places of %u photos: the error of a* and b* as a "
           "share of gray's, and "
           "CIEDE2000 at the dots. Single dots of another color: what percentage of the pixels of "
           "the dot's own true "
           "color follow, and of those of another move by more than %g.\n"
           " dots    rmse  median there    worst  %% follow  %% leak\n",
           list->jobs->len, LEAKS * MOVED);
  for (guint i = 0; i < options->sizes->len; i++)
    if (! measure_photos (weights, list, g_array_index (options->sizes, gint, i), n_threads, error))
      return FALSE;

  return measure_time (weights, n_threads, error);
}
