/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The size of the map that a layer will see decides how its kernel is packed. It is known for the
 * global stream; the other layers are taken to run at the weights' own working size, or at the
 * global one where that is larger.
 */

#include "error.h"
#include "half.h"
#include "network/layers/packed-kernel.h"
#include "network/loops/loops.h"


#define VALUES_PER_TASK 65536

/* Fully connected kernels on their way to 16 bits. */
typedef struct
{
  const gfloat *kernel;
  gsize         n_values;
  guint16      *halves;
  gint          fits; /* atomic: none has been rounded */
} HalvesJob;

static void
halves_task (gint index, gint thread, gpointer data)
{
  HalvesJob *job   = data;
  gsize      first = (gsize) index * VALUES_PER_TASK;
  gsize      n     = MIN (VALUES_PER_TASK, job->n_values - first);

  if (g_atomic_int_get (&job->fits)
      && ! halve_exactly (job->kernel + first, n, job->halves + first))
    g_atomic_int_set (&job->fits, FALSE);
}

static gboolean
is_global (LayerId id)
{
  return id >= LAYER_GLOBAL1 && id <= LAYER_GLOBAL4;
}

/* Side of the map that a layer reads, from the layers before it in its stream. */
static gint
get_input_side (const Architecture *architecture, LayerId id)
{
  gint side = architecture->global_size;

  if (! is_global (id))
    side = MAX (side, architecture->working_size);
  for (gint before = 0; before < (gint) id; before++)
    if (architecture_has (architecture, before) && architecture->layers[before].kernel > 0
        && (before <= LAYER_LOW6 || is_global (before) == is_global (id)))
      side = layer_output_size (&architecture->layers[before], side);
  return side;
}

/* A fully connected layer is as fast as its kernel comes from memory. Nothing is rounded: a file
 * mostly has numbers of 16 bits already. */
static void
pack_linear (const Layer *layer, Pool *pool, LayerWeights *parts)
{
  gsize               n_values = layer_count_kernel (layer);
  HalvesJob           job      = { .kernel = parts->kernel, .n_values = n_values, .fits = TRUE };
  g_autofree guint16 *halves   = NULL;

  if (! loops_get ()->dot_halves)
    return;

  job.halves = halves = g_try_new (guint16, n_values);
  if (halves)
    pool_run (pool, (n_values + VALUES_PER_TASK - 1) / VALUES_PER_TASK, halves_task, &job);
  if (halves && job.fits)
    {
      parts->halves = g_steal_pointer (&halves);
      g_clear_pointer (&parts->kernel, g_free);
    }
}

static gboolean
pack_layer (ColorizeWeights *weights, Pool *pool, LayerId id)
{
  Layer         layer  = weights->architecture.layers[id];
  LayerWeights *parts  = &weights->layers[id];
  const gfloat *kernel = parts->kernel;
  gint          side   = get_input_side (&weights->architecture, id);

  if (layer.kernel == 0)
    {
      pack_linear (&layer, pool, parts);
      return TRUE;
    }

  if (id == LAYER_FUSION)
    {
      layer = fusion_get_mid_half (&layer);
      kernel += (gsize) layer.n_inputs * layer.n_outputs;
    }

  if (! packed_kernel_init (&parts->packed, pool, &layer, kernel, side, side))
    return FALSE;
  if (id != LAYER_FUSION)
    g_clear_pointer (&parts->kernel, g_free);
  return TRUE;
}

gboolean
weights_pack (ColorizeWeights *weights, Pool *pool, GError **error)
{
  const gchar *title = colorize_weights_get_metadata (weights, "title");

  weights->workspace = workspace_new ();
  for (gint id = 0; id < N_LAYERS; id++)
    if (architecture_has (&weights->architecture, id) && ! pack_layer (weights, pool, id))
      {
        error_set_weights_memory (title ? title : weights->architecture.variant, error);
        return FALSE;
      }

  return TRUE;
}
