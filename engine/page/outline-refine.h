/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An outline that was found on a small page, brought to where the edges are on a larger one.
 */

#pragma once

#include "outline.h"

G_BEGIN_DECLS

/* Moves each of the outline's sides, and turns it as a whole; nothing else than `sides` where it does not end at
 * the ground everywhere.
 * page        the larger one
 * outline     in its pixels
 * reach       pixels that the edges may be off
 * threshold   L* by which the picture differs from the ground, where it does
 * Returns the pixels that half of the edge is off the outline by, at the most. */
gdouble outline_refine (const Page *page,
                        Outline    *outline,
                        Sides       sides,
                        gdouble     reach,
                        gdouble     threshold);

/* How far inside of one side (of left, top, right, bottom) the picture's own ragged edge lies, for each pixel
 * along the side, [n], in pixels, -reach..reach; to be freed. */
gfloat *outline_measure_side (const Page    *page,
                              const Outline *outline,
                              gint           side,
                              gdouble        reach,
                              gdouble        threshold,
                              gint           n);

G_END_DECLS
