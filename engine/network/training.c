/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The graph is written down once, as a list of nodes in the order of the forward pass; the backward
 * pass goes through it from its end.
 */

#include <stdint.h>
#include <string.h>

#include <sys/mman.h>
#include <unistd.h>

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
  Node nodes[MAX_NODES];
  gint n_nodes;
} Graph;

struct _Training
{
  ColorizeWeights *weights;
  LayerWeights     gradients[N_LAYERS];
  gboolean         has_gradients[N_LAYERS]; /* to add to */
  gboolean         is_frozen[N_LAYERS];
  gboolean         keeps_statistics;
  Graph            graph;
  FeatureMap       local;
  FeatureMap       global;
  Pool            *pool;
  gfloat          *memory; /* all maps and gradients */
  gfloat          *scratch;
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

static void
find_last (Graph *graph)
{
  for (gint i = 0; i < graph->n_nodes; i++)
    graph->nodes[i].is_last = TRUE;

  for (gint i = 0; i < graph->n_nodes; i++)
    {
      if (graph->nodes[i].input >= 0)
        graph->nodes[graph->nodes[i].input].is_last = FALSE;
      if (graph->nodes[i].side >= 0)
        graph->nodes[graph->nodes[i].side].is_last = FALSE;
    }
}

static gboolean
is_trained (const Training *training, gint node)
{
  return node >= 0 && training->graph.nodes[node].is_trained;
}

static void
find_trained (Training *training)
{
  for (gint i = 0; i < training->graph.n_nodes; i++)
    {
      Node *node = &training->graph.nodes[i];

      node->is_trained = ! training->is_frozen[node->id] || is_trained (training, node->input)
                         || is_trained (training, node->side);
    }
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

      node->output = (FeatureMap) { NULL, input->n, 1, 1, layer->n_outputs, 0 };
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
  for (gint i = 0; i < training->graph.n_nodes; i++)
    {
      Node        *node   = &training->graph.nodes[i];
      const Layer *layer  = &training->weights->architecture.layers[node->id];
      gsize        n      = feature_map_count (&node->output);
      gsize        n_kept = 0;

      if (layer->kernel > 0)
        n_kept = convolution_kept_size (layer, get_input (training, node));

      node->kept          = n_kept > 0 ? take (arena, n_kept) : NULL;
      node->output.data   = take (arena, n);
      node->gradient.data = take (arena, n);
      if (training->weights->layers[node->id].norm_weight)
        {
          node->before.data = take (arena, n);
          node->norm_state  = take (arena, NORMALIZATION_STATE (node->before.channels));
        }
    }
}

static gsize
get_scratch_size (const Training *training, gint n_threads)
{
  gsize largest = 0;

  for (gint i = 0; i < training->graph.n_nodes; i++)
    {
      const Node       *node  = &training->graph.nodes[i];
      const Layer      *layer = &training->weights->architecture.layers[node->id];
      const FeatureMap *input = get_input (training, node);

      if (layer->kernel > 0)
        largest = MAX (largest, MAX (convolution_scratch_size (layer, input, n_threads),
                                     convolution_backward_scratch_size (layer, input, n_threads)));
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
  training->scratch = take (&arena, get_scratch_size (training, n_threads));
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
  training->local   = (FeatureMap) { NULL, n_photos, height, width, 1, 0 };
  training->global  = (FeatureMap) { NULL, n_photos, side, side, 1, 0 };
  graph_init (&training->graph, &weights->architecture, shares_low);
  find_last (&training->graph);
  find_trained (training);
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

/* A transform goes through dozens of arrays at once, each on a page of its own, and a processor knows
 * the addresses of too few small pages by heart. Where it cannot be had it is only slower. */
static void
ask_for_large_pages (gfloat *memory, gsize size)
{
#ifdef MADV_HUGEPAGE
  uintptr_t page  = sysconf (_SC_PAGESIZE);
  uintptr_t begin = ((uintptr_t) memory + page - 1) / page * page;
  uintptr_t end   = ((uintptr_t) memory + size) / page * page;

  if (end > begin)
    madvise ((void *) begin, end - begin, MADV_HUGEPAGE);
#endif
}

/* They come first in the block, all together. */
static void
zero_gradients (Training *training)
{
  Arena    counted = { NULL, 0 };
  Training copy    = *training;

  place_gradients (&copy, &counted);
  memset (training->memory, 0, counted.used * sizeof (gfloat));
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
  gsize n_values;

  init_shapes (training, colorize_weights_ref (weights), n_photos, height, width, shares_low);
  training->pool   = pool_new (n_threads, NULL);
  n_threads        = pool_get_n_threads (training->pool);
  n_values         = place_all (training, NULL, n_threads);
  training->memory = g_try_new (gfloat, n_values);
  if (! training->memory)
    {
      error_set_memory (error);
      return NULL;
    }

  ask_for_large_pages (training->memory, n_values * sizeof (gfloat));
  place_all (training, training->memory, n_threads);
  zero_gradients (training);
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

void
training_freeze (Training *training, LayerId id)
{
  training->is_frozen[id] = TRUE;
  find_trained (training);
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
  const FeatureMap   *input        = get_input (training, node);
  FeatureMap         *output       = weights->norm_weight ? &node->before : &node->output;

  /* The norm stands between the layer and its ReLU. */
  if (weights->norm_weight)
    layer.activation = ACTIVATION_NONE;

  if (node->side != NO_NODE)
    fusion_forward (training->pool, &layer, weights, training->graph.nodes[node->side].output.data,
                    input, training->scratch, output);
  else if (layer.kernel > 0)
    convolution_forward (training->pool, &layer, weights->kernel, weights->bias, input, node->kept,
                         training->scratch, output);
  else
    linear_forward (training->pool, &layer, weights, input->n, input->data, output->data);

  if (weights->norm_weight)
    normalize_node (training, node, momentum);
}

void
training_forward (Training *training, const gfloat *local, const gfloat *global, gdouble momentum)
{
  training->local.data  = (gfloat *) local;
  training->global.data = (gfloat *) global;

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

  if (is_trained (training, node))
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
  LayerWeights *gradients = &training->gradients[id];

  if (! training->weights->layers[id].norm_weight)
    activation_backward (training->pool, training->weights->architecture.layers[id].activation,
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
  const Layer      *layer    = &training->weights->architecture.layers[node->id];
  const gfloat     *kernel   = training->weights->layers[node->id].kernel;
  const FeatureMap *input    = get_input (training, node);
  FeatureMap        gradient = node->output;
  GradientTarget    own = get_target (training, node->id, training->gradients[node->id].kernel);
  GradientTarget    to  = ask_for_gradient (training, node->input);

  backward_activation (training, node);
  gradient.data = node->gradient.data;

  if (node->side != NO_NODE)
    fusion_backward (training->pool, layer, kernel, training->graph.nodes[node->side].output.data,
                     input, &gradient, training->scratch, ask_for_gradient (training, node->side),
                     to, own);
  else if (layer->kernel > 0)
    convolution_backward (training->pool, layer, kernel, input, &gradient, node->kept,
                          training->scratch, to, own);
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

  return node && node->is_last ? node->gradient.data : NULL;
}

const LayerWeights *
training_get_gradients (const Training *training, LayerId id)
{
  return &training->gradients[id];
}

void
training_clear_gradients (Training *training)
{
  memset (training->has_gradients, 0, sizeof training->has_gradients);
}
