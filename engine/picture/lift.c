/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "lift.h"

#include <math.h>

#include "memory.h"
#include "map/resample.h"

/* Beside the variance of L*, per pixel of the map's short side. Small maps hold objects, whose color
 * changes with their lightness; in larger ones more and more of the detail is texture and grain,
 * which has no color of its own. Measured on 24 photos reduced to 28, 56 and 112 pixels: 0.3 to 0.6
 * are within a hundredth of the best, constants of 12 to 96 are worse at one size or the other. */
#define SHRINKAGE 0.4f

/* How far chroma may go beyond that of the small pixels around it, of their range. An average hides
 * how far the colors of a pixel go; without any leeway edges stay softer than they need be. */
#define LEEWAY 0.3f

/* a*, b* and L*, interleaved while a step is prepared. */
#define N_COLORS 3

/* What is interpolated for a pixel of the larger map, filled up to whole vectors. */
enum
{
  VALUE_A,
  VALUE_B,
  VALUE_L,
  VALUE_GAIN_A,
  VALUE_GAIN_B,
  N_VALUES = 8
};

typedef struct
{
  gfloat low[2]; /* a*, b* */
  gfloat high[2];
} Bounds;

struct _LiftStep
{
  gint          height; /* of the small map */
  gint          width;
  gfloat       *values; /* [height][width][N_VALUES] */
  Bounds       *bounds; /* [height][width] */
  ResampleAxis *rows;   /* from the small map to the larger */
  ResampleAxis *columns;
  gint         *nearest_rows; /* [to_height]: of the small map */
  gint         *nearest_columns;
};


/* Consistent enlargement */

typedef struct
{
  gint          height;
  gint          width;
  const gfloat *colors; /* [height][width][N_COLORS] */
  const gfloat *from;
  gfloat       *to;
  gfloat       *scratch; /* for each thread a row and two pixels at either end */
} FilterJob;

/* What averaging makes of a map that was doubled by the cubic kernel: the weight of the pixel
 * itself, of its neighbors and of theirs. */
static void
get_blur (gfloat blur[3])
{
  blur[0] = resample_cubic_kernel (0.25);
  blur[1] = (resample_cubic_kernel (0.75) + resample_cubic_kernel (1.25)) / 2.0;
  blur[2] = resample_cubic_kernel (1.75) / 2.0;
}

/* to = from + colors - blur (from), a row of it. */
static void
filter_task (gint y, gint thread, gpointer data)
{
  const FilterJob *job    = data;
  gsize            n      = (gsize) job->width * N_COLORS;
  gsize            margin = 2 * N_COLORS;
  const gfloat    *from   = job->from + y * n;
  const gfloat    *own    = job->colors + y * n;
  gfloat          *to     = job->to + y * n;
  gfloat          *row    = job->scratch + thread * (n + 2 * margin) + margin;
  const gfloat    *above[2];
  const gfloat    *below[2];
  gfloat           blur[3];

  get_blur (blur);
  for (gint k = 0; k < 2; k++)
    {
      above[k] = job->from + MAX (y - k - 1, 0) * n;
      below[k] = job->from + MIN (y + k + 1, job->height - 1) * n;
    }

  for (gsize i = 0; i < n; i++)
    row[i] = blur[0] * from[i] + blur[1] * (above[0][i] + below[0][i])
             + blur[2] * (above[1][i] + below[1][i]);
  for (gsize i = 0; i < margin; i++)
    {
      row[(gssize) i - (gssize) margin] = row[i % N_COLORS];
      row[n + i]                        = row[n - N_COLORS + i % N_COLORS];
    }

  for (gsize i = 0; i < n; i++)
    to[i] = from[i] + own[i] - blur[0] * row[i]
            - blur[1] * (*(row + i - N_COLORS) + row[i + N_COLORS])
            - blur[2] * (*(row + i - margin) + row[i + margin]);
}

/* The map that the cubic kernel doubles to one whose average over each pixel is `colors`, nearly:
 * two steps of Jacobi's iteration. NULL if there is not enough memory. */
static gfloat *
make_consistent (Pool *pool, const gfloat *colors, gint height, gint width)
{
  gsize               n       = (gsize) height * width * N_COLORS;
  gsize               n_row   = (gsize) (width + 4) * N_COLORS;
  memory_auto gfloat *once    = memory_try_new (n);
  memory_auto gfloat *twice   = memory_try_new (n);
  g_autofree gfloat  *scratch = g_try_new (gfloat, n_row * pool_get_n_threads (pool));
  FilterJob           job     = { height, width, colors, colors, once, scratch };

  if (! once || ! twice || ! scratch)
    return NULL;

  pool_run (pool, height, filter_task, &job);
  job.from = once;
  job.to   = twice;
  pool_run (pool, height, filter_task, &job);
  return g_steal_pointer (&twice);
}


/* Gain */

/* Sums, and the limits, of three rows: what 3 x 3 pixels have in a column. */
typedef struct
{
  gfloat moments[N_COLORS]; /* of the detail: its L* with its a*, b* and L* */
  gfloat low[2];
  gfloat high[2];
} Column;

typedef struct
{
  LiftStep     *step;
  const gfloat *colors;     /* [height][width][N_COLORS] */
  const gfloat *consistent; /* the same, made so */
  const gfloat *detail;     /* what the half lacks */
  Column       *columns;    /* a row for each thread */
} StepJob;

/* `colors` less its enlarged half; NULL if there is not enough memory. */
static gfloat *
get_detail (Pool *pool, const gfloat *colors, gint height, gint width)
{
  gint                half_height = (height + 1) / 2;
  gint                half_width  = (width + 1) / 2;
  gsize               n           = (gsize) height * width * N_COLORS;
  memory_auto gfloat *half        = memory_try_new ((gsize) half_height * half_width * N_COLORS);
  memory_auto gfloat *consistent_half = NULL;
  gfloat             *detail          = memory_try_new (n);

  if (half)
    {
      resample_map (pool, colors, height, width, N_COLORS, RESAMPLE_LINEAR, half_height, half_width,
                    half);
      consistent_half = make_consistent (pool, half, half_height, half_width);
    }
  if (! consistent_half || ! detail)
    {
      memory_free (detail);
      return NULL;
    }

  resample_map (pool, consistent_half, half_height, half_width, N_COLORS, RESAMPLE_CUBIC, height,
                width, detail);
  for (gsize i = 0; i < n; i++)
    detail[i] = colors[i] - detail[i];
  return detail;
}

static void
get_columns (const StepJob *job, gint y, Column *columns)
{
  const LiftStep *step     = job->step;
  gsize           n        = (gsize) step->width * N_COLORS;
  gsize           above    = MAX (y - 1, 0) * n;
  gsize           below    = MIN (y + 1, step->height - 1) * n;
  gsize           starts[] = { above, y * n, below };

  for (gint x = 0; x < step->width; x++)
    {
      Column column = { .low = { INFINITY, INFINITY }, .high = { -INFINITY, -INFINITY } };

      for (gint i = 0; i < 3; i++)
        {
          const gfloat *detail = job->detail + starts[i] + N_COLORS * x;
          const gfloat *colors = job->colors + starts[i] + N_COLORS * x;

          for (gint c = 0; c < N_COLORS; c++)
            column.moments[c] += detail[VALUE_L] * detail[c];
          for (gint c = 0; c < 2; c++)
            {
              column.low[c]  = MIN (column.low[c], colors[c]);
              column.high[c] = MAX (column.high[c], colors[c]);
            }
        }
      columns[x] = column;
    }
}

/* The regression's gain, and how far chroma may go, from three columns. */
static void
set_pixel (const Column *left,
           const Column *middle,
           const Column *right,
           gfloat        shrinkage,
           gfloat        gain[2],
           Bounds       *bounds)
{
  gfloat variance =
    left->moments[VALUE_L] + middle->moments[VALUE_L] + right->moments[VALUE_L] + 9.0f * shrinkage;

  for (gint c = 0; c < 2; c++)
    {
      gfloat low  = MIN (MIN (left->low[c], middle->low[c]), right->low[c]);
      gfloat high = MAX (MAX (left->high[c], middle->high[c]), right->high[c]);

      gain[c]       = (left->moments[c] + middle->moments[c] + right->moments[c]) / variance;
      gfloat leeway = LEEWAY * (high - low);

      /* Beside orange there is less orange, not blue. */
      bounds->low[c]  = low > 0.0f ? MAX (low - leeway, 0.0f) : low - leeway;
      bounds->high[c] = high < 0.0f ? MIN (high + leeway, 0.0f) : high + leeway;
    }
}

static void
step_task (gint y, gint thread, gpointer data)
{
  const StepJob *job       = data;
  LiftStep      *step      = job->step;
  gfloat         shrinkage = SHRINKAGE * MIN (step->height, step->width);
  gsize          pixel     = (gsize) y * step->width;
  Column        *columns   = job->columns + (gsize) thread * step->width;

  get_columns (job, y, columns);
  for (gint x = 0; x < step->width; x++, pixel++)
    {
      gfloat *values = step->values + N_VALUES * pixel;

      for (gint c = 0; c < N_COLORS; c++)
        values[c] = job->consistent[N_COLORS * pixel + c];
      set_pixel (&columns[MAX (x - 1, 0)], &columns[x], &columns[MIN (x + 1, step->width - 1)],
                 shrinkage, values + VALUE_GAIN_A, &step->bounds[pixel]);
      for (gint i = VALUE_GAIN_B + 1; i < N_VALUES; i++)
        values[i] = 0.0f;
    }
}


/* The step */

static gint *
get_nearest (gint from, gint to)
{
  gint *nearest = g_new (gint, to);

  for (gint i = 0; i < to; i++)
    nearest[i] = (2 * (gint64) i + 1) * from / (2 * (gint64) to);
  return nearest;
}

static gfloat *
interleave (const gfloat *chroma, const gfloat *luminance, gsize n_pixels)
{
  gfloat *colors = memory_try_new (N_COLORS * n_pixels);

  for (gsize i = 0; colors && i < n_pixels; i++)
    {
      colors[N_COLORS * i + VALUE_A] = chroma[2 * i];
      colors[N_COLORS * i + VALUE_B] = chroma[2 * i + 1];
      colors[N_COLORS * i + VALUE_L] = luminance[i];
    }
  return colors;
}

LiftStep *
lift_step_new (Pool         *pool,
               const gfloat *chroma,
               const gfloat *luminance,
               gint          height,
               gint          width,
               gint          to_height,
               gint          to_width)
{
  gsize n_pixels                 = (gsize) height * width;
  g_autoptr (LiftStep) step      = g_new0 (LiftStep, 1);
  memory_auto gfloat *colors     = interleave (chroma, luminance, n_pixels);
  memory_auto gfloat *consistent = colors ? make_consistent (pool, colors, height, width) : NULL;
  memory_auto gfloat *detail     = consistent ? get_detail (pool, colors, height, width) : NULL;
  g_autofree Column  *columns    = g_try_new (Column, (gsize) width * pool_get_n_threads (pool));
  StepJob             job        = { step, colors, consistent, detail, columns };

  step->height          = height;
  step->width           = width;
  step->rows            = resample_axis_new (height, to_height, RESAMPLE_CUBIC);
  step->columns         = resample_axis_new (width, to_width, RESAMPLE_CUBIC);
  step->nearest_rows    = get_nearest (height, to_height);
  step->nearest_columns = get_nearest (width, to_width);
  step->values          = memory_try_new (N_VALUES * n_pixels);
  step->bounds          = (Bounds *) memory_try_new (n_pixels * sizeof (Bounds) / sizeof (gfloat));
  if (! detail || ! columns || ! step->values || ! step->bounds)
    return NULL;

  pool_run (pool, height, step_task, &job);
  return g_steal_pointer (&step);
}

void
lift_step_free (LiftStep *step)
{
  if (! step)
    return;

  resample_axis_free (step->rows);
  resample_axis_free (step->columns);
  g_free (step->nearest_rows);
  g_free (step->nearest_columns);
  memory_free (step->values);
  memory_free ((gfloat *) step->bounds);
  g_free (step);
}

void
lift_step_run (const LiftStep *step,
               const gfloat   *luminance,
               gint            x,
               gint            y,
               gint            n_columns,
               gint            n_rows,
               gfloat         *chroma)
{
  const ResampleTaps *columns  = step->columns->taps + x;
  const ResampleTaps *last     = &columns[n_columns - 1];
  gsize               first    = columns[0].first;
  gsize               n_values = N_VALUES * (last->first + last->n - first);
  gsize               stride   = (gsize) N_VALUES * step->width;
  g_autofree gfloat  *row      = g_new (gfloat, stride);

  for (gint i = 0; i < n_rows; i++)
    {
      const ResampleTaps *taps   = &step->rows->taps[y + i];
      const Bounds       *bounds = step->bounds + (gsize) step->nearest_rows[y + i] * step->width;

      resample_row (step->values + N_VALUES * first, stride, n_values, taps,
                    row + N_VALUES * first);

      for (gint k = 0; k < n_columns; k++, chroma += 2)
        {
          const Bounds *bound = &bounds[step->nearest_columns[x + k]];
          gfloat        values[N_VALUES];
          gfloat        detail;
          gfloat        a, b;

          resample_pixel (row, &columns[k], N_VALUES, values);
          detail    = *luminance++ - values[VALUE_L];
          a         = values[VALUE_A] + values[VALUE_GAIN_A] * detail;
          b         = values[VALUE_B] + values[VALUE_GAIN_B] * detail;
          chroma[0] = CLAMP (a, bound->low[0], bound->high[0]);
          chroma[1] = CLAMP (b, bound->low[1], bound->high[1]);
        }
    }
}
