/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "color-grid.h"
#include "tool.h"
#include "train-weights.h"
#include "weights-file/weights-file.h"

/* Taken off the input: about the mean luminance of photos. */
#define MEAN "0.45"

/* How a distribution is decoded unless the weights to start from say otherwise: near the true
 * chroma, at a small price in the error. */
#define TEMPERATURE    "0.8"
#define PRIOR_EXPONENT "0.2"

/* The part of "training_data" that stays the same while a run goes on. */
#define KEY_DATA "training_data"

static void
set (GHashTable *metadata, const gchar *key, const gchar *value)
{
  g_hash_table_insert (metadata, g_strdup (key), g_strdup (value));
}

static void
set_integer (GHashTable *metadata, const gchar *key, gint value)
{
  g_hash_table_insert (metadata, g_strdup (key), g_strdup_printf ("%d", value));
}

static void
set_if_given (GHashTable *metadata, const gchar *key, const gchar *value)
{
  if (value)
    set (metadata, key, value);
}

/* The keys of `init` that hold for weights that go on from it. */
static void
inherit (GHashTable *metadata, const ColorizeWeights *init, gboolean is_same_variant)
{
  static const gchar *const always[]       = { "input", "mean", "norm_eps", "licence" };
  static const gchar *const same_variant[] = { "output_activation", "chroma_gain", "temperature",
                                               "prior_exponent" };

  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    set_if_given (metadata, always[i], colorize_weights_get_metadata (init, always[i]));
  for (guint i = 0; is_same_variant && i < G_N_ELEMENTS (same_variant); i++)
    set_if_given (metadata, same_variant[i], colorize_weights_get_metadata (init, same_variant[i]));
}

static void
describe_data (GHashTable            *metadata,
               const ColorizeWeights *init,
               const PhotoSet        *photos,
               guint                  n_training)
{
  const gchar      *before = init ? colorize_weights_get_metadata (init, KEY_DATA) : NULL;
  g_autofree gchar *own    = g_strdup_printf ("%u photos", n_training);
  g_autofree gchar *both   = before ? g_strdup_printf ("%s; then %s", before, own) : NULL;

  set (metadata, KEY_DATA, both ? both : own);
}

static GHashTable *
make_metadata (const TrainSettings   *settings,
               const ColorizeWeights *init,
               const PhotoSet        *photos,
               guint                  n_training,
               gint                   n_colors)
{
  GHashTable       *metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const gchar      *variant  = settings->variant ? settings->variant
                               : init            ? init->architecture.variant
                                                 : "distribution";
  gint              divisor  = settings->width_divisor > 0 ? settings->width_divisor
                               : init                      ? init->architecture.width_divisor
                                                           : 2;
  gboolean          is_distribution = strcmp (variant, "distribution") == 0;
  gboolean          has_global      = strcmp (variant, "baseline") != 0;
  g_autofree gchar *name            = g_path_get_basename (settings->output);
  const gchar      *end             = strrchr (name, '.');
  g_autofree gchar *title =
    g_strndup (name, end && end != name ? (gsize) (end - name) : strlen (name));
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree gchar *date    = g_date_time_format (now, "%Y-%m-%d");

  set (metadata, "format_version", "1");
  set (metadata, "input", "L*");
  set (metadata, "mean", MEAN);
  set (metadata, "norm_eps", "1e-5");
  set (metadata, "chroma_gain", "1");
  if (is_distribution)
    {
      set (metadata, "temperature", TEMPERATURE);
      set (metadata, "prior_exponent", PRIOR_EXPONENT);
      set_integer (metadata, "outputs", n_colors);
    }
  if (init)
    inherit (metadata, init, strcmp (variant, init->architecture.variant) == 0);

  set (metadata, "variant", variant);
  set_integer (metadata, "width_divisor", divisor);
  set_integer (metadata, "working_size", settings->side);
  set_integer (metadata, "classes",
               settings->classes && has_global ? (gint) photo_set_get_n_classes (photos) : 0);
  set_integer (metadata, "global_size",
               ! has_global                ? 0
               : settings->global_size > 0 ? settings->global_size
                                           : settings->side);
  set_if_given (metadata, "output_activation", settings->output_activation);

  set (metadata, "title", settings->title ? settings->title : title);
  set (metadata, "created", date);
  set_if_given (metadata, "description", settings->description);
  set_if_given (metadata, "author", settings->author);
  set_if_given (metadata, "licence", settings->license);
  describe_data (metadata, init, photos, n_training);
  return metadata;
}

static ColorizeWeights *
load_init (const TrainSettings *settings)
{
  g_autofree gchar *path   = NULL;
  g_autoptr (GFile) file   = NULL;
  g_autoptr (GError) error = NULL;
  ColorizeWeights *weights;

  path = strcmp (settings->init, "default") == 0 ? find_default_weights ("--init")
                                                 : g_strdup (settings->init);
  if (! path)
    return NULL;

  file    = g_file_new_for_commandline_arg (path);
  weights = weights_load_unfolded (file, NULL, &error);
  if (! weights)
    complain ("%s", error->message);
  return weights;
}

static void
note_layers (GString *notes, const gchar *what, const GPtrArray *names)
{
  if (names->len == 0)
    return;

  g_string_append_printf (notes, "%s%s", notes->len > 0 ? "; " : "", what);
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (notes, "%s %s", i > 0 ? "," : "", (const gchar *) names->pdata[i]);
}

gboolean
train_weights_are_normalized (const ColorizeWeights *weights)
{
  return weights->layers[LAYER_LOW1].norm_weight != NULL;
}

ColorizeWeights *
train_weights_new (const TrainSettings *settings,
                   const PhotoSet      *set_of_photos,
                   const GArray        *training,
                   GString             *notes)
{
  g_autoptr (ColorizeWeights) init    = NULL;
  g_autoptr (ColorizeWeights) weights = NULL;
  g_autoptr (GHashTable) metadata     = NULL;
  g_autoptr (GRand) random            = g_rand_new_with_seed (settings->seed);
  g_autoptr (GPtrArray) taken         = g_ptr_array_new ();
  g_autoptr (GPtrArray) left          = g_ptr_array_new ();
  g_autofree gchar  *complaint        = NULL;
  g_autofree gfloat *grid             = NULL;
  g_autofree gfloat *prior            = NULL;
  gint               n_colors         = 0;
  gboolean           normalized;

  if (settings->init && ! (init = load_init (settings)))
    return NULL;

  /* A network that goes on says the same colors by the same numbers. */
  if (init && init->colors)
    {
      n_colors = init->architecture.layers[LAYER_OUTPUT].n_outputs;
      grid     = g_memdup2 (init->colors, 2 * n_colors * sizeof *grid);
      prior    = g_memdup2 (init->prior, n_colors * sizeof *prior);
    }
  else
    {
      grid  = color_grid_new (&n_colors);
      prior = color_grid_count (grid, n_colors, set_of_photos, training);
    }

  normalized = ! settings->without_norm && (! init || train_weights_are_normalized (init));
  metadata   = make_metadata (settings, init, set_of_photos, training->len, n_colors);
  weights    = weights_new_random (metadata, normalized, grid, prior, random, &complaint);
  if (! weights)
    {
      complain ("There is no such network: %s.", complaint);
      return NULL;
    }

  if (init)
    {
      weights_take_layers (weights, init, taken, left);
      note_layers (notes, "taken over:", taken);
      note_layers (notes, "new:", left);
    }
  return g_steal_pointer (&weights);
}

void
train_weights_describe (ColorizeWeights *weights, guint64 n_seen, const ValidationScores *scores)
{
  g_hash_table_insert (
    weights->metadata, g_strdup ("scores"),
    g_strdup_printf ("rmse of a*b* %.2f, %.1f %% of the gray photos’, chroma %.2f of the true one, "
                     "on photos held out, after %" G_GUINT64_FORMAT " photos seen",
                     scores->rmse, 100.0 * scores->share_of_gray, scores->chroma, n_seen));
}
