/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "neighborhoods.h"

#include <string.h>

/* One row of a neighborhood: the kernel's taps at the input row y, columns x .. x + kernel - 1,
 * in coordinates of the enlarged input. */
static inline gfloat *
gather_taps (const Layer *layer, const FeatureMap *input, gint photo, gint y, gint x, gfloat *row)
{
  gint          enlarged = layer->upsampling;
  gint          width    = input->width * enlarged;
  gsize         channels = input->channels;
  const gfloat *from     = input->data + neighborhood_row_offset (layer, input, photo, y);

  if (y < 0 || y >= input->height * enlarged)
    {
      memset (row, 0, layer->kernel * channels * sizeof *row);
      return row + layer->kernel * channels;
    }

  if (enlarged == 1 && x >= 0 && x + layer->kernel <= width)
    {
      memcpy (row, from + x * channels, layer->kernel * channels * sizeof *row);
      return row + layer->kernel * channels;
    }

  for (gint tap = 0; tap < layer->kernel; tap++, x++, row += channels)
    if (x < 0 || x >= width)
      memset (row, 0, channels * sizeof *row);
    else
      memcpy (row, from + (x / enlarged) * channels, channels * sizeof *row);

  return row;
}

void
neighborhoods_gather (const Layer      *layer,
                      const FeatureMap *input,
                      const FeatureMap *output,
                      gint              first,
                      gint              n,
                      gfloat           *rows)
{
  gint padding = layer->kernel / 2;
  gint top     = output->top * layer->stride - input->top * layer->upsampling - padding;

  for (gint pixel = first; pixel < first + n; pixel++)
    {
      gint photo = pixel / (output->width * output->height);
      gint y     = pixel / output->width % output->height * layer->stride + top;
      gint x     = pixel % output->width * layer->stride - padding;

      for (gint tap = 0; tap < layer->kernel; tap++)
        rows = gather_taps (layer, input, photo, y + tap, x, rows);
    }
}
