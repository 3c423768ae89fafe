/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "references.h"


ColorizeReference *
colorize_reference_new (gchar         *name,
                        GdkPixbuf     *thumbnail,
                        GFile         *file,
                        gint           layer,
                        ColorizePhoto *photo,
                        ColorizeMood  *mood)
{
  ColorizeReference *reference = g_atomic_rc_box_new (ColorizeReference);

  *reference = (ColorizeReference) { name, thumbnail, file, layer, photo, mood };

  return reference;
}

ColorizeReference *
colorize_reference_ref (ColorizeReference *reference)
{
  return g_atomic_rc_box_acquire (reference);
}

static void
reference_clear (gpointer data)
{
  ColorizeReference *reference = data;

  g_free (reference->name);
  g_clear_object (&reference->thumbnail);
  g_clear_object (&reference->file);
  g_clear_pointer (&reference->photo, colorize_photo_unref);
  g_clear_pointer (&reference->mood, colorize_mood_unref);
}

void
colorize_reference_unref (ColorizeReference *reference)
{
  g_atomic_rc_box_release_full (reference, reference_clear);
}

GPtrArray *
colorize_references_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) colorize_reference_unref);
}

GPtrArray *
colorize_references_copy (const GPtrArray *references)
{
  GPtrArray *copy = colorize_references_new ();

  for (guint i = 0; i < references->len; i++)
    g_ptr_array_add (copy, colorize_reference_ref (references->pdata[i]));

  return copy;
}

static ColorizeMood *
get_mood (const ColorizeReference *reference,
          ColorizeWeights         *weights,
          gint                     n_threads,
          GCancellable            *cancellable,
          GError                 **error)
{
  if (reference->mood)
    return colorize_mood_ref (reference->mood);

  return colorize_mood_new (weights, reference->photo, n_threads, cancellable, error);
}

ColorizeMood *
colorize_references_get_mood (const GPtrArray *references,
                              ColorizeWeights *weights,
                              gint             n_threads,
                              GCancellable    *cancellable,
                              GError         **error)
{
  g_autoptr (GPtrArray) moods =
    g_ptr_array_new_with_free_func ((GDestroyNotify) colorize_mood_unref);

  for (guint i = 0; i < references->len; i++)
    {
      ColorizeMood *mood = get_mood (references->pdata[i], weights, n_threads, cancellable, error);

      if (! mood)
        return NULL;

      g_ptr_array_add (moods, mood);
    }

  return colorize_mood_new_mean ((ColorizeMood *const *) moods->pdata, moods->len, error);
}

gchar *
colorize_references_get_names (const GPtrArray *references)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names             = NULL;

  for (guint i = 0; i < references->len; i++)
    g_strv_builder_add (builder, ((ColorizeReference *) references->pdata[i])->name);

  names = g_strv_builder_end (builder);

  return g_strjoinv (", ", names);
}
