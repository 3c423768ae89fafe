/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "training-memory.h"
#include "training.h"

struct _Training
{
  ColorizeWeights *weights;
  gboolean         has_gradients[N_LAYERS]; /* to add to */
  gboolean         is_frozen[N_LAYERS];
  gboolean         keeps_statistics;
  Graph            graph;
  TrainingMemory   memory;
  Pool            *pool;
};

gsize
training_get_size (const ColorizeWeights *weights,
                   gint                   n_photos,
                   gint                   height,
                   gint                   width,
                   gboolean               shares_low,
                   gint                   n_threads)
{
  Graph graph;

  graph_init (&graph, &weights->architecture, n_photos, height, width, shares_low);
  return training_memory_get_size (&graph, weights, n_threads);
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

  training->weights = colorize_weights_ref (weights);
  training->pool    = pool_new (n_threads, NULL);
  graph_init (&training->graph, &weights->architecture, n_photos, height, width, shares_low);
  if (! training_memory_init (&training->memory, &training->graph, weights,
                              pool_get_n_threads (training->pool), error))
    return NULL;

  return g_steal_pointer (&training);
}

void
training_free (Training *training)
{
  if (! training)
    return;

  pool_free (training->pool);
  colorize_weights_unref (training->weights);
  training_memory_clear (&training->memory);
  g_free (training);
}

void
training_freeze (Training *training, LayerId id)
{
  training->is_frozen[id] = TRUE;
  graph_freeze (&training->graph, training->is_frozen);
}

void
training_keep_statistics (Training *training)
{
  training->keeps_statistics = TRUE;
}


/* Forward */

/* Whether the norm goes by the running statistics instead of those of the batch. */
static gboolean
has_fixed_norm (const Training *training, LayerId id)
{
  return training->is_frozen[id] || training->keeps_statistics;
}

static void
normalize_node (Training *training, Node *node, gdouble momentum)
{
  LayerWeights *weights = &training->weights->layers[node->id];
  gdouble       epsilon = training->weights->architecture.norm_epsilon;

  if (has_fixed_norm (training, node->id))
    normalization_forward_fixed (training->pool, weights, epsilon, &node->before, node->norm_state,
                                 node->output.data);
  else
    normalization_forward (training->pool, weights, epsilon, momentum, &node->before,
                           weights->running_mean, weights->running_variance, node->norm_state,
                           node->output.data);
}

static void
forward_node (Training *training, Node *node, gdouble momentum)
{
  const Architecture *architecture = &training->weights->architecture;
  LayerWeights       *weights      = &training->weights->layers[node->id];
  Layer               layer        = architecture->layers[node->id];
  const FeatureMap   *input        = graph_get_input (&training->graph, node);
  FeatureMap         *output       = weights->norm_weight ? &node->before : &node->output;

  /* The norm stands between the layer and its ReLU. */
  if (weights->norm_weight)
    layer.activation = ACTIVATION_NONE;

  if (node->side != GRAPH_NO_NODE)
    fusion_forward (training->pool, &layer, weights, training->graph.nodes[node->side].output.data,
                    input, training->memory.scratch, output);
  else if (layer.kernel > 0)
    convolution_forward (training->pool, &layer, weights->kernel, weights->bias, input, node->kept,
                         training->memory.scratch, output);
  else
    linear_forward (training->pool, &layer, weights, input->n, input->data, output->data);

  if (weights->norm_weight)
    normalize_node (training, node, momentum);
}

void
training_forward (Training *training, const gfloat *local, const gfloat *global, gdouble momentum)
{
  training->graph.local.data  = (gfloat *) local;
  training->graph.global.data = (gfloat *) global;

  for (gint i = 0; i < training->graph.n_nodes; i++)
    {
      Node *node = &training->graph.nodes[i];

      forward_node (training, node, momentum);
      node->gradient.adds = FALSE;
      if (node->is_last)
        memset (node->gradient.data, 0, feature_map_count (&node->output) * sizeof (gfloat));
    }
}


/* Backward */

/* Where the layer's own gradient, of the parameter at `data`, goes. */
static GradientTarget
get_target (const Training *training, LayerId id, gfloat *data)
{
  return (GradientTarget) { training->is_frozen[id] ? NULL : data, training->has_gradients[id] };
}

/* Where the gradient by the output of the given node goes. Whoever asks is to write it. */
static GradientTarget
ask_for_gradient (Training *training, gint node)
{
  GradientTarget target = { NULL, FALSE };

  if (graph_is_trained (&training->graph, node))
    {
      target                                    = training->graph.nodes[node].gradient;
      training->graph.nodes[node].gradient.adds = TRUE;
    }

  return target;
}

/* From the gradient by the node's output to that by what its activation, or its norm, sees. */
static void
backward_activation (Training *training, const Node *node)
{
  LayerId       id        = node->id;
  LayerWeights *gradients = &training->memory.gradients[id];

  if (! training->weights->layers[id].norm_weight)
    activation_backward (training->pool, graph_get_layer (&training->graph, node)->activation,
                         &node->output, node->gradient.data,
                         get_target (training, id, gradients->bias));
  else if (has_fixed_norm (training, id))
    normalization_backward_fixed (training->pool, &node->before, node->norm_state,
                                  node->gradient.data,
                                  get_target (training, id, gradients->norm_weight),
                                  get_target (training, id, gradients->norm_bias));
  else
    normalization_backward (training->pool, &node->before, node->norm_state, node->gradient.data,
                            get_target (training, id, gradients->norm_weight),
                            get_target (training, id, gradients->norm_bias));
}

static void
backward_node (Training *training, const Node *node)
{
  const Layer      *layer    = graph_get_layer (&training->graph, node);
  const gfloat     *kernel   = training->weights->layers[node->id].kernel;
  const FeatureMap *input    = graph_get_input (&training->graph, node);
  FeatureMap        gradient = node->output;
  GradientTarget own = get_target (training, node->id, training->memory.gradients[node->id].kernel);
  GradientTarget to  = ask_for_gradient (training, node->input);

  backward_activation (training, node);
  gradient.data = node->gradient.data;

  if (node->side != GRAPH_NO_NODE)
    fusion_backward (training->pool, layer, kernel, training->graph.nodes[node->side].output.data,
                     input, &gradient, training->memory.scratch,
                     ask_for_gradient (training, node->side), to, own);
  else if (layer->kernel > 0)
    convolution_backward (training->pool, layer, kernel, input, &gradient, node->kept,
                          training->memory.scratch, to, own);
  else
    linear_backward (training->pool, layer, kernel, input->n, input->data, gradient.data, to, own);

  training->has_gradients[node->id] = TRUE;
}

void
training_backward (Training *training)
{
  for (gint i = training->graph.n_nodes - 1; i >= 0; i--)
    if (training->graph.nodes[i].is_trained)
      backward_node (training, &training->graph.nodes[i]);
}


/* Looking in */

Pool *
training_get_pool (Training *training)
{
  return training->pool;
}

const FeatureMap *
training_get_output (const Training *training, LayerId id, gboolean is_global)
{
  const Node *node = graph_find (&training->graph, id, is_global);

  return node ? &node->output : NULL;
}

gfloat *
training_get_gradient (Training *training, LayerId id)
{
  const Node *node = graph_find (&training->graph, id, FALSE);

  return node && node->is_last ? node->gradient.data : NULL;
}

const LayerWeights *
training_get_gradients (const Training *training, LayerId id)
{
  return &training->memory.gradients[id];
}

void
training_clear_gradients (Training *training)
{
  memset (training->has_gradients, 0, sizeof training->has_gradients);
}
