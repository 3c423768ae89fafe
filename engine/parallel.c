/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <cblas.h>

#include "parallel.h"

typedef struct
{
  Pool    *pool;
  GThread *thread;
  gint     index;
} Worker;

struct _Pool
{
  GCancellable *cancellable;
  gint          n_threads;
  Worker       *workers; /* [n_threads - 1]: the calling thread is the remaining one */

  GMutex        mutex;
  GCond         wake;
  GCond         idle;
  guint         round; /* counts pool_run calls, so that no worker runs one twice */
  gint          n_busy;
  gboolean      quit;

  PoolTask      task;
  gpointer      data;
  gint          n_tasks;
  gint          next; /* atomic */
};

static void
run_tasks (Pool *pool, gint thread)
{
  gint index;

  while (! g_cancellable_is_cancelled (pool->cancellable)
         && (index = g_atomic_int_add (&pool->next, 1)) < pool->n_tasks)
    pool->task (index, thread, pool->data);
}

/* An OpenBLAS that is built on OpenMP takes what OpenMP says of the thread that calls it instead. It
 * brings OpenMP along, any other does not. */
extern void omp_set_num_threads (int n_threads) __attribute__ ((weak));

/* Setting it is not made for several threads at a time. */
static void
keep_blas_in_this_thread (void)
{
  static GMutex mutex;

  g_mutex_lock (&mutex);
  openblas_set_num_threads (1);
  if (omp_set_num_threads)
    omp_set_num_threads (1);
  g_mutex_unlock (&mutex);
}

static gpointer
worker_main (gpointer data)
{
  Worker *worker = data;
  Pool   *pool   = worker->pool;
  guint   round  = 0;

  keep_blas_in_this_thread ();

  g_mutex_lock (&pool->mutex);
  while (TRUE)
    {
      while (! pool->quit && pool->round == round)
        g_cond_wait (&pool->wake, &pool->mutex);
      if (pool->quit)
        break;

      round = pool->round;
      g_mutex_unlock (&pool->mutex);
      run_tasks (pool, worker->index);
      g_mutex_lock (&pool->mutex);

      if (--pool->n_busy == 0)
        g_cond_signal (&pool->idle);
    }
  g_mutex_unlock (&pool->mutex);

  return NULL;
}

Pool *
pool_new (gint n_threads, GCancellable *cancellable)
{
  Pool *pool = g_new0 (Pool, 1);

  keep_blas_in_this_thread ();

  pool->cancellable = cancellable ? g_object_ref (cancellable) : NULL;
  pool->workers     = g_new0 (Worker, MAX (n_threads, (gint) g_get_num_processors ()));
  pool->n_threads   = 1;
  g_mutex_init (&pool->mutex);
  g_cond_init (&pool->wake);
  g_cond_init (&pool->idle);

  if (n_threads <= 0)
    n_threads = g_get_num_processors ();
  while (pool->n_threads < n_threads)
    {
      Worker *worker = &pool->workers[pool->n_threads - 1];

      worker->pool   = pool;
      worker->index  = pool->n_threads;
      worker->thread = g_thread_try_new ("colorize", worker_main, worker, NULL);
      if (! worker->thread)
        break; /* fewer threads are slower, not wrong */
      pool->n_threads++;
    }

  return pool;
}

void
pool_free (Pool *pool)
{
  if (! pool)
    return;

  g_mutex_lock (&pool->mutex);
  pool->quit = TRUE;
  g_cond_broadcast (&pool->wake);
  g_mutex_unlock (&pool->mutex);
  for (gint i = 0; i < pool->n_threads - 1; i++)
    g_thread_join (pool->workers[i].thread);

  g_mutex_clear (&pool->mutex);
  g_cond_clear (&pool->wake);
  g_cond_clear (&pool->idle);
  g_clear_object (&pool->cancellable);
  g_free (pool->workers);
  g_free (pool);
}

gint
pool_get_n_threads (const Pool *pool)
{
  return pool->n_threads;
}

void
pool_run (Pool *pool, gint n_tasks, PoolTask task, gpointer data)
{
  g_mutex_lock (&pool->mutex);
  pool->task    = task;
  pool->data    = data;
  pool->n_tasks = n_tasks;
  pool->next    = 0;
  pool->n_busy  = pool->n_threads - 1;
  pool->round++;
  g_cond_broadcast (&pool->wake);
  g_mutex_unlock (&pool->mutex);

  run_tasks (pool, 0);

  g_mutex_lock (&pool->mutex);
  while (pool->n_busy > 0)
    g_cond_wait (&pool->idle, &pool->mutex);
  g_mutex_unlock (&pool->mutex);
}
