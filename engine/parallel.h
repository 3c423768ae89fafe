/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A pool of threads for one run of the network. The threads are ours and OpenBLAS runs on one:
 * two kinds of parallelism at once would fight for the processors.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _Pool Pool;

/* thread: 0 .. n_threads - 1, to choose a scratch buffer by */
typedef void (*PoolTask) (gint index, gint thread, gpointer data);

/* For the calling thread, which is the one to run it. n_threads 0: one a processor. Once
 * `cancellable` is cancelled no further task is started. */
Pool *pool_new (gint n_threads, GCancellable *cancellable);
void  pool_free (Pool *pool);
gint  pool_get_n_threads (const Pool *pool);

/* Runs the tasks 0 .. n_tasks - 1 on all threads, the calling one included; returns when all have
 * ended. */
void  pool_run (Pool *pool, gint n_tasks, PoolTask task, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pool, pool_free)

G_END_DECLS
