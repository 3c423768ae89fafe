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
#include "growth.h"
#include "hints-spread.h"
#include "map/frame.h"
#include "own-colors.h"
#include "prediction.h"

struct _ColorizeChroma
{
  Map           kept;    /* of the size that is kept of the photo */
  LiftStep     *last;    /* from there to the photo's own size */
  gfloat       *cover;   /* as in Border */
  gfloat       *held;    /* [kept.height][kept.width], how far by hints; NULL without */
  ResampleAxis *columns; /* from the size that is kept to the photo's own, for these */
  ResampleAxis *rows;
};

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
  if (! map_grow (pool, picture->photo, map->height, map->width, map->height, map->width, &change))
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
    if (! map_enlarge (pool, photo, MIN (2 * map->height, photo->kept_height),
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

/* Lifts what is too small for hints to go by, and finds out where they go: of one that is too large, on a reduced
 * copy.
 * luminance   [kept_height][kept_width], as the network sees it
 * features    NULL, or by which hints go elsewhere */
static gboolean
spread_hints (Pool                 *pool,
              const ColorizePhoto  *photo,
              const gfloat         *hints,
              const gfloat         *luminance,
              const PredictionView *features,
              Map                  *map,
              HintMap              *spread)
{
  gint               n, height, width;
  g_autofree gfloat *chroma = NULL;

  while (MIN (map->height, map->width) < HINTS_MIN_SIDE
         && (map->height < photo->kept_height || map->width < photo->kept_width))
    if (! map_enlarge (pool, photo, MIN (2 * map->height, photo->kept_height),
                       MIN (2 * map->width, photo->kept_width), map))
      return FALSE;

  n      = (MIN (map->height, map->width) - 1) / HINTS_MAX_SIDE + 1;
  height = map->height / n;
  width  = map->width / n;
  chroma = g_try_new (gfloat, 2 * (gsize) height * width);
  if (! chroma)
    return FALSE;

  resample_map (pool, map->chroma, map->height, map->width, 2, RESAMPLE_LINEAR, height, width,
                chroma);
  return hints_spread (pool, hints, luminance, photo->kept_height, photo->kept_width, chroma,
                       height, width, features, spread);
}

/* Spreads hints over a picture and lifts it, as map_grow does. They go over its own colors.
 * held   as of lift_picture */
static gboolean
hint_picture (Pool                    *pool,
              const PredictionPicture *picture,
              const ColorizeOptions   *options,
              const gfloat            *hints,
              gboolean                 goes_elsewhere,
              gint                     to_height,
              gint                     to_width,
              Map                     *map,
              gfloat                 **held)
{
  const PredictionView *features =
    goes_elsewhere && picture->features.output ? &picture->features : NULL;
  const ColorizePhoto *photo     = picture->photo;
  gsize                n_kept    = (gsize) photo->kept_height * photo->kept_width;
  g_autofree gfloat   *luminance = g_try_new (gfloat, n_kept);
  g_auto (HintMap) spread        = { 0 };

  if (! luminance)
    return FALSE;

  memcpy (luminance, photo->luminance, n_kept * sizeof *luminance);
  levels_apply (&picture->levels, luminance, n_kept);
  if (! spread_hints (pool, photo, hints, luminance, features, map, &spread)
      || ! map_grow (pool, photo, to_height, to_width, photo->kept_height, photo->kept_width, map)
      || ! keep_own_colors (pool, photo, options->own_colors, map))
    return FALSE;

  *held = g_try_new (gfloat, (gsize) map->height * map->width);
  return *held
         && hints_put (pool, &spread, hints, luminance, photo->kept_height, photo->kept_width,
                       map->height, map->width, map->chroma, *held);
}

/* One picture, from to_height x to_width up, or as large as is kept of it.
 * hints   NULL, or [kept_height][kept_width][N_HINT_VALUES] of the picture
 * held    [map->height][map->width], to be freed; not set without hints */
static gboolean
lift_picture (Pool                     *pool,
              const ColorizePrediction *prediction,
              const PredictionPicture  *picture,
              const ColorizeOptions    *options,
              const gfloat             *hints,
              gboolean                  goes_elsewhere,
              gint                      to_height,
              gint                      to_width,
              Map                      *map,
              gfloat                  **held)
{
  const ColorizePhoto  *photo    = picture->photo;
  const PredictionView *view     = &picture->views[picture->n_views - 1];
  g_autofree gfloat    *variance = NULL;
  g_autofree gfloat    *chroma = prediction_decode (prediction, picture, pool, options, &variance);

  if (! chroma || ! map_reduce_to_photo (pool, photo, chroma, view->height, view->width, map)
      || (variance && ! even_picture (pool, picture, options->evenness, variance, map)))
    return FALSE;
  if (hints)
    return hint_picture (pool, picture, options, hints, goes_elsewhere, to_height, to_width, map,
                         held);

  return map_grow (pool, photo, to_height, to_width, photo->kept_height, photo->kept_width, map)
         && keep_own_colors (pool, photo, options->own_colors, map);
}

/* held   [height][width] of the picture; where it is pasted, `page_held` [to_height][to_width] is */
static gboolean
paste_held (Pool                *pool,
            const Map           *picture,
            const gfloat        *held,
            const ColorizeFrame *frame,
            const Map           *page,
            gfloat              *page_held)
{
  gsize              n_picture = (gsize) picture->height * picture->width;
  gsize              n_page    = (gsize) page->height * page->width;
  g_autofree gfloat *from      = g_try_new (gfloat, 2 * n_picture);
  g_autofree gfloat *to        = g_try_new (gfloat, 2 * n_page);

  if (! from || ! to)
    return FALSE;

  for (gsize i = 0; i < 2 * n_picture; i++)
    from[i] = held[i / 2];
  for (gsize i = 0; i < 2 * n_page; i++)
    to[i] = page_held[i / 2];
  frame_paste (pool, from, picture->height, picture->width, frame, page->height, page->width, to);
  for (gsize i = 0; i < n_page; i++)
    page_held[i] = to[2 * i];
  return TRUE;
}

/* A picture that is a part of the page. */
static gboolean
lift_part (Pool                     *pool,
           const ColorizePrediction *prediction,
           gint                      i,
           const ColorizeOptions    *options,
           const ColorizeHints      *hints,
           Map                      *page,
           gfloat                   *page_held)
{
  const ColorizePhoto     *photo = prediction->photo;
  const PredictionPicture *part  = &prediction->pictures[i];
  const ColorizeFrame     *own   = &prediction->border.frames[i];
  ColorizeFrame            frame =
    frame_scale (own, (gdouble) page->width / photo->width, (gdouble) page->height / photo->height);
  g_auto (Map) picture      = { 0 };
  g_autofree gfloat *values = NULL;
  g_autofree gfloat *held   = NULL;

  if (hints)
    {
      gint height = part->photo->kept_height;
      gint width  = part->photo->kept_width;

      values = g_try_new (gfloat, (gsize) height * width * N_HINT_VALUES);
      if (! values)
        return FALSE;
      hints_cut (hints, pool, own, height, width, values);
    }

  if (! lift_picture (pool, prediction, part, options, values, hints && hints->goes_elsewhere,
                      ceil (frame.height), ceil (frame.width), &picture, &held))
    return FALSE;

  frame_paste (pool, picture.chroma, picture.height, picture.width, &frame, page->height,
               page->width, page->chroma);
  return ! hints || paste_held (pool, &picture, held, &frame, page, page_held);
}

/* The pictures on their page, which is to_height x to_width, or larger where it is one picture.
 * held   [page->height][page->width], to be freed; not set without hints */
static gboolean
lift_page (Pool                     *pool,
           const ColorizePrediction *prediction,
           const ColorizeOptions    *options,
           const ColorizeHints      *hints,
           gint                      to_height,
           gint                      to_width,
           Map                      *page,
           gfloat                  **held)
{
  const ColorizePhoto *photo  = prediction->photo;
  const Border        *border = &prediction->border;
  gsize                n      = (gsize) to_height * to_width;

  if (prediction->pictures[0].photo == photo)
    return lift_picture (pool, prediction, prediction->pictures, options,
                         hints ? hints->values : NULL, hints && hints->goes_elsewhere, to_height,
                         to_width, page, held);

  if (hints && ! (*held = g_try_new0 (gfloat, n)))
    return FALSE;
  if (! map_init (page, pool, photo, to_height, to_width))
    return FALSE;

  memset (page->chroma, 0, 2 * n * sizeof *page->chroma);
  for (gint i = 0; i < border->n_frames; i++)
    if (! lift_part (pool, prediction, i, options, hints, page, *held))
      return FALSE;

  return TRUE;
}

/* Brings the page to its own size; takes `kept`. */
static ColorizeChroma *
chroma_take (Pool *pool, const ColorizePhoto *photo, Map *kept)
{
  LiftStep       *last = map_new_step (pool, kept, photo->height, photo->width);
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

  if (! map_reduce_to_photo (pool, photo, map, height, width, &lifted)
      || ! map_grow (pool, photo, photo->kept_height, photo->kept_width, photo->kept_height,
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

/* How much of each pixel belongs to a picture, to be freed; NULL if there is not enough memory. */
static gfloat *
copy_cover (Pool *pool, const ColorizePrediction *prediction, gint height, gint width)
{
  const ColorizePhoto *photo = prediction->photo;
  gfloat              *cover = g_try_new (gfloat, (gsize) height * width);

  if (cover)
    resample_map (pool, prediction->border.cover, photo->kept_height, photo->kept_width, 1,
                  RESAMPLE_LINEAR, height, width, cover);
  return cover;
}

gfloat *
colorize_prediction_sketch (const ColorizePrediction *prediction,
                            const ColorizeOptions    *options,
                            ColorizeHints            *hints,
                            gint                      n_threads,
                            gint                      width,
                            gint                      height,
                            gfloat                  **held)
{
  g_autoptr (Pool) pool            = pool_new (n_threads, NULL);
  g_auto (Map) lifted              = { 0 };
  g_autofree gfloat *lifted_held   = NULL;
  g_autofree gfloat *sketched_held = hints ? g_try_new (gfloat, (gsize) height * width) : NULL;
  g_autofree gfloat *cover         = NULL;
  g_autofree gfloat *chroma        = g_try_new (gfloat, 2 * (gsize) height * width);

  if (! chroma || (hints && ! sketched_held)
      || ! lift_page (pool, prediction, options, hints, height, width, &lifted, &lifted_held))
    return NULL;

  resample_map (pool, lifted.chroma, lifted.height, lifted.width, 2, RESAMPLE_LINEAR, height, width,
                chroma);
  if (prediction->border.cover && ! (cover = copy_cover (pool, prediction, height, width)))
    return NULL;
  if (hints)
    {
      resample_map (pool, lifted_held, lifted.height, lifted.width, 1, RESAMPLE_LINEAR, height,
                    width, sketched_held);
      if (! hints_pin (pool, hints->values, hints->kept_height, hints->kept_width, height, width,
                       chroma, sketched_held, cover))
        return NULL;
    }
  if (cover)
    hide (chroma, cover, (gsize) height * width);
  if (held)
    *held = g_steal_pointer (&sketched_held);
  return g_steal_pointer (&chroma);
}

ColorizeChroma *
colorize_prediction_decode (const ColorizePrediction *prediction,
                            const ColorizeOptions    *options,
                            ColorizeHints            *hints,
                            gint                      n_threads,
                            GError                  **error)
{
  const ColorizePhoto *photo        = prediction->photo;
  gint                 height       = photo->kept_height;
  gint                 width        = photo->kept_width;
  g_autoptr (Pool) pool             = pool_new (n_threads, NULL);
  g_autoptr (ColorizeChroma) chroma = NULL;
  g_auto (Map) lifted               = { 0 };
  g_autofree gfloat *held           = NULL;
  g_autofree gfloat *cover          = NULL;

  g_return_val_if_fail (! hints || (hints->width == photo->width && hints->height == photo->height),
                        NULL);

  /* A prediction may end before its chroma. */
  if (prediction->border.cover)
    cover = copy_cover (pool, prediction, height, width);
  if ((cover || ! prediction->border.cover)
      && lift_page (pool, prediction, options, hints, height, width, &lifted, &held)
      && (! hints
          || hints_pin (pool, hints->values, height, width, height, width, lifted.chroma, held,
                        cover)))
    chroma = chroma_take (pool, photo, &lifted);
  if (! chroma)
    {
      error_set_memory (error);
      return NULL;
    }

  if (cover)
    hide (chroma->kept.chroma, cover, (gsize) height * width);
  chroma->cover   = g_steal_pointer (&cover);
  chroma->held    = g_steal_pointer (&held);
  chroma->columns = resample_axis_new (width, photo->width, RESAMPLE_LINEAR);
  chroma->rows    = resample_axis_new (height, photo->height, RESAMPLE_LINEAR);
  return g_steal_pointer (&chroma);
}

const gfloat *
colorize_chroma_get_kept (const ColorizeChroma *chroma, gint *width, gint *height)
{
  *width  = chroma->kept.width;
  *height = chroma->kept.height;
  return chroma->kept.chroma;
}

const gfloat *
colorize_chroma_get_held (const ColorizeChroma *chroma)
{
  return chroma->held;
}

void
colorize_options_apply (const ColorizeOptions *options,
                        const gfloat          *held,
                        gfloat                *chroma,
                        gsize                  n_pixels)
{
  gfloat factor = options->saturation / 100.0;
  gfloat tint   = options->tint;
  gfloat warmth = options->warmth;

  for (gsize i = 0; i < n_pixels; i++, chroma += 2)
    if (chroma[0] != 0.0f || chroma[1] != 0.0f)
      {
        gfloat share = held ? 1.0f - held[i] : 1.0f;
        gfloat a     = factor * chroma[0] + tint;
        gfloat b     = factor * chroma[1] + warmth;

        chroma[0] = share < 1.0f ? chroma[0] + share * (a - chroma[0]) : a;
        chroma[1] = share < 1.0f ? chroma[1] + share * (b - chroma[1]) : b;
      }
}

/* A row of the photo from a map of the size that is kept.
 * scratch   [kept.width] */
static void
lift_plain_row (const ColorizeChroma *chroma,
                const gfloat         *map,
                gint                  x,
                gint                  y,
                gint                  width,
                gfloat               *scratch,
                gfloat               *row)
{
  gint n = chroma->kept.width;

  resample_row (map, n, n, &chroma->rows->taps[y], scratch);
  for (gint column = 0; column < width; column++)
    resample_pixel (scratch, &chroma->columns->taps[x + column], 1, &row[column]);
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
  g_autofree gfloat *scratch = g_new (gfloat, chroma->kept.width);
  g_autofree gfloat *held    = chroma->held ? g_new (gfloat, width) : NULL;
  g_autofree gfloat *cover   = chroma->cover ? g_new (gfloat, width) : NULL;

  lift_step_run (chroma->last, luminance, x, y, width, height, rows);
  for (; height > 0; height--, y++, rows += 2 * (gsize) width)
    {
      if (held)
        lift_plain_row (chroma, chroma->held, x, y, width, scratch, held);
      colorize_options_apply (options, held, rows, width);

      /* a* and b* fade out at the pictures' edges. */
      if (cover)
        {
          lift_plain_row (chroma, chroma->cover, x, y, width, scratch, cover);
          hide (rows, cover, width);
        }
    }
}

void
colorize_chroma_lift_held (const ColorizeChroma *chroma,
                           gint                  x,
                           gint                  y,
                           gint                  width,
                           gint                  height,
                           gfloat               *held)
{
  g_autofree gfloat *scratch = g_new (gfloat, chroma->kept.width);

  if (! chroma->held)
    {
      memset (held, 0, (gsize) height * width * sizeof *held);
      return;
    }

  for (; height > 0; height--, y++, held += width)
    lift_plain_row (chroma, chroma->held, x, y, width, scratch, held);
}

void
colorize_chroma_free (ColorizeChroma *chroma)
{
  if (! chroma)
    return;

  lift_step_free (chroma->last);
  map_clear (&chroma->kept);
  resample_axis_free (chroma->columns);
  resample_axis_free (chroma->rows);
  g_free (chroma->cover);
  g_free (chroma->held);
  g_free (chroma);
}
