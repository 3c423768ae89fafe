/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The network in training mode, its losses and the gradient of every parameter against an
 * independent implementation. Arguments: the golden files.
 */

#include <math.h>
#include <string.h>

#include "golden-file.h"
#include "loss.h"
#include "network/training.h"
#include "weights-file/weights-file.h"

#define MOMENTUM     0.1
#define CLASS_WEIGHT (1.0 / 300.0)
#define N_THREADS    2

/* A golden file after one forward and one backward pass. */
typedef struct
{
  SafetensorsFile *file;
  ColorizeWeights *weights;
  Training        *training;
  gdouble          loss;
} Golden;

typedef struct
{
  Golden                  *golden;
  const SafetensorsTensor *tensor;
} Case;

static gfloat *
read_named (SafetensorsFile *file, const gchar *name)
{
  const SafetensorsTensor *tensor = safetensors_file_find (file, name);

  return tensor ? golden_read (file, tensor) : NULL;
}

/* [n][channels][area] to [n][area][channels] */
static gfloat *
channels_last (const gfloat *values, gsize n, gsize channels, gsize area)
{
  gfloat *turned = g_new (gfloat, n * channels * area);

  for (gsize i = 0; i < n * channels * area; i++)
    turned[(i / (channels * area) * area + i % area) * channels + i / area % channels] = values[i];
  return turned;
}

/* Encoded chroma [n][2][2 height][2 width] to a*b* [n][height][width][2], averaged 2 x 2. */
static gfloat *
halve_chroma (const gfloat *target, const FeatureMap *output)
{
  gsize   width  = output->width;
  gsize   height = output->height;
  gfloat *chroma = g_new0 (gfloat, 2 * output->n * height * width);

  for (gsize i = 0; i < 8 * output->n * height * width; i++)
    {
      gsize x       = i % (2 * width) / 2;
      gsize y       = i / (2 * width) % (2 * height) / 2;
      gsize channel = i / (4 * width * height) % 2;
      gsize photo   = i / (8 * width * height);

      chroma[((photo * height + y) * width + x) * 2 + channel] += (200.0f * target[i] - 100.0f) / 4;
    }
  return chroma;
}

static gdouble
add_loss (Golden *golden)
{
  const FeatureMap  *output   = training_get_output (golden->training, LAYER_OUTPUT, FALSE);
  const FeatureMap  *classes  = training_get_output (golden->training, LAYER_CLASS2, FALSE);
  gfloat            *gradient = training_get_gradient (golden->training, LAYER_OUTPUT);
  g_autofree gfloat *target   = read_named (golden->file, "target.chroma");
  g_autofree gfloat *labels   = read_named (golden->file, "target.label");
  gsize              area     = (gsize) output->height * output->width;
  gdouble            loss;

  if (golden->weights->colors)
    {
      g_autofree gfloat *chroma = halve_chroma (target, output);

      loss = loss_colors (output->data, golden->weights->colors, output->channels, NULL, chroma,
                          output->n * area, 1.0, gradient);
    }
  else
    {
      g_autofree gfloat *turned = channels_last (target, output->n, output->channels, area);

      loss = loss_regression (output->data, turned, output->n * area, output->channels, NULL, 0.0,
                              1.0, gradient);
    }

  if (classes)
    {
      g_autofree gint *numbers = g_new (gint, classes->n);

      for (gint i = 0; i < classes->n; i++)
        numbers[i] = (gint) labels[i];
      loss += CLASS_WEIGHT
              * loss_classes (classes->data, numbers, classes->n, classes->channels, CLASS_WEIGHT,
                              training_get_gradient (golden->training, LAYER_CLASS2));
    }

  return loss;
}

/* The gradients, and what they are of, in the layout of the file. */
static gfloat *
to_file_layout (const Golden *golden, LayerId id, const gfloat *kernel)
{
  const Layer *layer   = &golden->weights->architecture.layers[id];
  gsize        n_out   = layer->n_outputs;
  gsize        n_in    = layer->n_inputs;
  gsize        area    = (gsize) layer->kernel * layer->kernel;
  gsize        n       = layer_count_kernel (layer);
  gint         side    = golden->weights->architecture.global_map;
  gsize        map     = id == LAYER_GLOBAL_FC1 ? (gsize) side * side : 1;
  gfloat      *in_file = g_new (gfloat, n);

  for (gsize i = 0; i < n; i++)
    if (layer->kernel > 0)
      {
        gsize o   = i % n_out;
        gsize in  = i / n_out % n_in;
        gsize tap = i / (n_out * n_in);

        in_file[(o * n_in + in) * area + tap] = kernel[i];
      }
    else
      {
        gsize channels = n_in / map;
        gsize channel  = i % n_in % channels;
        gsize place    = i % n_in / channels;

        in_file[i / n_in * n_in + channel * map + place] = kernel[i];
      }

  return in_file;
}

static LayerId
find_layer (const Golden *golden, const gchar *name, const gchar **part)
{
  gint id;

  *part = strchr (name, '.');
  g_assert_nonnull (*part);
  id = architecture_find (&golden->weights->architecture, name, *part - name);
  g_assert_cmpint (id, >=, 0);
  (*part)++;
  return id;
}

/* The largest gradient entry of a layer, over all its parameters. */
static gdouble
largest_gradient (const Golden *golden, const gchar *layer)
{
  const GPtrArray  *tensors = safetensors_file_get_tensors (golden->file);
  g_autofree gchar *prefix  = g_strconcat ("grad.", layer, ".", NULL);
  gdouble           largest = 0.0;

  for (guint i = 0; i < tensors->len; i++)
    {
      const SafetensorsTensor *tensor = g_ptr_array_index (tensors, i);

      if (g_str_has_prefix (tensor->name, prefix))
        {
          g_autofree gfloat *values = golden_read (golden->file, tensor);

          for (gsize k = 0; k < tensor->n_values; k++)
            largest = MAX (largest, fabs (values[k]));
        }
    }

  return largest;
}

/* The golden batches have two or three photos, so the norm of a fully connected layer sees two or
 * three values a channel. Some lie so near each other that the rounding of 32 bits shows in their
 * difference, and the gradients behind them are differences of terms a hundred thousand times as
 * large. The golden values, of 32 bits too, are themselves only good to some 1e-3 there. */
static gdouble
get_tolerance (const Golden *golden, LayerId id)
{
  gboolean is_behind = id >= LAYER_GLOBAL1 && id <= LAYER_GLOBAL_FC2;

  return is_behind && golden->weights->layers[LAYER_GLOBAL_FC1].norm_weight ? 1e-2
                                                                            : GOLDEN_TOLERANCE;
}

static void
test_gradient (gconstpointer data)
{
  const Case *this             = data;
  const gchar        *name     = this->tensor->name + strlen ("grad.");
  g_autofree gfloat  *expected = golden_read (this->golden->file, this->tensor);
  const gchar        *part;
  LayerId             id        = find_layer (this->golden, name, &part);
  const LayerWeights *gradients = training_get_gradients (this->golden->training, id);
  const gchar        *layer     = this->golden->weights->architecture.layers[id].name;
  g_autofree gfloat  *kernel    = NULL;
  const gfloat       *values    = NULL;
  gdouble             scale     = largest_gradient (this->golden, layer);
  gdouble             error     = 0.0;

  if (g_str_equal (part, "weight"))
    values = kernel = to_file_layout (this->golden, id, gradients->kernel);
  if (g_str_equal (part, "bias"))
    values = gradients->bias;
  if (g_str_equal (part, "norm.weight"))
    values = gradients->norm_weight;
  if (g_str_equal (part, "norm.bias"))
    values = gradients->norm_bias;
  g_assert_nonnull (values);

  for (gsize i = 0; i < this->tensor->n_values; i++)
    {
      g_assert_true (isfinite (values[i]));
      error = MAX (error, fabs (values[i] - expected[i]));
    }
  g_test_message ("largest of the layer %g, largest error %g of it", scale, error / scale);
  g_assert_cmpfloat (error, <=, get_tolerance (this->golden, id) * scale);
}

/* "train.low1@global" or "train.mid1.norm.running_mean" */
static void
test_training (gconstpointer data)
{
  const Case *this            = data;
  const gchar       *name     = this->tensor->name + strlen ("train.");
  g_autofree gfloat *expected = golden_read (this->golden->file, this->tensor);
  const gchar       *at       = strchr (name, '@');
  const gchar       *part;
  LayerId            id;

  if (g_str_equal (name, "loss"))
    {
      g_assert_cmpfloat_with_epsilon (this->golden->loss, expected[0],
                                      GOLDEN_TOLERANCE * expected[0]);
    }
  else if (strstr (name, ".norm.running_"))
    {
      const LayerWeights *weights;

      id      = find_layer (this->golden, name, &part);
      weights = &this->golden->weights->layers[id];
      golden_compare (this->tensor, expected,
                      g_str_has_suffix (name, "_mean") ? weights->running_mean
                                                       : weights->running_variance,
                      GOLDEN_TOLERANCE);
    }
  else
    {
      const FeatureMap *map;

      id  = architecture_find (&this->golden->weights->architecture, name,
                              at ? (gsize) (at - name) : strlen (name));
      map = training_get_output (this->golden->training, id, at != NULL);
      g_assert_nonnull (map);
      g_assert_cmpuint (feature_map_count (map), ==, this->tensor->n_values);
      golden_compare (this->tensor, expected, map->data, get_tolerance (this->golden, id));
    }
}

static Golden *
golden_new (const gchar *path)
{
  Golden *golden                  = g_new0 (Golden, 1);
  GError *error                   = NULL;
  g_autoptr (GFile) gfile         = g_file_new_for_path (path);
  g_autoptr (GFile) weights       = NULL;
  const SafetensorsTensor *input  = NULL;
  g_autofree gfloat       *local  = NULL;
  g_autofree gfloat       *global = NULL;
  const gchar             *same_input;
  gboolean                 shares_low;

  golden->file = safetensors_file_open (gfile, NULL, &error);
  g_assert_no_error (error);
  weights         = golden_write_weights (golden->file);
  golden->weights = weights_load_unfolded (weights, NULL, &error);
  g_assert_no_error (error);
  g_file_delete (weights, NULL, NULL);

  input      = safetensors_file_find (golden->file, "input.local");
  local      = golden_read (golden->file, input);
  global     = read_named (golden->file, "input.global");
  same_input = g_hash_table_lookup (safetensors_file_get_metadata (golden->file), "same_input");
  shares_low = strcmp (same_input, "true") == 0;

  golden->training = training_new (golden->weights, input->shape[0], input->shape[2],
                                   input->shape[3], shares_low, N_THREADS, &error);
  g_assert_no_error (error);
  training_forward (golden->training, local, shares_low ? NULL : global, MOMENTUM);
  golden->loss = add_loss (golden);
  training_backward (golden->training);
  return golden;
}

/* `chroma` is decoded from the output, which is compared itself. */
static gboolean
is_case (const gchar *name)
{
  return g_str_has_prefix (name, "grad.")
         || (g_str_has_prefix (name, "train.") && ! g_str_equal (name, "train.chroma"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (int i = 1; i < argc; i++)
    {
      Golden          *golden  = golden_new (argv[i]);
      const GPtrArray *tensors = safetensors_file_get_tensors (golden->file);
      const gchar     *variant = golden->weights->architecture.variant;

      for (guint k = 0; k < tensors->len; k++)
        {
          const SafetensorsTensor *tensor = g_ptr_array_index (tensors, k);
          g_autofree gchar        *path = g_strdup_printf ("/golden/%s/%s", variant, tensor->name);
          Case *this;

          if (! is_case (tensor->name))
            continue;
          this  = g_new (Case, 1);
          *this = (Case) { golden, tensor };
          g_test_add_data_func (
            path, this, g_str_has_prefix (tensor->name, "grad.") ? test_gradient : test_training);
        }
    }

  return g_test_run ();
}
