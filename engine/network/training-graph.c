/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "training-graph.h"

static gint
add_node (Graph *graph, LayerId id, gint input, gboolean is_global)
{
  if (! architecture_has (graph->architecture, id))
    return input;

  graph->nodes[graph->n_nodes] =
    (Node) { .id = id, .is_global = is_global, .input = input, .side = GRAPH_NO_NODE };
  return graph->n_nodes++;
}

static gint
add_chain (Graph *graph, LayerId first, LayerId last, gint input, gboolean is_global)
{
  for (gint id = first; id <= (gint) last; id++)
    input = add_node (graph, id, input, is_global);

  return input;
}

static void
add_all (Graph *graph, gboolean shares_low)
{
  gint features = add_chain (graph, LAYER_LOW1, LAYER_LOW6, GRAPH_LOCAL_INPUT, FALSE);
  gint global   = GRAPH_NO_NODE;
  gint node;

  if (graph->architecture->global_size > 0)
    {
      gint low = features;

      if (! shares_low)
        low = add_chain (graph, LAYER_LOW1, LAYER_LOW6, GRAPH_GLOBAL_INPUT, TRUE);
      global = add_chain (graph, LAYER_GLOBAL1, LAYER_GLOBAL_FC2, low, FALSE);
      add_chain (graph, LAYER_CLASS1, LAYER_CLASS2, global, FALSE);
      global = add_node (graph, LAYER_GLOBAL_FC3, global, FALSE);
    }

  node = add_chain (graph, LAYER_MID1, LAYER_FUSION, features, FALSE);
  if (global != GRAPH_NO_NODE)
    graph->nodes[node].side = global;
  add_chain (graph, LAYER_COLOR1, LAYER_OUTPUT, node, FALSE);
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

static void
set_shapes (Graph *graph)
{
  for (gint i = 0; i < graph->n_nodes; i++)
    {
      Node             *node  = &graph->nodes[i];
      const Layer      *layer = graph_get_layer (graph, node);
      const FeatureMap *input = graph_get_input (graph, node);

      node->output = (FeatureMap) { NULL, input->n, 1, 1, layer->n_outputs, 0 };
      if (layer->kernel > 0)
        {
          node->output.height = layer_output_size (layer, input->height);
          node->output.width  = layer_output_size (layer, input->width);
        }
      node->before = node->output;
    }
}

void
graph_init (Graph              *graph,
            const Architecture *architecture,
            gint                n_photos,
            gint                height,
            gint                width,
            gboolean            shares_low)
{
  const gboolean none[N_LAYERS] = { FALSE };
  gint           side           = architecture->global_size;

  *graph = (Graph) { .architecture = architecture,
                     .local        = { NULL, n_photos, height, width, 1, 0 },
                     .global       = { NULL, n_photos, side, side, 1, 0 } };
  add_all (graph, shares_low);
  find_last (graph);
  graph_freeze (graph, none);
  set_shapes (graph);
}

void
graph_freeze (Graph *graph, const gboolean is_frozen[N_LAYERS])
{
  for (gint i = 0; i < graph->n_nodes; i++)
    {
      Node *node = &graph->nodes[i];

      node->is_trained = ! is_frozen[node->id] || graph_is_trained (graph, node->input)
                         || graph_is_trained (graph, node->side);
    }
}

const Layer *
graph_get_layer (const Graph *graph, const Node *node)
{
  return &graph->architecture->layers[node->id];
}

const FeatureMap *
graph_get_input (const Graph *graph, const Node *node)
{
  return node->input == GRAPH_LOCAL_INPUT    ? &graph->local
         : node->input == GRAPH_GLOBAL_INPUT ? &graph->global
                                             : &graph->nodes[node->input].output;
}

gboolean
graph_is_trained (const Graph *graph, gint node)
{
  return node >= 0 && graph->nodes[node].is_trained;
}

const Node *
graph_find (const Graph *graph, LayerId id, gboolean is_global)
{
  for (gint i = 0; i < graph->n_nodes; i++)
    if (graph->nodes[i].id == id && graph->nodes[i].is_global == is_global)
      return &graph->nodes[i];

  return NULL;
}
