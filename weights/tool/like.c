/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdlib.h>

#include "like.h"
#include "photo-file.h"
#include "tool.h"

typedef struct
{
  ColorizeWeights *weights;
  GPtrArray       *moods; /* ColorizeMood */
  guint            n_failed;
} LikeRun;

static ColorizeMood *
take_mood (const PhotoJob  *job,
           ColorizeWeights *weights,
           gint             n_threads,
           GCancellable    *cancellable,
           GError         **error)
{
  g_autoptr (PhotoFile) file      = photo_file_load_plain (job->photo, cancellable, error);
  g_autoptr (ColorizePhoto) photo = NULL;
  GeglBuffer *buffer;

  if (! file)
    return NULL;

  buffer = photo_file_get_buffer (file);
  photo =
    colorize_photo_new (gegl_buffer_get_width (buffer), gegl_buffer_get_height (buffer), error);
  if (! photo
      || ! colorize_pixels_reduce (buffer, photo, n_threads, cancellable, NULL, NULL, error))
    return NULL;

  return colorize_mood_new (weights, photo, n_threads, cancellable, error);
}

static GVariant *
do_photo (const PhotoJob *job,
          gint            n_threads,
          GCancellable   *cancellable,
          gpointer        data,
          GError        **error)
{
  const LikeRun *run            = data;
  g_autoptr (GError) cause      = NULL;
  g_autoptr (ColorizeMood) mood = take_mood (job, run->weights, n_threads, cancellable, &cause);

  if (mood)
    return colorize_mood_to_variant (mood);

  if (g_error_matches (cause, COLORIZE_ERROR, COLORIZE_ERROR_MEMORY))
    g_set_error_literal (error, COLORIZE_ERROR, COLORIZE_ERROR_MEMORY,
                         "there is not enough memory for it; close other programs");
  else
    g_propagate_error (error, g_steal_pointer (&cause));
  return NULL;
}

static void
keep_mood (const PhotoJob *job, GVariant *result, const GError *error, gpointer data)
{
  LikeRun *run             = data;
  g_autoptr (GError) cause = error ? g_error_copy (error) : NULL;
  ColorizeMood *mood       = NULL;

  if (result)
    mood = colorize_mood_new_from_variant (result, &cause);
  if (mood)
    {
      g_ptr_array_add (run->moods, mood);
      return;
    }

  complain_of_photo (job->photo, "has no mood to take", cause);
  run->n_failed++;
}

int
like_take_mood (const Coloring  *coloring,
                gchar          **paths,
                ColorizeWeights *weights,
                ColorizeMood   **mood)
{
  g_autoptr (PhotoList) list = photo_list_new (paths, g_strv_length (paths), FALSE, NULL);
  g_autoptr (GPtrArray) moods =
    g_ptr_array_new_with_free_func ((GDestroyNotify) colorize_mood_unref);
  g_autoptr (GError) error = NULL;
  LikeRun run              = { .weights = weights, .moods = moods };
  Batch   batch            = { .work = do_photo, .done = keep_mood, .data = &run };

  if (! colorize_mood_is_possible (weights, &error))
    {
      complain ("%s", error->message);
      return EXIT_USAGE;
    }
  if (list->jobs->len == 0)
    {
      complain ("There is no photo in “%s” for the others to be like.", paths[0]);
      return EXIT_USAGE;
    }
  if (! coloring_run (coloring, &batch, list))
    {
      complain ("Stopped before the first photo was colored.");
      return EXIT_INTERRUPTED;
    }
  if (run.n_failed > 0)
    return EXIT_USAGE;

  *mood = colorize_mood_new_mean ((ColorizeMood *const *) moods->pdata, moods->len, &error);
  if (*mood)
    return EXIT_SUCCESS;

  complain ("%s", error->message);
  return EXIT_USAGE;
}
