/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a prediction to the photo's own size: step by step to what is kept of the photo's luminance,
 * and from there, once, to any part of the photo.
 */

#include "error.h"
#include "lift.h"
#include "prediction.h"

/* Rows of a map that a thread lifts at a time. */
#define ROWS_PER_TASK 16

/* A map on its way. */
typedef struct
{
  gint    height;
  gint    width;
  gfloat *chroma; /* [height][width][2] */
} Map;

static void
map_clear (Map *map)
{
  g_free (map->chroma);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Map, map_clear)

struct _ColorizeChroma
{
  Map       kept; /* of the size that is kept of the photo */
  LiftStep *last; /* from there to the photo's own size */
};

typedef struct
{
  const LiftStep *step;
  const gfloat   *luminance;
  const Map      *to;
} LiftJob;

static void
lift_task (gint index, gint thread, gpointer data)
{
  const LiftJob *job    = data;
  gint           y      = index * ROWS_PER_TASK;
  gint           n_rows = MIN (ROWS_PER_TASK, job->to->height - y);
  gsize          first  = (gsize) y * job->to->width;

  lift_step_run (job->step, job->luminance + first, 0, y, job->to->width, n_rows,
                 job->to->chroma + 2 * first);
}

/* A tiny photo is smaller than what the network says about it. */
static gboolean
reduce_to_photo (Pool *pool, const ColorizePhoto *photo, Map *map)
{
  gint    height = MIN (map->height, photo->kept_height);
  gint    width  = MIN (map->width, photo->kept_width);
  gfloat *chroma;

  if (height == map->height && width == map->width)
    return TRUE;

  chroma = g_try_new (gfloat, 2 * (gsize) height * width);
  if (! chroma)
    return FALSE;

  resample_map (pool, map->chroma, map->height, map->width, 2, RESAMPLE_LINEAR, height, width,
                chroma);
  map_clear (map);
  *map = (Map) { height, width, chroma };
  return TRUE;
}

static LiftStep *
new_step (Pool *pool, const ColorizePhoto *photo, const Map *map, gint to_height, gint to_width)
{
  g_autofree gfloat *luminance = photo_resample (photo, pool, map->height, map->width);

  if (! luminance)
    return NULL;
  return lift_step_new (pool, map->chroma, luminance, map->height, map->width, to_height, to_width);
}

/* Twice the size, or that of the luminance that is kept. */
static gboolean
enlarge (Pool *pool, const ColorizePhoto *photo, Map *map)
{
  Map to = { MIN (2 * map->height, photo->kept_height), MIN (2 * map->width, photo->kept_width),
             NULL };
  g_autoptr (LiftStep) step    = new_step (pool, photo, map, to.height, to.width);
  g_autofree gfloat *luminance = photo_resample (photo, pool, to.height, to.width);
  LiftJob            job       = { step, luminance, &to };

  to.chroma = g_try_new (gfloat, 2 * (gsize) to.height * to.width);
  if (! step || ! luminance || ! to.chroma)
    {
      map_clear (&to);
      return FALSE;
    }

  pool_run (pool, (to.height + ROWS_PER_TASK - 1) / ROWS_PER_TASK, lift_task, &job);
  map_clear (map);
  *map = to;
  return TRUE;
}

static LiftStep *
lift_to_photo (Pool *pool, const ColorizePhoto *photo, Map *map)
{
  if (! map->chroma || ! reduce_to_photo (pool, photo, map))
    return NULL;

  while (map->height < photo->kept_height || map->width < photo->kept_width)
    if (! enlarge (pool, photo, map))
      return NULL;

  return new_step (pool, photo, map, photo->height, photo->width);
}

ColorizeChroma *
colorize_prediction_decode (const ColorizePrediction *prediction,
                            gdouble                   vividness,
                            gint                      n_threads,
                            GError                  **error)
{
  const PredictionView *view = &prediction->views[prediction->n_views - 1];
  g_autoptr (Pool) pool      = pool_new (n_threads, NULL);
  g_auto (Map) map           = { .height = view->height, .width = view->width };
  ColorizeChroma *chroma;
  LiftStep       *last;

  map.chroma = prediction_decode (prediction, pool, vividness);
  last       = lift_to_photo (pool, prediction->photo, &map);
  if (! last)
    {
      error_set_memory (error);
      return NULL;
    }

  chroma       = g_new (ColorizeChroma, 1);
  chroma->kept = map;
  chroma->last = last;
  map.chroma   = NULL;
  return chroma;
}

const gfloat *
colorize_chroma_get_kept (const ColorizeChroma *chroma, gint *width, gint *height)
{
  *width  = chroma->kept.width;
  *height = chroma->kept.height;
  return chroma->kept.chroma;
}

void
colorize_chroma_lift (const ColorizeChroma  *chroma,
                      const ColorizeOptions *options,
                      const gfloat          *luminance,
                      gint                   x,
                      gint                   y,
                      gint                   width,
                      gint                   height,
                      gfloat                *rows)
{
  gfloat factor = options->saturation / 100.0;
  gfloat warmth = options->warmth;

  lift_step_run (chroma->last, luminance, x, y, width, height, rows);
  for (gsize i = 0; i < (gsize) width * height; i++)
    {
      rows[2 * i] *= factor;
      rows[2 * i + 1] = factor * rows[2 * i + 1] + warmth;
    }
}

void
colorize_chroma_free (ColorizeChroma *chroma)
{
  if (! chroma)
    return;

  lift_step_free (chroma->last);
  map_clear (&chroma->kept);
  g_free (chroma);
}
