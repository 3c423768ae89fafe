/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Work on many photos: processes of their own do a photo each at a time, the calling thread tells how
 * far they are, and Ctrl+C ends it in good order. A photo that makes its process crash is one that
 * failed, and costs no other one.
 *
 * The processes are forked and share what the caller has loaded; GEGL and babl must not have been
 * started before (worker.h).
 */

#pragma once

#include "photo-list.h"

G_BEGIN_DECLS

typedef struct
{
  /* In a process of its own, where GEGL is started. n_threads is its share of the threads, the same for
   * each photo: how a sum is divided among threads may show in its last bit, and a second run is to
   * give the same files. Returns what `done` is to have, floating; or NULL with `error` set. */
  GVariant *(*work) (const PhotoJob *job,
                     gint            n_threads,
                     GCancellable   *cancellable,
                     gpointer        data,
                     GError        **error);

  /* In the calling thread, for each photo in the order of the list, whichever is finished first: so
   * that what is added up or said is the same in each run. The batch owns the result; it is NULL if
   * there is an error. Photos that were not begun, or not finished, when the run was ended are passed
   * over. */
  void (*done) (const PhotoJob *job, GVariant *result, const GError *error, gpointer data);

  gpointer      data;
  gint          n_jobs;      /* photos at the same time; there are fewer if photos or threads are */
  gint          n_threads;   /* at work at the same time, in all; 0: one a processor */
  GCancellable *cancellable; /* the caller's, or NULL */
  gboolean      shows_progress; /* on a terminal: how many are done, and the time left */
} Batch;

/* As many photos at the same time as memory is likely to bear, where nobody says how many. */
#define BATCH_JOBS 4

/* FALSE: it was ended by a signal (interrupt.h) or its cancellable. */
gboolean batch_run (const Batch *batch, const PhotoList *list);

G_END_DECLS
