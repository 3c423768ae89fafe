/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "weights-file.h"

/* [area][n_inputs][n_outputs] to [n_outputs][n_inputs][area] */
static void
unplace_convolution (const gfloat *kernel, const Layer *layer, gfloat *values)
{
  gsize area      = (gsize) layer->kernel * layer->kernel;
  gsize n_inputs  = layer->n_inputs;
  gsize n_outputs = layer->n_outputs;

  for (gsize output = 0; output < n_outputs; output++)
    for (gsize input = 0; input < n_inputs; input++)
      for (gsize tap = 0; tap < area; tap++)
        *values++ = kernel[(tap * n_inputs + input) * n_outputs + output];
}

/* [n_outputs][area][channels] to [n_outputs][channels][area] */
static void
unplace_linear (const gfloat *kernel, const Layer *layer, gsize area, gfloat *values)
{
  gsize n_channels = layer->n_inputs / area;

  for (gsize output = 0; output < (gsize) layer->n_outputs; output++, kernel += layer->n_inputs)
    for (gsize channel = 0; channel < n_channels; channel++)
      for (gsize tap = 0; tap < area; tap++)
        *values++ = kernel[tap * n_channels + channel];
}

static void
add_vector (SafetensorsWriter *writer,
            const gchar       *layer,
            const gchar       *part,
            gsize              length,
            const gfloat      *values)
{
  g_autofree gchar *name = g_strconcat (layer, ".", part, NULL);

  if (values)
    safetensors_writer_add (writer, name, SAFETENSORS_F32, 1, &length, values);
}

static void
add_layer (SafetensorsWriter     *writer,
           const ColorizeWeights *weights,
           LayerId                id,
           SafetensorsType        type,
           GPtrArray             *buffers)
{
  const Layer        *layer   = &weights->architecture.layers[id];
  const LayerWeights *from    = &weights->layers[id];
  gint                side    = weights->architecture.global_map;
  const gsize         shape[] = { layer->n_outputs, layer->n_inputs, layer->kernel, layer->kernel };
  gfloat             *values  = g_new (gfloat, layer_count_kernel (layer));
  g_autofree gchar   *name    = g_strconcat (layer->name, ".weight", NULL);

  g_ptr_array_add (buffers, values);
  if (layer->kernel > 0)
    unplace_convolution (from->kernel, layer, values);
  else
    unplace_linear (from->kernel, layer, id == LAYER_GLOBAL_FC1 ? (gsize) side * side : 1, values);

  safetensors_writer_add (writer, name, type, layer->kernel == 3 ? 4 : 2, shape, values);
  add_vector (writer, layer->name, "bias", layer->n_outputs, from->bias);
  add_vector (writer, layer->name, "norm.weight", layer->n_outputs, from->norm_weight);
  add_vector (writer, layer->name, "norm.bias", layer->n_outputs, from->norm_bias);
  add_vector (writer, layer->name, "norm.running_mean", layer->n_outputs, from->running_mean);
  add_vector (writer, layer->name, "norm.running_var", layer->n_outputs, from->running_variance);
}

void
weights_add_description (SafetensorsWriter *writer, const ColorizeWeights *weights)
{
  gsize          n_colors = weights->architecture.layers[LAYER_OUTPUT].n_outputs;
  GHashTableIter iter;
  gpointer       key;
  gpointer       value;

  g_hash_table_iter_init (&iter, weights->metadata);
  while (g_hash_table_iter_next (&iter, &key, &value))
    safetensors_writer_set_metadata (writer, key, value);

  if (weights->colors)
    {
      safetensors_writer_add (writer, "colors", SAFETENSORS_F32, 2, (const gsize[]) { n_colors, 2 },
                              weights->colors);
      safetensors_writer_add (writer, "prior", SAFETENSORS_F32, 1, &n_colors, weights->prior);
    }
}

gboolean
weights_save (const ColorizeWeights *weights,
              SafetensorsType        kernel_type,
              GFile                 *file,
              GCancellable          *cancellable,
              GError               **error)
{
  g_autoptr (SafetensorsWriter) writer = safetensors_writer_new ();
  g_autoptr (GPtrArray) buffers        = g_ptr_array_new_with_free_func (g_free);

  for (gint id = 0; id < N_LAYERS; id++)
    if (architecture_has (&weights->architecture, id))
      add_layer (writer, weights, id, kernel_type, buffers);
  weights_add_description (writer, weights);

  return safetensors_writer_write (writer, file, cancellable, error);
}
