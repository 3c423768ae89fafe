/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "error.h"
#include "network/layers/packed-kernel.h"
#include "memory.h"
#include "network.h"
#include "strips.h"
#include "workspace.h"

/* Layers write by turns into two buffers, each as large as the largest map. */
typedef struct
{
  const ColorizeWeights *weights;
  Pool                  *pool;
  GCancellable          *cancellable;
  const NetworkWatch    *watch;
  gfloat                *maps[2];
  gfloat                *scratch;
  gfloat                *held;
  gboolean               is_global;
  gdouble                work_done; /* multiply-adds */
  gdouble                work;
} Run;

/* Floats of the largest map of a strip: a share of the processor's last cache. */
#define STRIP_VALUES (1 << 20)

/* The first and the last ones have the largest maps, and run in strips. */
static const LayerId first[]  = { LAYER_LOW1, LAYER_LOW2, LAYER_LOW3 };
static const LayerId low[]    = { LAYER_LOW4, LAYER_LOW5, LAYER_LOW6 };
static const LayerId global[] = { LAYER_GLOBAL1, LAYER_GLOBAL2, LAYER_GLOBAL3, LAYER_GLOBAL4 };
static const LayerId full[]   = { LAYER_GLOBAL_FC1, LAYER_GLOBAL_FC2, LAYER_GLOBAL_FC3 };
static const LayerId mid[]    = { LAYER_MID1, LAYER_MID2 };
static const LayerId color[]  = { LAYER_COLOR1, LAYER_COLOR2, LAYER_COLOR3 };
static const LayerId last[]   = { LAYER_COLOR4, LAYER_OUTPUT };

/* Whoever looks at each layer's output gets to see it as a whole. */
static Strips
make_strips (const Run *run, const LayerId *ids, gint n, gint height, gint width)
{
  return strips_init (run->weights, ids, n, height, width,
                      run->watch->tap ? G_MAXSIZE : STRIP_VALUES);
}

/* What a run needs, in floats, and its work. */
typedef struct
{
  gsize   largest_map;
  gsize   largest_scratch;
  gsize   largest_held; /* between the layers of strips */
  gdouble work;
} Needs;

/* Multiply-adds of a layer for an output of the given size. */
static gdouble
layer_work (const Layer *layer, gint height, gint width)
{
  return (gdouble) height * width * layer_count_kernel (layer);
}

static void
add_needs (Needs                 *needs,
           const ColorizeWeights *weights,
           const LayerId         *ids,
           gint                   n,
           gint                   n_threads,
           FeatureMap            *map)
{
  for (gint i = 0; i < n; i++)
    {
      const PackedKernel *packed = &weights->layers[ids[i]].packed;
      Layer               layer  = weights->architecture.layers[ids[i]];

      if (! layer.name)
        continue;

      *map = layer_get_output (&layer, map, NULL);
      needs->work += layer_work (&layer, map->height, map->width);
      needs->largest_map = MAX (needs->largest_map, feature_map_count (map));

      if (ids[i] == LAYER_FUSION)
        layer = fusion_get_mid_half (&layer);
      if (packed->values)
        needs->largest_scratch =
          MAX (needs->largest_scratch, packed_kernel_scratch_size (packed, &layer, map, n_threads));
    }
}

/* The same for layers that run in strips. Their output counts as a map, unless it goes elsewhere. */
static void
add_needs_of_strips (Needs *needs, const Strips *strips, gint n_threads, FeatureMap *map)
{
  needs->largest_held    = MAX (needs->largest_held, strips_held_size (strips));
  needs->largest_scratch = MAX (needs->largest_scratch, strips_scratch_size (strips, n_threads));

  for (gint i = 0; i < strips->n_links; i++)
    {
      *map = strips->links[i].whole;
      needs->work += layer_work (strips->links[i].layer, map->height, map->width);
    }
}

#define ADD_NEEDS(ids) add_needs (needs, run->weights, ids, G_N_ELEMENTS (ids), n_threads, &map)

/* Of the low-level net for one of its inputs. */
static FeatureMap
add_needs_of_low (Needs *needs, const Run *run, gint height, gint width)
{
  gint       n_threads = pool_get_n_threads (run->pool);
  FeatureMap map;
  Strips     strips = make_strips (run, first, G_N_ELEMENTS (first), height, width);

  add_needs_of_strips (needs, &strips, n_threads, &map);
  needs->largest_map = MAX (needs->largest_map, feature_map_count (&map));
  ADD_NEEDS (low);
  return map;
}

/* Of the global stream, from low-level features of that size. */
static void
add_needs_of_global (Needs *needs, const Run *run, FeatureMap map)
{
  gint n_threads = pool_get_n_threads (run->pool);

  ADD_NEEDS (global);
  map = (FeatureMap) { NULL, 1, 1, 1, 1, 0 };
  ADD_NEEDS (full);
}

static void
add_all_needs (Needs *needs, const Run *run, const NetworkInput *input)
{
  static const LayerId fusion[]  = { LAYER_FUSION };
  gint                 n_threads = pool_get_n_threads (run->pool);
  gint                 side      = run->weights->architecture.global_size;
  FeatureMap           map       = add_needs_of_low (needs, run, input->height, input->width);
  Strips               strips;

  if (input->global == input->local)
    add_needs_of_global (needs, run, map);
  else if (input->global)
    add_needs_of_global (needs, run, add_needs_of_low (needs, run, side, side));

  ADD_NEEDS (mid);
  ADD_NEEDS (fusion);
  ADD_NEEDS (color);
  strips = make_strips (run, last, G_N_ELEMENTS (last), map.height, map.width);
  add_needs_of_strips (needs, &strips, n_threads, &map);
}

void
network_get_output_size (const Architecture *architecture,
                         gint                height,
                         gint                width,
                         gint               *output_height,
                         gint               *output_width,
                         gint               *output_channels)
{
  gint shrink = architecture_has (architecture, LAYER_COLOR4) ? 2 : 4;

  *output_height   = height / shrink;
  *output_width    = width / shrink;
  *output_channels = architecture->layers[LAYER_OUTPUT].n_outputs;
}

/* After each layer, or strip of one: tells who watches. */
static void
layer_is_done (Run *run, LayerId id, const FeatureMap *map)
{
  const Layer *layer = &run->weights->architecture.layers[id];

  if (g_cancellable_is_cancelled (run->cancellable))
    return;

  run->work_done += layer_work (layer, map->height, map->width);
  if (run->watch->progress)
    run->watch->progress (MIN (run->work_done / run->work, 1.0), run->watch->progress_data);
  if (run->watch->tap)
    run->watch->tap (id, run->is_global, map, run->watch->tap_data);
}

/* The buffer that `map` does not lie in. */
static gfloat *
other_buffer (const Run *run, const gfloat *map)
{
  return map == run->maps[0] ? run->maps[1] : run->maps[0];
}

/* `map` goes from the layer's input to its output, which is written to `output`. */
static void
run_convolution (Run *run, LayerId id, FeatureMap *map, gfloat *output)
{
  const Layer        *layer   = &run->weights->architecture.layers[id];
  const LayerWeights *weights = &run->weights->layers[id];
  FeatureMap          result  = layer_get_output (layer, map, output);

  packed_kernel_run (run->pool, layer, &weights->packed, weights->bias, map, run->scratch, &result);
  layer_is_done (run, id, &result);
  *map = result;
}

/* The same for a chain of layers, those that the variant has. */
static void
run_convolutions (Run *run, const LayerId *ids, gint n, FeatureMap *map)
{
  for (gint i = 0; i < n; i++)
    if (architecture_has (&run->weights->architecture, ids[i]))
      run_convolution (run, ids[i], map, other_buffer (run, map->data));
}

static void
strip_is_done (LayerId id, const FeatureMap *rows, gpointer run)
{
  layer_is_done (run, id, rows);
}

/* The same in strips. `output` must not hold the input. */
static void
run_strips (Run *run, const LayerId *ids, gint n, FeatureMap *map, gfloat *output)
{
  Strips strips = make_strips (run, ids, n, map->height, map->width);

  strips_run (&strips, run->pool, map, run->held, run->scratch, output, strip_is_done, run);
  *map      = strips.links[strips.n_links - 1].whole;
  map->data = output;
}

/* The low-level net, from one of the inputs. */
static void
run_low (Run *run, FeatureMap *map)
{
  run_strips (run, first, G_N_ELEMENTS (first), map, run->maps[0]);
  run_convolutions (run, low, G_N_ELEMENTS (low), map);
}

/* `map` goes from the layer's input to its output, which is written to `output`. */
static void
run_linear (Run *run, LayerId id, FeatureMap *map, gfloat *output)
{
  const Layer *layer = &run->weights->architecture.layers[id];

  linear_forward (run->pool, layer, &run->weights->layers[id], 1, map->data, output);
  *map = (FeatureMap) { output, 1, 1, 1, layer->n_outputs, 0 };
  layer_is_done (run, id, map);
}

/* The head that a training run with classes had. Only who looks at each layer looks at it. */
static void
run_classification (Run *run, FeatureMap features)
{
  const Layer       *layers = run->weights->architecture.layers;
  g_autofree gfloat *hidden = g_new (gfloat, MAX (layers[LAYER_CLASS1].n_outputs, 1));
  g_autofree gfloat *scores = g_new (gfloat, MAX (layers[LAYER_CLASS2].n_outputs, 1));

  if (! run->watch->tap || ! layers[LAYER_CLASS1].name)
    return;

  run_linear (run, LAYER_CLASS1, &features, hidden);
  run_linear (run, LAYER_CLASS2, &features, scores);
}

/* From low-level features to the vector of global ones, global_fc3's n_outputs long. */
static void
run_global_stream (Run *run, FeatureMap map, gfloat *features)
{
  run_convolutions (run, global, G_N_ELEMENTS (global), &map);
  run_linear (run, LAYER_GLOBAL_FC1, &map, other_buffer (run, map.data));
  run_linear (run, LAYER_GLOBAL_FC2, &map, other_buffer (run, map.data));
  run_classification (run, map);
  run_linear (run, LAYER_GLOBAL_FC3, &map, features);
}

/* From low-level features to the colorization net's. */
static void
run_local_stream (Run *run, const gfloat *global_features, FeatureMap *map)
{
  run_convolutions (run, mid, G_N_ELEMENTS (mid), map);

  if (global_features)
    {
      FeatureMap output = { .data = other_buffer (run, map->data) };

      fusion_forward (run->pool, &run->weights->architecture.layers[LAYER_FUSION],
                      &run->weights->layers[LAYER_FUSION], global_features, map, run->scratch,
                      &output);
      layer_is_done (run, LAYER_FUSION, &output);
      *map = output;
    }

  run_convolutions (run, color, G_N_ELEMENTS (color), map);
}

/* From the global input. */
static void
run_global_input (Run *run, const gfloat *input, gfloat *features)
{
  gint       side     = run->weights->architecture.global_size;
  FeatureMap squeezed = { (gfloat *) input, 1, side, side, 1, 0 };

  run->is_global = TRUE;
  run_low (run, &squeezed);
  run->is_global = FALSE;
  run_global_stream (run, squeezed, features);
}

/* Iizuka et al. 2016, style transfer: the global features come from another photo. */
static void
mix_mood (const NetworkInput *input, gfloat *features, gint n)
{
  if (! input->mood || input->mood_share == 0.0f)
    return;

  for (gint i = 0; i < n; i++)
    features[i] = (1.0f - input->mood_share) * features[i] + input->mood_share * input->mood[i];
}

static void
run_all (Run *run, const NetworkInput *input, gfloat *output)
{
  gint               n_features = run->weights->architecture.layers[LAYER_GLOBAL_FC3].n_outputs;
  FeatureMap         map        = { (gfloat *) input->local, 1, input->height, input->width, 1, 0 };
  g_autofree gfloat *features   = NULL;
  g_autofree gfloat *shared     = NULL;

  if (input->global)
    features = g_new (gfloat, n_features);
  if (input->global && input->global != input->local)
    run_global_input (run, input->global, features);

  run_low (run, &map);

  if (input->global && input->global == input->local)
    {
      shared = g_memdup2 (map.data, (gsize) map.height * map.width * map.channels * sizeof *shared);
      map.data = shared;
      run_global_stream (run, map, features);
    }

  if (input->global)
    mix_mood (input, features, n_features);
  run_local_stream (run, features, &map);
  run_strips (run, last, G_N_ELEMENTS (last), &map, output);
}

/* Takes memory for the run, to be given back; NULL if there is not enough. */
static gfloat *
take_memory (Run *run, Needs *needs, GError **error)
{
  gfloat *workspace;
  gsize   size;

  needs->largest_map     = memory_align (needs->largest_map);
  needs->largest_scratch = memory_align (needs->largest_scratch);
  size                   = 2 * needs->largest_map + needs->largest_scratch + needs->largest_held;
  workspace              = workspace_take (run->weights->workspace, size);
  if (! workspace)
    {
      error_set_memory (error);
      return NULL;
    }

  run->maps[0] = workspace;
  run->maps[1] = run->maps[0] + needs->largest_map;
  run->scratch = run->maps[1] + needs->largest_map;
  run->held    = run->scratch + needs->largest_scratch;
  run->work    = needs->work;
  return workspace;
}

gboolean
network_run (const ColorizeWeights *weights,
             const NetworkInput    *input,
             Pool                  *pool,
             GCancellable          *cancellable,
             const NetworkWatch    *watch,
             gfloat                *output,
             GError               **error)
{
  Run     run   = { .weights = weights, .pool = pool, .cancellable = cancellable, .watch = watch };
  Needs   needs = { 0 };
  gfloat *workspace;

  add_all_needs (&needs, &run, input);
  workspace = take_memory (&run, &needs, error);
  if (! workspace)
    return FALSE;

  run_all (&run, input, output);
  workspace_give_back (weights->workspace, workspace);

  return ! g_cancellable_set_error_if_cancelled (cancellable, error);
}

gboolean
network_run_global (const ColorizeWeights *weights,
                    const gfloat          *input,
                    Pool                  *pool,
                    GCancellable          *cancellable,
                    gfloat                *features,
                    GError               **error)
{
  const NetworkWatch nobody = { 0 };
  Run     run  = { .weights = weights, .pool = pool, .cancellable = cancellable, .watch = &nobody };
  gint    side = weights->architecture.global_size;
  Needs   needs = { 0 };
  gfloat *workspace;

  add_needs_of_global (&needs, &run, add_needs_of_low (&needs, &run, side, side));
  workspace = take_memory (&run, &needs, error);
  if (! workspace)
    return FALSE;

  run_global_input (&run, input, features);
  workspace_give_back (weights->workspace, workspace);

  return ! g_cancellable_set_error_if_cancelled (cancellable, error);
}
