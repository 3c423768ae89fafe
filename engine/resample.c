/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "resample.h"

/* Pixel i covers from * i / to .. from * (i + 1) / to of the old axis. */
static void
set_average (ResampleTaps *taps, gint i, gint from, gint to, gfloat *weights)
{
  gint64 begin = (gint64) i * from; /* in units of 1 / to */
  gint64 end   = begin + from;

  taps->first = begin / to;
  taps->n     = (end + to - 1) / to - taps->first;

  for (gint k = 0; k < taps->n; k++)
    {
      gint64 left  = MAX (begin, (gint64) (taps->first + k) * to);
      gint64 right = MIN (end, (gint64) (taps->first + k + 1) * to);

      weights[k] = (gdouble) (right - left) / from;
    }
}

static void
set_linear (ResampleTaps *taps, gint i, gint from, gint to, gfloat *weights)
{
  gdouble centre   = CLAMP ((i + 0.5) * from / to - 0.5, 0.0, from - 1.0);
  gdouble fraction = centre - floor (centre);

  taps->first = (gint) centre;
  taps->n     = taps->first + 1 < from ? 2 : 1;
  weights[0]  = taps->n == 2 ? 1.0 - fraction : 1.0;
  weights[1]  = fraction;
}

ResampleAxis *
resample_axis_new (gint from, gint to)
{
  ResampleAxis *axis  = g_new (ResampleAxis, 1);
  gint          max_n = from > to ? from / to + 2 : 2;

  axis->length  = to;
  axis->taps    = g_new (ResampleTaps, to);
  axis->weights = g_new (gfloat, (gsize) to * max_n);

  for (gint i = 0; i < to; i++)
    {
      gfloat *weights = axis->weights + (gsize) i * max_n;

      axis->taps[i].weights = weights;
      if (from > to)
        set_average (&axis->taps[i], i, from, to, weights);
      else
        set_linear (&axis->taps[i], i, from, to, weights);
    }

  return axis;
}

void
resample_axis_free (ResampleAxis *axis)
{
  if (! axis)
    return;

  g_free (axis->taps);
  g_free (axis->weights);
  g_free (axis);
}
