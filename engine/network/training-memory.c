/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdint.h>
#include <string.h>

#include <sys/mman.h>
#include <unistd.h>

#include "error.h"
#include "training-memory.h"

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
place_gradients (TrainingMemory *memory, const ColorizeWeights *weights, Arena *arena)
{
  for (gint id = 0; id < N_LAYERS; id++)
    {
      const Layer  *layer     = &weights->architecture.layers[id];
      LayerWeights *gradients = &memory->gradients[id];

      if (! layer->name)
        continue;

      gradients->kernel = take (arena, layer_count_kernel (layer));
      gradients->bias   = take (arena, layer->n_outputs);
      if (weights->layers[id].norm_weight)
        {
          gradients->norm_weight = take (arena, layer->n_outputs);
          gradients->norm_bias   = take (arena, layer->n_outputs);
        }
    }
}

static void
place_maps (Graph *graph, const ColorizeWeights *weights, Arena *arena)
{
  for (gint i = 0; i < graph->n_nodes; i++)
    {
      Node        *node   = &graph->nodes[i];
      const Layer *layer  = graph_get_layer (graph, node);
      gsize        n      = feature_map_count (&node->output);
      gsize        n_kept = 0;

      if (layer->kernel > 0)
        n_kept = convolution_kept_size (layer, graph_get_input (graph, node));

      node->kept          = n_kept > 0 ? take (arena, n_kept) : NULL;
      node->output.data   = take (arena, n);
      node->gradient.data = take (arena, n);
      if (weights->layers[node->id].norm_weight)
        {
          node->before.data = take (arena, n);
          node->norm_state  = take (arena, NORMALIZATION_STATE (node->before.channels));
        }
    }
}

static gsize
get_scratch_size (const Graph *graph, gint n_threads)
{
  gsize largest = 0;

  for (gint i = 0; i < graph->n_nodes; i++)
    {
      const Layer      *layer = graph_get_layer (graph, &graph->nodes[i]);
      const FeatureMap *input = graph_get_input (graph, &graph->nodes[i]);

      if (layer->kernel > 0)
        largest = MAX (largest, MAX (convolution_scratch_size (layer, input, n_threads),
                                     convolution_backward_scratch_size (layer, input, n_threads)));
    }

  return largest;
}

/* Lays everything out; returns the number of floats. */
static gsize
place_all (TrainingMemory *memory, Graph *graph, const ColorizeWeights *weights, gint n_threads)
{
  Arena arena = { memory->block, 0 };

  place_gradients (memory, weights, &arena);
  place_maps (graph, weights, &arena);
  memory->scratch = take (&arena, get_scratch_size (graph, n_threads));
  return arena.used;
}

gsize
training_memory_get_size (const Graph *graph, const ColorizeWeights *weights, gint n_threads)
{
  TrainingMemory counted = { 0 };
  Graph          copy    = *graph;

  return place_all (&counted, &copy, weights, n_threads) * sizeof (gfloat);
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
zero_gradients (TrainingMemory *memory, const ColorizeWeights *weights)
{
  TrainingMemory copy    = *memory;
  Arena          counted = { NULL, 0 };

  place_gradients (&copy, weights, &counted);
  memset (memory->block, 0, counted.used * sizeof (gfloat));
}

gboolean
training_memory_init (TrainingMemory        *memory,
                      Graph                 *graph,
                      const ColorizeWeights *weights,
                      gint                   n_threads,
                      GError               **error)
{
  gsize size = training_memory_get_size (graph, weights, n_threads);

  *memory = (TrainingMemory) { .block = g_try_malloc (size) };
  if (! memory->block)
    {
      error_set_memory (error);
      return FALSE;
    }

  ask_for_large_pages (memory->block, size);
  place_all (memory, graph, weights, n_threads);
  zero_gradients (memory, weights);
  return TRUE;
}

void
training_memory_clear (TrainingMemory *memory)
{
  g_clear_pointer (&memory->block, g_free);
}
