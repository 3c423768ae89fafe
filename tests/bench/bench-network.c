/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long the network takes: `iizuka` at full width, G = 224, random weights.
 */

#include <babl/babl.h>

#include "bench.h"
#include "colorize.h"
#include "weights-recipe.h"

#define N_RUNS 5

static ColorizePhoto *
make_photo (const ColorizeWeights *weights, gint size)
{
  g_autofree gfloat *luminance = g_new (gfloat, (gsize) size * size);
  ColorizePhoto     *photo     = colorize_photo_new (weights, size, size, size, NULL);

  for (gint i = 0; i < size * size; i++)
    luminance[i] = 100.0 * g_random_double ();
  colorize_photo_add_rows (photo, luminance, size);

  return photo;
}

static void
time_network (ColorizeWeights *weights, gint size, gint n_threads)
{
  g_autoptr (ColorizePhoto) photo = make_photo (weights, size);
  gdouble times[N_RUNS];

  for (gint i = -1; i < N_RUNS; i++)
    {
      gint64 begin                              = g_get_monotonic_time ();
      g_autoptr (ColorizePrediction) prediction = NULL;

      prediction = colorize_predict (weights, photo, n_threads, NULL, NULL, NULL, NULL);
      g_assert_nonnull (prediction);
      if (i >= 0)
        times[i] = (g_get_monotonic_time () - begin) / 1000.0;
    }

  bench_sort (times, N_RUNS);
  g_print ("%5d x %-5d %7d %10.1f %10.1f %10ld\n", size, size, n_threads, times[0],
           times[N_RUNS / 2], bench_get_peak_mb ());
}

gboolean
bench_network (const BenchOptions *options, GError **error)
{
  g_autoptr (WeightsRecipe) recipe    = weights_recipe_new ("iizuka", "1", TRUE);
  g_autoptr (GFile) file              = weights_recipe_write (recipe);
  g_autoptr (ColorizeWeights) weights = NULL;
  gint64 begin;

  babl_init ();
  g_clear_pointer (&recipe, weights_recipe_free);

  begin   = g_get_monotonic_time ();
  weights = colorize_weights_load (file, NULL, error);
  g_file_delete (file, NULL, NULL);
  if (! weights)
    return FALSE;

  g_print ("%" G_GSIZE_FORMAT " parameters, loaded in %.0f ms\n\n",
           colorize_weights_count_parameters (weights), (g_get_monotonic_time () - begin) / 1000.0);
  g_print ("%13s %7s %10s %10s %10s\n", "size", "threads", "best ms", "median ms", "peak MB");

  for (guint i = 0; i < options->sizes->len; i++)
    for (guint k = 0; k < options->threads->len; k++)
      time_network (weights, g_array_index (options->sizes, gint, i),
                    g_array_index (options->threads, gint, k));

  return TRUE;
}
