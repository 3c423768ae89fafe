/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <poll.h>
#include <unistd.h>

#include "batch.h"
#include "interrupt.h"
#include "photo-file.h"
#include "worker.h"

/* In milliseconds. */
#define PROGRESS_INTERVAL 200

/* After which what does not stop is killed. */
#define STOP_SECONDS 5

/* What became of a photo. */
typedef struct
{
  GVariant *result;
  GError   *error;
  gboolean  has_arrived;
} Report;

typedef struct
{
  const Batch     *batch;
  const GPtrArray *jobs;    /* PhotoJob */
  Report          *reports; /* one a job */
  WorkerTask       task;
  GPtrArray       *workers; /* Worker */
  gint             threads_per_job;
  guint            n_given;
  guint            n_arrived;
  guint            n_handed_over;
  gboolean         is_stopped;
} Run;


/* In a worker */

static void
begin_work (gpointer data)
{
  photo_file_init ();
}

static GVariant *
work_on_photo (guint job, GCancellable *cancellable, gpointer data, GError **error)
{
  const Run *run = data;

  return run->batch->work (run->jobs->pdata[job], run->threads_per_job, cancellable,
                           run->batch->data, error);
}

static void
end_work (gpointer data)
{
  photo_file_exit ();
}

static void
discard_photo (guint job, gint process, gpointer data)
{
  const Run      *run   = data;
  const PhotoJob *photo = run->jobs->pdata[job];

  photo_file_discard (photo->result, process);
}


/* In the calling thread */

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

/* Takes the result and the error over. */
static void
note_arrival (Run *run, guint job, GVariant *result, GError *error)
{
  Report *report = &run->reports[job];

  report->result      = result;
  report->error       = error;
  report->has_arrived = TRUE;
  run->n_arrived++;
}

/* Those that come next, and have arrived. */
static void
hand_over (Run *run)
{
  for (; run->n_handed_over < run->jobs->len && run->reports[run->n_handed_over].has_arrived;
       run->n_handed_over++)
    {
      Report *report = &run->reports[run->n_handed_over];

      if (! g_error_matches (report->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        run->batch->done (run->jobs->pdata[run->n_handed_over], report->result, report->error,
                          run->batch->data);
      g_clear_error (&report->error);
      g_clear_pointer (&report->result, g_variant_unref);
    }
}

static Worker *
find_idle_worker (Run *run, guint n_most, GError **error)
{
  Worker *worker;

  for (guint i = 0; i < run->workers->len; i++)
    if (! worker_is_busy (run->workers->pdata[i]))
      return run->workers->pdata[i];
  if (run->workers->len >= n_most)
    return NULL;

  worker = worker_new (&run->task, run->workers, error);
  if (worker)
    g_ptr_array_add (run->workers, worker);
  return worker;
}

/* As long as there are photos to do, and workers for them. */
static void
give_jobs (Run *run, guint n_most)
{
  while (run->n_given < run->jobs->len)
    {
      const PhotoJob *job   = run->jobs->pdata[run->n_given];
      GError         *error = NULL;
      Worker         *worker;

      if (job->problem)
        {
          note_arrival (run, run->n_given++, NULL,
                        g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, job->problem));
          continue;
        }

      worker = find_idle_worker (run, n_most, &error);
      if (worker)
        worker_give (worker, run->n_given++);
      else if (error && run->workers->len == 0)
        note_arrival (run, run->n_given++, NULL, error);
      else
        {
          /* Those that there are do it. */
          g_clear_error (&error);
          return;
        }
    }
}

static void
take_answer (Run *run, Worker *worker)
{
  GError   *error = NULL;
  gboolean  has_ended;
  GVariant *result = worker_take (worker, &has_ended, &error);

  if (has_ended)
    {
      if (run->is_stopped)
        {
          g_clear_error (&error);
          g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "it was stopped");
        }
      g_ptr_array_remove (run->workers, worker);
    }
  note_arrival (run, worker_get_job (worker), result, error);
  if (has_ended)
    worker_free (worker);
}

/* Until something arrives, or for a moment. */
static void
wait_for_answers (Run *run)
{
  g_autoptr (GPtrArray) busy         = g_ptr_array_new ();
  g_autofree struct pollfd *channels = g_new0 (struct pollfd, run->workers->len);

  for (guint i = 0; i < run->workers->len; i++)
    {
      Worker *worker = run->workers->pdata[i];

      if (! worker_is_busy (worker))
        continue;
      channels[busy->len] = (struct pollfd) { worker_get_channel (worker), POLLIN, 0 };
      g_ptr_array_add (busy, worker);
    }
  if (poll (channels, busy->len, PROGRESS_INTERVAL) <= 0)
    return;

  for (guint i = 0; i < busy->len; i++)
    if (channels[i].revents)
      take_answer (run, busy->pdata[i]);
}

static guint
count_busy (const Run *run)
{
  guint n = 0;

  for (guint i = 0; i < run->workers->len; i++)
    n += worker_is_busy (run->workers->pdata[i]);
  return n;
}

static gboolean
is_to_stop (const Run *run)
{
  return interrupt_is_noted () || g_cancellable_is_cancelled (run->batch->cancellable);
}

/* What is finished by the time that it takes to stop counts. */
static void
stop (Run *run)
{
  gint64 last = g_get_monotonic_time () + STOP_SECONDS * G_TIME_SPAN_SECOND;

  for (guint i = 0; i < run->workers->len; i++)
    worker_stop (run->workers->pdata[i]);
  while (count_busy (run) > 0 && g_get_monotonic_time () < last)
    wait_for_answers (run);

  for (guint i = run->workers->len; i-- > 0;)
    if (worker_is_busy (run->workers->pdata[i]))
      {
        worker_kill (run->workers->pdata[i]);
        take_answer (run, run->workers->pdata[i]);
      }
}

gboolean
batch_run (const Batch *batch, const PhotoList *list)
{
  guint n_photos  = list->jobs->len;
  gint  n_threads = batch->n_threads > 0 ? batch->n_threads : (gint) g_get_num_processors ();
  gint  n_jobs    = CLAMP ((gint) n_photos, 1, MIN (batch->n_jobs, n_threads));
  g_autofree Report *reports    = g_new0 (Report, n_photos);
  g_autoptr (GPtrArray) workers = g_ptr_array_new ();
  Run      run                  = { .batch           = batch,
                                    .jobs            = list->jobs,
                                    .reports         = reports,
                                    .workers         = workers,
                                    .threads_per_job = n_threads / n_jobs };
  gboolean is_on_terminal       = isatty (STDERR_FILENO) && batch->shows_progress;
  gint64   begin                = g_get_monotonic_time ();

  run.task = (WorkerTask) { begin_work, work_on_photo, end_work, discard_photo, &run };
  interrupt_watch ();

  while (run.n_arrived < n_photos && ! is_to_stop (&run))
    {
      guint n_before = run.n_arrived;

      give_jobs (&run, n_jobs);
      if (is_on_terminal)
        show_progress (run.n_arrived, n_photos, begin);
      if (count_busy (&run) > 0)
        wait_for_answers (&run);

      if (is_on_terminal && run.n_arrived > n_before)
        g_printerr ("\r\033[K");
      hand_over (&run);
    }

  run.is_stopped = is_to_stop (&run);
  if (run.is_stopped)
    stop (&run);
  if (is_on_terminal)
    g_printerr ("\r\033[K");
  hand_over (&run);

  /* One after the other: the end of each writes the same file of babl's. */
  for (guint i = 0; i < workers->len; i++)
    worker_free (workers->pdata[i]);
  return ! run.is_stopped;
}
