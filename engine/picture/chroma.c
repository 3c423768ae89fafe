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
  gfloat *chroma;    /* [height][width][2] */
  gfloat *luminance; /* [height][width] */
} Map;

static void
map_clear (Map *map)
{
  g_free (map->chroma);
  g_free (map->luminance);
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
  const Map      *to;
} LiftJob;

static void
lift_task (gint index, gint thread, gpointer data)
{
  const LiftJob *job    = data;
  gint           y      = index * ROWS_PER_TASK;
  gint           n_rows = MIN (ROWS_PER_TASK, job->to->height - y);
  gsize          first  = (gsize) y * job->to->width;

  lift_step_run (job->step, job->to->luminance + first, 0, y, job->to->width, n_rows,
                 job->to->chroma + 2 * first);
}

/* A map without its values. */
static gboolean
map_init (Map *map, Pool *pool, const ColorizePhoto *photo, gint height, gint width)
{
  map->height    = height;
  map->width     = width;
  map->chroma    = g_try_new (gfloat, 2 * (gsize) height * width);
  map->luminance = photo_resample (photo, pool, height, width);
  return map->chroma && map->luminance;
}

/* A tiny photo is smaller than what the network says about it. */
static gboolean
reduce_to_photo (Pool                *pool,
                 const ColorizePhoto *photo,
                 const gfloat        *chroma,
                 gint                 height,
                 gint                 width,
                 Map                 *map)
{
  if (! map_init (map, pool, photo, MIN (height, photo->kept_height),
                  MIN (width, photo->kept_width)))
    return FALSE;

  resample_map (pool, chroma, height, width, 2, RESAMPLE_LINEAR, map->height, map->width,
                map->chroma);
  return TRUE;
}

static LiftStep *
new_step (Pool *pool, const Map *map, gint to_height, gint to_width)
{
  return lift_step_new (pool, map->chroma, map->luminance, map->height, map->width, to_height,
                        to_width);
}

/* Twice the size, or that of the luminance that is kept. */
static gboolean
enlarge (Pool *pool, const ColorizePhoto *photo, Map *map)
{
  gint height               = MIN (2 * map->height, photo->kept_height);
  gint width                = MIN (2 * map->width, photo->kept_width);
  g_autoptr (LiftStep) step = new_step (pool, map, height, width);
  Map     to                = { 0 };
  LiftJob job               = { step, &to };

  if (! step || ! map_init (&to, pool, photo, height, width))
    {
      map_clear (&to);
      return FALSE;
    }

  pool_run (pool, (height + ROWS_PER_TASK - 1) / ROWS_PER_TASK, lift_task, &job);
  map_clear (map);
  *map = to;
  return TRUE;
}

/* A map [height][width][2] of the network's, at the photo's kept size, or at one from to_height x
 * to_width up where that is smaller. */
static gboolean
lift_map (Pool                *pool,
          const ColorizePhoto *photo,
          const gfloat        *chroma,
          gint                 height,
          gint                 width,
          gint                 to_height,
          gint                 to_width,
          Map                 *map)
{
  if (! reduce_to_photo (pool, photo, chroma, height, width, map))
    return FALSE;

  while (map->height < MIN (to_height, photo->kept_height)
         || map->width < MIN (to_width, photo->kept_width))
    if (! enlarge (pool, photo, map))
      return FALSE;

  return TRUE;
}

ColorizeChroma *
chroma_new (Pool *pool, const ColorizePhoto *photo, const gfloat *map, gint height, gint width)
{
  g_auto (Map) lifted = { 0 };
  ColorizeChroma *chroma;
  LiftStep       *last;

  if (! lift_map (pool, photo, map, height, width, photo->kept_height, photo->kept_width, &lifted))
    return NULL;

  last = new_step (pool, &lifted, photo->height, photo->width);
  if (! last)
    return NULL;

  chroma       = g_new (ColorizeChroma, 1);
  chroma->last = last;
  chroma->kept = lifted;
  lifted       = (Map) { 0 };
  g_clear_pointer (&chroma->kept.luminance, g_free);
  return chroma;
}

gfloat *
colorize_prediction_sketch (const ColorizePrediction *prediction,
                            gdouble                   vividness,
                            gint                      n_threads,
                            gint                      width,
                            gint                      height)
{
  const PredictionView *view = &prediction->views[prediction->n_views - 1];
  g_autoptr (Pool) pool      = pool_new (n_threads, NULL);
  g_autofree gfloat *map     = prediction_decode (prediction, pool, vividness);
  g_auto (Map) lifted        = { 0 };
  gfloat *chroma;

  if (! map
      || ! lift_map (pool, prediction->photo, map, view->height, view->width, height, width,
                     &lifted))
    return NULL;

  chroma = g_try_new (gfloat, 2 * (gsize) height * width);
  if (chroma)
    resample_map (pool, lifted.chroma, lifted.height, lifted.width, 2, RESAMPLE_LINEAR, height,
                  width, chroma);
  return chroma;
}

ColorizeChroma *
colorize_prediction_decode (const ColorizePrediction *prediction,
                            gdouble                   vividness,
                            gint                      n_threads,
                            GError                  **error)
{
  const PredictionView *view = &prediction->views[prediction->n_views - 1];
  g_autoptr (Pool) pool      = pool_new (n_threads, NULL);
  g_autofree gfloat *map     = prediction_decode (prediction, pool, vividness);
  ColorizeChroma    *chroma  = NULL;

  if (map)
    chroma = chroma_new (pool, prediction->photo, map, view->height, view->width);
  if (! chroma)
    error_set_memory (error);
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
