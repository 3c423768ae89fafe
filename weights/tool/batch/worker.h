/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A process of its own, which does one job after the other: a crash in it, of a codec's as of our
 * own, costs the job at hand and nothing else.
 *
 * It is forked, so it shares what its parent has loaded, and an emulator, which cannot start
 * programs, can run it. For that the parent must have no other thread that matters: GEGL, which starts
 * some, is first started in the worker.
 *
 * All functions are for the thread that made the worker.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _Worker Worker;

typedef struct
{
  /* In the worker, once. */
  void (*begin) (gpointer data);

  /* In the worker. Stops once `cancellable` is cancelled, which the end of the parent does too.
   * Returns a floating reference, or sets `error`. */
  GVariant *(*run) (guint job, GCancellable *cancellable, gpointer data, GError **error);

  /* In the worker, when no job is left. */
  void (*end) (gpointer data);

  /* In the parent, or in a thread of a worker that has lost it: `process` has ended, or is about to,
   * in the middle of the job. */
  void (*discard) (guint job, gint process, gpointer data);

  gpointer data;
} WorkerTask;

/* others   Worker: all that there are. On failure, the end of a sentence. */
Worker   *worker_new (const WorkerTask *task, const GPtrArray *others, GError **error);

/* Waits for its end. One that does not end within seconds is killed, and its job discarded. */
void      worker_free (Worker *worker);

/* Becomes readable when there is something to take. */
gint      worker_get_channel (const Worker *worker);

gboolean  worker_is_busy (const Worker *worker);

/* The job at hand, or the last one. */
guint     worker_get_job (const Worker *worker);

void      worker_give (Worker *worker, guint job);

/* Asks it to end, the job at hand included, of which there is still an answer to take. */
void      worker_stop (Worker *worker);
void      worker_kill (Worker *worker);

/* Waits for the answer to the job: what `run` returned, a full reference, or its error.
 * ended   set if the worker has ended instead; the job is discarded, and `error`, the end of a
 *         sentence that begins with what the job is about, says how it ended */
GVariant *worker_take (Worker *worker, gboolean *ended, GError **error);

G_END_DECLS
