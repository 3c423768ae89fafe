/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The network's run over one photo, at one working size or more.
 */

#include <string.h>

#include "error.h"
#include "network/network.h"
#include "picture/mood.h"
#include "picture/prediction.h"
#include "picture/shown.h"

#define MAX_WORKING_SIZE 4096

/* Sees what a run of the network does, as part of several runs. */
typedef struct
{
  ColorizeProgress progress;
  gpointer         progress_data;
  gdouble          done; /* by the runs before, 0..1 */
  gdouble          share;
} Runs;

static void
report (gdouble fraction, gpointer data)
{
  const Runs *runs = data;

  runs->progress (runs->done + runs->share * fraction, runs->progress_data);
}

/* The sizes of all views, from the weights' own size up; returns their number. */
static gint
choose_sizes (gint own_size, gint size, gint sizes[PREDICTION_MAX_VIEWS])
{
  gint n = 0;

  /* One that is nearly as large as the last would be a run for little. */
  for (gint smaller = own_size; smaller < size && (n == 0 || 3 * smaller < 2 * size); smaller *= 2)
    sizes[n++] = smaller;
  sizes[n++] = size;
  return n;
}

/* 0..1; NaN fails every comparison. */
static gfloat
get_mood_share (const ColorizeView *view)
{
  return view->mood_share > 0.0 ? MIN (view->mood_share, 100.0) / 100.0 : 0.0;
}

/* Those of a larger view take the place of a smaller one's. */
static void
keep_features (LayerId id, gboolean is_global, const FeatureMap *map, gpointer data)
{
  PredictionView *features = data;
  gsize           n        = feature_map_count (map);

  if (id != LAYER_MID2 || is_global)
    return;

  g_free (features->output);
  *features = (PredictionView) { map->width, map->height, map->channels, g_try_new (gfloat, n) };
  if (features->output)
    memcpy (features->output, map->data, n * sizeof *map->data);
}

static gboolean
run_view (const ColorizeWeights *weights,
          PredictionPicture     *picture,
          const ColorizeView    *asked,
          gint                   working_size,
          const gfloat          *global,
          PredictionView        *view,
          Pool                  *pool,
          GCancellable          *cancellable,
          Runs                  *runs,
          GError               **error)
{
  const Architecture *architecture = &weights->architecture;
  NetworkWatch        watch        = { .progress      = runs->progress ? report : NULL,
                                       .progress_data = runs,
                                       .tap           = keep_features,
                                       .tap_data      = &picture->features };
  NetworkInput        input        = { .global = global, .mood_share = get_mood_share (asked) };
  g_autofree gfloat  *local        = NULL;

  photo_get_working_size (picture->photo, working_size, &input.height, &input.width);
  network_get_output_size (architecture, input.height, input.width, &view->height, &view->width,
                           &view->channels);
  local = shown_make_input (architecture, picture->photo, &picture->levels, pool, input.height,
                            input.width);
  view->output = g_try_new (gfloat, (gsize) view->height * view->width * view->channels);
  if (! local || ! view->output)
    {
      error_set_memory (error);
      return FALSE;
    }

  /* A square photo at a working size of G shows both streams the same: once is enough. */
  if (input.width == architecture->global_size && input.height == architecture->global_size)
    input.global = local;
  input.local = local;
  if (asked->mood)
    input.mood = asked->mood->features;
  return network_run (weights, &input, pool, cancellable, &watch, view->output, error);
}

/* share   of the whole run's progress */
static gboolean
run_picture (const ColorizeWeights *weights,
             PredictionPicture     *picture,
             const ColorizeView    *asked,
             gint                   size,
             gdouble                share,
             Pool                  *pool,
             GCancellable          *cancellable,
             Runs                  *runs,
             GError               **error)
{
  const Architecture *architecture = &weights->architecture;
  gint                own_size     = architecture->working_size;
  gint                kept_size    = MIN (picture->photo->kept_width, picture->photo->kept_height);
  gint                sizes[PREDICTION_MAX_VIEWS];
  gdouble             work   = 0.0;
  g_autofree gfloat  *global = NULL;

  if (architecture->global_size > 0)
    {
      global = shown_make_input (architecture, picture->photo, &picture->levels, pool,
                                 architecture->global_size, architecture->global_size);
      if (! global)
        {
          error_set_memory (error);
          return FALSE;
        }
    }

  /* An enlarged photo shows nothing new. */
  picture->n_views = choose_sizes (own_size, MIN (size, MAX (own_size, kept_size)), sizes);
  for (gint i = 0; i < picture->n_views; i++)
    work += (gdouble) sizes[i] * sizes[i];

  for (gint i = 0; i < picture->n_views; i++)
    {
      runs->share = share * sizes[i] * sizes[i] / work;
      if (! run_view (weights, picture, asked, sizes[i], global, &picture->views[i], pool,
                      cancellable, runs, error))
        return FALSE;
      runs->done += runs->share;
    }

  return TRUE;
}

static gboolean
run_pictures (ColorizePrediction *prediction,
              const ColorizeView *view,
              Pool               *pool,
              GCancellable       *cancellable,
              Runs               *runs,
              GError            **error)
{
  const Border *border = &prediction->border;
  gint          size   = view->working_size;

  if (size == 0)
    size = colorize_weights_get_working_size (prediction->weights);

  for (gint i = 0; i < border->n_frames; i++)
    {
      PredictionPicture *picture = &prediction->pictures[i];

      picture->photo = shown_take_picture (prediction->photo, border, i, view->level, pool,
                                           &picture->levels, error);
      if (view->white > view->black)
        levels_set (&picture->levels, view->level, view->black, view->white);
      if (! picture->photo
          || ! run_picture (prediction->weights, picture, view, size, 1.0 / border->n_frames, pool,
                            cancellable, runs, error))
        return FALSE;
    }

  return TRUE;
}

ColorizePrediction *
colorize_predict (ColorizeWeights    *weights,
                  ColorizePhoto      *photo,
                  const ColorizeView *view,
                  gint                n_threads,
                  GCancellable       *cancellable,
                  ColorizeProgress    progress,
                  gpointer            progress_data,
                  GError            **error)
{
  g_autoptr (ColorizePrediction) prediction = NULL;
  g_autoptr (Pool) pool                     = NULL;
  Runs runs = { .progress = progress, .progress_data = progress_data };

  if (view->working_size < 0 || view->working_size > MAX_WORKING_SIZE)
    {
      g_set_error (error, COLORIZE_ERROR, COLORIZE_ERROR_PHOTO,
                   "The working size is %d; it must be between 0 and %d pixels.",
                   view->working_size, MAX_WORKING_SIZE);
      return NULL;
    }
  if (! photo_is_complete (photo, error)
      || (view->mood && ! mood_fits (view->mood, weights, error)))
    return NULL;

  prediction          = g_new0 (ColorizePrediction, 1);
  prediction->weights = colorize_weights_ref (weights);
  prediction->photo   = colorize_photo_ref (photo);

  pool = pool_new (n_threads, cancellable);
  if (! border_init (&prediction->border, pool, photo, view, error)
      || ! run_pictures (prediction, view, pool, cancellable, &runs, error))
    return NULL;

  return g_steal_pointer (&prediction);
}

const ColorizeFrame *
colorize_prediction_get_frames (const ColorizePrediction *prediction, gint *n_frames)
{
  *n_frames = prediction->border.n_frames;
  return prediction->border.frames;
}

void
colorize_prediction_free (ColorizePrediction *prediction)
{
  if (! prediction)
    return;

  for (gint i = 0; i < BORDER_MAX_FRAMES; i++)
    {
      PredictionPicture *picture = &prediction->pictures[i];

      for (gint k = 0; k < picture->n_views; k++)
        g_free (picture->views[k].output);
      g_free (picture->features.output);
      colorize_photo_unref (picture->photo);
    }
  border_clear (&prediction->border);
  colorize_weights_unref (prediction->weights);
  colorize_photo_unref (prediction->photo);
  g_free (prediction);
}
