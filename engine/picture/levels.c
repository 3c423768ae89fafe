/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "levels.h"

/* A leveled print's contrast is not raised further: what is all gray stays gray. */
#define MAX_STRETCH 4.0f

/* Black and white of a good print, in L*. */
#define PRINT_BLACK 4.0f
#define PRINT_WHITE 96.0f

/* As if the darkest parts were a good print's black and the lightest its white; never less contrast
 * than there is. */
Levels
levels_measure (const ColorizePhoto *picture, ColorizeLevel level)
{
  Levels levels = { 50.0f, 1.0f, 1.0f };
  gfloat black, white;

  if (level != COLORIZE_LEVEL_YES)
    return levels;

  photo_get_levels (picture, &black, &white);
  levels.middle  = (black + white) / 2.0f;
  levels.stretch = CLAMP ((PRINT_WHITE - PRINT_BLACK) / (white - black), 1.0f, MAX_STRETCH);
  levels.chroma  = 1.0f / levels.stretch;
  return levels;
}

void
levels_apply (const Levels *levels, gfloat *luminance, gsize n)
{
  for (gsize i = 0; levels->stretch > 1.0f && i < n; i++)
    luminance[i] = CLAMP (50.0f + levels->stretch * (luminance[i] - levels->middle), 0.0f, 100.0f);
}
