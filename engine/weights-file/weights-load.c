/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "error.h"
#include "weights-file.h"

/* Output channels that are reordered together, so that memory is written in runs. */
#define CHANNEL_BLOCK 16

/* A load in progress: the weights so far, and the file that they come from. */
typedef struct
{
  ColorizeWeights *weights;
  SafetensorsFile *file;
  GHashTable      *used; /* set of the tensors that had a place */
  GCancellable    *cancellable;
} Loader;

static gchar *
shape_to_string (gint n_dimensions, const gsize *shape)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gint i = 0; i < n_dimensions; i++)
    g_string_append_printf (text, "%s%" G_GSIZE_FORMAT, i ? " x " : "", shape[i]);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The tensor "layer.part" if it is there and has the shape that the network needs. */
static const SafetensorsTensor *
find_tensor (Loader      *loader,
             const gchar *layer,
             const gchar *part,
             gint         n_dimensions,
             const gsize *shape,
             GError     **error)
{
  g_autofree gchar        *name   = part ? g_strconcat (layer, ".", part, NULL) : g_strdup (layer);
  const SafetensorsTensor *tensor = safetensors_file_find (loader->file, name);

  if (! tensor)
    {
      safetensors_file_complain (loader->file, error, "its tensor “%s” is missing", name);
      return NULL;
    }

  if (tensor->n_dimensions != n_dimensions
      || memcmp (tensor->shape, shape, n_dimensions * sizeof *shape) != 0)
    {
      g_autofree gchar *is     = shape_to_string (tensor->n_dimensions, tensor->shape);
      g_autofree gchar *should = shape_to_string (n_dimensions, shape);

      safetensors_file_complain (loader->file, error,
                                 "its tensor “%s” has the shape %s where its header asks for %s",
                                 name, is, should);
      return NULL;
    }

  if (tensor->type == SAFETENSORS_I32)
    {
      safetensors_file_complain (loader->file, error, "its tensor “%s” holds integers", name);
      return NULL;
    }

  g_hash_table_add (loader->used, (gpointer) tensor);
  return tensor;
}

static gfloat *
allocate (Loader *loader, gsize n_values, GError **error)
{
  gfloat *values = g_try_new (gfloat, n_values);

  if (! values)
    error_set_weights_memory (safetensors_file_get_name (loader->file), error);
  return values;
}

/* All of a tensor of one dimension. */
static gfloat *
load_vector (Loader *loader, const gchar *layer, const gchar *part, gsize length, GError **error)
{
  const SafetensorsTensor *tensor = find_tensor (loader, layer, part, 1, &length, error);
  g_autofree gfloat       *values = tensor ? allocate (loader, length, error) : NULL;

  if (! values
      || ! safetensors_file_read (loader->file, tensor, 0, length, values, loader->cancellable,
                                  error))
    return NULL;

  return g_steal_pointer (&values);
}

static gboolean
load_norm (Loader *loader, const Layer *layer, LayerWeights *weights, GError **error)
{
  gsize             n    = layer->n_outputs;
  g_autofree gchar *name = g_strconcat (layer->name, ".norm.weight", NULL);

  if (! layer->may_be_normalized || ! safetensors_file_find (loader->file, name))
    return TRUE;

  weights->norm_weight = load_vector (loader, layer->name, "norm.weight", n, error);
  weights->norm_bias =
    weights->norm_weight ? load_vector (loader, layer->name, "norm.bias", n, error) : NULL;
  weights->running_mean =
    weights->norm_bias ? load_vector (loader, layer->name, "norm.running_mean", n, error) : NULL;
  weights->running_variance =
    weights->running_mean ? load_vector (loader, layer->name, "norm.running_var", n, error) : NULL;
  if (! weights->running_variance)
    return FALSE;

  for (gsize i = 0; i < n; i++)
    if (! (weights->running_variance[i] + loader->weights->architecture.norm_epsilon > 0.0))
      {
        safetensors_file_complain (loader->file, error,
                                   "its tensor “%s.norm.running_var” holds a negative variance",
                                   layer->name);
        return FALSE;
      }

  loader->weights->n_parameters += 2 * n;
  return TRUE;
}

/* Writes n channels, read as [n][n_inputs][area], where they belong: at column `first` of
 * [area][n_inputs][n_outputs]. */
static void
place_convolution (const gfloat *channels, const Layer *layer, gint first, gint n, gfloat *kernel)
{
  gsize area   = (gsize) layer->kernel * layer->kernel;
  gsize n_taps = area * layer->n_inputs;

  for (gsize input = 0; input < (gsize) layer->n_inputs; input++)
    for (gsize tap = 0; tap < area; tap++)
      {
        gfloat *to = kernel + (tap * layer->n_inputs + input) * layer->n_outputs + first;

        for (gint i = 0; i < n; i++)
          to[i] = channels[i * n_taps + input * area + tap];
      }
}

/* Writes n rows, read as [n][channels][area], as [n][area][channels]. */
static void
place_linear (const gfloat *rows, gsize n_inputs, gsize area, gint n, gfloat *kernel)
{
  gsize n_channels = n_inputs / area;

  for (gint i = 0; i < n; i++, rows += n_inputs, kernel += n_inputs)
    for (gsize tap = 0; tap < area; tap++)
      for (gsize channel = 0; channel < n_channels; channel++)
        kernel[tap * n_channels + channel] = rows[channel * area + tap];
}

static gboolean
load_layer (Loader *loader, LayerId id, GError **error)
{
  Architecture *architecture = &loader->weights->architecture;
  const Layer  *layer        = &architecture->layers[id];
  LayerWeights *weights      = &loader->weights->layers[id];
  gsize         shape[4]     = { layer->n_outputs, layer->n_inputs, layer->kernel, layer->kernel };
  gsize         n_values;
  gsize         n_taps;
  gsize         map_area = 1;
  const SafetensorsTensor *tensor;
  g_autofree gfloat       *block = NULL;

  tensor = find_tensor (loader, layer->name, "weight", layer->kernel == 3 ? 4 : 2, shape, error);
  if (! tensor)
    return FALSE;

  n_values = tensor->n_values;
  n_taps   = n_values / layer->n_outputs;
  if (id == LAYER_GLOBAL_FC1)
    map_area = (gsize) architecture->global_map * architecture->global_map;

  if (! (weights->kernel = allocate (loader, n_values, error))
      || ! (block = allocate (loader, n_taps * CHANNEL_BLOCK, error))
      || ! (weights->bias = load_vector (loader, layer->name, "bias", layer->n_outputs, error))
      || ! load_norm (loader, layer, weights, error))
    return FALSE;

  for (gint first = 0; first < layer->n_outputs; first += CHANNEL_BLOCK)
    {
      gint n = MIN (CHANNEL_BLOCK, layer->n_outputs - first);

      if (! safetensors_file_read (loader->file, tensor, first * n_taps, n * n_taps, block,
                                   loader->cancellable, error))
        return FALSE;

      if (layer->kernel > 0)
        place_convolution (block, layer, first, n, weights->kernel);
      else
        place_linear (block, n_taps, map_area, n, weights->kernel + first * n_taps);
    }

  loader->weights->n_parameters += n_values + layer->n_outputs;
  return TRUE;
}

static gboolean
load_colors (Loader *loader, GError **error)
{
  ColorizeWeights         *weights  = loader->weights;
  gsize                    n_colors = weights->architecture.layers[LAYER_OUTPUT].n_outputs;
  const gsize              shape[]  = { n_colors, 2 };
  const SafetensorsTensor *tensor   = find_tensor (loader, "colors", NULL, 2, shape, error);

  if (! tensor || ! (weights->colors = allocate (loader, 2 * n_colors, error))
      || ! safetensors_file_read (loader->file, tensor, 0, 2 * n_colors, weights->colors,
                                  loader->cancellable, error)
      || ! (weights->prior = load_vector (loader, "prior", NULL, n_colors, error)))
    return FALSE;

  return TRUE;
}

/* Every tensor must have had its place: one too many is as wrong as one too few. */
static gboolean
check_no_tensor_is_left (Loader *loader, GError **error)
{
  const GPtrArray *tensors = safetensors_file_get_tensors (loader->file);

  for (guint i = 0; i < tensors->len; i++)
    {
      SafetensorsTensor *tensor = g_ptr_array_index (tensors, i);

      if (! g_hash_table_contains (loader->used, tensor))
        {
          safetensors_file_complain (loader->file, error,
                                     "its tensor “%s” has no place in the network of its header",
                                     tensor->name);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
load (Loader *loader, GError **error)
{
  ColorizeWeights  *weights   = loader->weights;
  g_autofree gchar *complaint = NULL;

  if (! architecture_init (&weights->architecture, weights->metadata, &complaint))
    {
      safetensors_file_complain (loader->file, error, "%s", complaint);
      return FALSE;
    }

  for (gint id = 0; id < N_LAYERS; id++)
    if (architecture_has (&weights->architecture, id) && ! load_layer (loader, id, error))
      return FALSE;

  if (weights->architecture.output_kind == OUTPUT_DISTRIBUTION && ! load_colors (loader, error))
    return FALSE;

  return check_no_tensor_is_left (loader, error);
}

ColorizeWeights *
weights_load_unfolded (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (SafetensorsFile) tensors = safetensors_file_open (file, cancellable, error);
  g_autoptr (ColorizeWeights) weights = NULL;
  g_autoptr (GHashTable) used         = NULL;
  Loader loader                       = { .file = tensors, .cancellable = cancellable };

  if (! tensors)
    return NULL;

  weights = g_new0 (ColorizeWeights, 1);
  g_atomic_ref_count_init (&weights->ref_count);
  weights->metadata = g_hash_table_ref (safetensors_file_get_metadata (tensors));

  loader.weights = weights;
  loader.used = used = g_hash_table_new (NULL, NULL);
  return load (&loader, error) ? g_steal_pointer (&weights) : NULL;
}

ColorizeWeights *
colorize_weights_load (GFile *file, gint n_threads, GCancellable *cancellable, GError **error)
{
  ColorizeWeights *weights = weights_load_unfolded (file, cancellable, error);
  g_autoptr (Pool) pool    = NULL;

  if (! weights)
    return NULL;

  pool = pool_new (n_threads, cancellable);
  weights_fold_norms (weights, TRUE);
  if (! weights_pack (weights, pool, error)
      || g_cancellable_set_error_if_cancelled (cancellable, error))
    g_clear_pointer (&weights, colorize_weights_unref);
  return weights;
}

GHashTable *
colorize_weights_read_metadata (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (SafetensorsFile) header = safetensors_file_open (file, cancellable, error);

  return header ? g_hash_table_ref (safetensors_file_get_metadata (header)) : NULL;
}
