/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The memory of the network in training: one block that holds the gradients by all parameters, the
 * maps of a graph's nodes with their gradients, and scratch.
 */

#pragma once

#include "training-graph.h"

G_BEGIN_DECLS

typedef struct
{
  LayerWeights gradients[N_LAYERS]; /* zero at first; NULL where a layer has no such parameter */
  gfloat      *scratch;             /* for one node at a time */
  gfloat      *block;               /* all of it */
} TrainingMemory;

/* Bytes that the block takes for layers that work on n_threads. */
gsize training_memory_get_size (const Graph *graph, const ColorizeWeights *weights, gint n_threads);

/* Gives all nodes of the graph their data.
 * weights  those of the graph's architecture, not folded
 * Errors: COLORIZE_ERROR_MEMORY. */
gboolean training_memory_init (TrainingMemory        *memory,
                               Graph                 *graph,
                               const ColorizeWeights *weights,
                               gint                   n_threads,
                               GError               **error);
void     training_memory_clear (TrainingMemory *memory);

G_END_DECLS
