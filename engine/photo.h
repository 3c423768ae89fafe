/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inside of ColorizePhoto: the two small pictures that the network sees.
 */

#pragma once

#include "colorize.h"
#include "resample.h"

G_BEGIN_DECLS

/* One reduction of the photo, built up row by row. */
typedef struct
{
  gint          height; /* 0: not wanted */
  gint          width;
  ResampleAxis *rows;
  ResampleAxis *columns;
  gfloat       *luminance; /* [height][width], L* 0..100 */
  gfloat       *row;       /* [width]: one row of the photo, reduced in width */
} Reduction;

struct _ColorizePhoto
{
  gint      width;
  gint      height;
  gint      n_rows; /* given so far */
  Reduction local;  /* at the working size */
  Reduction global; /* squeezed to the square of the global stream */
};

G_END_DECLS
