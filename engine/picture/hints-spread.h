/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Painted colors go to what belongs together.
 *
 * On a small map it is found out where paint goes (reach.h), and with which color; on a large one, that is put on. Where
 * paint reaches, chroma becomes
 *
 *   chroma + held (c - chroma),   c = s (L* + 16)
 *
 * and elsewhere stays to the bit. s, a* and b* over L* + 16, is that of the nearest paint, and between two of them goes
 * from one to the other (spread.h). It is what a shadow leaves of a surface as it is: X, Y and Z get less by one
 * factor, and a*, b* and L* + 16 by its cube root. It is not followed far into lights.
 *
 * The network's own colors are no part of c, though they tell what looks alike: spreading how far they are from paint
 * would keep their blots, and make one dot of gray a mixture of what is left.
 */

#pragma once

#include "hints.h"
#include "parallel.h"
#include "prediction.h"

G_BEGIN_DECLS

/* The short sides of the small maps that it is made for. */
#define HINTS_MIN_SIDE 224
#define HINTS_MAX_SIDE 448

/* What paint does, on a small map. */
typedef struct
{
  gint    height;
  gint    width;
  gfloat *light;   /* [height][width]: L*, by which a pixel of a larger map finds its like */
  gfloat *texture; /* [height][width]: how rough it is (reach.h) */
  gfloat *color;   /* [height][width][2]: s */
  gfloat *paint;   /* [height][width]: L* + 16 of what was painted */
  gfloat *held;    /* [height][width], 0..1 */
} HintMap;

/* Hints on a picture, which are only read.
 * hints            [kept_height][kept_width][N_HINT_VALUES]
 * kept_luminance   [kept_height][kept_width], L* 0..100
 * chroma           [height][width][2]: the network's, at the size of the map, which is smaller or as large
 * features         NULL, or of the picture: hints go to what is of the same kind as well (hints-elsewhere.h)
 * map              to be cleared, even after an error
 * The same for any number of threads. FALSE if there is not enough memory. A pixel of the map that paint covers in part has
 * the luminance of what is covered: a thin stroke means the surface that it is on. */
gboolean hints_spread (Pool                 *pool,
                       const gfloat         *hints,
                       const gfloat         *kept_luminance,
                       gint                  kept_height,
                       gint                  kept_width,
                       const gfloat         *chroma,
                       gint                  height,
                       gint                  width,
                       const PredictionView *features,
                       HintMap              *map);
void     hint_map_clear (HintMap *map);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HintMap, hint_map_clear)

/* Puts them on a larger map of the same picture. Each of its pixels takes after those of the 3 x 3 about it on the small
 * one that are as light as itself (joint bilateral upsampling: Kopf, Cohen, Lischinski and Uyttendaele, ACM
 * TOG 26 (3), 2007), so that colors end where things do.
 * hints, kept_luminance   as of hints_spread
 * chroma                  [height][width][2], before and after
 * held                    [height][width], set: 0..1
 * The same for any number of threads. FALSE if there is not enough memory. */
gboolean hints_put (Pool          *pool,
                    const HintMap *map,
                    const gfloat  *hints,
                    const gfloat  *kept_luminance,
                    gint           kept_height,
                    gint           kept_width,
                    gint           height,
                    gint           width,
                    gfloat        *chroma,
                    gfloat        *held);

/* Paint itself, where spreading has been too coarse for it: chroma is brought to it, and `held` up to its weight.
 * cover   NULL, or [height][width], 0..1: how much of each pixel belongs to a picture. Paint makes all of it one
 * FALSE if there is not enough memory. */
gboolean hints_pin (Pool         *pool,
                    const gfloat *hints,
                    gint          kept_height,
                    gint          kept_width,
                    gint          height,
                    gint          width,
                    gfloat       *chroma,
                    gfloat       *held,
                    gfloat       *cover);

G_END_DECLS
