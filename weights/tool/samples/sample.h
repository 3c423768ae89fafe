/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a photo to what the network sees and what it should say: one square of it.
 */

#pragma once

#include "augment.h"

G_BEGIN_DECLS

typedef struct
{
  gint side;           /* of the local input: a multiple of 8 */
  gint global_side;    /* of the global input; 0: there is none, or the local one serves both */
  gint target_divisor; /* the target's side is side / target_divisor: 2, or 4 for `distribution` */
  gboolean is_rgb;     /* the target is R'G'B' instead of a*b* */
  gboolean is_luma;    /* the input is Y' of BT.601 instead of L* / 100 */
  gdouble  mean;       /* taken off the input */
} SampleShape;

/* Sides and values of the target, which is [target_side][target_side][n_target_values]. */
gint     sample_shape_get_target_side (const SampleShape *shape);
gint     sample_shape_get_n_target_values (const SampleShape *shape);

/* Takes a square of the photo. Its pixels become L*a*b* (D50, as babl's "CIE Lab") or gray first and
 * are averaged afterwards, as the engine does with a photo that it colors. FALSE: there is not
 * enough memory. Any thread; babl_init must have been called.
 * augmentation   NULL: the largest square in the middle, as it is, and nothing is drawn
 * rgb            [height][width][3], 8-bit sRGB
 * random         what is drawn depends on it alone
 * local          [side][side], 0..1 less the mean
 * global         [global_side][global_side], the same picture; NULL where there is none
 * target         a*b* or R'G'B' of 0..1, averages over the area of a pixel */
gboolean sample_make (const SampleShape  *shape,
                      const Augmentation *augmentation,
                      const guint8       *rgb,
                      gint                width,
                      gint                height,
                      GRand              *random,
                      gfloat             *local,
                      gfloat             *global,
                      gfloat             *target);

G_END_DECLS
