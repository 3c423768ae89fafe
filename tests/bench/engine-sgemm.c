/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The threads are those of our pool: OpenBLAS's own wait for more work at full speed, long enough to
 * slow down the engine that runs next.
 */

#include <cblas.h>

#include "bench-engine.h"
#include "parallel.h"

#define SIZE 2048

const gdouble bench_sgemm_work = (gdouble) SIZE * SIZE * SIZE;

typedef struct
{
  Pool   *pool;
  gfloat *a;
  gfloat *b;
  gfloat *c;
} State;

static gfloat *
make_matrix (void)
{
  gfloat *values = g_new (gfloat, SIZE * SIZE);

  for (gint i = 0; i < SIZE * SIZE; i++)
    values[i] = g_random_double ();
  return values;
}

static gpointer
start (const BenchCase *bench_case, GFile *weights, GError **error)
{
  State *state = g_new (State, 1);

  *state = (State) { pool_new (bench_case->n_threads, NULL), make_matrix (), make_matrix (),
                     make_matrix () };
  return state;
}

/* Each task has its rows of the result. */
static void
multiply_task (gint index, gint thread, gpointer data)
{
  const State *state   = data;
  gint         n_tasks = pool_get_n_threads (state->pool);
  gint         first   = SIZE * index / n_tasks;
  gint         n_rows  = SIZE * (index + 1) / n_tasks - first;

  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, n_rows, SIZE, SIZE, 1.0f,
               state->a + first * SIZE, SIZE, state->b, SIZE, 0.0f, state->c + first * SIZE, SIZE);
}

static void
run (gpointer data)
{
  State *state = data;

  pool_run (state->pool, pool_get_n_threads (state->pool), multiply_task, state);
}

static void
stop (gpointer data)
{
  State *state = data;

  pool_free (state->pool);
  g_free (state->a);
  g_free (state->b);
  g_free (state->c);
  g_free (state);
}

const BenchEngine bench_engine_sgemm = { "sgemm", start, run, stop, NULL };
