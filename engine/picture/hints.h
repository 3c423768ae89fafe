/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inside of ColorizeHints.
 */

#pragma once

#include <math.h>

#include "colorize.h"
#include "map/resample.h"

G_BEGIN_DECLS

/* What is kept of paint with the color a*b* and the weight w, averaged over the area of each pixel that is kept of the
 * photo. The squares let strong paint outdo weak paint in the same pixel; their quotients tell the paint's color and
 * weight however little of the pixel it covers. */
enum
{
  HINT_A,      /* w^2 a* */
  HINT_B,      /* w^2 b* */
  HINT_SQUARE, /* w^2 */
  HINT_CUBE,   /* w^3 */
  N_HINT_VALUES
};

struct _ColorizeHints
{
  gint          n_references; /* atomic */
  gint          width;        /* of the photo */
  gint          height;
  gint          n_rows; /* given so far */
  gboolean      goes_elsewhere;
  gint          kept_width;
  gint          kept_height;
  gfloat       *values; /* [kept_height][kept_width][N_HINT_VALUES] */
  ResampleAxis *columns;
  ResampleAxis *rows;
  gfloat       *row; /* [width][N_HINT_VALUES] */
  gfloat       *reduced;
};

/* Of the square of a weight: less is rounding. */
#define HINT_MIN_SQUARE 1e-6f

/* How far paint holds a pixel, 0..1: its weight where it covers all of it, and not much less where it covers a part. */
static inline gfloat
hints_get_weight (const gfloat values[N_HINT_VALUES])
{
  gfloat square = values[HINT_SQUARE];

  return square < HINT_MIN_SQUARE ? 0.0f : MIN (sqrtf (square), 1.0f);
}

/* The part of the hints that lies on a picture.
 * frame    in pixels of the photo
 * values   [height][width][N_HINT_VALUES], set */
void hints_cut (const ColorizeHints *hints,
                Pool                *pool,
                const ColorizeFrame *frame,
                gint                 height,
                gint                 width,
                gfloat              *values);

G_END_DECLS
