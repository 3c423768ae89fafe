/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pictures brought to another size, along one axis at a time: averages over the area that a pixel
 * covers, or straight lines between pixel centres (resample.h). Any thread.
 */

#pragma once

#include "resample.h"

G_BEGIN_DECLS

/* from   [n_rows][width][n_channels], of the axis' old length
 * to     [n_rows][axis->length][n_channels] */
void resize_columns (const gfloat       *from,
                     gint                width,
                     gint                n_rows,
                     gint                n_channels,
                     const ResampleAxis *axis,
                     gfloat             *to);

/* from   [height][row_length], of the axis' old length
 * to     [axis->length][row_length] */
void resize_rows (const gfloat *from, gsize row_length, const ResampleAxis *axis, gfloat *to);

/* Both, for a square.
 * from      [side][side][n_channels]
 * scratch   [side][to_side][n_channels]
 * to        [to_side][to_side][n_channels]; not `from` */
void resize_square (const gfloat *from,
                    gint          side,
                    gint          n_channels,
                    gint          to_side,
                    gfloat       *scratch,
                    gfloat       *to);

G_END_DECLS
