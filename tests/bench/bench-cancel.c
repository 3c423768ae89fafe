/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long a cancelled prediction takes to return: it is cancelled at moments spread over its run.
 */

#include <babl/babl.h>

#include "bench-net.h"
#include "bench.h"

#define N_MOMENTS 20

typedef struct
{
  GCancellable *cancellable;
  gulong        delay;     /* microseconds */
  gint64        cancelled; /* when that was; 0: not yet */
} Alarm;

static gpointer
alarm_main (gpointer data)
{
  Alarm *alarm = data;

  g_usleep (alarm->delay);
  alarm->cancelled = g_get_monotonic_time ();
  g_cancellable_cancel (alarm->cancellable);
  return NULL;
}

static ColorizePhoto *
make_photo (gint size)
{
  g_autofree gfloat *luminance = bench_net_make_input (size);
  ColorizePhoto     *photo     = colorize_photo_new (size, size, NULL);

  for (gint i = 0; i < size * size; i++)
    luminance[i] = 100.0f * (luminance[i] + 0.5f);
  colorize_photo_add_rows (photo, luminance, size);
  return photo;
}

/* Milliseconds from the cancellation to the return; 0 where the prediction was ready before. */
static gdouble
time_cancellation (ColorizeWeights    *weights,
                   ColorizePhoto      *photo,
                   const ColorizeView *view,
                   gint                n_threads,
                   gulong              delay)
{
  g_autoptr (GCancellable) cancellable      = g_cancellable_new ();
  g_autoptr (ColorizePrediction) prediction = NULL;
  Alarm    alarm                            = { .cancellable = cancellable, .delay = delay };
  GThread *thread                           = g_thread_new ("alarm", alarm_main, &alarm);
  gint64   end;

  prediction = colorize_predict (weights, photo, view, n_threads, cancellable, NULL, NULL, NULL);
  end        = g_get_monotonic_time ();
  g_thread_join (thread);
  return prediction ? 0.0 : (end - alarm.cancelled) / 1000.0;
}

static void
cancel_at_moments (ColorizeWeights *weights, gint size, gint n_threads)
{
  g_autoptr (ColorizePhoto) photo = make_photo (size);
  ColorizeView view               = { .working_size = size };
  gint64       whole              = 0;
  gdouble      times[N_MOMENTS];

  /* The second run: the first may do more. */
  for (gint i = 0; i < 2; i++)
    {
      gint64 begin = g_get_monotonic_time ();
      g_autoptr (ColorizePrediction) prediction =
        colorize_predict (weights, photo, &view, n_threads, NULL, NULL, NULL, NULL);

      whole = g_get_monotonic_time () - begin;
    }

  for (gint i = 0; i < N_MOMENTS; i++)
    times[i] = time_cancellation (weights, photo, &view, n_threads, whole * (i + 0.5) / N_MOMENTS);
  bench_sort (times, N_MOMENTS);
  g_print ("%d x %d, %d threads: cancelled at %d moments of %.0f ms, it returned after %.1f ms at "
           "the most (median %.1f)\n",
           size, size, n_threads, N_MOMENTS, whole / 1000.0, times[N_MOMENTS - 1],
           times[N_MOMENTS / 2]);
}

gboolean
bench_cancel (const BenchOptions *options, GError **error)
{
  Architecture architecture;
  g_autoptr (GFile) file              = bench_net_write_weights (&architecture);
  g_autoptr (ColorizeWeights) weights = colorize_weights_load (file, 0, NULL, error);

  babl_init ();
  g_file_delete (file, NULL, NULL);
  if (! weights)
    return FALSE;

  for (guint i = 0; i < options->sizes->len; i++)
    for (guint k = 0; k < options->threads->len; k++)
      cancel_at_moments (weights, g_array_index (options->sizes, gint, i),
                         g_array_index (options->threads, gint, k));
  return TRUE;
}
