/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "hints-spread.h"
#include "map/median.h"

/* Of the luminance of what looks alike; more where it is rough. */
#define DEVIATION 2.0f

/* How far a pixel of the small map goes, in its pixels. */
#define RADIUS 1.5f

/* How much more of a* and b*, and how much less, a surface has than where it is painted. */
#define MAX_GAIN 1.2f
#define MIN_GAIN 0.3f

/* Less is nothing. */
#define MIN_HELD 0.004f

/* Paint of this share of what holds a place is weaker. */
#define WEAKER 0.8f

typedef struct
{
  const HintMap *map;
  gint           height;
  gint           width;
  const gfloat  *luminance;
  const gfloat  *smooth; /* the same, without grain */
  const gfloat  *hints;  /* [height][width][N_HINT_VALUES] */
  gfloat        *chroma;
  gfloat        *held;
} PutJob;

/* What a pixel takes from the small map. */
typedef struct
{
  gfloat held;
  gfloat color[2];
  gfloat paint;
} Taken;

/* At (x, y) of the small map, counted from the center of its first pixel. */
static Taken
take (const HintMap *map, gfloat x, gfloat y, gfloat light)
{
  gint   column      = CLAMP ((gint) (x + 0.5f), 0, map->width - 1);
  gint   row         = CLAMP ((gint) (y + 0.5f), 0, map->height - 1);
  gint   pixels[9]   = { 0 };
  gfloat exponent[9] = { 0 };
  gfloat least       = INFINITY;
  gfloat sum         = 0.0f;
  gfloat sum_held    = 0.0f;
  Taken  taken       = { 0 };
  gint   n           = 0;

  for (gint v = MAX (row - 1, 0); v <= MIN (row + 1, map->height - 1); v++)
    for (gint u = MAX (column - 1, 0); u <= MIN (column + 1, map->width - 1); u++)
      {
        gint   pixel      = v * map->width + u;
        gfloat deviation  = DEVIATION + map->texture[pixel];
        gfloat difference = (map->light[pixel] - light) / deviation;
        gfloat distance   = ((u - x) * (u - x) + (v - y) * (v - y)) / (RADIUS * RADIUS);

        pixels[n]   = pixel;
        exponent[n] = 0.5f * difference * difference + 2.0f * distance;
        least       = MIN (least, exponent[n]);
        n++;
      }

  for (gint i = 0; i < n; i++)
    {
      gint   pixel  = pixels[i];
      gfloat weight = expf (least - exponent[i]);
      gfloat held   = weight * map->held[pixel];

      sum += weight;
      sum_held += held;
      taken.color[0] += held * map->color[2 * pixel];
      taken.color[1] += held * map->color[2 * pixel + 1];
      taken.paint += held * map->paint[pixel];
    }

  taken.held = sum_held / sum;
  taken.color[0] /= sum_held;
  taken.color[1] /= sum_held;
  taken.paint /= sum_held;
  return taken;
}

static gboolean
is_reached (const HintMap *map, gfloat x, gfloat y)
{
  gint column = CLAMP ((gint) (x + 0.5f), 0, map->width - 1);
  gint row    = CLAMP ((gint) (y + 0.5f), 0, map->height - 1);

  for (gint v = MAX (row - 1, 0); v <= MIN (row + 1, map->height - 1); v++)
    for (gint u = MAX (column - 1, 0); u <= MIN (column + 1, map->width - 1); u++)
      if (map->held[v * map->width + u] > 0.0f)
        return TRUE;
  return FALSE;
}

/* Where paint lies it is the color, unless stronger paint reaches there. */
static void
take_paint (const gfloat *values, gfloat held, gfloat color[2])
{
  gfloat weight = hints_get_weight (values);
  gfloat share  = CLAMP ((weight / held - WEAKER) / (1.0f - WEAKER), 0.0f, 1.0f);

  if (weight > 0.0f)
    for (gint c = 0; c < 2; c++)
      color[c] += share * (values[HINT_A + c] / values[HINT_SQUARE] - color[c]);
}

static void
put_row (gint row, gint thread, gpointer data)
{
  const PutJob *job = data;
  gfloat        y   = (row + 0.5) * job->map->height / job->height - 0.5;
  gsize         i   = (gsize) row * job->width;

  for (gint column = 0; column < job->width; column++, i++)
    {
      gfloat  x      = (column + 0.5) * job->map->width / job->width - 0.5;
      gfloat *chroma = job->chroma + 2 * i;
      Taken   taken;
      gfloat  light;

      job->held[i] = 0.0f;
      if (! is_reached (job->map, x, y))
        continue;

      taken = take (job->map, x, y, job->smooth[i]);
      if (! (taken.held > MIN_HELD))
        continue;

      light = CLAMP (job->luminance[i] + 16.0f, MIN_GAIN * taken.paint, MAX_GAIN * taken.paint);
      taken.color[0] *= light;
      taken.color[1] *= light;
      take_paint (job->hints + i * N_HINT_VALUES, taken.held, taken.color);
      chroma[0] += taken.held * (taken.color[0] - chroma[0]);
      chroma[1] += taken.held * (taken.color[1] - chroma[1]);
      job->held[i] = taken.held;
    }
}

gboolean
hints_put (Pool          *pool,
           const HintMap *map,
           const gfloat  *hints,
           const gfloat  *kept_luminance,
           gint           kept_height,
           gint           kept_width,
           gint           height,
           gint           width,
           gfloat        *chroma,
           gfloat        *held)
{
  gsize              n_pixels  = (gsize) height * width;
  g_autofree gfloat *luminance = g_try_new (gfloat, n_pixels);
  g_autofree gfloat *smooth    = g_try_new (gfloat, n_pixels);
  g_autofree gfloat *reduced   = g_try_new (gfloat, n_pixels * N_HINT_VALUES);
  PutJob             job       = { map, height, width, luminance, smooth, reduced, chroma, held };

  if (! luminance || ! smooth || ! reduced)
    return FALSE;

  resample_map (pool, kept_luminance, kept_height, kept_width, 1, RESAMPLE_LINEAR, height, width,
                luminance);
  resample_map (pool, hints, kept_height, kept_width, N_HINT_VALUES, RESAMPLE_LINEAR, height, width,
                reduced);
  if (! median_filter (luminance, height, width, smooth))
    return FALSE;

  pool_run (pool, height, put_row, &job);
  return TRUE;
}
