/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Batch norm while training; afterwards it is folded into the layer before it.
 *
 * Pixels are worked on in chunks of a fixed size. Sums are taken in single precision over a few
 * pixels, in double precision over those: they go over thousands of pixels.
 */

#include <math.h>
#include <string.h>

#include "network/loops/loops.h"
#include "layers.h"

#define CHUNK_PIXELS 512
#define SUM_PIXELS   16

/* What the passes need to know of a channel, each [channels]: y = MAX ((x - mean) scale + bias, 0). */
typedef struct
{
  gfloat *mean;
  gfloat *scale; /* inverse deviation times weight */
  gfloat *bias;
  gfloat *inverse; /* of the deviation */
} State;

typedef struct
{
  State         state;
  gsize         channels;
  gsize         n_pixels;
  const gfloat *input;
  gfloat       *output;
  gfloat       *gradient;
  gdouble      *sums;          /* [chunks][2][channels] */
  gfloat       *partial;       /* [chunks][2][channels] */
  const gfloat *mean_gradient; /* [channels] */
  const gfloat *mean_product;  /* [channels] */
} Job;

static State
get_state (gfloat *state, gsize channels)
{
  return (State) { state, state + channels, state + 2 * channels, state + 3 * channels };
}

static Job
make_job (const FeatureMap *input, gfloat *state)
{
  return (Job) { .state    = get_state (state, input->channels),
                 .channels = input->channels,
                 .n_pixels = feature_map_count (input) / input->channels,
                 .input    = input->data };
}

static gsize
count_chunks (const Job *job)
{
  return (job->n_pixels + CHUNK_PIXELS - 1) / CHUNK_PIXELS;
}

static gsize
get_chunk_end (const Job *job, gsize chunk)
{
  return MIN ((chunk + 1) * CHUNK_PIXELS, job->n_pixels);
}

/* Runs `task` over the chunks; job->sums [2][channels] then holds the sums of all of them. */
static void
sum_chunks (Pool *pool, Job *job, PoolTask task)
{
  gsize              n_chunks = count_chunks (job);
  gsize              n_sums   = 2 * job->channels;
  g_autofree gfloat *partial  = g_new (gfloat, n_chunks * n_sums);

  job->sums    = g_new0 (gdouble, n_chunks * n_sums);
  job->partial = partial;
  pool_run (pool, n_chunks, task, job);

  for (gsize chunk = 1; chunk < n_chunks; chunk++)
    for (gsize i = 0; i < n_sums; i++)
      job->sums[i] += job->sums[chunk * n_sums + i];
}

static void
add_partial_sums (gdouble *sums, gfloat *partial, gsize n)
{
  loops_get ()->add_to_doubles (partial, n, sums);
  memset (partial, 0, n * sizeof *partial);
}


/* Forward */

/* Values are taken from the first pixel's, so that the square of the mean, which is taken off in the
 * end, is of the order of the variance. */
static void
statistics_task (gint index, gint thread, gpointer data)
{
  const Job *job     = data;
  gsize      end     = get_chunk_end (job, index);
  gsize      n_sums  = 2 * job->channels;
  gfloat    *partial = job->partial + index * n_sums;

  memset (partial, 0, n_sums * sizeof *partial);
  for (gsize pixel = (gsize) index * CHUNK_PIXELS; pixel < end; pixel += SUM_PIXELS)
    {
      loops_get ()->norm_statistics (job->input + pixel * job->channels, job->input,
                                     MIN (SUM_PIXELS, end - pixel), job->channels, partial,
                                     partial + job->channels);
      add_partial_sums (job->sums + index * n_sums, partial, n_sums);
    }
}

static void
normalize_task (gint index, gint thread, gpointer data)
{
  const Job *job   = data;
  gsize      first = (gsize) index * CHUNK_PIXELS;

  loops_get ()->norm_forward (
    job->state.mean, job->state.scale, job->state.bias, get_chunk_end (job, index) - first,
    job->channels, job->input + first * job->channels, job->output + first * job->channels);
}

static void
set_state (const State        *state,
           const LayerWeights *weights,
           gsize               i,
           gdouble             mean,
           gdouble             variance,
           gdouble             epsilon)
{
  gdouble inverse = 1.0 / sqrt (variance + epsilon);

  state->mean[i]    = mean;
  state->inverse[i] = inverse;
  state->scale[i]   = inverse * weights->norm_weight[i];
  state->bias[i]    = weights->norm_bias[i];
}

void
normalization_forward (Pool               *pool,
                       const LayerWeights *weights,
                       gdouble             epsilon,
                       gdouble             momentum,
                       const FeatureMap   *input,
                       gfloat             *running_mean,
                       gfloat             *running_variance,
                       gfloat             *state,
                       gfloat             *output)
{
  Job                 job      = make_job (input, state);
  gdouble             unbiased = job.n_pixels > 1 ? job.n_pixels / (job.n_pixels - 1.0) : 1.0;
  g_autofree gdouble *sums     = NULL;

  sum_chunks (pool, &job, statistics_task);
  sums = job.sums;

  for (gsize i = 0; i < job.channels; i++)
    {
      gdouble distance = sums[i] / job.n_pixels;
      gdouble mean     = input->data[i] + distance;
      gdouble variance = MAX (sums[job.channels + i] / job.n_pixels - distance * distance, 0.0);

      set_state (&job.state, weights, i, mean, variance, epsilon);
      running_mean[i] += momentum * (mean - running_mean[i]);
      running_variance[i] += momentum * (unbiased * variance - running_variance[i]);
    }

  job.output = output;
  pool_run (pool, count_chunks (&job), normalize_task, &job);
}

void
normalization_forward_fixed (Pool               *pool,
                             const LayerWeights *weights,
                             gdouble             epsilon,
                             const FeatureMap   *input,
                             gfloat             *state,
                             gfloat             *output)
{
  Job job = make_job (input, state);

  for (gsize i = 0; i < job.channels; i++)
    set_state (&job.state, weights, i, weights->running_mean[i], weights->running_variance[i],
               epsilon);

  job.output = output;
  pool_run (pool, count_chunks (&job), normalize_task, &job);
}


/* Backward. Where the ReLU has cut off is found out anew, which is faster than to read its output. */

static void
gradient_sums_task (gint index, gint thread, gpointer data)
{
  const Job *job     = data;
  gsize      end     = get_chunk_end (job, index);
  gsize      n_sums  = 2 * job->channels;
  gfloat    *partial = job->partial + index * n_sums;

  memset (partial, 0, n_sums * sizeof *partial);
  for (gsize pixel = (gsize) index * CHUNK_PIXELS; pixel < end; pixel += SUM_PIXELS)
    {
      loops_get ()->norm_gradient_sums (
        job->state.mean, job->state.scale, job->state.bias, MIN (SUM_PIXELS, end - pixel),
        job->channels, job->input + pixel * job->channels, job->gradient + pixel * job->channels,
        partial, partial + job->channels);
      add_partial_sums (job->sums + index * n_sums, partial, n_sums);
    }
}

static void
differentiate_task (gint index, gint thread, gpointer data)
{
  const Job *job   = data;
  gsize      first = (gsize) index * CHUNK_PIXELS;

  loops_get ()->norm_backward (
    job->state.mean, job->state.scale, job->state.bias, get_chunk_end (job, index) - first,
    job->channels, job->mean_gradient, job->mean_product, job->input + first * job->channels,
    job->gradient + first * job->channels);
}

static inline void
put (GradientTarget target, gsize i, gdouble value)
{
  target.data[i] = target.adds ? target.data[i] + value : value;
}

/* The gradients by scale and shift. Returns the sums over the pixels behind them, to be freed: of the
 * gradient, then of its product with the value's distance from the mean. */
static gdouble *
put_gradients (Pool *pool, Job *job, GradientTarget weight_gradient, GradientTarget bias_gradient)
{
  sum_chunks (pool, job, gradient_sums_task);
  for (gsize i = 0; i < job->channels; i++)
    {
      put (bias_gradient, i, job->sums[i]);
      put (weight_gradient, i, job->sums[job->channels + i] * job->state.inverse[i]);
    }

  return job->sums;
}

/* weight / deviation (g - mean (g) - (x - mean) mean (g (x - mean)) / deviation^2), where g is the
 * gradient and x the input. */
void
normalization_backward (Pool             *pool,
                        const FeatureMap *input,
                        const gfloat     *state,
                        gfloat           *gradient,
                        GradientTarget    weight_gradient,
                        GradientTarget    bias_gradient)
{
  Job                 job   = make_job (input, (gfloat *) state);
  g_autofree gfloat  *means = g_new (gfloat, 2 * job.channels);
  g_autofree gdouble *sums  = NULL;

  job.gradient = gradient;
  sums         = put_gradients (pool, &job, weight_gradient, bias_gradient);

  for (gsize i = 0; i < job.channels; i++)
    {
      gdouble inverse = job.state.inverse[i];

      means[i]                = sums[i] / job.n_pixels;
      means[job.channels + i] = sums[job.channels + i] * inverse * inverse / job.n_pixels;
    }

  job.mean_gradient = means;
  job.mean_product  = means + job.channels;
  pool_run (pool, count_chunks (&job), differentiate_task, &job);
}

/* The statistics are constants: weight / deviation g. */
void
normalization_backward_fixed (Pool             *pool,
                              const FeatureMap *input,
                              const gfloat     *state,
                              gfloat           *gradient,
                              GradientTarget    weight_gradient,
                              GradientTarget    bias_gradient)
{
  Job                job   = make_job (input, (gfloat *) state);
  g_autofree gfloat *means = g_new0 (gfloat, 2 * job.channels);

  job.gradient = gradient;
  if (weight_gradient.data)
    g_free (put_gradients (pool, &job, weight_gradient, bias_gradient));

  job.mean_gradient = means;
  job.mean_product  = means + job.channels;
  pool_run (pool, count_chunks (&job), differentiate_task, &job);
}
