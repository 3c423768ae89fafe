/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "loss.h"
#include "train-derived.h"
#include "trainer.h"

struct _Trainer
{
  const TrainSettings *settings;
  ColorizeWeights     *weights;
  Training            *training;
  Optimizer           *optimizer;
  SampleShape          shape;
  gfloat              *color_factors; /* [Q]; NULL: all colors count alike */
  gdouble             *losses;        /* [batch_size] */
};

/* The loss of a batch under way, a photo a task. */
typedef struct
{
  const Trainer     *trainer;
  const SampleBatch *batch;
  const FeatureMap  *output;
  gfloat            *gradient;
  gdouble            weight; /* of one photo */
} LossJob;

static gboolean
shares_low (const ColorizeWeights *weights, const TrainSettings *settings)
{
  return weights->architecture.global_size == settings->side;
}

SampleShape
trainer_get_shape (const ColorizeWeights *weights, const TrainSettings *settings)
{
  const Architecture *architecture = &weights->architecture;

  return (SampleShape) { .side = settings->side,
                         .global_side =
                           shares_low (weights, settings) ? 0 : architecture->global_size,
                         .target_divisor = architecture_has (architecture, LAYER_COLOR4) ? 2 : 4,
                         .is_rgb         = architecture->output_kind == OUTPUT_RGB,
                         .is_luma        = architecture->input_kind == INPUT_LUMA,
                         .mean           = architecture->mean };
}

gsize
trainer_get_size (const ColorizeWeights *weights, const TrainSettings *settings)
{
  gint n_threads = settings->n_threads > 0 ? settings->n_threads : (gint) g_get_num_processors ();

  return training_get_size (weights, settings->batch_size, settings->side, settings->side,
                            shares_low (weights, settings), n_threads)
         + optimizer_get_size (weights);
}

Trainer *
trainer_new (ColorizeWeights     *weights,
             const TrainSettings *settings,
             const gboolean       frozen[N_LAYERS],
             GError             **error)
{
  g_autoptr (Trainer) trainer = g_new0 (Trainer, 1);
  gsize n_colors              = weights->architecture.layers[LAYER_OUTPUT].n_outputs;

  trainer->settings = settings;
  trainer->weights  = colorize_weights_ref (weights);
  trainer->shape    = trainer_get_shape (weights, settings);
  trainer->losses   = g_new (gdouble, settings->batch_size);
  if (weights->prior && settings->rebalance > 0.0)
    {
      trainer->color_factors = g_new (gfloat, n_colors);
      loss_weigh_colors (weights->prior, n_colors, settings->rebalance, trainer->color_factors);
    }

  trainer->training = training_new (weights, settings->batch_size, settings->side, settings->side,
                                    shares_low (weights, settings), settings->n_threads, error);
  if (! trainer->training)
    return NULL;
  for (gint id = 0; id < N_LAYERS; id++)
    if (frozen[id])
      training_freeze (trainer->training, id);
  if (train_settings_keep_statistics (settings))
    training_keep_statistics (trainer->training);

  trainer->optimizer = optimizer_new (weights, train_settings_get_optimizer (settings), frozen,
                                      settings->weight_decay, settings->average, error);
  return trainer->optimizer ? g_steal_pointer (&trainer) : NULL;
}

void
trainer_free (Trainer *trainer)
{
  if (! trainer)
    return;

  optimizer_free (trainer->optimizer);
  training_free (trainer->training);
  colorize_weights_unref (trainer->weights);
  g_free (trainer->color_factors);
  g_free (trainer->losses);
  g_free (trainer);
}

/* a*b* as the network says it: (a*b* + 100) / 200 */
static gfloat *
encode_chroma (const gfloat *chroma, gsize n_pixels)
{
  gfloat *encoded = g_new (gfloat, 2 * n_pixels);

  for (gsize i = 0; i < 2 * n_pixels; i++)
    encoded[i] = (chroma[i] + 100.0f) / 200.0f;
  return encoded;
}

static gdouble
get_chroma_loss (const Trainer *trainer,
                 const gfloat  *outputs,
                 const gfloat  *chroma,
                 gsize          n_pixels,
                 gdouble        weight,
                 gfloat        *gradient)
{
  const TrainSettings *settings = trainer->settings;
  g_autofree gfloat   *targets  = encode_chroma (chroma, n_pixels);
  g_autofree gfloat   *factors  = NULL;

  if (settings->chroma_weight > 0.0)
    {
      factors = g_new (gfloat, n_pixels);
      loss_weigh_chroma (chroma, n_pixels, settings->chroma_weight, factors);
    }

  return loss_regression (outputs, targets, n_pixels, 2, factors, settings->huber / 200.0, weight,
                          gradient);
}

static void
loss_task (gint index, gint thread, gpointer data)
{
  const LossJob *job       = data;
  const Trainer *trainer   = job->trainer;
  gsize          n_pixels  = (gsize) job->output->height * job->output->width;
  gsize          channels  = job->output->channels;
  const gfloat  *outputs   = job->output->data + index * n_pixels * channels;
  gfloat        *gradient  = job->gradient + index * n_pixels * channels;
  gint           n_targets = sample_shape_get_n_target_values (&trainer->shape);
  const gfloat  *targets   = job->batch->target + index * n_pixels * n_targets;
  gdouble       *loss      = &trainer->losses[index];

  switch (trainer->weights->architecture.output_kind)
    {
    case OUTPUT_CHROMA:
      *loss = get_chroma_loss (trainer, outputs, targets, n_pixels, job->weight, gradient);
      break;

    case OUTPUT_RGB:
      *loss = loss_regression (outputs, targets, n_pixels, 3, NULL, trainer->settings->huber,
                               job->weight, gradient);
      break;

    case OUTPUT_DISTRIBUTION:
      *loss = loss_colors (outputs, trainer->weights->colors, channels, trainer->color_factors,
                           targets, n_pixels, job->weight, gradient);
      break;
    }
}

static gdouble
add_class_loss (const Trainer *trainer, const SampleBatch *batch, gdouble share)
{
  const FeatureMap *scores = training_get_output (trainer->training, LAYER_CLASS2, FALSE);
  gdouble           weight = trainer->settings->class_weight;

  if (! scores || ! trainer->settings->classes)
    return 0.0;

  return weight
         * loss_classes (scores->data, batch->classes, batch->n, scores->channels, share * weight,
                         training_get_gradient (trainer->training, LAYER_CLASS2));
}

gdouble
trainer_run_batch (Trainer *trainer, const SampleBatch *batch, gdouble momentum)
{
  const TrainSettings *settings = trainer->settings;
  gdouble              share    = 1.0 / settings->n_accumulated;
  gdouble              loss     = 0.0;
  LossJob              job      = { .trainer = trainer, .batch = batch };

  training_forward (trainer->training, batch->local, batch->global, momentum);
  job.output   = training_get_output (trainer->training, LAYER_OUTPUT, FALSE);
  job.gradient = training_get_gradient (trainer->training, LAYER_OUTPUT);
  job.weight   = share / batch->n;
  pool_run (trainer_get_pool (trainer), batch->n, loss_task, &job);
  for (gint i = 0; i < batch->n; i++)
    loss += trainer->losses[i] / batch->n;

  loss += add_class_loss (trainer, batch, share);
  training_backward (trainer->training);
  return loss;
}

void
trainer_step (Trainer *trainer, guint64 step, gdouble learning_rate)
{
  optimizer_step (trainer->optimizer, trainer->training, trainer_get_pool (trainer), step,
                  learning_rate);
  training_clear_gradients (trainer->training);
}

Pool *
trainer_get_pool (const Trainer *trainer)
{
  return training_get_pool (trainer->training);
}

Training *
trainer_get_training (const Trainer *trainer)
{
  return trainer->training;
}

Optimizer *
trainer_get_optimizer (const Trainer *trainer)
{
  return trainer->optimizer;
}
