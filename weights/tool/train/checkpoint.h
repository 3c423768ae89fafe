/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All that a training run needs to go on as if it had never stopped: the weights, their moving
 * average, the optimizer's memory, and how far the run is. A safetensors file of 32-bit floats in
 * the layout of memory; it is written whole or not at all.
 */

#pragma once

#include "optimizer.h"

G_BEGIN_DECLS

typedef struct
{
  gchar   *settings; /* as text */
  gchar  **folders;  /* absolute paths */
  gchar   *photos;   /* fingerprint of the photos, with their division */
  guint64  step;     /* done so far */
  guint64  n_steps;  /* planned */
  gdouble  seconds;  /* spent so far */
  gboolean normalized;
} RunState;

typedef struct _Checkpoint Checkpoint;

void                       run_state_clear (RunState *state);

/* Where a run keeps its checkpoint, to be freed. */
gchar                     *checkpoint_get_path (const gchar *folder);

gboolean                   checkpoint_save (const gchar           *path,
                                            const RunState        *state,
                                            const ColorizeWeights *weights,
                                            const Optimizer       *optimizer,
                                            GError               **error);

/* Errors are sentences that name the file. */
Checkpoint                *checkpoint_open (const gchar *path, GError **error);
void                       checkpoint_close (Checkpoint *checkpoint);

/* Owned by the checkpoint. */
const RunState            *checkpoint_get_state (const Checkpoint *checkpoint);

/* New unfolded weights as they were. */
ColorizeWeights           *checkpoint_read_weights (Checkpoint *checkpoint, GError **error);

/* Fills a new optimizer of those weights with what the old one had. */
gboolean checkpoint_read_optimizer (Checkpoint *checkpoint, Optimizer *optimizer, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Checkpoint, checkpoint_close)

G_END_DECLS
