/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "resample.h"

#define CUBIC_TAPS 4

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
  gdouble center   = CLAMP ((i + 0.5) * from / to - 0.5, 0.0, from - 1.0);
  gdouble fraction = center - floor (center);

  taps->first = (gint) center;
  taps->n     = taps->first + 1 < from ? 2 : 1;
  weights[0]  = taps->n == 2 ? 1.0 - fraction : 1.0;
  weights[1]  = fraction;
}

gdouble
resample_cubic_kernel (gdouble x)
{
  const gdouble a = RESAMPLE_SHARPNESS;

  x = fabs (x);
  if (x < 1.0)
    return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
  return x < 2.0 ? ((a * x - 5.0 * a) * x + 8.0 * a) * x - 4.0 * a : 0.0;
}

static void
set_cubic (ResampleTaps *taps, gint i, gint from, gint to, gfloat *weights)
{
  gdouble center = (i + 0.5) * from / to - 0.5;
  gint    before = (gint) floor (center) - 1;
  gint    last   = MIN (before + CUBIC_TAPS, from) - 1;

  taps->first = MAX (before, 0);
  taps->n     = last - taps->first + 1;
  for (gint k = 0; k < taps->n; k++)
    weights[k] = 0.0f;
  for (gint k = before; k < before + CUBIC_TAPS; k++)
    weights[CLAMP (k, taps->first, last) - taps->first] += resample_cubic_kernel (center - k);
}

ResampleAxis *
resample_axis_new (gint from, gint to, ResampleKind kind)
{
  ResampleAxis *axis  = g_new (ResampleAxis, 1);
  gint          max_n = from > to ? from / to + 2 : CUBIC_TAPS;

  axis->length  = to;
  axis->taps    = g_new (ResampleTaps, to);
  axis->weights = g_new (gfloat, (gsize) to * max_n);

  for (gint i = 0; i < to; i++)
    {
      gfloat *weights = axis->weights + (gsize) i * max_n;

      axis->taps[i].weights = weights;
      if (from > to)
        set_average (&axis->taps[i], i, from, to, weights);
      else if (kind == RESAMPLE_CUBIC)
        set_cubic (&axis->taps[i], i, from, to, weights);
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

/* Inlined where n_channels is a constant: this is where resampling spends its time. */
static inline void
resample_columns_of_row (const gfloat *row, gint n_channels, const ResampleAxis *axis, gfloat *to)
{
  for (gint x = 0; x < axis->length; x++)
    resample_pixel (row, &axis->taps[x], n_channels, to + (gsize) x * n_channels);
}

void
resample_columns (const gfloat       *from,
                  gint                width,
                  gint                n_rows,
                  gint                n_channels,
                  const ResampleAxis *axis,
                  gfloat             *to)
{
  for (gint y = 0; y < n_rows; y++)
    {
      switch (n_channels)
        {
        case 1:
          resample_columns_of_row (from, 1, axis, to);
          break;

        case 2:
          resample_columns_of_row (from, 2, axis, to);
          break;

        case 3:
          resample_columns_of_row (from, 3, axis, to);
          break;

        case 4:
          resample_columns_of_row (from, 4, axis, to);
          break;

        default:
          resample_columns_of_row (from, n_channels, axis, to);
          break;
        }
      from += (gsize) width * n_channels;
      to += (gsize) axis->length * n_channels;
    }
}

void
resample_row (const gfloat       *from,
              gsize               stride,
              gsize               n_values,
              const ResampleTaps *taps,
              gfloat             *to)
{
  const gfloat *row = from + taps->first * stride;

  for (gsize i = 0; i < n_values; i++)
    to[i] = taps->weights[0] * row[i];
  for (gint k = 1; k < taps->n; k++)
    {
      row += stride;
      for (gsize i = 0; i < n_values; i++)
        to[i] += taps->weights[k] * row[i];
    }
}

/* The first row of a smaller map that reaches down to row y of `from` rows. */
static gint
find_row (const ResampleAxis *rows, gint y)
{
  gint low  = 0;
  gint high = rows->length - 1;

  while (low < high)
    {
      gint middle = (low + high) / 2;

      if (rows->taps[middle].first + rows->taps[middle].n > y)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

void
resample_add_row (const gfloat       *row,
                  gint                y,
                  gint                n_channels,
                  const ResampleAxis *columns,
                  const ResampleAxis *rows,
                  gfloat             *reduced,
                  gfloat             *to)
{
  gsize n_values = (gsize) columns->length * n_channels;

  resample_columns (row, 0, 1, n_channels, columns, reduced);
  for (gint i = find_row (rows, y); i < rows->length && rows->taps[i].first <= y; i++)
    {
      gfloat  weight = rows->taps[i].weights[y - rows->taps[i].first];
      gfloat *sum    = to + i * n_values;

      for (gsize k = 0; k < n_values; k++)
        sum[k] += weight * reduced[k];
    }
}

typedef struct
{
  const gfloat *from;
  gint          width;
  gint          n_channels;
  ResampleAxis *rows;
  ResampleAxis *columns;
  gfloat       *scratch; /* a row of `from` for each thread */
  gfloat       *to;
} MapJob;

static void
map_task (gint index, gint thread, gpointer data)
{
  MapJob *job        = data;
  gsize   row_length = (gsize) job->width * job->n_channels;
  gfloat *row        = job->scratch + thread * row_length;

  resample_row (job->from, row_length, row_length, &job->rows->taps[index], row);
  resample_columns (row, job->width, 1, job->n_channels, job->columns,
                    job->to + (gsize) index * job->columns->length * job->n_channels);
}

void
resample_map (Pool         *pool,
              const gfloat *from,
              gint          height,
              gint          width,
              gint          n_channels,
              ResampleKind  kind,
              gint          to_height,
              gint          to_width,
              gfloat       *to)
{
  g_autoptr (ResampleAxis) rows    = resample_axis_new (height, to_height, kind);
  g_autoptr (ResampleAxis) columns = resample_axis_new (width, to_width, kind);
  gint               n_threads     = pool ? pool_get_n_threads (pool) : 1;
  g_autofree gfloat *scratch       = g_new (gfloat, (gsize) n_threads * width * n_channels);
  MapJob             job           = { from, width, n_channels, rows, columns, scratch, to };

  if (pool)
    pool_run (pool, to_height, map_task, &job);
  else
    for (gint y = 0; y < to_height; y++)
      map_task (y, 0, &job);
}
