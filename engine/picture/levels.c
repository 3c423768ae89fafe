/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "error.h"
#include "levels.h"
#include "map/median.h"

/* The short side at which black and white are looked for: an eyelid is still seen there, and a
 * scratch no wider than a pixel. */
#define SHORT_SIDE 224

/* The share of the pixels that may be darker than what is taken for black, or lighter than white.
 * Small, for what tells a faded print from a photo of fog is that it has nothing at all out there. */
#define OUTLIERS 0.003
#define N_BINS   1000

/* Black and white of a good print, in L*. */
#define PRINT_BLACK 4.0f
#define PRINT_WHITE 95.0f

/* What the network sees is stretched no further: beyond, it would be grain and the steps of 8 bits. */
#define MAX_STRETCH 8.0f

/* Chroma as pale as the print (an exponent of 1) is nearest to what has faded with it, but to the eye
 * the colors of a very pale print are gray then. */
#define CHROMA_EXPONENT -0.75f

/* How faded a print looks, in L*: how far its black is from 0, and, as a part of that, how far its white
 * is from 100: good photos without white are more frequent than those without black. */
#define WHITE_WEIGHT 0.75f
#define FADED_FROM   30.0f
#define FADED_TO     39.0f

gboolean
levels_find (Pool *pool, const ColorizePhoto *picture, gfloat *black, gfloat *white)
{
  gdouble scale = MIN ((gdouble) SHORT_SIDE / MIN (picture->kept_width, picture->kept_height), 1.0);
  gint    width = MAX ((gint) (picture->kept_width * scale + 0.5), 1);
  gint    height               = MAX ((gint) (picture->kept_height * scale + 0.5), 1);
  gsize   n_pixels             = (gsize) width * height;
  gsize   n_outliers           = OUTLIERS * n_pixels;
  gsize   bins[N_BINS]         = { 0 };
  gint    low                  = 0;
  gint    high                 = N_BINS - 1;
  g_autofree gfloat *luminance = photo_resample (picture, pool, height, width);
  g_autofree gfloat *cleaned   = g_try_new (gfloat, n_pixels);

  if (! luminance || ! cleaned || ! median_filter (luminance, height, width, cleaned))
    return FALSE;

  /* Where the run has been cancelled any number may lie there. */
  for (gsize i = 0; i < n_pixels; i++)
    bins[cleaned[i] > 0.0f ? (gint) (MIN (cleaned[i], 99.99f) * (N_BINS / 100.0f)) : 0]++;

  for (gsize n = bins[low]; n <= n_outliers && low < high; n += bins[low])
    low++;
  for (gsize n = bins[high]; n <= n_outliers && high > low; n += bins[high])
    high--;

  *black = low * (100.0f / N_BINS);
  *white = (high + 1) * (100.0f / N_BINS);
  return TRUE;
}

/* From 0 up to `low` to 1 from `high` on, without a corner. */
static gfloat
smooth_step (gfloat low, gfloat high, gfloat x)
{
  gfloat t = CLAMP ((x - low) / (high - low), 0.0f, 1.0f);

  return t * t * (3.0f - 2.0f * t);
}

/* How much of the leveling a picture gets, 0..1. */
static gfloat
get_amount (ColorizeLevel level, gfloat black, gfloat white)
{
  switch (level)
    {
    case COLORIZE_LEVEL_AUTO:
      return smooth_step (FADED_FROM, FADED_TO, black + WHITE_WEIGHT * (100.0f - white));

    case COLORIZE_LEVEL_YES:
      return 1.0f;

    case COLORIZE_LEVEL_NO:
      break;
    }
  return 0.0f;
}

/* As if the darkest parts were a good print's black and the lightest its white; never less contrast
 * than there is. */
void
levels_set (Levels *levels, ColorizeLevel level, gfloat black, gfloat white)
{
  gfloat amount  = get_amount (level, black, white);
  gfloat wanted  = MAX ((PRINT_WHITE - PRINT_BLACK) / (white - black), 1.0f);
  gfloat stretch = MIN (wanted, MAX_STRETCH);

  levels->stretch = 1.0f + amount * (stretch - 1.0f);
  levels->shift   = amount * ((PRINT_BLACK + PRINT_WHITE) - stretch * (black + white)) / 2.0f;
  levels->chroma  = powf (1.0f + amount * (wanted - 1.0f), CHROMA_EXPONENT);
}

gboolean
levels_measure (Levels              *levels,
                Pool                *pool,
                const ColorizePhoto *picture,
                ColorizeLevel        level,
                GError             **error)
{
  gfloat black = 0.0f;
  gfloat white = 100.0f;

  if (level != COLORIZE_LEVEL_NO && ! levels_find (pool, picture, &black, &white))
    {
      error_set_memory (error);
      return FALSE;
    }

  levels_set (levels, level, black, white);
  return TRUE;
}

void
levels_apply (const Levels *levels, gfloat *luminance, gsize n)
{
  for (gsize i = 0; levels->stretch > 1.0f && i < n; i++)
    luminance[i] = CLAMP (levels->stretch * luminance[i] + levels->shift, 0.0f, 100.0f);
}
