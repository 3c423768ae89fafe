/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The network in training: one batch forward, its gradients backward.
 *
 *   training_forward (training, local, global)
 *   write the loss's gradient to training_get_gradient (training, LAYER_OUTPUT)
 *   training_backward (training)
 *   step the weights by training_get_gradients (), then training_clear_gradients ()
 *
 * A Training belongs to one thread at a time; it works on threads of its own.
 */

#pragma once

#include "network/layers/layers.h"

G_BEGIN_DECLS

typedef struct _Training Training;

/* Bytes that a batch of the given size takes, without the weights. */
gsize                    training_get_size (const ColorizeWeights *weights,
                                            gint                   n_photos,
                                            gint                   height,
                                            gint                   width,
                                            gboolean               shares_low,
                                            gint                   n_threads);

/* weights      as weights_load_unfolded gives them. They are referenced and changed: by each
 *              forward pass their running statistics.
 * height, width   of the local input, multiples of 8
 * shares_low   the global stream sees the local input, of global_size squared, whose low-level
 *              features then serve both
 * Errors: COLORIZE_ERROR_MEMORY. */
Training                *training_new (ColorizeWeights *weights,
                                       gint             n_photos,
                                       gint             height,
                                       gint             width,
                                       gboolean         shares_low,
                                       gint             n_threads,
                                       GError         **error);
void                     training_free (Training *training);

/* Keeps a layer as it is: its parameters get no gradient, and its batch norm goes by the running
 * statistics, which stay as they are. Where all before a layer is frozen, no gradient is passed on.
 * To be called before the first forward pass. */
void                     training_freeze (Training *training, LayerId id);

/* Lets all norms go by the running statistics, which stay as they are, in training as in evaluation.
 * A network that goes on with photos of one kind needs it: a batch's own statistics take off just
 * what the photos have in common. To be called before the first forward pass. */
void                     training_keep_statistics (Training *training);

/* local    [n_photos][height][width], the mean taken off
 * global   [n_photos][global_size][global_size]; NULL where there is no such stream, or where it
 *          shares the local one's features
 * momentum of the running statistics; 0 leaves them as they are */
void                     training_forward (Training     *training,
                                           const gfloat *local,
                                           const gfloat *global,
                                           gdouble       momentum);

/* The threads that the passes run on, for the work between them: the optimizer's. Owned by the
 * training. */
Pool                    *training_get_pool (Training *training);

/* A layer's output of the last forward pass, after its activation; NULL where the variant has no
 * such layer. is_global: the low-level layers' pass over the global input. */
const FeatureMap   *training_get_output (const Training *training, LayerId id, gboolean is_global);

/* Where the gradient of the loss by the output of a layer that no other one follows (`output`,
 * `class2`) goes, of the size of that; zero after a forward pass. NULL for other layers. */
gfloat             *training_get_gradient (Training *training, LayerId id);

/* Adds the gradients by all parameters to those that are there. A layer with batch norm has no
 * gradient by its bias, which the norm takes off again. */
void                training_backward (Training *training);
const LayerWeights *training_get_gradients (const Training *training, LayerId id);

/* The next backward pass writes over the gradients that are there. */
void                training_clear_gradients (Training *training);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Training, training_free)

G_END_DECLS
