/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every layer of the network against an independent implementation. Arguments: the golden files.
 */

#include <math.h>
#include <string.h>

#include <babl/babl.h>
#include <glib/gstdio.h>

#include "network.h"
#include "prediction.h"
#include "safetensors.h"

#define TOLERANCE 1e-4

/* A golden file, and what the engine makes of its inputs. */
typedef struct
{
  gchar           *title; /* the variant's name */
  SafetensorsFile *file;
  ColorizeWeights *weights;
  GHashTable *maps; /* "low1@global" -> GArray of gfloat, all photos as [n][height][width][c] */
} Golden;

typedef struct
{
  Golden                  *golden;
  const SafetensorsTensor *tensor;
} Case;

static gfloat *
read_tensor (SafetensorsFile *file, const SafetensorsTensor *tensor)
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

/* The strict reader refuses the activations that a golden file also holds, so the parameters alone
 * are written to a file of their own. */
static ColorizeWeights *
load_weights (SafetensorsFile *file)
{
  static const gchar *const keys[] = { "variant", "norm_eps",    "output_activation",
                                       "classes", "global_size", "width_divisor",
                                       "outputs", "temperature", "prior_exponent" };

  g_autoptr (SafetensorsWriter) writer = safetensors_writer_new ();
  g_autoptr (GPtrArray) buffers        = g_ptr_array_new_with_free_func (g_free);
  const GPtrArray  *tensors            = safetensors_file_get_tensors (file);
  g_autofree gchar *path   = g_build_filename (g_get_tmp_dir (), "golden-XXXXXX.safetensors", NULL);
  g_autoptr (GFile) gfile  = NULL;
  GError          *error   = NULL;
  ColorizeWeights *weights = NULL;

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
      g_ptr_array_add (buffers, read_tensor (file, tensor));
      safetensors_writer_add (writer, tensor->name, SAFETENSORS_F32, tensor->n_dimensions,
                              tensor->shape, g_ptr_array_index (buffers, buffers->len - 1));
    }

  g_close (g_mkstemp (path), NULL);
  gfile = g_file_new_for_path (path);
  safetensors_writer_write (writer, gfile, NULL, &error);
  g_assert_no_error (error);
  weights = colorize_weights_load (gfile, NULL, &error);
  g_assert_no_error (error);
  g_file_delete (gfile, NULL, NULL);

  return weights;
}

static void
append_map (Golden *golden, const gchar *name, const gfloat *values, gsize n_values)
{
  GArray *map = g_hash_table_lookup (golden->maps, name);

  if (! map)
    {
      map = g_array_new (FALSE, FALSE, sizeof (gfloat));
      g_hash_table_insert (golden->maps, g_strdup (name), map);
    }
  g_array_append_vals (map, values, n_values);
}

static void
keep_map (LayerId id, gboolean is_global, const FeatureMap *map, gpointer data)
{
  Golden           *golden = data;
  const gchar      *layer  = golden->weights->architecture.layers[id].name;
  g_autofree gchar *name   = g_strconcat (layer, is_global ? "@global" : NULL, NULL);

  append_map (golden, name, map->data, (gsize) map->height * map->width * map->channels);
}

static void
run_photo (Golden *golden, const NetworkInput *input)
{
  const Architecture *architecture = &golden->weights->architecture;
  g_autoptr (Pool) pool            = pool_new (2, NULL);
  NetworkWatch       watch         = { .tap = keep_map, .tap_data = golden };
  GError            *error         = NULL;
  gint               height;
  gint               width;
  gint               channels;
  g_autofree gfloat *output = NULL;

  network_get_output_size (architecture, input->height, input->width, &height, &width, &channels);
  output = g_new (gfloat, (gsize) height * width * channels);
  network_run (golden->weights, input, pool, NULL, &watch, output, &error);
  g_assert_no_error (error);

  if (architecture->output_kind == OUTPUT_DISTRIBUTION)
    {
      gsize              n_pixels = (gsize) height * width;
      g_autofree gfloat *chroma   = g_new (gfloat, 2 * n_pixels);
      g_autofree gfloat *doubled  = g_new (gfloat, 8 * n_pixels);

      prediction_decode_output (golden->weights, output, n_pixels, architecture->prior_exponent,
                                chroma);
      prediction_double (chroma, height, width, doubled);
      append_map (golden, "chroma", doubled, 8 * n_pixels);
    }
}

static void
run_all_photos (Golden *golden)
{
  SafetensorsFile         *file    = golden->file;
  const SafetensorsTensor *locals  = safetensors_file_find (file, "input.local");
  const SafetensorsTensor *globals = safetensors_file_find (file, "input.global");
  g_autofree gfloat       *local   = read_tensor (file, locals);
  g_autofree gfloat       *global  = globals ? read_tensor (file, globals) : NULL;
  const gchar             *same_input =
    g_hash_table_lookup (safetensors_file_get_metadata (file), "same_input");
  gsize n_local  = locals->n_values / locals->shape[0];
  gsize n_global = globals ? globals->n_values / globals->shape[0] : 0;

  for (gsize i = 0; i < locals->shape[0]; i++)
    {
      NetworkInput input = { .local  = local + i * n_local,
                             .height = locals->shape[2],
                             .width  = locals->shape[3],
                             .global = global ? global + i * n_global : NULL };

      if (strcmp (same_input, "true") == 0)
        input.global = input.local;
      run_photo (golden, &input);
    }
}

/* A tensor [n][c][height][width] or [n][c] against maps of [n][height][width][c]. */
static void
test_tensor (gconstpointer data)
{
  const Case *this                  = data;
  const SafetensorsTensor *tensor   = this->tensor;
  g_autofree gfloat       *expected = read_tensor (this->golden->file, tensor);
  GArray *map      = g_hash_table_lookup (this->golden->maps, tensor->name + strlen ("eval."));
  gsize   channels = tensor->shape[1];
  gsize   area     = tensor->n_dimensions == 4 ? tensor->shape[2] * tensor->shape[3] : 1;
  gdouble largest  = 0.0;
  gdouble error    = 0.0;

  g_assert_nonnull (map);
  g_assert_cmpuint (map->len, ==, tensor->n_values);

  for (gsize i = 0; i < tensor->n_values; i++)
    {
      gsize   photo   = i / (channels * area);
      gsize   channel = i / area % channels;
      gsize   pixel   = i % area;
      gdouble is      = g_array_index (map, gfloat, (photo * area + pixel) * channels + channel);

      largest = MAX (largest, fabs (expected[i]));
      error   = MAX (error, fabs (is - expected[i]));
      g_assert_true (isfinite (is));
    }

  g_test_message ("largest %g, largest error %g of it", largest, error / largest);
  g_assert_cmpfloat (largest, >, 0.0);
  g_assert_cmpfloat (error, <=, TOLERANCE * largest);
}

static Golden *
golden_new (const gchar *path)
{
  Golden *golden          = g_new0 (Golden, 1);
  GError *error           = NULL;
  g_autoptr (GFile) gfile = g_file_new_for_path (path);

  golden->file = safetensors_file_open (gfile, NULL, &error);
  g_assert_no_error (error);
  golden->title =
    g_strdup (g_hash_table_lookup (safetensors_file_get_metadata (golden->file), "variant"));
  golden->weights = load_weights (golden->file);
  golden->maps =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  run_all_photos (golden);
  return golden;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  babl_init ();

  for (int i = 1; i < argc; i++)
    {
      Golden          *golden  = golden_new (argv[i]);
      const GPtrArray *tensors = safetensors_file_get_tensors (golden->file);

      for (guint k = 0; k < tensors->len; k++)
        {
          const SafetensorsTensor *tensor = g_ptr_array_index (tensors, k);
          g_autofree gchar *path = g_strdup_printf ("/golden/%s/%s", golden->title, tensor->name);
          Case *this             = g_new (Case, 1);

          if (! g_str_has_prefix (tensor->name, "eval.") || g_str_equal (tensor->name, "eval.loss"))
            continue;
          *this = (Case) { golden, tensor };
          g_test_add_data_func (path, this, test_tensor);
        }
    }

  return g_test_run ();
}
