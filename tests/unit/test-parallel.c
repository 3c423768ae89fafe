/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A pool's tasks are run once each, by no more threads than it has, and with OpenBLAS on one thread.
 */

#include <cblas.h>

#include "parallel.h"

#define N_TASKS 200

/* Stand in for those of OpenBLAS and of OpenMP, whose number is each thread's own. */
static gint              blas_threads = 0;
static _Thread_local int omp_threads  = 0;

void                     omp_set_num_threads (int n_threads);

void
openblas_set_num_threads (int n_threads)
{
  g_atomic_int_set (&blas_threads, n_threads);
}

void
omp_set_num_threads (int n_threads)
{
  omp_threads = n_threads;
}

typedef struct
{
  gint n_runs[N_TASKS];
  gint n_threads;
  gint n_beyond;  /* atomic: tasks whose thread's number is none of the pool's */
  gint n_at_odds; /* atomic: tasks in which OpenBLAS would have used threads of its own */
} Tasks;

static void
run_task (gint index, gint thread, gpointer data)
{
  Tasks *tasks = data;

  g_atomic_int_inc (&tasks->n_runs[index]);
  if (thread < 0 || thread >= tasks->n_threads)
    g_atomic_int_inc (&tasks->n_beyond);
  if (g_atomic_int_get (&blas_threads) != 1 || omp_threads != 1)
    g_atomic_int_inc (&tasks->n_at_odds);
  g_usleep (50);
}

static void
check_pool (gint n_threads)
{
  g_autoptr (Pool) pool = pool_new (n_threads, NULL);
  Tasks tasks           = { .n_threads = pool_get_n_threads (pool) };

  g_assert_cmpint (tasks.n_threads, ==, n_threads);
  for (gint round = 1; round <= 3; round++)
    {
      pool_run (pool, N_TASKS, run_task, &tasks);
      for (gint i = 0; i < N_TASKS; i++)
        g_assert_cmpint (tasks.n_runs[i], ==, round);
    }
  g_assert_cmpint (tasks.n_beyond, ==, 0);
  g_assert_cmpint (tasks.n_at_odds, ==, 0);
}

static void
test_tasks (void)
{
  for (gint n_threads = 1; n_threads <= 4; n_threads++)
    check_pool (n_threads);
}

static gpointer
use_pool (gpointer data)
{
  check_pool (2);
  return NULL;
}

/* As photos that are colored side by side. */
static void
test_pools_of_several_threads (void)
{
  GThread *threads[3];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("user", use_pool, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_processors (void)
{
  g_autoptr (Pool) pool = pool_new (0, NULL);

  g_assert_cmpint (pool_get_n_threads (pool), ==, g_get_num_processors ());
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) over = g_cancellable_new ();
  g_autoptr (Pool) pool         = pool_new (2, over);
  Tasks tasks                   = { .n_threads = 2 };

  g_cancellable_cancel (over);
  pool_run (pool, N_TASKS, run_task, &tasks);
  for (gint i = 0; i < N_TASKS; i++)
    g_assert_cmpint (tasks.n_runs[i], ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parallel/tasks", test_tasks);
  g_test_add_func ("/parallel/pools-of-several-threads", test_pools_of_several_threads);
  g_test_add_func ("/parallel/processors", test_processors);
  g_test_add_func ("/parallel/cancelled", test_cancelled);
  return g_test_run ();
}
