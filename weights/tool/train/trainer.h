/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One network in training: a batch goes forward, its loss backward, and the weights a step.
 */

#pragma once

#include "loader.h"
#include "optimizer.h"
#include "train-settings.h"

G_BEGIN_DECLS

typedef struct _Trainer Trainer;

/* Bytes that training takes beside the weights and the photos. */
gsize       trainer_get_size (const ColorizeWeights *weights, const TrainSettings *settings);

/* What the network of the weights wants its samples to look like. */
SampleShape trainer_get_shape (const ColorizeWeights *weights, const TrainSettings *settings);

/* weights   unfolded; referenced and changed
 * Errors: COLORIZE_ERROR_MEMORY. */
Trainer    *trainer_new (ColorizeWeights     *weights,
                         const TrainSettings *settings,
                         const gboolean       frozen[N_LAYERS],
                         GError             **error);
void        trainer_free (Trainer *trainer);

/* Adds the gradients of a batch and returns its loss. A step has settings->n_accumulated batches.
 * momentum   of the running statistics; 0 leaves them alone */
gdouble     trainer_run_batch (Trainer *trainer, const SampleBatch *batch, gdouble momentum);

/* Steps the weights by the gradients, which are forgotten then.
 * step   counts from 1 */
void        trainer_step (Trainer *trainer, guint64 step, gdouble learning_rate);

/* Forgets the gradients. */
void        trainer_clear (Trainer *trainer);

Pool       *trainer_get_pool (const Trainer *trainer);
Training   *trainer_get_training (const Trainer *trainer);
Optimizer  *trainer_get_optimizer (const Trainer *trainer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Trainer, trainer_free)

G_END_DECLS
