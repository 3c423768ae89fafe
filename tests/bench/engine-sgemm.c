/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <cblas.h>

#include "bench-engine.h"

#define SIZE 2048

const gdouble bench_sgemm_work = (gdouble) SIZE * SIZE * SIZE;

typedef struct
{
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

  openblas_set_num_threads (bench_case->n_threads);
  *state = (State) { make_matrix (), make_matrix (), make_matrix () };
  return state;
}

static void
run (gpointer data)
{
  State *state = data;

  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, SIZE, SIZE, SIZE, 1.0f, state->a, SIZE,
               state->b, SIZE, 0.0f, state->c, SIZE);
}

static void
stop (gpointer data)
{
  State *state = data;

  g_free (state->a);
  g_free (state->b);
  g_free (state->c);
  g_free (state);
}

const BenchEngine bench_engine_sgemm = { "sgemm", start, run, stop, NULL };
