/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <cblas.h>

#include "layers.h"

typedef struct
{
  const Layer        *layer;
  const LayerWeights *weights;
  const gfloat       *input;
  gfloat             *output;
  gint                rows_per_task;
} LinearJob;

static void
linear_task (gint index, gint thread, gpointer data)
{
  const LinearJob *job      = data;
  gint             n_inputs = job->layer->n_inputs;
  gint             first    = index * job->rows_per_task;
  gint             n        = MIN (job->rows_per_task, job->layer->n_outputs - first);

  cblas_sgemv (CblasRowMajor, CblasNoTrans, n, n_inputs, 1.0f,
               job->weights->kernel + (gsize) first * n_inputs, n_inputs, job->input, 1, 0.0f,
               job->output + first, 1);
  activation_forward (job->layer->activation, job->weights->bias + first, 1, n, n,
                      job->output + first);
}

void
linear_forward (Pool               *pool,
                const Layer        *layer,
                const LayerWeights *weights,
                const gfloat       *input,
                gfloat             *output)
{
  gint      n_threads = pool_get_n_threads (pool);
  LinearJob job       = { layer, weights, input, output, 0 };

  job.rows_per_task = (layer->n_outputs + n_threads - 1) / n_threads;
  pool_run (pool, (layer->n_outputs + job.rows_per_task - 1) / job.rows_per_task, linear_task,
            &job);
}
