/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <unistd.h>

#include "batch.h"
#include "interrupt.h"

#define PROGRESS_INTERVAL (200 * G_TIME_SPAN_MILLISECOND)

/* What the workers share. */
typedef struct
{
  const Batch  *batch;
  gint          threads_per_job;
  GCancellable *cancellable;
  GAsyncQueue  *arrivals;
} Run;

typedef struct
{
  const PhotoJob *job;
  gpointer        result;
  GError         *error;
  gboolean        has_arrived;
} Report;

/* In a worker: one photo, or nothing if the run is over. */
static void
do_job (gpointer data, gpointer user_data)
{
  Report         *report = data;
  const PhotoJob *job    = report->job;
  const Run      *run    = user_data;

  if (job->problem)
    g_set_error_literal (&report->error, G_IO_ERROR, G_IO_ERROR_FAILED, job->problem);
  else if (! g_cancellable_set_error_if_cancelled (run->cancellable, &report->error))
    report->result = run->batch->work (job, run->threads_per_job, run->cancellable,
                                       run->batch->data, &report->error);

  g_async_queue_push (run->arrivals, report);
}

/* The line that a terminal shows while the run goes on. */
static void
show_progress (guint n_done, guint n_jobs, gint64 begin)
{
  gdouble seconds = (gdouble) (g_get_monotonic_time () - begin) / G_TIME_SPAN_SECOND;
  gdouble left    = n_done > 0 ? seconds / n_done * (n_jobs - n_done) : 0.0;

  if (n_done == 0)
    g_printerr ("\r\033[K%u of %u", n_done, n_jobs);
  else if (left < 90.0)
    g_printerr ("\r\033[K%u of %u, %.0f s left", n_done, n_jobs, left);
  else
    g_printerr ("\r\033[K%u of %u, %.0f min left", n_done, n_jobs, left / 60.0);
}

/* Hands over those that come next, and have arrived. Returns which is the next then. */
static guint
hand_over (const Batch *batch, Report *reports, guint next, guint n_reports)
{
  for (; next < n_reports && reports[next].has_arrived; next++)
    {
      Report *report = &reports[next];

      if (! g_error_matches (report->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        batch->done (report->job, report->result, report->error, batch->data);
      g_clear_error (&report->error);
    }

  return next;
}

gboolean
batch_run (const Batch *batch, const PhotoList *list)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncQueue) arrivals     = g_async_queue_new ();
  guint              n_photos          = list->jobs->len;
  g_autofree Report *reports           = g_new0 (Report, n_photos);
  gint         n_threads = batch->n_threads > 0 ? batch->n_threads : (gint) g_get_num_processors ();
  gint         n_jobs    = CLAMP ((gint) n_photos, 1, MIN (batch->n_jobs, n_threads));
  Run          run       = { batch, n_threads / n_jobs, cancellable, arrivals };
  gboolean     is_on_terminal = isatty (STDERR_FILENO) && batch->shows_progress;
  gint64       begin          = g_get_monotonic_time ();
  guint        next           = 0;
  GThreadPool *pool;

  interrupt_watch ();

  pool = g_thread_pool_new (do_job, &run, n_jobs, FALSE, NULL);
  for (guint i = 0; i < n_photos; i++)
    {
      reports[i].job = list->jobs->pdata[i];
      g_thread_pool_push (pool, &reports[i], NULL);
    }

  for (guint n_arrived = 0; n_arrived < n_photos;)
    {
      Report *report;

      if (is_on_terminal)
        show_progress (n_arrived, n_photos, begin);
      report = g_async_queue_timeout_pop (arrivals, PROGRESS_INTERVAL);
      if (interrupt_is_noted ())
        g_cancellable_cancel (cancellable);
      if (! report)
        continue;

      if (is_on_terminal)
        g_printerr ("\r\033[K");
      report->has_arrived = TRUE;
      n_arrived++;
      next = hand_over (batch, reports, next, n_photos);
    }

  g_thread_pool_free (pool, FALSE, TRUE);
  return ! interrupt_is_noted ();
}
