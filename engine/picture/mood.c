/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "mood.h"

#include <math.h>

#include "error.h"
#include "network/network.h"
#include "shown.h"

/* The name of the stream, and its features. */
#define VARIANT_TYPE "(sad)"

/* What a feature means is settled by all layers before it. Of these the biases alone, with the last
 * kernel, tell one training run's from another's; all kernels would take as long as the network. */
static gchar *
name_stream (const ColorizeWeights *weights)
{
  const Architecture *architecture = &weights->architecture;
  const Layer        *last         = &architecture->layers[LAYER_GLOBAL_FC3];
  const LayerWeights *of_last      = &weights->layers[LAYER_GLOBAL_FC3];
  g_autoptr (GChecksum) checksum   = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree gchar *shown          = g_strdup_printf ("%d %d %.9g", architecture->global_size,
                                                      architecture->input_kind, architecture->mean);

  g_checksum_update (checksum, (const guchar *) shown, -1);
  for (LayerId id = LAYER_LOW1; id <= LAYER_GLOBAL_FC3; id++)
    g_checksum_update (checksum, (const guchar *) weights->layers[id].bias,
                       architecture->layers[id].n_outputs * sizeof (gfloat));

  if (of_last->halves)
    g_checksum_update (checksum, (const guchar *) of_last->halves,
                       layer_count_kernel (last) * sizeof *of_last->halves);
  else
    g_checksum_update (checksum, (const guchar *) of_last->kernel,
                       layer_count_kernel (last) * sizeof *of_last->kernel);

  return g_strdup (g_checksum_get_string (checksum));
}

/* Takes both over. */
static ColorizeMood *
new_mood (gchar *stream, gint n_features, gfloat *features)
{
  ColorizeMood *mood = g_new (ColorizeMood, 1);

  g_atomic_ref_count_init (&mood->ref_count);
  mood->stream     = stream;
  mood->n_features = n_features;
  mood->features   = features;
  return mood;
}

gboolean
colorize_mood_is_possible (const ColorizeWeights *weights, GError **error)
{
  const gchar *title = colorize_weights_get_metadata (weights, "title");

  if (weights->architecture.global_size > 0)
    return TRUE;

  g_set_error (error, COLORIZE_ERROR, COLORIZE_ERROR_WEIGHTS,
               "The weights “%s” do not look at a photo as a whole, so they cannot take the mood "
               "of another one; choose other weights or no mood.",
               title ? title : "without a title");
  return FALSE;
}

gboolean
mood_fits (const ColorizeMood *mood, const ColorizeWeights *weights, GError **error)
{
  const gchar      *title  = colorize_weights_get_metadata (weights, "title");
  g_autofree gchar *stream = NULL;

  if (! colorize_mood_is_possible (weights, error))
    return FALSE;

  stream = name_stream (weights);
  if (g_str_equal (stream, mood->stream)
      && mood->n_features == weights->architecture.layers[LAYER_GLOBAL_FC3].n_outputs)
    return TRUE;

  g_set_error (error, COLORIZE_ERROR, COLORIZE_ERROR_WEIGHTS,
               "The mood was taken from its photo by other weights than “%s”; take it anew with "
               "these.",
               title ? title : "those without a title");
  return FALSE;
}

/* Adds a share of the features of one picture of the photo. */
static gboolean
add_picture (const ColorizeWeights *weights,
             ColorizePhoto         *photo,
             const Border          *border,
             gint                   frame,
             Pool                  *pool,
             GCancellable          *cancellable,
             gfloat                *sum,
             GError               **error)
{
  const Architecture *architecture  = &weights->architecture;
  gint                side          = architecture->global_size;
  gint                n             = architecture->layers[LAYER_GLOBAL_FC3].n_outputs;
  g_autofree gfloat  *features      = g_new (gfloat, n);
  g_autofree gfloat  *input         = NULL;
  g_autoptr (ColorizePhoto) picture = NULL;
  Levels levels;

  picture = shown_take_picture (photo, border, frame, COLORIZE_LEVEL_AUTO, pool, &levels, error);
  if (! picture)
    return FALSE;

  input = shown_make_input (architecture, picture, &levels, pool, side, side);
  if (! input)
    {
      error_set_memory (error);
      return FALSE;
    }
  if (! network_run_global (weights, input, pool, cancellable, features, error))
    return FALSE;

  for (gint i = 0; i < n; i++)
    sum[i] += features[i] / border->n_frames;
  return TRUE;
}

ColorizeMood *
colorize_mood_new (ColorizeWeights *weights,
                   ColorizePhoto   *photo,
                   gint             n_threads,
                   GCancellable    *cancellable,
                   GError         **error)
{
  const ColorizeView view     = COLORIZE_VIEW_INIT;
  gint               n        = weights->architecture.layers[LAYER_GLOBAL_FC3].n_outputs;
  g_autoptr (Pool) pool       = NULL;
  g_auto (Border) border      = { 0 };
  g_autofree gfloat *features = NULL;

  if (! colorize_mood_is_possible (weights, error) || ! photo_is_complete (photo, error))
    return NULL;

  pool = pool_new (n_threads, cancellable);
  if (! border_init (&border, pool, photo, &view, error))
    return NULL;

  features = g_new0 (gfloat, n);
  for (gint i = 0; i < border.n_frames; i++)
    if (! add_picture (weights, photo, &border, i, pool, cancellable, features, error))
      return NULL;

  return new_mood (name_stream (weights), n, g_steal_pointer (&features));
}

ColorizeMood *
colorize_mood_new_mean (ColorizeMood *const *moods, gint n_moods, GError **error)
{
  const ColorizeMood *first    = moods[0];
  g_autofree gfloat  *features = g_new0 (gfloat, first->n_features);

  for (gint i = 0; i < n_moods; i++)
    {
      if (! g_str_equal (moods[i]->stream, first->stream)
          || moods[i]->n_features != first->n_features)
        {
          g_set_error_literal (error, COLORIZE_ERROR, COLORIZE_ERROR_WEIGHTS,
                               "The moods were taken from their photos by different weights; take "
                               "all of them with the same.");
          return NULL;
        }
      for (gint k = 0; k < first->n_features; k++)
        features[k] += moods[i]->features[k] / n_moods;
    }

  return new_mood (g_strdup (first->stream), first->n_features, g_steal_pointer (&features));
}

ColorizeMood *
colorize_mood_ref (ColorizeMood *mood)
{
  g_atomic_ref_count_inc (&mood->ref_count);
  return mood;
}

void
colorize_mood_unref (ColorizeMood *mood)
{
  if (! mood || ! g_atomic_ref_count_dec (&mood->ref_count))
    return;

  g_free (mood->stream);
  g_free (mood->features);
  g_free (mood);
}

GVariant *
colorize_mood_to_variant (const ColorizeMood *mood)
{
  GVariantBuilder features;

  g_variant_builder_init (&features, G_VARIANT_TYPE ("ad"));
  for (gint i = 0; i < mood->n_features; i++)
    g_variant_builder_add (&features, "d", (gdouble) mood->features[i]);

  return g_variant_new (VARIANT_TYPE, mood->stream, &features);
}

ColorizeMood *
colorize_mood_new_from_variant (GVariant *variant, GError **error)
{
  g_autoptr (GVariant) array  = NULL;
  g_autofree gfloat *features = NULL;
  const gchar       *stream   = "";
  const gdouble     *values   = NULL;
  gsize              n        = 0;
  gboolean           is_right = g_variant_is_of_type (variant, G_VARIANT_TYPE (VARIANT_TYPE));

  if (is_right)
    {
      g_variant_get (variant, "(&s@ad)", &stream, &array);
      values = g_variant_get_fixed_array (array, &n, sizeof *values);
    }

  is_right = n > 0 && n <= G_MAXINT;
  features = g_new (gfloat, is_right ? n : 1);
  for (gsize i = 0; is_right && i < n; i++)
    {
      features[i] = values[i];
      is_right    = isfinite (features[i]);
    }
  if (! is_right)
    {
      g_set_error_literal (error, COLORIZE_ERROR, COLORIZE_ERROR_WEIGHTS,
                           "The mood that was kept is damaged; take it anew from its photo.");
      return NULL;
    }

  return new_mood (g_strdup (stream), n, g_steal_pointer (&features));
}
