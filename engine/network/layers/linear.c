/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <cblas.h>

#include "network/loops/loops.h"
#include "layers.h"

typedef struct
{
  const Layer   *layer;
  const gfloat  *kernel;
  const gfloat  *bias;
  const guint16 *halves;
  const gfloat  *scale;
  gint           n;
  const gfloat  *input;
  gfloat        *output;
  const gfloat  *output_gradient;
  GradientTarget input_gradient;
  GradientTarget kernel_gradient;
  gint           n_slices; /* of the outputs forward, of the inputs backward */
} LinearJob;

/* The part of an axis that is a slice's own. */
static void
get_slice (gint length, gint n_slices, gint index, gint *first, gint *n)
{
  *first = (gint64) length * index / n_slices;
  *n     = (gint64) length * (index + 1) / n_slices - *first;
}

/* Of one photo. No sum is shared out, so that results do not depend on the number of threads. */
static void
multiply_one (const LinearJob *job, gint first, gint n)
{
  const Loops *loops    = loops_get ();
  gsize        n_inputs = job->layer->n_inputs;

  for (gint i = first; i < first + n; i++)
    {
      job->output[i] = job->halves
                         ? loops->dot_halves (job->halves + i * n_inputs, job->input, n_inputs)
                         : loops->dot (job->kernel + i * n_inputs, job->input, n_inputs);
      if (job->scale)
        job->output[i] *= job->scale[i];
    }
}

static void
forward_task (gint index, gint thread, gpointer data)
{
  const LinearJob *job       = data;
  gint             n_inputs  = job->layer->n_inputs;
  gint             n_outputs = job->layer->n_outputs;
  gint             first;
  gint             n;
  gfloat          *output;

  get_slice (n_outputs, job->n_slices, index, &first, &n);
  output = job->output + first;

  if (job->n == 1)
    multiply_one (job, first, n);
  else
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, job->n, n, n_inputs, 1.0f, job->input,
                 n_inputs, job->kernel + (gsize) first * n_inputs, n_inputs, 0.0f, output,
                 n_outputs);
  activation_forward (job->layer->activation, job->bias + first, job->n, n, n_outputs, output);
}

void
linear_forward (Pool               *pool,
                const Layer        *layer,
                const LayerWeights *weights,
                gint                n,
                const gfloat       *input,
                gfloat             *output)
{
  LinearJob job = { .layer    = layer,
                    .kernel   = weights->kernel,
                    .bias     = weights->bias,
                    .halves   = weights->halves,
                    .scale    = weights->scale,
                    .n        = n,
                    .input    = input,
                    .output   = output,
                    .n_slices = MIN (pool_get_n_threads (pool), layer->n_outputs) };

  pool_run (pool, job.n_slices, forward_task, &job);
}

/* A slice of the inputs: kernel gradient = gradient^T input, input gradient = gradient kernel */
static void
backward_task (gint index, gint thread, gpointer data)
{
  const LinearJob *job       = data;
  gint             n_inputs  = job->layer->n_inputs;
  gint             n_outputs = job->layer->n_outputs;
  gint             first;
  gint             n;

  get_slice (n_inputs, job->n_slices, index, &first, &n);
  if (job->kernel_gradient.data)
    cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, n_outputs, n, job->n, 1.0f,
                 job->output_gradient, n_outputs, job->input + first, n_inputs,
                 job->kernel_gradient.adds ? 1.0f : 0.0f, job->kernel_gradient.data + first,
                 n_inputs);
  if (job->input_gradient.data)
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, job->n, n, n_outputs, 1.0f,
                 job->output_gradient, n_outputs, job->kernel + first, n_inputs,
                 job->input_gradient.adds ? 1.0f : 0.0f, job->input_gradient.data + first,
                 n_inputs);
}

void
linear_backward (Pool          *pool,
                 const Layer   *layer,
                 const gfloat  *kernel,
                 gint           n,
                 const gfloat  *input,
                 const gfloat  *output_gradient,
                 GradientTarget input_gradient,
                 GradientTarget kernel_gradient)
{
  LinearJob job = { .layer           = layer,
                    .kernel          = kernel,
                    .n               = n,
                    .input           = input,
                    .output_gradient = output_gradient,
                    .input_gradient  = input_gradient,
                    .kernel_gradient = kernel_gradient,
                    .n_slices        = MIN (pool_get_n_threads (pool), layer->n_inputs) };

  pool_run (pool, job.n_slices, backward_task, &job);
}
