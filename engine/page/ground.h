/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What lies around a picture: paper, card, film or the scanner's lid, uniform but for grain, dust and
 * the fall of the light.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Luminance of a page, reduced: [height][width], L* 0..100. */
typedef struct
{
  gint          width;
  gint          height;
  const gfloat *luminance;
} Page;

/* Sides of a page, to be added up. */
typedef enum
{
  SIDE_LEFT   = 1 << 0,
  SIDE_TOP    = 1 << 1,
  SIDE_RIGHT  = 1 << 2,
  SIDE_BOTTOM = 1 << 3,
  ALL_SIDES   = 15
} Sides;

#define N_SIDES 4

/* Of 1, x, y, x^2, xy, y^2, where x and y are -1..1 on the page. */
#define GROUND_TERMS 6

typedef struct
{
  gdouble terms[GROUND_TERMS]; /* L* of the place is their weighted sum */
  gdouble noise;               /* deviation of L* */
  gdouble threshold;           /* L* that is farther off is something else */
} Ground;

/* Measures what is at those sides of the page; FALSE if it is not one uniform thing at each. */
gboolean ground_measure (const Page *page, Sides sides, Ground *ground);

/* The places that are as the ground is and hang together with those sides, through such places:
 * [height][width], 1 or 0; to be freed. */
guint8  *ground_flood (const Page *page, Sides sides, const Ground *ground);

G_END_DECLS
