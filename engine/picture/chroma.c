/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a prediction to the photo's own size: step by step to what is kept of the photo's luminance,
 * and from there, once, to any part of the photo.
 */

#include <math.h>
#include <string.h>

#include "error.h"
#include "evenness.h"
#include "map/frame.h"
#include "lift.h"
#include "own-colors.h"
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
  Map           kept;  /* of the size that is kept of the photo */
  LiftStep     *last;  /* from there to the photo's own size */
  gfloat       *cover; /* as in Border */
  ResampleAxis *cover_columns;
  ResampleAxis *cover_rows;
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

/* To at most twice the size. */
static gboolean
enlarge (Pool *pool, const ColorizePhoto *photo, gint height, gint width, Map *map)
{
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

/* Doubles the size until it is from to_height x to_width up; never beyond max_height x max_width. */
static gboolean
grow (Pool                *pool,
      const ColorizePhoto *photo,
      gint                 to_height,
      gint                 to_width,
      gint                 max_height,
      gint                 max_width,
      Map                 *map)
{
  while (map->height < MIN (to_height, max_height) || map->width < MIN (to_width, max_width))
    if (! enlarge (pool, photo, MIN (2 * map->height, max_height), MIN (2 * map->width, max_width),
                   map))
      return FALSE;

  return TRUE;
}

/* variance   of the size of the first view */
static gboolean
even_map (Pool                    *pool,
          const PredictionPicture *picture,
          gdouble                  evenness,
          const gfloat            *variance,
          Map                     *map)
{
  const PredictionView *view      = &picture->views[0];
  gsize                 n_pixels  = (gsize) map->height * map->width;
  g_autofree gfloat    *luminance = g_try_new (gfloat, n_pixels);
  g_autofree gfloat    *unsure    = g_try_new (gfloat, n_pixels);

  if (! luminance || ! unsure)
    return FALSE;

  memcpy (luminance, map->luminance, n_pixels * sizeof *luminance);
  levels_apply (&picture->levels, luminance, n_pixels);
  resample_map (pool, variance, view->height, view->width, 1, RESAMPLE_LINEAR, map->height,
                map->width, unsure);
  return evenness_apply (pool, evenness, luminance, unsure, map->height, map->width, map->chroma);
}

/* A larger map changes as much as its reduced copy does. */
static gboolean
even_large_map (Pool                    *pool,
                const PredictionPicture *picture,
                gdouble                  evenness,
                const gfloat            *variance,
                Map                     *map)
{
  gint               n        = MIN (map->height, map->width) / EVENNESS_MAX_SIDE + 1;
  gint               height   = map->height / n;
  gint               width    = map->width / n;
  gsize              n_values = 2 * (gsize) height * width;
  g_autofree gfloat *before   = g_try_new (gfloat, n_values);
  g_auto (Map) change         = { 0 };

  if (! before || ! map_init (&change, pool, picture->photo, height, width))
    return FALSE;

  resample_map (pool, map->chroma, map->height, map->width, 2, RESAMPLE_LINEAR, height, width,
                change.chroma);
  memcpy (before, change.chroma, n_values * sizeof *before);
  if (! even_map (pool, picture, evenness, variance, &change))
    return FALSE;

  for (gsize i = 0; i < n_values; i++)
    change.chroma[i] -= before[i];
  if (! grow (pool, picture->photo, map->height, map->width, map->height, map->width, &change))
    return FALSE;

  for (gsize i = 0; i < 2 * (gsize) map->height * map->width; i++)
    map->chroma[i] += change.chroma[i];
  return TRUE;
}

/* Lifts what is too small to be made even, and makes it so. */
static gboolean
even_picture (Pool                    *pool,
              const PredictionPicture *picture,
              gdouble                  evenness,
              const gfloat            *variance,
              Map                     *map)
{
  const ColorizePhoto *photo = picture->photo;

  while (MIN (map->height, map->width) < EVENNESS_MIN_SIDE
         && (map->height < photo->kept_height || map->width < photo->kept_width))
    if (! enlarge (pool, photo, MIN (2 * map->height, photo->kept_height),
                   MIN (2 * map->width, photo->kept_width), map))
      return FALSE;

  if (MIN (map->height, map->width) > EVENNESS_MAX_SIDE)
    return even_large_map (pool, picture, evenness, variance, map);
  return even_map (pool, picture, evenness, variance, map);
}

/* At full detail: the photo's own colors are no coarser than its luminance. */
static gboolean
keep_own_colors (Pool *pool, const ColorizePhoto *photo, gdouble amount, Map *map)
{
  g_autofree gfloat *own = NULL;

  if (amount <= 0.0 || ! colorize_photo_keeps_colors (photo))
    return TRUE;

  own = photo_resample_own (photo, pool, map->height, map->width);
  return own
         && own_colors_apply (pool, amount, map->luminance, own, map->height, map->width,
                              map->chroma);
}

/* One picture, from to_height x to_width up, or as large as is kept of it. */
static gboolean
lift_picture (Pool                     *pool,
              const ColorizePrediction *prediction,
              const PredictionPicture  *picture,
              const ColorizeOptions    *options,
              gint                      to_height,
              gint                      to_width,
              Map                      *map)
{
  const ColorizePhoto  *photo    = picture->photo;
  const PredictionView *view     = &picture->views[picture->n_views - 1];
  g_autofree gfloat    *variance = NULL;
  g_autofree gfloat    *chroma = prediction_decode (prediction, picture, pool, options, &variance);

  return chroma && reduce_to_photo (pool, photo, chroma, view->height, view->width, map)
         && (! variance || even_picture (pool, picture, options->evenness, variance, map))
         && grow (pool, photo, to_height, to_width, photo->kept_height, photo->kept_width, map)
         && keep_own_colors (pool, photo, options->own_colors, map);
}

/* The pictures on their page, which is to_height x to_width, or larger where it is one picture. */
static gboolean
lift_page (Pool                     *pool,
           const ColorizePrediction *prediction,
           const ColorizeOptions    *options,
           gint                      to_height,
           gint                      to_width,
           Map                      *page)
{
  const ColorizePhoto *photo  = prediction->photo;
  const Border        *border = &prediction->border;

  if (prediction->pictures[0].photo == photo)
    return lift_picture (pool, prediction, prediction->pictures, options, to_height, to_width,
                         page);

  if (! map_init (page, pool, photo, to_height, to_width))
    return FALSE;

  memset (page->chroma, 0, 2 * (gsize) to_height * to_width * sizeof *page->chroma);
  for (gint i = 0; i < border->n_frames; i++)
    {
      ColorizeFrame frame  = frame_scale (&border->frames[i], (gdouble) to_width / photo->width,
                                          (gdouble) to_height / photo->height);
      g_auto (Map) picture = { 0 };

      if (! lift_picture (pool, prediction, &prediction->pictures[i], options, ceil (frame.height),
                          ceil (frame.width), &picture))
        return FALSE;

      frame_paste (pool, picture.chroma, picture.height, picture.width, &frame, to_height, to_width,
                   page->chroma);
    }

  return TRUE;
}

/* Brings the page to its own size; takes `kept`. */
static ColorizeChroma *
chroma_take (Pool *pool, const ColorizePhoto *photo, Map *kept)
{
  LiftStep       *last = new_step (pool, kept, photo->height, photo->width);
  ColorizeChroma *chroma;

  if (! last)
    return NULL;

  chroma       = g_new0 (ColorizeChroma, 1);
  chroma->last = last;
  chroma->kept = *kept;
  *kept        = (Map) { 0 };
  g_clear_pointer (&chroma->kept.luminance, g_free);
  return chroma;
}

ColorizeChroma *
chroma_new (Pool *pool, const ColorizePhoto *photo, const gfloat *map, gint height, gint width)
{
  g_auto (Map) lifted = { 0 };

  if (! reduce_to_photo (pool, photo, map, height, width, &lifted)
      || ! grow (pool, photo, photo->kept_height, photo->kept_width, photo->kept_height,
                 photo->kept_width, &lifted))
    return NULL;

  return chroma_take (pool, photo, &lifted);
}

/* Beside the pictures there is none.
 * chroma   [n_pixels][2]
 * cover    [n_pixels] */
static void
hide (gfloat *chroma, const gfloat *cover, gsize n_pixels)
{
  for (gsize i = 0; i < n_pixels; i++)
    {
      chroma[2 * i] *= cover[i];
      chroma[2 * i + 1] *= cover[i];
    }
}

/* A prediction may end before its chroma. */
static gboolean
copy_cover (ColorizeChroma *chroma, const ColorizePhoto *photo, const gfloat *cover)
{
  gsize n = (gsize) photo->kept_height * photo->kept_width;

  if (! cover)
    return TRUE;

  chroma->cover = g_try_new (gfloat, n);
  if (! chroma->cover)
    return FALSE;

  memcpy (chroma->cover, cover, n * sizeof *cover);
  hide (chroma->kept.chroma, cover, n);
  chroma->cover_columns = resample_axis_new (photo->kept_width, photo->width, RESAMPLE_LINEAR);
  chroma->cover_rows    = resample_axis_new (photo->kept_height, photo->height, RESAMPLE_LINEAR);
  return TRUE;
}

static gboolean
hide_sketch (Pool                     *pool,
             const ColorizePrediction *prediction,
             gint                      height,
             gint                      width,
             gfloat                   *chroma)
{
  const ColorizePhoto *photo = prediction->photo;
  g_autofree gfloat   *cover = NULL;

  if (! prediction->border.cover)
    return TRUE;

  cover = g_try_new (gfloat, (gsize) height * width);
  if (! cover)
    return FALSE;

  resample_map (pool, prediction->border.cover, photo->kept_height, photo->kept_width, 1,
                RESAMPLE_LINEAR, height, width, cover);
  hide (chroma, cover, (gsize) height * width);
  return TRUE;
}

gfloat *
colorize_prediction_sketch (const ColorizePrediction *prediction,
                            const ColorizeOptions    *options,
                            gint                      n_threads,
                            gint                      width,
                            gint                      height)
{
  g_autoptr (Pool) pool = pool_new (n_threads, NULL);
  g_auto (Map) lifted   = { 0 };
  gfloat *chroma;

  if (! lift_page (pool, prediction, options, height, width, &lifted))
    return NULL;

  chroma = g_try_new (gfloat, 2 * (gsize) height * width);
  if (chroma)
    resample_map (pool, lifted.chroma, lifted.height, lifted.width, 2, RESAMPLE_LINEAR, height,
                  width, chroma);
  if (chroma && ! hide_sketch (pool, prediction, height, width, chroma))
    g_clear_pointer (&chroma, g_free);
  return chroma;
}

ColorizeChroma *
colorize_prediction_decode (const ColorizePrediction *prediction,
                            const ColorizeOptions    *options,
                            gint                      n_threads,
                            GError                  **error)
{
  const ColorizePhoto *photo        = prediction->photo;
  g_autoptr (Pool) pool             = pool_new (n_threads, NULL);
  g_autoptr (ColorizeChroma) chroma = NULL;
  g_auto (Map) lifted               = { 0 };

  if (lift_page (pool, prediction, options, photo->kept_height, photo->kept_width, &lifted))
    chroma = chroma_take (pool, photo, &lifted);
  if (! chroma || ! copy_cover (chroma, photo, prediction->border.cover))
    {
      error_set_memory (error);
      return NULL;
    }

  return g_steal_pointer (&chroma);
}

const gfloat *
colorize_chroma_get_kept (const ColorizeChroma *chroma, gint *width, gint *height)
{
  *width  = chroma->kept.width;
  *height = chroma->kept.height;
  return chroma->kept.chroma;
}

void
colorize_options_apply (const ColorizeOptions *options, gfloat *chroma, gsize n_pixels)
{
  gfloat factor = options->saturation / 100.0;
  gfloat tint   = options->tint;
  gfloat warmth = options->warmth;

  for (; n_pixels > 0; n_pixels--, chroma += 2)
    if (chroma[0] != 0.0f || chroma[1] != 0.0f)
      {
        chroma[0] = factor * chroma[0] + tint;
        chroma[1] = factor * chroma[1] + warmth;
      }
}

/* a* and b* fade out at the pictures' edges. */
static void
cover_rows (const ColorizeChroma *chroma, gint x, gint y, gint width, gint height, gfloat *rows)
{
  g_autofree gfloat *row = g_new (gfloat, chroma->kept.width);
  gint               n   = chroma->kept.width;

  for (; height > 0; height--, y++)
    {
      resample_row (chroma->cover, n, n, &chroma->cover_rows->taps[y], row);
      for (gint column = 0; column < width; column++, rows += 2)
        {
          gfloat share;

          resample_pixel (row, &chroma->cover_columns->taps[x + column], 1, &share);
          rows[0] *= share;
          rows[1] *= share;
        }
    }
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
  lift_step_run (chroma->last, luminance, x, y, width, height, rows);
  colorize_options_apply (options, rows, (gsize) width * height);
  if (chroma->cover)
    cover_rows (chroma, x, y, width, height, rows);
}

void
colorize_chroma_free (ColorizeChroma *chroma)
{
  if (! chroma)
    return;

  lift_step_free (chroma->last);
  map_clear (&chroma->kept);
  resample_axis_free (chroma->cover_columns);
  resample_axis_free (chroma->cover_rows);
  g_free (chroma->cover);
  g_free (chroma);
}
