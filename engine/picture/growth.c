/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "growth.h"

/* Rows of a map that a thread lifts at a time. */
#define ROWS_PER_TASK 16

void
map_clear (Map *map)
{
  g_free (map->chroma);
  g_free (map->luminance);
}

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

gboolean
map_init (Map *map, Pool *pool, const ColorizePhoto *photo, gint height, gint width)
{
  map->height    = height;
  map->width     = width;
  map->chroma    = g_try_new (gfloat, 2 * (gsize) height * width);
  map->luminance = photo_resample (photo, pool, height, width);
  return map->chroma && map->luminance;
}

gboolean
map_reduce_to_photo (Pool                *pool,
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

LiftStep *
map_new_step (Pool *pool, const Map *map, gint to_height, gint to_width)
{
  return lift_step_new (pool, map->chroma, map->luminance, map->height, map->width, to_height,
                        to_width);
}

gboolean
map_enlarge (Pool *pool, const ColorizePhoto *photo, gint height, gint width, Map *map)
{
  g_autoptr (LiftStep) step = map_new_step (pool, map, height, width);
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

gboolean
map_grow (Pool                *pool,
          const ColorizePhoto *photo,
          gint                 to_height,
          gint                 to_width,
          gint                 max_height,
          gint                 max_width,
          Map                 *map)
{
  while (map->height < MIN (to_height, max_height) || map->width < MIN (to_width, max_width))
    if (! map_enlarge (pool, photo, MIN (2 * map->height, max_height),
                       MIN (2 * map->width, max_width), map))
      return FALSE;

  return TRUE;
}
