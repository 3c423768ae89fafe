/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Work on many photos: workers do a photo each, the calling thread tells how far they are, and
 * Ctrl+C ends it in good order.
 */

#pragma once

#include "photo-list.h"

G_BEGIN_DECLS

typedef struct
{
  /* In a worker. n_threads is its share of the threads, the same for each photo: how a sum is divided
   * among threads may show in its last bit, and a second run is to give the same files. Returns what
   * `done` is to have; NULL, or whatever it likes with `error` set, if the photo failed. */
  gpointer (*work) (const PhotoJob *job,
                    gint            n_threads,
                    GCancellable   *cancellable,
                    gpointer        data,
                    GError        **error);

  /* In the calling thread, for each photo in the order of the list, whichever is finished first: so
   * that what is added up or said is the same in each run. It owns the result. Photos that were not
   * begun, or not finished, when the run was ended are passed over. */
  void (*done) (const PhotoJob *job, gpointer result, const GError *error, gpointer data);

  gpointer data;
  gint     n_jobs;         /* photos at the same time; there are fewer if photos or threads are */
  gint     n_threads;      /* at work at the same time, in all; 0: one a processor */
  gboolean shows_progress; /* on a terminal: how many are done, and the time left */
} Batch;

/* As many photos at the same time as memory is likely to bear, where nobody says how many. */
#define BATCH_JOBS 4

/* FALSE: it was ended by Ctrl+C or SIGTERM. */
gboolean batch_run (const Batch *batch, const PhotoList *list);

G_END_DECLS
