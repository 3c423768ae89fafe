/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "golden-file.h"

gfloat *
golden_read (SafetensorsFile *file, const SafetensorsTensor *tensor)
{
  gfloat *values = g_new (gfloat, tensor->n_values);
  GError *error  = NULL;

  safetensors_file_read (file, tensor, 0, tensor->n_values, values, NULL, &error);
  g_assert_no_error (error);
  return values;
}

static gboolean
is_parameter (const gchar *name)
{
  static const gchar *const others[] = { "eval.", "train.", "grad.", "input.", "target." };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_str_has_prefix (name, others[i]))
      return FALSE;

  return TRUE;
}

GFile *
golden_write_weights (SafetensorsFile *file)
{
  static const gchar *const keys[] = { "variant", "norm_eps",    "output_activation",
                                       "classes", "global_size", "width_divisor",
                                       "outputs", "temperature", "prior_exponent" };

  g_autoptr (SafetensorsWriter) writer  = safetensors_writer_new ();
  g_autoptr (GPtrArray) buffers         = g_ptr_array_new_with_free_func (g_free);
  const GPtrArray *tensors              = safetensors_file_get_tensors (file);
  g_autoptr (GFileIOStream) placeholder = NULL;
  GError *error                         = NULL;
  GFile  *weights = g_file_new_tmp ("golden-XXXXXX.safetensors", &placeholder, &error);

  g_assert_no_error (error);

  safetensors_writer_set_metadata (writer, "format_version", "1");
  safetensors_writer_set_metadata (writer, "input", "L*");
  safetensors_writer_set_metadata (writer, "mean", "0");
  safetensors_writer_set_metadata (writer, "working_size", "112");
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const gchar *value = g_hash_table_lookup (safetensors_file_get_metadata (file), keys[i]);

      if (value)
        safetensors_writer_set_metadata (writer, keys[i], value);
    }

  for (guint i = 0; i < tensors->len; i++)
    {
      const SafetensorsTensor *tensor = g_ptr_array_index (tensors, i);

      if (! is_parameter (tensor->name))
        continue;
      g_ptr_array_add (buffers, golden_read (file, tensor));
      safetensors_writer_add (writer, tensor->name, SAFETENSORS_F32, tensor->n_dimensions,
                              tensor->shape, g_ptr_array_index (buffers, buffers->len - 1));
    }

  safetensors_writer_write (writer, weights, NULL, &error);
  g_assert_no_error (error);
  return weights;
}

void
golden_compare (const SafetensorsTensor *tensor,
                const gfloat            *expected,
                const gfloat            *values,
                gdouble                  tolerance)
{
  gsize   channels = tensor->n_dimensions > 1 ? tensor->shape[1] : tensor->shape[0];
  gsize   area     = tensor->n_dimensions == 4 ? tensor->shape[2] * tensor->shape[3] : 1;
  gdouble largest  = 0.0;
  gdouble error    = 0.0;

  for (gsize i = 0; i < tensor->n_values; i++)
    {
      gsize   outer   = i / (channels * area);
      gsize   channel = i / area % channels;
      gsize   pixel   = i % area;
      gdouble is      = values[(outer * area + pixel) * channels + channel];

      g_assert_true (isfinite (is));
      largest = MAX (largest, fabs (expected[i]));
      error   = MAX (error, fabs (is - expected[i]));
    }

  g_test_message ("largest %g, largest error %g of it", largest, error / largest);
  g_assert_cmpfloat (largest, >, 0.0);
  g_assert_cmpfloat (error, <=, tolerance * largest);
}
