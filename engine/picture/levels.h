/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A faded print, as the network is to see it and as its colors are to look.
 */

#pragma once

#include "photo.h"

G_BEGIN_DECLS

/* The network sees stretch L* + shift. */
typedef struct
{
  gfloat stretch; /* 1 and more; 1: all stays as it is */
  gfloat shift;   /* L* */
  gfloat chroma;  /* what a* and b* are then multiplied by, 0..1 */
} Levels;

/* What the picture's own black and white ask for. A picture of one gray has no chroma left. Any thread.
 * Errors: COLORIZE_ERROR_MEMORY. */
gboolean levels_measure (Levels              *levels,
                         Pool                *pool,
                         const ColorizePhoto *picture,
                         ColorizeLevel        level,
                         GError             **error);

/* The same for black and white that are known, in L*. */
void     levels_set (Levels *levels, ColorizeLevel level, gfloat black, gfloat white);

/* The L* that all but a few pixels of a picture lie between, thin things left out; FALSE if there is not enough
 * memory. Any thread. */
gboolean levels_find (Pool *pool, const ColorizePhoto *picture, gfloat *black, gfloat *white);

/* luminance   [n], L* 0..100 before and after */
void     levels_apply (const Levels *levels, gfloat *luminance, gsize n);

G_END_DECLS
