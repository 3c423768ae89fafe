/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Steps weights against the gradient of the loss, and keeps a moving average of them, which is what
 * is worth saving: it is ahead of the weights themselves until the learning rate has fallen.
 */

#pragma once

#include "network/training.h"

G_BEGIN_DECLS

typedef enum
{
  /* Zeiler 2012, "ADADELTA", algorithm 1, decay 0.95 and epsilon 1e-6: what Iizuka et al. 2016 and
   * its re-implementation used. Its learning rate is a factor and usually 1. */
  OPTIMIZER_ADADELTA,

  /* Kingma and Ba 2015, algorithm 1, beta 0.9 and 0.999, epsilon 1e-8. */
  OPTIMIZER_ADAM,

  /* The same with weight decay beside the gradient, not in it: Loshchilov and Hutter 2019,
   * algorithm 2. */
  OPTIMIZER_ADAMW
} OptimizerKind;

/* What the optimizer remembers of each parameter; of Adam the first and the second moment, of
 * AdaDelta the mean squared gradient and the mean squared step. */
#define OPTIMIZER_N_MEMORIES 2

typedef struct _Optimizer Optimizer;

/* weights        referenced and changed
 * frozen         [N_LAYERS]: layers to leave as they are
 * weight_decay   of the kernels; biases and norms have none
 * average_decay  of the moving average, 0..1: the larger, the longer it looks back. In the first
 *                steps it is shorter, as there is little to look back on.
 * Errors: COLORIZE_ERROR_MEMORY. */
Optimizer                *optimizer_new (ColorizeWeights *weights,
                                         OptimizerKind    kind,
                                         const gboolean   frozen[N_LAYERS],
                                         gdouble          weight_decay,
                                         gdouble          average_decay,
                                         GError         **error);
void                      optimizer_free (Optimizer *optimizer);

/* One step by the gradients that `training`, of the same weights, holds.
 * step   counts from 1 */
void                      optimizer_step (Optimizer      *optimizer,
                                          const Training *training,
                                          Pool           *pool,
                                          guint64         step,
                                          gdouble         learning_rate);

/* Forgets all steps so far; the weights and their average stay. */
void                      optimizer_reset (Optimizer *optimizer);

/* The moving average, unfolded; it changes with each step. Owned by the optimizer. */
ColorizeWeights          *optimizer_get_average (const Optimizer *optimizer);

/* What the optimizer remembers of a part, of the part's size; NULL where there is nothing to. For
 * checkpoints. */
gfloat *optimizer_get_memory (const Optimizer *optimizer, LayerId id, LayerPart part, gint which);

/* Bytes that an optimizer of these weights takes, its average included. */
gsize   optimizer_get_size (const ColorizeWeights *weights);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Optimizer, optimizer_free)

G_END_DECLS
