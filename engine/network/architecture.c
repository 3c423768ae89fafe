/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include <string.h>

#include "architecture.h"

/* Everything below divides the widths by up to this. */
#define MAX_WIDTH_DIVISOR 32
#define MAX_SIZE          4096
#define MAX_OUTPUTS       4096

typedef struct
{
  const gchar *name;
  gint         global_size;
  const gchar *output_activation;
  gint         n_outputs;
} Preset;

/* A preset stands for the keys that a file does not state. */
static const Preset presets[] = {
  { "iizuka", 224, "sigmoid", 2 },       { "seed", 112, "relu", 2 },
  { "baseline", 0, "sigmoid", 2 },       { "rgb", 112, "relu", 3 },
  { "distribution", 112, "softmax", 0 },
};

/* Channels at the paper's full width. Zero: filled in by the variant. */
static const Layer table[N_LAYERS] = {
  [LAYER_LOW1]       = { "low1", 1, 64, 3, 2, 1, ACTIVATION_RELU, TRUE },
  [LAYER_LOW2]       = { "low2", 64, 128, 3, 1, 1, ACTIVATION_RELU, TRUE },
  [LAYER_LOW3]       = { "low3", 128, 128, 3, 2, 1, ACTIVATION_RELU, TRUE },
  [LAYER_LOW4]       = { "low4", 128, 256, 3, 1, 1, ACTIVATION_RELU, TRUE },
  [LAYER_LOW5]       = { "low5", 256, 256, 3, 2, 1, ACTIVATION_RELU, TRUE },
  [LAYER_LOW6]       = { "low6", 256, 512, 3, 1, 1, ACTIVATION_RELU, TRUE },
  [LAYER_GLOBAL1]    = { "global1", 512, 512, 3, 2, 1, ACTIVATION_RELU, TRUE },
  [LAYER_GLOBAL2]    = { "global2", 512, 512, 3, 1, 1, ACTIVATION_RELU, TRUE },
  [LAYER_GLOBAL3]    = { "global3", 512, 512, 3, 2, 1, ACTIVATION_RELU, TRUE },
  [LAYER_GLOBAL4]    = { "global4", 512, 512, 3, 1, 1, ACTIVATION_RELU, TRUE },
  [LAYER_GLOBAL_FC1] = { "global_fc1", 0, 1024, 0, 1, 1, ACTIVATION_RELU, TRUE },
  [LAYER_GLOBAL_FC2] = { "global_fc2", 1024, 512, 0, 1, 1, ACTIVATION_RELU, TRUE },
  [LAYER_GLOBAL_FC3] = { "global_fc3", 512, 256, 0, 1, 1, ACTIVATION_RELU, TRUE },
  [LAYER_MID1]       = { "mid1", 512, 512, 3, 1, 1, ACTIVATION_RELU, TRUE },
  [LAYER_MID2]       = { "mid2", 512, 256, 3, 1, 1, ACTIVATION_RELU, TRUE },
  [LAYER_FUSION]     = { "fusion", 512, 256, 1, 1, 1, ACTIVATION_RELU, TRUE },
  [LAYER_COLOR1]     = { "color1", 256, 128, 3, 1, 1, ACTIVATION_RELU, TRUE },
  [LAYER_COLOR2]     = { "color2", 128, 64, 3, 1, 2, ACTIVATION_RELU, TRUE },
  [LAYER_COLOR3]     = { "color3", 64, 64, 3, 1, 1, ACTIVATION_RELU, TRUE },
  [LAYER_COLOR4]     = { "color4", 64, 32, 3, 1, 2, ACTIVATION_RELU, TRUE },
  [LAYER_OUTPUT]     = { "output", 32, 0, 3, 1, 1, ACTIVATION_NONE, FALSE },
  [LAYER_CLASS1]     = { "class1", 512, 256, 0, 1, 1, ACTIVATION_RELU, FALSE },
  [LAYER_CLASS2]     = { "class2", 256, 0, 0, 1, 1, ACTIVATION_NONE, FALSE },
};


/* Reads metadata one key at a time; after the first complaint the rest is passed over. */
typedef struct
{
  GHashTable *metadata;
  gchar      *complaint;
} Reader;

static void
add_complaint (Reader *reader, const gchar *key, const gchar *expected)
{
  const gchar *text = g_hash_table_lookup (reader->metadata, key);

  if (! reader->complaint)
    reader->complaint =
      text ? g_strdup_printf ("its “%s” is “%.40s”; it must be %s", key, text, expected)
           : g_strdup_printf ("its header does not state “%s”", key);
}

static gdouble
read_number (Reader *reader, const gchar *key, gdouble fallback, gdouble low, gdouble high)
{
  const gchar *text = g_hash_table_lookup (reader->metadata, key);
  gchar       *end  = NULL;
  gdouble      value;

  if (! text && isfinite (fallback))
    return fallback;

  value = text ? g_ascii_strtod (text, &end) : NAN;
  if (! text || end == text || *end != '\0' || ! (value >= low && value <= high))
    {
      g_autofree gchar *expected = g_strdup_printf ("a number from %g to %g", low, high);

      add_complaint (reader, key, expected);
      return low;
    }

  return value;
}

static gint
read_integer (Reader *reader, const gchar *key, gdouble fallback, gint low, gint high)
{
  gdouble value = read_number (reader, key, fallback, low, high);

  if (value != floor (value))
    add_complaint (reader, key, "a whole number");

  return (gint) value;
}

/* The index in `choices` of the key's value; 0 after a complaint. */
static gint
read_choice (Reader *reader, const gchar *key, const gchar *fallback, const gchar *const *choices)
{
  const gchar *text = g_hash_table_lookup (reader->metadata, key);

  if (! text)
    text = fallback;
  for (gint i = 0; text && choices[i]; i++)
    if (strcmp (text, choices[i]) == 0)
      return i;

  {
    g_autofree gchar *expected = g_strjoinv (" or ", (gchar **) choices);

    add_complaint (reader, key, expected);
  }
  return 0;
}

static const Preset *
read_preset (Reader *reader)
{
  const gchar *names[G_N_ELEMENTS (presets) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    names[i] = presets[i].name;

  return &presets[read_choice (reader, "variant", NULL, names)];
}

static void
drop_layers (Architecture *architecture, LayerId first, LayerId last)
{
  for (gint id = first; id <= (gint) last; id++)
    memset (&architecture->layers[id], 0, sizeof (Layer));
}

static void
divide_widths (Architecture *architecture)
{
  for (gint id = 0; id < N_LAYERS; id++)
    {
      Layer *layer = &architecture->layers[id];

      if (id != LAYER_LOW1)
        layer->n_inputs /= architecture->width_divisor;
      layer->n_outputs /= architecture->width_divisor;
    }
}

static void
init_layers (Architecture *architecture, Activation output_activation, gint n_outputs)
{
  Layer *layers = architecture->layers;
  gint   side   = architecture->global_size;

  memcpy (layers, table, sizeof table);
  divide_widths (architecture);

  for (gint id = LAYER_LOW1; id <= LAYER_GLOBAL4; id++)
    side = layer_output_size (&layers[id], side);
  architecture->global_map          = side;
  layers[LAYER_GLOBAL_FC1].n_inputs = layers[LAYER_GLOBAL4].n_outputs * side * side;
  layers[LAYER_CLASS2].n_outputs    = architecture->n_classes;
  layers[LAYER_OUTPUT].n_outputs    = n_outputs;
  layers[LAYER_OUTPUT].activation   = output_activation;

  if (architecture->output_kind == OUTPUT_DISTRIBUTION)
    {
      layers[LAYER_OUTPUT].kernel   = 1;
      layers[LAYER_OUTPUT].n_inputs = layers[LAYER_COLOR3].n_outputs;
      drop_layers (architecture, LAYER_COLOR4, LAYER_COLOR4);
    }
  if (architecture->global_size == 0)
    {
      drop_layers (architecture, LAYER_GLOBAL1, LAYER_GLOBAL_FC3);
      drop_layers (architecture, LAYER_FUSION, LAYER_FUSION);
    }
  if (architecture->n_classes == 0)
    drop_layers (architecture, LAYER_CLASS1, LAYER_CLASS2);
}

gboolean
architecture_init (Architecture *architecture, GHashTable *metadata, gchar **complaint)
{
  static const gchar *const inputs[]      = { "L*", "Y'", NULL };
  static const gchar *const activations[] = { "sigmoid", "relu", "softmax", NULL };

  Reader                    reader = { metadata, NULL };
  const Preset             *preset = read_preset (&reader);
  gboolean                  is_distribution;
  gint                      activation;
  gint                      n_outputs;

  memset (architecture, 0, sizeof *architecture);
  read_integer (&reader, "format_version", NAN, 1, 1);

  architecture->variant       = preset->name;
  architecture->width_divisor = read_integer (&reader, "width_divisor", 1, 1, MAX_WIDTH_DIVISOR);
  architecture->global_size =
    read_integer (&reader, "global_size", preset->global_size, 0, MAX_SIZE);
  architecture->n_classes      = read_integer (&reader, "classes", 0, 0, MAX_OUTPUTS);
  architecture->norm_epsilon   = read_number (&reader, "norm_eps", 1e-5, 0.0, 1.0);
  architecture->input_kind     = read_choice (&reader, "input", NULL, inputs);
  architecture->mean           = read_number (&reader, "mean", NAN, -1.0, 1.0);
  architecture->working_size   = read_integer (&reader, "working_size", NAN, 8, MAX_SIZE);
  architecture->chroma_gain    = read_number (&reader, "chroma_gain", 1.0, 0.0, 10.0);
  architecture->temperature    = read_number (&reader, "temperature", 1.0, 0.01, 10.0);
  architecture->prior_exponent = read_number (&reader, "prior_exponent", 0.0, 0.0, 2.0);

  activation = read_choice (&reader, "output_activation", preset->output_activation, activations);
  is_distribution = strcmp (preset->name, "distribution") == 0;
  n_outputs =
    read_integer (&reader, "outputs", is_distribution ? NAN : preset->n_outputs, 1, MAX_OUTPUTS);

  architecture->output_kind = is_distribution          ? OUTPUT_DISTRIBUTION
                              : preset->n_outputs == 3 ? OUTPUT_RGB
                                                       : OUTPUT_CHROMA;

  if (is_distribution != (activation == 2))
    add_complaint (&reader, "output_activation", is_distribution ? "softmax" : "sigmoid or relu");
  if (! is_distribution && n_outputs != preset->n_outputs)
    add_complaint (&reader, "outputs", preset->n_outputs == 3 ? "3" : "2");
  if (MAX_WIDTH_DIVISOR % architecture->width_divisor != 0)
    add_complaint (&reader, "width_divisor", "1, 2, 4, 8, 16 or 32");
  if (architecture->global_size % 8 != 0)
    add_complaint (&reader, "global_size", "a multiple of 8");
  if ((architecture->global_size == 0) != (preset->global_size == 0))
    add_complaint (&reader, "global_size",
                   preset->global_size ? "above 0 in this variant" : "0 in this variant");
  if (architecture->n_classes > 0 && architecture->global_size == 0)
    add_complaint (&reader, "classes", "0 where there is no global stream");

  if (reader.complaint)
    {
      *complaint = reader.complaint;
      return FALSE;
    }

  init_layers (architecture,
               is_distribution   ? ACTIVATION_NONE
               : activation == 1 ? ACTIVATION_RELU
                                 : ACTIVATION_SIGMOID,
               n_outputs);
  return TRUE;
}

gint
architecture_find (const Architecture *architecture, const gchar *name, gsize name_length)
{
  for (gint id = 0; id < N_LAYERS; id++)
    {
      const gchar *candidate = architecture->layers[id].name;

      if (candidate && strlen (candidate) == name_length
          && strncmp (candidate, name, name_length) == 0)
        return id;
    }

  return -1;
}

gint
layer_output_size (const Layer *layer, gint size)
{
  return (size * layer->upsampling + layer->stride - 1) / layer->stride;
}
