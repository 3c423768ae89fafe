/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The graph: from the network's inputs to its outputs, layer after layer.
 */

#pragma once

#include "network/layers/layers.h"

G_BEGIN_DECLS

typedef struct
{
  const gfloat *local;  /* [height][width], the mean taken off */
  gint          height; /* multiples of 8 */
  gint          width;
  const gfloat *global; /* [global_size][global_size]; may be `local`, whose low-level features
                           then serve both streams; NULL without a global stream */

  /* Global features of another photo, [global_fc3's n_outputs]: fusion then sees
   * (1 - share) own + share theirs. NULL: the photo's own alone. */
  const gfloat *mood;
  gfloat        mood_share;
} NetworkInput;

/* Looks on: called with the output of each layer, after its activation. `is_global` tells the low
 * layers' pass over the global input; a vector has a height and a width of 1. */
typedef void (*NetworkTap) (LayerId id, gboolean is_global, const FeatureMap *map, gpointer data);

typedef struct
{
  ColorizeProgress progress; /* may be NULL */
  gpointer         progress_data;
  NetworkTap       tap; /* may be NULL */
  gpointer         tap_data;
} NetworkWatch;

/* The size of the output for an input of the given size. */
void     network_get_output_size (const Architecture *architecture,
                                  gint                height,
                                  gint                width,
                                  gint               *output_height,
                                  gint               *output_width,
                                  gint               *output_channels);

/* Runs the network: output is [output_height][output_width][output_channels].
 * Errors: COLORIZE_ERROR_MEMORY, G_IO_ERROR_CANCELLED by the cancellable that the pool has, too. */
gboolean network_run (const ColorizeWeights *weights,
                      const NetworkInput    *input,
                      Pool                  *pool,
                      GCancellable          *cancellable,
                      const NetworkWatch    *watch,
                      gfloat                *output,
                      GError               **error);

/* Runs the global stream alone: features is [global_fc3's n_outputs].
 * global   [global_size][global_size], the mean taken off
 * Errors: as network_run. */
gboolean network_run_global (const ColorizeWeights *weights,
                             const gfloat          *global,
                             Pool                  *pool,
                             GCancellable          *cancellable,
                             gfloat                *features,
                             GError               **error);

G_END_DECLS
