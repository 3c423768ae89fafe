/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the network's time goes, layer by layer. A layer's time is that from the end of the one
 * before to its own end. Who watches may keep the engine from doing layers together, so the time of
 * a run that nobody watches stands below.
 */

#include <math.h>

#include "bench-net.h"
#include "bench.h"

#define N_RUNS 7

typedef struct
{
  gdouble ms;   /* the best so far */
  gdouble work; /* multiply-adds; 0: the layer has not run */
} LayerTime;

typedef struct
{
  const ColorizeWeights *weights;
  gint64                 last; /* when the layer before ended */
  LayerTime              times[N_LAYERS][2];
} Profile;

static void
note_layer (LayerId id, gboolean is_global, const FeatureMap *map, gpointer data)
{
  Profile   *profile = data;
  gint64     now     = g_get_monotonic_time ();
  LayerTime *time    = &profile->times[id][is_global];
  gdouble    ms      = (now - profile->last) / 1000.0;

  time->ms = time->work > 0.0 ? MIN (time->ms, ms) : ms;
  time->work =
    bench_net_count_work (&profile->weights->architecture.layers[id], map->height, map->width);
  profile->last = now;
}

static void
print_whole (const gchar *what, gdouble ms, gdouble work)
{
  g_print ("%-18s %9.3f %8.3f %8.1f\n", what, ms, 2e-9 * work, 2e-6 * work / ms);
}

/* The classification head, which runs only where somebody looks at each layer, is left out. */
static void
print_profile (const Profile *profile, gdouble watched, gdouble unwatched)
{
  gdouble sum  = 0.0;
  gdouble work = 0.0;

  for (gint id = 0; id < LAYER_CLASS1; id++)
    for (gint is_global = 0; is_global < 2; is_global++)
      {
        sum += profile->times[id][is_global].ms;
        work += profile->times[id][is_global].work;
      }

  g_print ("%-11s %-6s %9s %8s %8s %6s\n", "layer", "stream", "ms", "GFLOP", "GFLOP/s", "%");
  for (gint is_global = 1; is_global >= 0; is_global--)
    for (gint id = 0; id < LAYER_CLASS1; id++)
      {
        const LayerTime *time      = &profile->times[id][is_global];
        gboolean         is_vector = id >= LAYER_GLOBAL1 && id <= LAYER_GLOBAL_FC3;

        if (time->work > 0.0)
          g_print ("%-11s %-6s %9.3f %8.3f %8.1f %6.1f\n",
                   profile->weights->architecture.layers[id].name,
                   is_global || is_vector ? "global" : "local", time->ms, 2e-9 * time->work,
                   2e-6 * time->work / time->ms, 100.0 * time->ms / sum);
      }
  print_whole ("sum of the best", sum, work);
  print_whole ("best whole run", watched, work);
  print_whole ("nobody watching", unwatched, work);
  g_print ("\n");
}

static void
profile_network (const ColorizeWeights *weights, gint size, gint n_threads)
{
  g_autofree gfloat *local  = bench_net_make_input (size);
  g_autofree gfloat *global = bench_net_make_input (BENCH_GLOBAL_SIZE);
  g_autofree gfloat *output = g_new (gfloat, bench_net_count_output (weights, size));
  g_autoptr (Pool) pool     = pool_new (n_threads, NULL);
  NetworkInput input        = { .local = local, .height = size, .width = size, .global = global };
  Profile      profile      = { .weights = weights };
  NetworkWatch watch        = { .tap = note_layer, .tap_data = &profile };
  gdouble      watched      = INFINITY;
  gdouble      unwatched    = INFINITY;

  for (gint i = -1; i < N_RUNS; i++)
    {
      gint64 begin = profile.last = g_get_monotonic_time ();
      gint64 middle;

      bench_net_run (weights, &input, pool, &watch, output);
      middle = g_get_monotonic_time ();
      bench_net_run (weights, &input, pool, NULL, output);

      watched   = MIN (watched, (middle - begin) / 1000.0);
      unwatched = MIN (unwatched, (g_get_monotonic_time () - middle) / 1000.0);
    }

  g_print ("%d x %d, %d threads, plain graph, best of %d\n", size, size, n_threads, N_RUNS);
  print_profile (&profile, watched, unwatched);
}

gboolean
bench_profile (const BenchOptions *options, GError **error)
{
  Architecture architecture;
  g_autoptr (GFile) file              = bench_net_write_weights (&architecture);
  g_autoptr (ColorizeWeights) weights = colorize_weights_load (file, 0, NULL, error);

  g_file_delete (file, NULL, NULL);
  if (! weights)
    return FALSE;

  for (guint i = 0; i < options->sizes->len; i++)
    for (guint k = 0; k < options->threads->len; k++)
      profile_network (weights, g_array_index (options->sizes, gint, i),
                       g_array_index (options->threads, gint, k));
  return TRUE;
}
