/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "evenness.h"

#include <math.h>

#include "memory.h"
#include "map/spread.h"

/* The largest that a distribution of a*b* has: half of it at either end of the plane. */
#define MAX_VARIANCE 24200.0f

#define MAX_GAIN 1.25

static gdouble
get_lambda (gdouble evenness, gint height, gint width)
{
  gdouble side = MIN (height, width) / 112.0;

  return 0.02 * pow (100.0 / evenness, 3.5) / (side * side);
}

static void
set_pull (const gfloat *variance, gsize n_pixels, gfloat lambda, gfloat *pull)
{
  for (gsize i = 0; i < n_pixels; i++)
    {
      gfloat unsure = variance[i] > 0.0f ? MIN (variance[i], MAX_VARIANCE) : 0.0f;
      gfloat ratio  = 200.0f / (unsure + 50.0f);

      pull[i] = lambda * ratio * sqrtf (ratio);
    }
}

static gdouble
sum_chroma (const gfloat *chroma, gsize n_pixels)
{
  gdouble sum = 0.0;

  for (gsize i = 0; i < n_pixels; i++)
    sum += sqrtf (chroma[2 * i] * chroma[2 * i] + chroma[2 * i + 1] * chroma[2 * i + 1]);
  return sum;
}

/* Means of opposite colors are gray. */
static void
give_back (gdouble before, gsize n_pixels, gfloat *chroma)
{
  gdouble after = sum_chroma (chroma, n_pixels);
  gfloat  gain  = before < MAX_GAIN * after ? before / after : MAX_GAIN;

  for (gsize i = 0; i < 2 * n_pixels; i++)
    chroma[i] *= gain;
}

gboolean
evenness_apply (Pool         *pool,
                gdouble       evenness,
                const gfloat *luminance,
                const gfloat *variance,
                gint          height,
                gint          width,
                gfloat       *chroma)
{
  gsize               n_pixels = (gsize) height * width;
  memory_auto gfloat *pull     = NULL;
  gdouble             before;

  if (evenness <= 0.0)
    return TRUE;

  pull = memory_try_new (n_pixels);
  if (! pull)
    return FALSE;

  before = sum_chroma (chroma, n_pixels);
  set_pull (variance, n_pixels, get_lambda (evenness, height, width), pull);
  if (! spread_chroma (pool, luminance, pull, height, width, chroma))
    return FALSE;

  give_back (before, n_pixels, chroma);
  return TRUE;
}
