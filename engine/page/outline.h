/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The outline of a picture: a rectangle, upright or a little askew, whose corners may be parts of
 * ellipses. So an arch is one, and an oval.
 */

#pragma once

#include "colorize.h"
#include "regions.h"

G_BEGIN_DECLS

/* Tilts that are looked for, in degrees either way. */
#define OUTLINE_MAX_ANGLE 3.3

typedef enum
{
  CORNER_UPPER_LEFT,
  CORNER_UPPER_RIGHT,
  CORNER_LOWER_LEFT,
  CORNER_LOWER_RIGHT,
  N_CORNERS
} Corner;

typedef struct
{
  ColorizeFrame box;
  gdouble       corners[N_CORNERS][2]; /* half-axes along the box's width and height */
} Outline;

/* How well an outline is that of a region, in shares of a side's length: where the region ends at the
 * outline, and where, in its middle, it goes beyond. Indexed as Sides: left, top, right, bottom. */
typedef struct
{
  gdouble on[N_SIDES];
  gdouble beyond[N_SIDES];
} OutlineFit;

/* How far inside of the outline a point is, beside its nearest edge; negative outside. Exact at the edge.
 * u, v   from the box's center, along its width and its height */
gdouble  outline_get_depth (const Outline *outline, gdouble u, gdouble v);

/* Finds the outline of a region of a page.
 * places      of regions_init: the region is where they are `group`; group -1: where they are not -1
 * sides       that end at the ground; at the others the outline is the page's edge, and it is upright
 * tolerance   pixels that the region's edge may be off the outline
 * FALSE if the region is nowhere. */
gboolean outline_find (const Page    *page,
                       const Ground  *ground,
                       const Regions *regions,
                       gint           group,
                       Sides          sides,
                       gdouble        tolerance,
                       Outline       *outline,
                       OutlineFit    *fit);

G_END_DECLS
