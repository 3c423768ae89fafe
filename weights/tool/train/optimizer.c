/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include <string.h>

#include "error.h"
#include "network/loops/loops.h"
#include "optimizer.h"

#define ADADELTA_DECAY   0.95f
#define ADADELTA_EPSILON 1e-6f
#define ADAM_BETA_1      0.9
#define ADAM_BETA_2      0.999
#define ADAM_EPSILON     1e-8f

/* Values that one task of the pool steps. */
#define CHUNK (1 << 16)

/* One array of one layer. */
typedef struct
{
  LayerId   id;
  LayerPart part;
  gsize     n;
  gfloat   *values;
  gfloat   *average;
  gfloat   *memory; /* [OPTIMIZER_N_MEMORIES][n]; NULL for statistics, which are only averaged */
} Array;

typedef struct
{
  const Array *array;
  gsize        first;
} Task;

struct _Optimizer
{
  OptimizerKind    kind;
  gdouble          weight_decay;
  gdouble          average_decay;
  ColorizeWeights *weights;
  ColorizeWeights *average;
  GArray          *arrays; /* Array */
  GArray          *tasks;  /* Task: together all values of all arrays */
};

/* A step under way. */
typedef struct
{
  const Optimizer *optimizer;
  const Training  *training;
  gfloat           learning_rate;
  gfloat           correction_1; /* of Adam's moments, which start from zero */
  gfloat           correction_2;
  gfloat           average_share;
} Step;

static void
array_clear (gpointer data)
{
  g_free (((Array *) data)->memory);
}

static void
add_tasks (Optimizer *optimizer)
{
  for (guint i = 0; i < optimizer->arrays->len; i++)
    {
      const Array *array = &g_array_index (optimizer->arrays, Array, i);

      for (gsize first = 0; first < array->n; first += CHUNK)
        {
          Task task = { array, first };

          g_array_append_val (optimizer->tasks, task);
        }
    }
}

Optimizer *
optimizer_new (ColorizeWeights *weights,
               OptimizerKind    kind,
               const gboolean   frozen[N_LAYERS],
               gdouble          weight_decay,
               gdouble          average_decay,
               GError         **error)
{
  g_autoptr (Optimizer) optimizer = g_new0 (Optimizer, 1);

  optimizer->kind          = kind;
  optimizer->weight_decay  = weight_decay;
  optimizer->average_decay = average_decay;
  optimizer->weights       = colorize_weights_ref (weights);
  optimizer->average       = weights_copy (weights);
  optimizer->arrays        = g_array_new (FALSE, TRUE, sizeof (Array));
  optimizer->tasks         = g_array_new (FALSE, TRUE, sizeof (Task));
  g_array_set_clear_func (optimizer->arrays, array_clear);

  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = 0; part < N_PARTS && ! frozen[id]; part++)
      {
        Array array = { .id      = id,
                        .part    = part,
                        .n       = layer_count_part (&weights->architecture.layers[id], part),
                        .values  = layer_weights_get_part (&weights->layers[id], part),
                        .average = layer_weights_get_part (&optimizer->average->layers[id], part) };

        if (! array.values)
          continue;

        if (part < N_PARAMETER_PARTS)
          array.memory = g_try_new0 (gfloat, OPTIMIZER_N_MEMORIES * array.n);
        if (part < N_PARAMETER_PARTS && ! array.memory)
          {
            error_set_memory (error);
            return NULL;
          }
        g_array_append_val (optimizer->arrays, array);
      }

  add_tasks (optimizer);
  return g_steal_pointer (&optimizer);
}

void
optimizer_free (Optimizer *optimizer)
{
  if (! optimizer)
    return;

  g_array_unref (optimizer->arrays);
  g_array_unref (optimizer->tasks);
  colorize_weights_unref (optimizer->average);
  colorize_weights_unref (optimizer->weights);
  g_free (optimizer);
}

static void
step_adam (const Step   *step,
           gfloat       *values,
           const gfloat *gradient,
           gfloat       *first_moment,
           gfloat       *second_moment,
           gsize         n,
           gfloat        decay)
{
  gboolean is_beside = step->optimizer->kind == OPTIMIZER_ADAMW;
  AdamStep adam      = { .rate    = step->learning_rate / step->correction_1,
                         .share_1 = 1.0 - ADAM_BETA_1,
                         .share_2 = 1.0 - ADAM_BETA_2,
                         .scale_2 = 1.0f / step->correction_2,
                         .epsilon = ADAM_EPSILON,
                         .decay   = is_beside ? 0.0f : decay,
                         .kept    = is_beside ? 1.0f - step->learning_rate * decay : 1.0f };

  loops_get ()->step_adam (values, gradient, first_moment, second_moment, n, &adam);
}

static void
step_task (gint index, gint thread, gpointer data)
{
  const Step      *step      = data;
  const Optimizer *optimizer = step->optimizer;
  const Task      *task      = &g_array_index (optimizer->tasks, Task, index);
  const Array     *array     = task->array;
  gsize            n         = MIN (array->n - task->first, CHUNK);
  gfloat          *values    = array->values + task->first;
  gfloat          *average   = array->average + task->first;

  if (array->memory)
    {
      const LayerWeights *gradients = training_get_gradients (step->training, array->id);
      const gfloat       *gradient  = layer_weights_get_part (gradients, array->part) + task->first;
      gfloat             *memory_1  = array->memory + task->first;
      gfloat             *memory_2  = memory_1 + array->n;
      gfloat              decay     = array->part == PART_KERNEL ? optimizer->weight_decay : 0.0;

      if (optimizer->kind == OPTIMIZER_ADADELTA)
        loops_get ()->step_adadelta (values, gradient, memory_1, memory_2, n,
                                     &(AdadeltaStep) { .rate    = step->learning_rate,
                                                       .share   = 1.0f - ADADELTA_DECAY,
                                                       .epsilon = ADADELTA_EPSILON,
                                                       .decay   = decay });
      else
        step_adam (step, values, gradient, memory_1, memory_2, n, decay);
    }

  for (gsize i = 0; i < n; i++)
    average[i] += step->average_share * (values[i] - average[i]);
}

void
optimizer_step (Optimizer      *optimizer,
                const Training *training,
                Pool           *pool,
                guint64         step,
                gdouble         learning_rate)
{
  Step job = { .optimizer     = optimizer,
               .training      = training,
               .learning_rate = learning_rate,
               .correction_1  = 1.0 - pow (ADAM_BETA_1, step),
               .correction_2  = 1.0 - pow (ADAM_BETA_2, step),
               .average_share = MAX (1.0 - optimizer->average_decay, 1.0 / (1.0 + step / 3.0)) };

  pool_run (pool, optimizer->tasks->len, step_task, &job);
}

void
optimizer_reset (Optimizer *optimizer)
{
  for (guint i = 0; i < optimizer->arrays->len; i++)
    {
      const Array *array = &g_array_index (optimizer->arrays, Array, i);

      if (array->memory)
        memset (array->memory, 0, OPTIMIZER_N_MEMORIES * array->n * sizeof *array->memory);
    }
}

ColorizeWeights *
optimizer_get_average (const Optimizer *optimizer)
{
  return optimizer->average;
}

gfloat *
optimizer_get_memory (const Optimizer *optimizer, LayerId id, LayerPart part, gint which)
{
  for (guint i = 0; i < optimizer->arrays->len; i++)
    {
      const Array *array = &g_array_index (optimizer->arrays, Array, i);

      if (array->id == id && array->part == part)
        return array->memory ? array->memory + which * array->n : NULL;
    }

  return NULL;
}

gsize
optimizer_get_size (const ColorizeWeights *weights)
{
  gsize n = 0;

  for (gint id = 0; id < N_LAYERS; id++)
    for (gint part = 0; part < N_PARTS; part++)
      if (layer_weights_get_part (&weights->layers[id], part))
        n += layer_count_part (&weights->architecture.layers[id], part)
             * (part < N_PARAMETER_PARTS ? OPTIMIZER_N_MEMORIES + 1 : 1);

  return n * sizeof (gfloat);
}
