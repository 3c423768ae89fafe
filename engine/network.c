/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "error.h"
#include "layers/packed-kernel.h"
#include "network.h"

/* Layers write by turns into two buffers, each as large as the largest map. */
typedef struct
{
  const ColorizeWeights *weights;
  Pool                  *pool;
  GCancellable          *cancellable;
  const NetworkWatch    *watch;
  gfloat                *maps[2];
  gfloat                *scratch;
  gboolean               is_global;
  gdouble                work_done; /* multiply-adds */
  gdouble                work;
} Run;

static const LayerId low[]    = { LAYER_LOW1, LAYER_LOW2, LAYER_LOW3,
                                  LAYER_LOW4, LAYER_LOW5, LAYER_LOW6 };
static const LayerId global[] = { LAYER_GLOBAL1, LAYER_GLOBAL2, LAYER_GLOBAL3, LAYER_GLOBAL4 };
static const LayerId full[]   = { LAYER_GLOBAL_FC1, LAYER_GLOBAL_FC2, LAYER_GLOBAL_FC3 };
static const LayerId mid[]    = { LAYER_MID1, LAYER_MID2 };
static const LayerId color[]  = { LAYER_COLOR1, LAYER_COLOR2, LAYER_COLOR3, LAYER_COLOR4 };

/* What the chain of all layers that see the local or the global input needs. */
typedef struct
{
  gsize   largest_map;
  gsize   largest_scratch;
  gdouble work;
} Needs;

/* Multiply-adds of a layer for an output of the given size. */
static gdouble
layer_work (const Layer *layer, gint height, gint width)
{
  return (gdouble) height * width * layer->n_inputs * layer->n_outputs
         * (layer->kernel ? layer->kernel * layer->kernel : 1);
}

static void
add_needs (Needs                 *needs,
           const ColorizeWeights *weights,
           const LayerId         *ids,
           gint                   n,
           gint                   n_threads,
           gint                  *height,
           gint                  *width)
{
  for (gint i = 0; i < n; i++)
    {
      const Layer        *layer  = &weights->architecture.layers[ids[i]];
      const PackedKernel *packed = &weights->layers[ids[i]].packed;
      FeatureMap          input  = { NULL, 1, *height, *width, layer->n_inputs };
      gsize               n_pixels;

      if (! layer->name)
        continue;

      *height  = layer_output_size (layer, *height);
      *width   = layer_output_size (layer, *width);
      n_pixels = (gsize) *height * *width;

      needs->largest_map = MAX (needs->largest_map, n_pixels * layer->n_outputs);
      if (packed->values)
        needs->largest_scratch = MAX (
          needs->largest_scratch, packed_kernel_scratch_size (packed, layer, &input, n_threads));
      needs->work += layer_work (layer, *height, *width);
    }
}

#define ADD_NEEDS(needs, ids, height, width) \
  add_needs (needs, weights, ids, G_N_ELEMENTS (ids), n_threads, height, width)

static Needs
get_needs (const ColorizeWeights *weights,
           gint                   height,
           gint                   width,
           gboolean               shares_low,
           gint                   n_threads)
{
  static const LayerId fusion[]     = { LAYER_FUSION };
  const Architecture  *architecture = &weights->architecture;
  const Layer         *last         = &architecture->layers[LAYER_OUTPUT];
  FeatureMap           features     = { .n = 1, .channels = last->n_inputs };
  Needs                needs        = { 0 };
  gint                 side_y       = architecture->global_size;
  gint                 side_x       = architecture->global_size;
  gint                 one          = 1;

  if (architecture->global_size > 0)
    {
      Needs passed_over = { 0 };

      ADD_NEEDS (shares_low ? &passed_over : &needs, low, &side_y, &side_x);
      ADD_NEEDS (&needs, global, &side_y, &side_x);
      ADD_NEEDS (&needs, full, &one, &one);
    }

  ADD_NEEDS (&needs, low, &height, &width);
  ADD_NEEDS (&needs, mid, &height, &width);
  ADD_NEEDS (&needs, fusion, &height, &width);
  ADD_NEEDS (&needs, color, &height, &width);

  /* The output goes elsewhere, so only its scratch and its work count. */
  features.height = height;
  features.width  = width;
  needs.largest_scratch =
    MAX (needs.largest_scratch, packed_kernel_scratch_size (&weights->layers[LAYER_OUTPUT].packed,
                                                            last, &features, n_threads));
  needs.work += layer_work (last, height, width);
  return needs;
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

/* After each layer: tells who watches. */
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
  const LayerWeights *weights = &run->weights->layers[id];
  FeatureMap          result  = { .data = output };

  packed_kernel_run (run->pool, &run->weights->architecture.layers[id], &weights->packed,
                     weights->bias, map, run->scratch, &result);
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

/* `map` goes from the layer's input to its output, which is written to `output`. */
static void
run_linear (Run *run, LayerId id, FeatureMap *map, gfloat *output)
{
  const Layer *layer = &run->weights->architecture.layers[id];

  linear_forward (run->pool, layer, &run->weights->layers[id], 1, map->data, output);
  *map = (FeatureMap) { output, 1, 1, 1, layer->n_outputs };
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

static void
run_all (Run *run, const NetworkInput *input, gfloat *output)
{
  const ColorizeWeights *weights  = run->weights;
  const Layer           *layers   = weights->architecture.layers;
  gint                   side     = weights->architecture.global_size;
  FeatureMap             map      = { (gfloat *) input->local, 1, input->height, input->width, 1 };
  g_autofree gfloat     *features = NULL;
  g_autofree gfloat     *shared   = NULL;

  if (input->global && input->global != input->local)
    {
      FeatureMap squeezed = { (gfloat *) input->global, 1, side, side, 1 };

      features       = g_new (gfloat, layers[LAYER_GLOBAL_FC3].n_outputs);
      run->is_global = TRUE;
      run_convolutions (run, low, G_N_ELEMENTS (low), &squeezed);
      run->is_global = FALSE;
      run_global_stream (run, squeezed, features);
    }

  run_convolutions (run, low, G_N_ELEMENTS (low), &map);

  if (input->global && input->global == input->local)
    {
      features = g_new (gfloat, layers[LAYER_GLOBAL_FC3].n_outputs);
      shared = g_memdup2 (map.data, (gsize) map.height * map.width * map.channels * sizeof *shared);
      map.data = shared;
      run_global_stream (run, map, features);
    }

  run_local_stream (run, features, &map);
  run_convolution (run, LAYER_OUTPUT, &map, output);
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
  gint  n_threads = pool_get_n_threads (pool);
  Needs needs =
    get_needs (weights, input->height, input->width, input->global == input->local, n_threads);
  g_autofree gfloat *workspace = g_try_new (gfloat, 2 * needs.largest_map + needs.largest_scratch);
  Run run = { .weights = weights, .pool = pool, .cancellable = cancellable, .watch = watch };

  if (! workspace)
    {
      error_set_memory (error);
      return FALSE;
    }

  run.maps[0] = workspace;
  run.maps[1] = run.maps[0] + needs.largest_map;
  run.scratch = run.maps[1] + needs.largest_map;
  run.work    = needs.work;
  run_all (&run, input, output);

  return ! g_cancellable_set_error_if_cancelled (cancellable, error);
}
