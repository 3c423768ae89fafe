/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bench-engine.h"
#include "bench-net.h"

typedef struct
{
  ColorizeWeights *weights;
  Pool            *pool;
  gfloat          *local;
  gfloat          *global;
  NetworkInput     input;
  gfloat          *output;
  gsize            n_values;
} State;

static gpointer
start (const BenchCase *bench_case, GFile *file, GError **error)
{
  ColorizeWeights *weights = colorize_weights_load (file, bench_case->n_threads, NULL, error);
  State           *state;

  if (! weights)
    return NULL;

  state           = g_new (State, 1);
  state->weights  = weights;
  state->pool     = pool_new (bench_case->n_threads, NULL);
  state->local    = bench_net_make_input (bench_case->size);
  state->global   = bench_net_make_input (BENCH_GLOBAL_SIZE);
  state->input    = (NetworkInput) { .local  = state->local,
                                     .height = bench_case->size,
                                     .width  = bench_case->size,
                                     .global = bench_case->shared ? state->local : state->global };
  state->n_values = bench_net_count_output (weights, bench_case->size);
  state->output   = g_new (gfloat, state->n_values);
  return state;
}

static void
run (gpointer data)
{
  State *state = data;

  bench_net_run (state->weights, &state->input, state->pool, NULL, state->output);
}

static void
stop (gpointer data)
{
  State *state = data;

  pool_free (state->pool);
  colorize_weights_unref (state->weights);
  g_free (state->local);
  g_free (state->global);
  g_free (state->output);
  g_free (state);
}

static const gfloat *
get_output (gpointer data, gsize *n_values)
{
  State *state = data;

  *n_values = state->n_values;
  return state->output;
}

const BenchEngine bench_engine_colorize = { "colorize", start, run, stop, get_output };
