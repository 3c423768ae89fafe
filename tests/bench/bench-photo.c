/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole photos with the default weights, from pixels to pixels: how long each part takes, and how
 * much memory all of it takes over the pixels themselves. Reading and writing files, or passing
 * pixels to GIMP and back, is not in it.
 */

#include <math.h>

#include <gegl.h>

#include "bench.h"
#include "picture/pixels.h"

#define WATCH_INTERVAL 2000 /* microseconds */

/* Looks at the process' memory, from a thread of its own. */
typedef struct
{
  gint64  begin;
  gint    quit;   /* atomic */
  GArray *memory; /* BenchMemory */
} Watch;

static gdouble
get_resident_mb (void)
{
  g_autofree gchar *text = NULL;
  gchar            *resident;

  if (! g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0.0;

  g_ascii_strtoull (text, &resident, 10);
  return g_ascii_strtoull (resident, NULL, 10) * 4096.0 / (1 << 20);
}

static gpointer
watch_main (gpointer data)
{
  Watch *watch = data;

  while (! g_atomic_int_get (&watch->quit))
    {
      BenchMemory memory = { (g_get_monotonic_time () - watch->begin) / 1e6, get_resident_mb () };

      g_array_append_val (watch->memory, memory);
      g_usleep (WATCH_INTERVAL);
    }
  return NULL;
}

/* Gray, with soft shapes, hard edges and grain, as a scan has them. */
static GeglBuffer *
make_scan (gint width, gint height)
{
  GeglBuffer *buffer =
    gegl_buffer_new (GEGL_RECTANGLE (0, 0, width, height), babl_format ("R'G'B' u8"));
  g_autofree guint8 *row = g_new (guint8, 3 * (gsize) width);

  for (gint y = 0; y < height; y++)
    {
      for (gint x = 0; x < width; x++)
        {
          gdouble  u     = 6.0 * x / width;
          gdouble  v     = 4.0 * y / height;
          gboolean is_in = hypot (u - floor (u) - 0.5, v - floor (v) - 0.5) < 0.35;
          gint     gray  = 90.0 + 50.0 * sin (u + v) + 60.0 * is_in + g_random_int_range (-8, 9);

          row[3 * x] = row[3 * x + 1] = row[3 * x + 2] = CLAMP (gray, 0, 255);
        }
      gegl_buffer_set (buffer, GEGL_RECTANGLE (0, y, width, 1), 0, NULL, row, GEGL_AUTO_ROWSTRIDE);
    }
  return buffer;
}

static gdouble
since (gint64 *moment)
{
  gint64 now  = g_get_monotonic_time ();
  gint64 past = now - *moment;

  *moment = now;
  return past / 1e6;
}

/* Seconds for each part of the work on one photo; FALSE on an error. */
static gboolean
color (ColorizeWeights *weights,
       GeglBuffer      *source,
       GeglBuffer      *result,
       gint             n_threads,
       gdouble          seconds[4],
       GError         **error)
{
  const ColorizeView    view                = COLORIZE_VIEW_INIT;
  const ColorizeOptions options             = COLORIZE_OPTIONS_INIT;
  gint64                moment              = g_get_monotonic_time ();
  g_autoptr (ColorizePhoto) photo           = NULL;
  g_autoptr (ColorizePrediction) prediction = NULL;
  g_autoptr (ColorizeChroma) chroma         = NULL;

  photo =
    colorize_photo_new (gegl_buffer_get_width (source), gegl_buffer_get_height (source), error);
  if (! photo || ! colorize_pixels_reduce (source, photo, n_threads, NULL, NULL, NULL, error))
    return FALSE;
  seconds[0] = since (&moment);

  prediction = colorize_predict (weights, photo, &view, n_threads, NULL, NULL, NULL, error);
  if (! prediction)
    return FALSE;
  seconds[1] = since (&moment);

  chroma = colorize_prediction_decode (prediction, &options, NULL, n_threads, error);
  if (! chroma)
    return FALSE;
  seconds[2] = since (&moment);

  if (! colorize_pixels_lift (chroma, &options, 1.0, source, result, n_threads, NULL, NULL, NULL,
                              error))
    return FALSE;
  seconds[3] = since (&moment);
  return TRUE;
}

static gboolean
measure (ColorizeWeights *weights, gint megapixels, gint n_threads, GArray *curves, GError **error)
{
  gint height                   = sqrt (megapixels * 1e6 / 1.5);
  gint width                    = megapixels * 1e6 / height;
  g_autoptr (GeglBuffer) source = make_scan (width, height);
  g_autoptr (GeglBuffer) result = make_scan (width, height); /* with all its pixels in memory */
  BenchCurve curve              = { megapixels, g_array_new (FALSE, FALSE, sizeof (BenchMemory)) };
  Watch      watch              = { .begin = g_get_monotonic_time (), .memory = curve.memory };
  gdouble    before;
  gdouble    peak = 0.0;
  gdouble    seconds[4];
  GThread   *thread;
  gboolean   done;

  before = get_resident_mb ();
  thread = g_thread_new ("watch", watch_main, &watch);
  done   = color (weights, source, result, n_threads, seconds, error);
  g_atomic_int_set (&watch.quit, TRUE);
  g_thread_join (thread);

  for (guint i = 0; i < curve.memory->len; i++)
    {
      BenchMemory *memory = &g_array_index (curve.memory, BenchMemory, i);

      memory->mb -= before;
      peak = MAX (peak, memory->mb);
    }
  g_array_append_val (curves, curve);

  if (done)
    g_print ("%10d  %7.2f  %7.2f  %7.2f  %7.2f  %7.2f  %7.0f\n", megapixels, seconds[0], seconds[1],
             seconds[2], seconds[3], seconds[0] + seconds[1] + seconds[2] + seconds[3], peak);
  return done;
}

gboolean
bench_photo (const BenchOptions *options, GError **error)
{
  g_autoptr (GFile) file              = g_file_new_for_path (DEFAULT_WEIGHTS);
  g_autoptr (ColorizeWeights) weights = NULL;
  g_autoptr (GArray) curves           = g_array_new (FALSE, FALSE, sizeof (BenchCurve));
  gint     n_threads                  = g_array_index (options->threads, gint, 0);
  gboolean done                       = TRUE;

  colorize_pixels_prepare ();
  g_object_set (gegl_config (), "threads", 1, NULL);
  gegl_init (NULL, NULL);
  weights = colorize_weights_load (file, n_threads, NULL, error);
  if (! weights)
    return FALSE;

  g_print ("Seconds for each part on %d threads, and the most memory over the pixels and the "
           "weights:\nmegapixels  reading  network   decode     lift      all       MB\n",
           n_threads);
  for (guint i = 0; done && i < options->sizes->len; i++)
    done = measure (weights, g_array_index (options->sizes, gint, i), n_threads, curves, error);

  if (done && options->picture)
    done = bench_save_memory_curves (curves, options->picture, error);
  for (guint i = 0; i < curves->len; i++)
    g_array_unref (g_array_index (curves, BenchCurve, i).memory);
  return done;
}
