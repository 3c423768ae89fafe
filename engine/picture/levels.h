/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A faded print, as the network is to see it and as its colors are to look.
 */

#pragma once

#include "photo.h"

G_BEGIN_DECLS

/* L* as the network sees it: stretched about `middle`, which becomes 50. */
typedef struct
{
  gfloat middle;
  gfloat stretch; /* 1: all stays as it is */
  gfloat chroma;  /* what a* and b* are then multiplied by, 0..1 */
} Levels;

Levels levels_measure (const ColorizePhoto *picture, ColorizeLevel level);

/* luminance   [n], L* 0..100 before and after */
void   levels_apply (const Levels *levels, gfloat *luminance, gsize n);

G_END_DECLS
