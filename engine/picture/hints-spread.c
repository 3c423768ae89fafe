/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hints-spread.h"

#include <math.h>

#include "hints-elsewhere.h"
#include "map/reach.h"
#include "map/spread.h"

/* A pixel of the map with less of paint than this share of what its neighbors have only got the stroke's edge. */
#define MIN_SHARE 0.33f

/* spread.h's weights are for the network's colors, which may pass an edge of 10 L* a little. */
#define CONTRAST 2.0f

/* Over which colors of two hints go into each other, of the map's short side. */
#define SEAM 0.04f

#define HINT_PULL 100.0f
#define IDLE_PULL 1e-4f

/* What is known of paint on the small map. */
typedef struct
{
  gfloat *strength; /* [height][width]: its weight */
  gfloat *color;    /* [height][width][2]: its a* and b* */
  gfloat *own;      /* [height][width]: L* of what it is on */
  gfloat *pull;
  gint   *source;
} Paint;

static void
paint_clear (Paint *paint)
{
  g_free (paint->strength);
  g_free (paint->color);
  g_free (paint->own);
  g_free (paint->pull);
  g_free (paint->source);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Paint, paint_clear)

static gboolean
paint_init (Paint *paint, gsize n_pixels)
{
  paint->strength = g_try_new0 (gfloat, n_pixels);
  paint->color    = g_try_new0 (gfloat, 2 * n_pixels);
  paint->own      = g_try_new0 (gfloat, n_pixels);
  paint->pull     = g_try_new (gfloat, n_pixels);
  paint->source   = g_try_new (gint, n_pixels);
  return paint->strength && paint->color && paint->own && paint->pull && paint->source;
}

static gboolean
hint_map_init (HintMap *map, gint height, gint width)
{
  gsize n_pixels = (gsize) height * width;

  map->height  = height;
  map->width   = width;
  map->light   = g_try_new (gfloat, n_pixels);
  map->texture = g_try_new (gfloat, n_pixels);
  map->color   = g_try_new (gfloat, 2 * n_pixels);
  map->paint   = g_try_new0 (gfloat, n_pixels);
  map->held    = g_try_new (gfloat, n_pixels);
  return map->light && map->texture && map->color && map->paint && map->held;
}

void
hint_map_clear (HintMap *map)
{
  g_free (map->light);
  g_free (map->texture);
  g_free (map->color);
  g_free (map->paint);
  g_free (map->held);
}

static gboolean
is_edge_of_stroke (const gfloat *hints, gint y, gint x, gint height, gint width)
{
  gfloat most = 0.0f;

  for (gint row = MAX (y - 1, 0); row <= MIN (y + 1, height - 1); row++)
    for (gint column = MAX (x - 1, 0); column <= MIN (x + 1, width - 1); column++)
      most = MAX (most, hints[((gsize) row * width + column) * N_HINT_VALUES + HINT_SQUARE]);

  return hints[((gsize) y * width + x) * N_HINT_VALUES + HINT_SQUARE] < MIN_SHARE * most;
}

/* Painted pixels of the map.
 * hints   [height][width][N_HINT_VALUES]
 * light   [height][width]: L* times paint's squared weight, averaged */
static void
take_paint (const HintMap *map, const gfloat *hints, const gfloat *light, Paint *paint)
{
  for (gint y = 0; y < map->height; y++)
    for (gint x = 0; x < map->width; x++)
      {
        gsize         pixel  = (gsize) y * map->width + x;
        const gfloat *values = hints + pixel * N_HINT_VALUES;
        gfloat        square = values[HINT_SQUARE];

        if (square < HINT_MIN_SQUARE || is_edge_of_stroke (hints, y, x, map->height, map->width))
          continue;

        paint->strength[pixel]      = MIN (values[HINT_CUBE] / square, 1.0f);
        paint->own[pixel]           = light[pixel] / square;
        paint->color[2 * pixel]     = values[HINT_A] / square;
        paint->color[2 * pixel + 1] = values[HINT_B] / square;
        map->light[pixel]           = paint->own[pixel];
      }
}

static gboolean
reduce_paint (Pool          *pool,
              const gfloat  *hints,
              const gfloat  *kept_luminance,
              gint           kept_height,
              gint           kept_width,
              const HintMap *map,
              Paint         *paint)
{
  gsize              n_kept   = (gsize) kept_height * kept_width;
  gsize              n_pixels = (gsize) map->height * map->width;
  g_autofree gfloat *squares  = g_try_new (gfloat, n_kept);
  g_autofree gfloat *light    = g_try_new (gfloat, n_pixels);
  g_autofree gfloat *reduced  = g_try_new (gfloat, n_pixels * N_HINT_VALUES);

  if (! squares || ! light || ! reduced)
    return FALSE;

  for (gsize i = 0; i < n_kept; i++)
    squares[i] = hints[i * N_HINT_VALUES + HINT_SQUARE] * kept_luminance[i];
  resample_map (pool, squares, kept_height, kept_width, 1, RESAMPLE_LINEAR, map->height, map->width,
                light);
  resample_map (pool, hints, kept_height, kept_width, N_HINT_VALUES, RESAMPLE_LINEAR, map->height,
                map->width, reduced);
  take_paint (map, reduced, light, paint);
  return TRUE;
}

/* Everything gets s of the nearest paint, and is pulled to it: paint itself strongly, the rest so that seams are
 * smooth. */
static gboolean
spread_colors (Pool *pool, const Paint *paint, HintMap *map)
{
  gsize              n_pixels = (gsize) map->height * map->width;
  gfloat             seam     = MAX (SEAM * MIN (map->height, map->width), 1.0f);
  g_autofree gfloat *contrast = g_try_new (gfloat, n_pixels);

  if (! contrast)
    return FALSE;

  for (gsize i = 0; i < n_pixels; i++)
    {
      gint   from   = paint->source[i];
      gfloat weight = paint->strength[i];

      contrast[i]    = CONTRAST * map->light[i];
      map->paint[i]  = from < 0 ? 0.0f : paint->own[from] + 16.0f;
      paint->pull[i] = from < 0 ? IDLE_PULL : 3.0f / (seam * seam);
      if (from == (gint) i)
        paint->pull[i] += HINT_PULL * weight * weight * weight;
      for (gint c = 0; c < 2; c++)
        map->color[2 * i + c] = from < 0 ? 0.0f : paint->color[2 * from + c] / map->paint[i];
    }

  return spread_chroma (pool, contrast, paint->pull, map->height, map->width, map->color);
}

static gboolean
find_elsewhere (const PredictionView *features, const gfloat *chroma, HintMap *map, Paint *paint)
{
  ElsewhereMap own = { map->height, map->width,      map->light,  map->texture,
                       chroma,      paint->strength, paint->color };

  return elsewhere_find (features, &own, map->held, paint->source);
}

gboolean
hints_spread (Pool                 *pool,
              const gfloat         *hints,
              const gfloat         *kept_luminance,
              gint                  kept_height,
              gint                  kept_width,
              const gfloat         *chroma,
              gint                  height,
              gint                  width,
              const PredictionView *features,
              HintMap              *map)
{
  gsize              n_pixels  = (gsize) height * width;
  g_autofree gfloat *luminance = g_try_new (gfloat, n_pixels);
  g_auto (Paint) paint         = { 0 };

  if (! luminance || ! hint_map_init (map, height, width) || ! paint_init (&paint, n_pixels))
    return FALSE;

  resample_map (pool, kept_luminance, kept_height, kept_width, 1, RESAMPLE_LINEAR, height, width,
                luminance);
  reach_find_texture (luminance, height, width, map->texture);
  reach_sharpen (luminance, map->texture, height, width, map->light);
  return reduce_paint (pool, hints, kept_luminance, kept_height, kept_width, map, &paint)
         && reach_find (paint.strength, map->light, map->texture, chroma, height, width, map->held,
                        paint.source)
         && (! features || find_elsewhere (features, chroma, map, &paint))
         && spread_colors (pool, &paint, map);
}

/* How far paint of this weight has yet to go where something holds the place already. Where weaker paint lies in
 * the reach of stronger, that goes over it. */
static gfloat
get_share (gfloat weight, gfloat held)
{
  gfloat rest = (weight - held) / MAX (1.0f - held, 1e-3f);
  gfloat full = weight > 0.98f ? 1.0f : 0.0f;

  return CLAMP (MAX (rest, full), 0.0f, 1.0f);
}

gboolean
hints_pin (Pool         *pool,
           const gfloat *hints,
           gint          kept_height,
           gint          kept_width,
           gint          height,
           gint          width,
           gfloat       *chroma,
           gfloat       *held,
           gfloat       *cover)
{
  gsize              n_pixels = (gsize) height * width;
  g_autofree gfloat *reduced  = g_try_new (gfloat, n_pixels * N_HINT_VALUES);

  if (! reduced)
    return FALSE;

  resample_map (pool, hints, kept_height, kept_width, N_HINT_VALUES, RESAMPLE_LINEAR, height, width,
                reduced);
  for (gsize i = 0; i < n_pixels; i++)
    {
      const gfloat *values = reduced + i * N_HINT_VALUES;
      gfloat        weight = hints_get_weight (values);
      gfloat        share;

      if (weight == 0.0f)
        continue;

      if (cover)
        {
          chroma[2 * i] *= cover[i];
          chroma[2 * i + 1] *= cover[i];
          held[i] *= cover[i];
          cover[i] = 1.0f;
        }
      share = get_share (weight, held[i]);
      for (gint c = 0; c < 2; c++)
        chroma[2 * i + c] += share * (values[HINT_A + c] / values[HINT_SQUARE] - chroma[2 * i + c]);
      held[i] = MAX (held[i], weight);
    }
  return TRUE;
}
