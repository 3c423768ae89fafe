/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The network in training as a list of nodes, in the order of the forward pass: which layer works on
 * the output of which, and what shape all that has. The backward pass goes through it from its end.
 *
 * Any thread may use a graph, one at a time.
 */

#pragma once

#include "network/layers/layers.h"

G_BEGIN_DECLS

/* Where a node's number is expected. */
#define GRAPH_LOCAL_INPUT  (-1)
#define GRAPH_GLOBAL_INPUT (-2)
#define GRAPH_NO_NODE      (-3)

/* The low-level layers may stand there twice, and no more than six layers are low-level ones. */
#define GRAPH_MAX_NODES (N_LAYERS + 6)

/* A layer at work on one of the inputs. The graph says of the maps only how large they are; where
 * their data lies is for others to say. */
typedef struct
{
  LayerId        id;
  gboolean       is_global;
  gint           input;      /* node, or one of the above */
  gint           side;       /* fusion: the node of the global features */
  gboolean       is_last;    /* no other node sees its output */
  gboolean       is_trained; /* it, or a node before it */
  FeatureMap     before;     /* what batch norm sees; no data where there is none */
  FeatureMap     output;
  gfloat        *norm_state;
  gfloat        *kept;     /* by a convolution; may be NULL */
  GradientTarget gradient; /* by the output; adds where a node behind has been there */
} Node;

typedef struct
{
  const Architecture *architecture;
  FeatureMap          local; /* inputs */
  FeatureMap          global;
  Node                nodes[GRAPH_MAX_NODES];
  gint                n_nodes;
} Graph;

/* Lays the graph out for a batch; all of it is to be trained.
 * architecture  has to live as long as the graph
 * height, width, shares_low   as training_new has them */
void              graph_init (Graph              *graph,
                              const Architecture *architecture,
                              gint                n_photos,
                              gint                height,
                              gint                width,
                              gboolean            shares_low);

/* Marks what is trained once these layers are not. */
void              graph_freeze (Graph *graph, const gboolean is_frozen[N_LAYERS]);

const Layer      *graph_get_layer (const Graph *graph, const Node *node);
const FeatureMap *graph_get_input (const Graph *graph, const Node *node);

/* is_trained of a node by its number; FALSE for inputs and GRAPH_NO_NODE. */
gboolean          graph_is_trained (const Graph *graph, gint node);

/* NULL: the architecture has no such layer. is_global: the low-level layers' pass over the global
 * input. */
const Node       *graph_find (const Graph *graph, LayerId id, gboolean is_global);

G_END_DECLS
