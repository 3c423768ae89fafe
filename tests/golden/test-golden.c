/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every layer of the network against an independent implementation. Arguments: the golden files.
 */

#include <string.h>

#include <babl/babl.h>

#include "golden-file.h"
#include "network/network.h"
#include "picture/prediction.h"

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
                                chroma, NULL);
      resample_map (NULL, chroma, height, width, 2, RESAMPLE_LINEAR, 2 * height, 2 * width,
                    doubled);
      append_map (golden, "chroma", doubled, 8 * n_pixels);
    }
}

static void
run_all_photos (Golden *golden)
{
  SafetensorsFile         *file    = golden->file;
  const SafetensorsTensor *locals  = safetensors_file_find (file, "input.local");
  const SafetensorsTensor *globals = safetensors_file_find (file, "input.global");
  g_autofree gfloat       *local   = golden_read (file, locals);
  g_autofree gfloat       *global  = globals ? golden_read (file, globals) : NULL;
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

static void
test_tensor (gconstpointer data)
{
  const Case *this                  = data;
  const SafetensorsTensor *tensor   = this->tensor;
  g_autofree gfloat       *expected = golden_read (this->golden->file, tensor);
  GArray *map = g_hash_table_lookup (this->golden->maps, tensor->name + strlen ("eval."));

  g_assert_nonnull (map);
  g_assert_cmpuint (map->len, ==, tensor->n_values);
  golden_compare (tensor, expected, (const gfloat *) map->data, GOLDEN_TOLERANCE);
}

static Golden *
golden_new (const gchar *path)
{
  Golden *golden            = g_new0 (Golden, 1);
  GError *error             = NULL;
  g_autoptr (GFile) gfile   = g_file_new_for_path (path);
  g_autoptr (GFile) weights = NULL;

  golden->file = safetensors_file_open (gfile, NULL, &error);
  g_assert_no_error (error);
  golden->title =
    g_strdup (g_hash_table_lookup (safetensors_file_get_metadata (golden->file), "variant"));
  weights         = golden_write_weights (golden->file);
  golden->weights = colorize_weights_load (weights, 0, NULL, &error);
  g_assert_no_error (error);
  g_file_delete (weights, NULL, NULL);
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
