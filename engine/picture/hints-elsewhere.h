/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Painted colors go to what lies apart, but is of the same kind: all leaves, all windows, the other sleeve.
 *
 * Of the same kind is what the network sees alike: its mid-level features (Iizuka et al. 2016, section 3.1) have a
 * cosine, each channel's mean over the picture taken off and its deviation made 1, that is nearer to what they have within the
 * paint's own reach than to what they have in the rest of the picture; and that is as light, and as rough.
 */

#pragma once

#include "prediction.h"

G_BEGIN_DECLS

/* What the paint's own reach (reach.h) is, on a map of the picture. */
typedef struct
{
  gint          height;
  gint          width;
  const gfloat *luminance; /* [height][width], L* 0..100, sharpened (reach.h) */
  const gfloat *texture;   /* [height][width] */
  const gfloat *chroma;    /* [height][width][2]: the network's */
  const gfloat *strength;  /* [height][width]: above 0 where there is paint */
  const gfloat *color;     /* [height][width][2]: a*b* of the paint */
} ElsewhereMap;

/* Adds to the reach what is of the same kind, where the paint's own does not go further.
 * features   of the picture, at any size
 * held       [height][width], 0..1, before and after
 * source     [height][width], before and after: a pixel of paint, or -1
 * FALSE if there is not enough memory. Any thread. */
gboolean elsewhere_find (const PredictionView *features,
                         const ElsewhereMap   *map,
                         gfloat               *held,
                         gint                 *source);

G_END_DECLS
