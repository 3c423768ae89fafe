/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "resize.h"

void
resize_columns (const gfloat       *from,
                gint                width,
                gint                n_rows,
                gint                n_channels,
                const ResampleAxis *axis,
                gfloat             *to)
{
  for (gint y = 0; y < n_rows; y++, from += (gsize) width * n_channels)
    for (gint x = 0; x < axis->length; x++)
      {
        const ResampleTaps *taps   = &axis->taps[x];
        const gfloat       *pixels = from + (gsize) taps->first * n_channels;

        for (gint c = 0; c < n_channels; c++)
          {
            gfloat sum = 0.0f;

            for (gint k = 0; k < taps->n; k++)
              sum += taps->weights[k] * pixels[k * n_channels + c];
            *to++ = sum;
          }
      }
}

void
resize_rows (const gfloat *from, gsize row_length, const ResampleAxis *axis, gfloat *to)
{
  memset (to, 0, sizeof (gfloat) * row_length * axis->length);
  for (gint y = 0; y < axis->length; y++, to += row_length)
    for (gint k = 0; k < axis->taps[y].n; k++)
      {
        const gfloat *row    = from + (axis->taps[y].first + k) * row_length;
        gfloat        weight = axis->taps[y].weights[k];

        for (gsize i = 0; i < row_length; i++)
          to[i] += weight * row[i];
      }
}

void
resize_square (const gfloat *from,
               gint          side,
               gint          n_channels,
               gint          to_side,
               gfloat       *scratch,
               gfloat       *to)
{
  g_autoptr (ResampleAxis) axis = resample_axis_new (side, to_side);

  resize_columns (from, side, side, n_channels, axis, scratch);
  resize_rows (scratch, (gsize) to_side * n_channels, axis, to);
}
