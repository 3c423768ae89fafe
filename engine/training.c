/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The graph is written down once, as a list of nodes in the order of the forward pass; the backward
 * pass goes through it from its end.
 */

#include <string.h>

#include "error.h"
#include "training.h"

/* Inputs of the network, where a node's input is expected. */
#define LOCAL_INPUT  (-1)
#define GLOBAL_INPUT (-2)
#define NO_NODE      (-3)

#define MAX_NODES (N_LAYERS + 6)

/* A layer at work on one of the inputs. */
typedef struct
{
  LayerId    id;
  gboolean   is_global;
  gint       input;  /* node, or one of the above */
  gint       side;   /* fusion: the node of the global features */
  FeatureMap before; /* what batch norm sees; no data where there is none */
  FeatureMap output;
  gdouble   *mean; /* of the batch, for the norm */
  gdouble   *inverse_deviation;
  gfloat    *gradient; /* by the output */
} Node;

typedef struct
{
  Node nodes[MAX_NODES];
  gint n_nodes;
} Graph;

struct _Training
{
  ColorizeWeights *weights;
  LayerWeights     gradients[N_LAYERS];
  Graph            graph;
  FeatureMap       local;
  FeatureMap       global;
  Pool            *pool;
  gfloat          *memory; /* all maps and gradients */
  gfloat          *scratch;
  gfloat          *map_gradients; /* the part of `memory` to clear before each backward pass */
  gsize            n_map_gradients;
};


/* The graph */

static gint
add_node (Graph              *graph,
          const Architecture *architecture,
          LayerId             id,
          gint                input,
          gboolean            is_global)
{
  if (! architecture_has (architecture, id))
    return input;

  graph->nodes[graph->n_nodes] =
    (Node) { .id = id, .is_global = is_global, .input = input, .side = NO_NODE };
  return graph->n_nodes++;
}

static gint
add_chain (Graph              *graph,
           const Architecture *architecture,
           LayerId             first,
           LayerId             last,
           gint                input,
           gboolean            is_global)
{
  for (gint id = first; id <= (gint) last; id++)
    input = add_node (graph, architecture, id, input, is_global);

  return input;
}

static void
graph_init (Graph *graph, const Architecture *architecture, gboolean shares_low)
{
  gint features = add_chain (graph, architecture, LAYER_LOW1, LAYER_LOW6, LOCAL_INPUT, FALSE);
  gint global   = NO_NODE;
  gint node;

  if (architecture->global_size > 0)
    {
      gint low = features;

      if (! shares_low)
        low = add_chain (graph, architecture, LAYER_LOW1, LAYER_LOW6, GLOBAL_INPUT, TRUE);
      global = add_chain (graph, architecture, LAYER_GLOBAL1, LAYER_GLOBAL_FC2, low, FALSE);
      add_chain (graph, architecture, LAYER_CLASS1, LAYER_CLASS2, global, FALSE);
      global = add_node (graph, architecture, LAYER_GLOBAL_FC3, global, FALSE);
    }

  node = add_chain (graph, architecture, LAYER_MID1, LAYER_FUSION, features, FALSE);
  if (global != NO_NODE)
    graph->nodes[node].side = global;
  add_chain (graph, architecture, LAYER_COLOR1, LAYER_OUTPUT, node, FALSE);
}

static const FeatureMap *
get_input (const Training *training, const Node *node)
{
  return node->input == LOCAL_INPUT    ? &training->local
         : node->input == GLOBAL_INPUT ? &training->global
                                       : &training->graph.nodes[node->input].output;
}

static void
set_shapes (Training *training)
{
  for (gint i = 0; i < training->graph.n_nodes; i++)
    {
      Node             *node  = &training->graph.nodes[i];
      const Layer      *layer = &training->weights->architecture.layers[node->id];
      const FeatureMap *input = get_input (training, node);

      node->output = (FeatureMap) { NULL, input->n, 1, 1, layer->n_outputs };
      if (layer->kernel > 0)
        {
          node->output.height = layer_output_size (layer, input->height);
          node->output.width  = layer_output_size (layer, input->width);
        }
      node->before = node->output;
    }
}


/* Memory */

/* Hands out parts of one block; with a block of NULL it only counts. */
typedef struct
{
  gfloat *block;
  gsize   used;
} Arena;

static gfloat *
take (Arena *arena, gsize n)
{
  gfloat *part = arena->block ? arena->block + arena->used : NULL;

  arena->used += n;
  return part;
}

static gdouble *
take_doubles (Arena *arena, gsize n)
{
  arena->used += arena->used % 2;
  return (gdouble *) take (arena, 2 * n);
}

static void
place_gradients (Training *training, Arena *arena)
{
  for (gint id = 0; id < N_LAYERS; id++)
    {
      const Layer        *layer   = &training->weights->architecture.layers[id];
      const LayerWeights *weights = &training->weights->layers[id];

      if (! layer->name)
        continue;

      training->gradients[id].kernel = take (arena, layer_count_kernel (layer));
      training->gradients[id].bias   = take (arena, layer->n_outputs);
      if (weights->norm_weight)
        {
          training->gradients[id].norm_weight = take (arena, layer->n_outputs);
          training->gradients[id].norm_bias   = take (arena, layer->n_outputs);
        }
    }
}

static void
place_maps (Training *training, Arena *arena)
{
  gsize begin;

  for (gint i = 0; i < training->graph.n_nodes; i++)
    {
      Node *node = &training->graph.nodes[i];

      node->output.data = take (arena, feature_map_count (&node->output));
      if (! training->weights->layers[node->id].norm_weight)
        continue;

      node->before.data       = take (arena, feature_map_count (&node->before));
      node->mean              = take_doubles (arena, node->before.channels);
      node->inverse_deviation = take_doubles (arena, node->before.channels);
    }

  begin                   = arena->used;
  training->map_gradients = take (arena, 0);
  for (gint i = 0; i < training->graph.n_nodes; i++)
    training->graph.nodes[i].gradient =
      take (arena, feature_map_count (&training->graph.nodes[i].output));
  training->n_map_gradients = arena->used - begin;
}

static gsize
get_scratch_size (const Architecture *architecture)
{
  gsize largest = 0;

  for (gint id = 0; id < N_LAYERS; id++)
    {
      const Layer *layer = &architecture->layers[id];

      if (layer->name && layer->kernel > 0)
        largest = MAX (largest, MAX (convolution_scratch_size (layer),
                                     convolution_backward_scratch_size (layer)));
    }

  return largest;
}

/* Lays everything out; returns the number of floats. */
static gsize
place_all (Training *training, gfloat *block, gint n_threads)
{
  Arena arena = { block, 0 };

  place_gradients (training, &arena);
  place_maps (training, &arena);
  training->scratch =
    take (&arena, n_threads * get_scratch_size (&training->weights->architecture));
  return arena.used;
}

static void
init_shapes (Training        *training,
             ColorizeWeights *weights,
             gint             n_photos,
             gint             height,
             gint             width,
             gboolean         shares_low)
{
  gint side = weights->architecture.global_size;

  training->weights = weights;
  training->local   = (FeatureMap) { NULL, n_photos, height, width, 1 };
  training->global  = (FeatureMap) { NULL, n_photos, side, side, 1 };
  graph_init (&training->graph, &weights->architecture, shares_low);
  set_shapes (training);
}

gsize
training_get_size (const ColorizeWeights *weights,
                   gint                   n_photos,
                   gint                   height,
                   gint                   width,
                   gboolean               shares_low,
                   gint                   n_threads)
{
  Training training = { 0 };

  init_shapes (&training, (ColorizeWeights *) weights, n_photos, height, width, shares_low);
  return place_all (&training, NULL, n_threads) * sizeof (gfloat);
}

Training *
training_new (ColorizeWeights *weights,
              gint             n_photos,
              gint             height,
              gint             width,
              gboolean         shares_low,
              gint             n_threads,
              GError         **error)
{
  g_autoptr (Training) training = g_new0 (Training, 1);

  init_shapes (training, colorize_weights_ref (weights), n_photos, height, width, shares_low);
  training->pool   = pool_new (n_threads, NULL);
  n_threads        = pool_get_n_threads (training->pool);
  training->memory = g_try_new (gfloat, place_all (training, NULL, n_threads));
  if (! training->memory)
    {
      error_set_memory (error);
      return NULL;
    }

  place_all (training, training->memory, n_threads);
  training_clear_gradients (training);
  return g_steal_pointer (&training);
}

void
training_free (Training *training)
{
  if (! training)
    return;

  pool_free (training->pool);
  colorize_weights_unref (training->weights);
  g_free (training->memory);
  g_free (training);
}


/* Forward */

static void
forward_node (Training *training, Node *node, gdouble momentum)
{
  const Architecture *architecture = &training->weights->architecture;
  LayerWeights       *weights      = &training->weights->layers[node->id];
  Layer               layer        = architecture->layers[node->id];
  const FeatureMap   *input        = get_input (training, node);
  FeatureMap         *output       = weights->norm_weight ? &node->before : &node->output;

  /* The norm stands between the layer and its ReLU. */
  if (weights->norm_weight)
    layer.activation = ACTIVATION_NONE;

  if (node->side != NO_NODE)
    fusion_forward (training->pool, &layer, weights, training->graph.nodes[node->side].output.data,
                    input, training->scratch, output);
  else if (layer.kernel > 0)
    convolution_forward (training->pool, &layer, weights->kernel, weights->bias, input,
                         training->scratch, output);
  else
    linear_forward (training->pool, &layer, weights, input->n, input->data, output->data);

  if (weights->norm_weight)
    normalization_forward (weights, architecture->norm_epsilon, momentum, &node->before, node->mean,
                           node->inverse_deviation, weights->running_mean,
                           weights->running_variance, node->output.data);
}

void
training_forward (Training *training, const gfloat *local, const gfloat *global, gdouble momentum)
{
  training->local.data  = (gfloat *) local;
  training->global.data = (gfloat *) global;

  for (gint i = 0; i < training->graph.n_nodes; i++)
    forward_node (training, &training->graph.nodes[i], momentum);

  memset (training->map_gradients, 0, training->n_map_gradients * sizeof (gfloat));
}


/* Backward */

static void
backward_node (Training *training, const Node *node)
{
  const Layer        *layer     = &training->weights->architecture.layers[node->id];
  const LayerWeights *weights   = &training->weights->layers[node->id];
  LayerWeights       *gradients = &training->gradients[node->id];
  const FeatureMap   *input     = get_input (training, node);
  FeatureMap          gradient  = node->output;
  gfloat             *to = node->input >= 0 ? training->graph.nodes[node->input].gradient : NULL;

  gradient.data = node->gradient;
  activation_backward (layer->activation, node->output.data, feature_map_count (&node->output),
                       gradient.data);
  if (weights->norm_weight)
    normalization_backward (weights, &node->before, node->mean, node->inverse_deviation,
                            gradient.data, gradients);

  if (node->side != NO_NODE)
    fusion_backward (training->pool, layer, weights, training->graph.nodes[node->side].output.data,
                     input, &gradient, training->scratch,
                     training->graph.nodes[node->side].gradient, to, gradients);
  else if (layer->kernel > 0)
    convolution_backward (training->pool, layer, weights->kernel, input, &gradient,
                          training->scratch, to, gradients->kernel, gradients->bias);
  else
    linear_backward (training->pool, layer, weights, input->n, input->data, gradient.data, to,
                     gradients);
}

void
training_backward (Training *training)
{
  for (gint i = training->graph.n_nodes - 1; i >= 0; i--)
    backward_node (training, &training->graph.nodes[i]);
}


/* Looking in */

Pool *
training_get_pool (Training *training)
{
  return training->pool;
}

static const Node *
find_node (const Training *training, LayerId id, gboolean is_global)
{
  for (gint i = 0; i < training->graph.n_nodes; i++)
    if (training->graph.nodes[i].id == id && training->graph.nodes[i].is_global == is_global)
      return &training->graph.nodes[i];

  return NULL;
}

const FeatureMap *
training_get_output (const Training *training, LayerId id, gboolean is_global)
{
  const Node *node = find_node (training, id, is_global);

  return node ? &node->output : NULL;
}

gfloat *
training_get_gradient (Training *training, LayerId id)
{
  const Node *node = find_node (training, id, FALSE);

  return node ? node->gradient : NULL;
}

const LayerWeights *
training_get_gradients (const Training *training, LayerId id)
{
  return &training->gradients[id];
}

void
training_clear_gradients (Training *training)
{
  Arena    counted = { NULL, 0 };
  Training copy    = *training;

  /* They come first in the block, all together. */
  place_gradients (&copy, &counted);
  memset (training->memory, 0, counted.used * sizeof (gfloat));
}
