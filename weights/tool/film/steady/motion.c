/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "motion.h"

#include <math.h>
#include <string.h>

#include "map/resample.h"

#define N_LEVELS 3

/* Blocks of BLOCK x BLOCK pixels, one every STEP. */
#define BLOCK 8
#define STEP  4

/* How far is searched at the coarsest size, in its pixels. */
#define SEARCH 4

/* What a pixel of difference to the expected vector costs, in L*: where nothing tells, neighbors do. */
#define ROUGHNESS 0.15f

/* In L*: how much better a block's own vector must fit than the one between the blocks. */
#define BIAS 0.3f

/* Of exposure, beyond which frames have nothing in common. */
#define MAX_GAIN 2.0f

/* A difference of L* that grain makes, beyond which trust falls; and of the way back, in pixels. */
#define TRUSTED_RESIDUAL 4.0f
#define TRUSTED_RETURN   0.7f

typedef struct
{
  gint    height, width;
  gfloat *values;
} Plane;

struct _MotionFrame
{
  Plane planes[N_LEVELS]; /* from the finest */
};

/* Of one frame to another: L* here is about gain L* there + offset. */
typedef struct
{
  gfloat gain, offset;
} Exposure;

typedef struct
{
  gfloat x, y;
} Vector;

/* Of blocks, [rows][columns]. */
typedef struct
{
  gint    rows, columns;
  Vector *vectors;
} Grid;

MotionFrame *
motion_frame_new (const gfloat *luminance, gint height, gint width)
{
  MotionFrame *frame = g_new0 (MotionFrame, 1);
  gsize        n     = (gsize) height * width;

  for (gint i = 0; i < N_LEVELS; i++)
    {
      Plane *plane = &frame->planes[i];

      plane->height = MAX (height >> i, 1);
      plane->width  = MAX (width >> i, 1);
      plane->values = g_new (gfloat, (gsize) plane->height * plane->width);
      if (i == 0)
        memcpy (plane->values, luminance, n * sizeof *luminance);
      else
        resample_map (NULL, plane[-1].values, plane[-1].height, plane[-1].width, 1, RESAMPLE_LINEAR,
                      plane->height, plane->width, plane->values);
    }

  return frame;
}

void
motion_frame_free (MotionFrame *frame)
{
  if (! frame)
    return;

  for (gint i = 0; i < N_LEVELS; i++)
    g_free (frame->planes[i].values);
  g_free (frame);
}

/* Interpolated; beyond the edges are the edges' pixels. */
static inline gfloat
sample (const Plane *plane, gfloat x, gfloat y)
{
  gfloat        cx   = CLAMP (x, 0.0f, plane->width - 1.0f);
  gfloat        cy   = CLAMP (y, 0.0f, plane->height - 1.0f);
  gint          left = cx, top = cy;
  gint          right = MIN (left + 1, plane->width - 1);
  const gfloat *upper = plane->values + (gsize) top * plane->width;
  const gfloat *lower = plane->values + (gsize) MIN (top + 1, plane->height - 1) * plane->width;
  gfloat        u = cx - left, v = cy - top;
  gfloat        a = upper[left] + u * (upper[right] - upper[left]);
  gfloat        b = lower[left] + u * (lower[right] - lower[left]);

  return a + v * (b - a);
}

/* The mean difference of a block about (x, y) to what is at a vector from there, or more than `most`.
 * exposure   NULL where it is not known yet: then the block's own mean difference does not count */
static gfloat
compare_block (const Plane    *from,
               const Plane    *to,
               gint            x,
               gint            y,
               Vector          vector,
               const Exposure *exposure,
               gfloat          most)
{
  gint     left = MAX (x - BLOCK / 2, 0), right = MIN (x + BLOCK / 2, from->width);
  gint     top = MAX (y - BLOCK / 2, 0), bottom = MIN (y + BLOCK / 2, from->height);
  gint     n  = (right - left) * (bottom - top);
  gint     dx = floorf (vector.x), dy = floorf (vector.y);
  gfloat   u = vector.x - dx, v = vector.y - dy;
  gfloat   gain = exposure ? exposure->gain : 1.0f, offset = exposure ? exposure->offset : 0.0f;
  gfloat   differences[BLOCK * BLOCK];
  gfloat   sum = 0.0f, mean = 0.0f;
  gint     k = 0;
  gboolean inside =
    left + dx >= 0 && right + dx < to->width && top + dy >= 0 && bottom + dy < to->height;

  for (gint row = top; row < bottom && sum < most * n; row++)
    {
      const gfloat *here  = from->values + (gsize) row * from->width;
      const gfloat *upper = to->values + (gssize) (row + dy) * to->width + dx;

      for (gint i = left; i < right; i++, k++)
        {
          gfloat there;

          if (inside)
            {
              const gfloat *lower = upper + to->width;
              gfloat        a     = upper[i] + u * (upper[i + 1] - upper[i]);
              gfloat        b     = lower[i] + u * (lower[i + 1] - lower[i]);

              there = a + v * (b - a);
            }
          else
            there = sample (to, i + vector.x, row + vector.y);
          differences[k] = here[i] - gain * there - offset;
          if (exposure)
            sum += fabsf (differences[k]);
          else
            mean += differences[k] / n;
        }
    }

  for (gint i = 0; i < k && ! exposure; i++)
    sum += fabsf (differences[i] - mean);
  return sum / n;
}

typedef struct
{
  const Plane    *from, *to;
  const Exposure *exposure;
  gint            x, y; /* the block's center */
  Vector          expected;
  Vector          best;
  gfloat          cost;
} Search;

static void
try_vector (Search *search, Vector vector)
{
  gfloat rough =
    ROUGHNESS * (fabsf (vector.x - search->expected.x) + fabsf (vector.y - search->expected.y));
  gfloat cost;

  if (rough >= search->cost)
    return;
  cost = rough
         + compare_block (search->from, search->to, search->x, search->y, vector, search->exposure,
                          search->cost - rough);
  if (cost < search->cost)
    {
      search->cost = cost;
      search->best = vector;
    }
}

/* The eight about the best one. */
static void
try_around (Search *search, gfloat step)
{
  Vector center = search->best;

  for (gint i = 0; i < 9; i++)
    if (i != 4)
      try_vector (search,
                  (Vector) { center.x + step * (i % 3 - 1), center.y + step * (i / 3 - 1) });
}

static Vector
get_vector (const Grid *grid, gint row, gint column)
{
  return grid->vectors[CLAMP (row, 0, grid->rows - 1) * grid->columns
                       + CLAMP (column, 0, grid->columns - 1)];
}

static Grid
new_grid (const Plane *plane)
{
  Grid grid = { (plane->height + STEP - 1) / STEP, (plane->width + STEP - 1) / STEP, NULL };

  grid.vectors = g_new0 (Vector, grid.rows * grid.columns);
  return grid;
}

static void
search_block (Search     *search,
              const Grid *coarser,
              const Grid *grid,
              gint        row,
              gint        column,
              gboolean    is_finest)
{
  search->cost     = G_MAXFLOAT;
  search->expected = (Vector) { 0.0f, 0.0f };
  if (! coarser)
    {
      for (gint y = -SEARCH; y <= SEARCH; y++)
        for (gint x = -SEARCH; x <= SEARCH; x++)
          try_vector (search, (Vector) { x, y });
      try_around (search, 0.5f);
      return;
    }

  for (gint i = 0; i < 5; i++)
    {
      const gint offsets[5][2] = { { 0, 0 }, { -1, 0 }, { 1, 0 }, { 0, -1 }, { 0, 1 } };
      Vector     vector = get_vector (coarser, row / 2 + offsets[i][0], column / 2 + offsets[i][1]);

      vector.x *= 2.0f;
      vector.y *= 2.0f;
      if (i == 0)
        search->expected = vector;
      try_vector (search, vector);
    }
  /* Those before it have been found already. */
  if (column > 0)
    try_vector (search, get_vector (grid, row, column - 1));
  if (row > 0)
    try_vector (search, get_vector (grid, row - 1, column));
  try_vector (search, (Vector) { 0.0f, 0.0f });
  try_around (search, 1.0f);
  try_around (search, 0.5f);
  if (is_finest)
    {
      try_around (search, 0.25f);
      try_around (search, 0.125f);
    }
}

/* By what the vectors lead to, which is in both frames. */
static void
fit_exposure (const Plane *from, const Plane *to, const Grid *grid, Exposure *exposure)
{
  gdouble here = 0, there = 0, here_squared = 0, there_squared = 0;
  gint    n = 0;

  for (gint y = 0; y < from->height; y++)
    for (gint x = 0; x < from->width; x++)
      {
        Vector vector = get_vector (grid, y / STEP, x / STEP);
        gfloat u = x + vector.x, v = y + vector.y, p, q;

        if (u < 0 || v < 0 || u > to->width - 1 || v > to->height - 1)
          continue;
        p = from->values[(gsize) y * from->width + x];
        q = sample (to, u, v);
        here += p;
        there += q;
        here_squared += p * p;
        there_squared += q * q;
        n++;
      }

  *exposure = (Exposure) { 1.0f, 0.0f };
  if (n < BLOCK * BLOCK)
    return;
  here /= n;
  there /= n;
  here_squared  = here_squared / n - here * here;
  there_squared = there_squared / n - there * there;
  if (MIN (here_squared, there_squared) > 1.0)
    exposure->gain = CLAMP (sqrt (here_squared / there_squared), 1.0 / MAX_GAIN, MAX_GAIN);
  exposure->offset = here - exposure->gain * there;
}

static Grid
search_level (const MotionFrame *from,
              const MotionFrame *to,
              gint               level,
              const Grid        *coarser,
              Exposure          *exposure)
{
  Grid   grid   = new_grid (&from->planes[level]);
  Search search = { .from     = &from->planes[level],
                    .to       = &to->planes[level],
                    .exposure = coarser ? exposure : NULL };

  for (gint row = 0; row < grid.rows; row++)
    for (gint column = 0; column < grid.columns; column++)
      {
        search.x = column * STEP + STEP / 2;
        search.y = row * STEP + STEP / 2;
        search_block (&search, coarser, &grid, row, column, level == 0);
        grid.vectors[row * grid.columns + column] = search.best;
      }
  fit_exposure (search.from, search.to, &grid, exposure);
  return grid;
}

/* The mean difference of 3 x 3 pixels. */
static gfloat
compare_pixel (const Plane    *from,
               const Plane    *to,
               gint            x,
               gint            y,
               Vector          vector,
               const Exposure *exposure)
{
  gfloat sum = 0.0f;

  for (gint i = -1; i <= 1; i++)
    for (gint k = -1; k <= 1; k++)
      {
        gint row    = CLAMP (y + i, 0, from->height - 1);
        gint column = CLAMP (x + k, 0, from->width - 1);

        sum += fabsf (from->values[(gsize) row * from->width + column]
                      - exposure->gain * sample (to, column + vector.x, row + vector.y)
                      - exposure->offset);
      }
  return sum / 9.0f;
}

/* The best of what lies between the blocks' vectors and these. */
static void
choose_vectors (const MotionFrame *from,
                const MotionFrame *to,
                const Grid        *grid,
                const Exposure    *exposure,
                MotionVector      *vectors,
                gfloat            *residual)
{
  const Plane *here  = &from->planes[0];
  const Plane *there = &to->planes[0];

  for (gint y = 0; y < here->height; y++)
    for (gint x = 0; x < here->width; x++)
      {
        gfloat gx     = (x - STEP / 2) / (gfloat) STEP;
        gfloat gy     = (y - STEP / 2) / (gfloat) STEP;
        gint   column = floorf (gx), row = floorf (gy);
        gfloat u = gx - column, v = gy - row;
        Vector around[4], best;
        gfloat spread = 0.0f, cost;
        gsize  pixel  = (gsize) y * here->width + x;

        for (gint i = 0; i < 4; i++)
          around[i] = get_vector (grid, row + i / 2, column + i % 2);
        best.x = (1 - v) * ((1 - u) * around[0].x + u * around[1].x)
                 + v * ((1 - u) * around[2].x + u * around[3].x);
        best.y = (1 - v) * ((1 - u) * around[0].y + u * around[1].y)
                 + v * ((1 - u) * around[2].y + u * around[3].y);
        cost = compare_pixel (here, there, x, y, best, exposure);
        for (gint i = 0; i < 4; i++)
          spread = MAX (spread, fabsf (around[i].x - best.x) + fabsf (around[i].y - best.y));
        if (spread > 0.5f)
          {
            gfloat least = cost - BIAS;

            for (gint i = 0; i < 4; i++)
              {
                gfloat own = compare_pixel (here, there, x, y, around[i], exposure);

                if (own < least)
                  {
                    least = cost = own;
                    best         = around[i];
                  }
              }
          }

        if (x + best.x < -1.0f || x + best.x > here->width || y + best.y < -1.0f
            || y + best.y > here->height)
          cost = 100.0f;
        vectors[pixel] =
          (MotionVector) { lrintf (best.x * MOTION_UNIT), lrintf (best.y * MOTION_UNIT) };
        residual[pixel] = cost;
      }
}

void
motion_find (const MotionFrame *from,
             const MotionFrame *to,
             MotionVector      *vectors,
             gfloat            *residual)
{
  Grid     grid = { 0 };
  Exposure exposure;

  for (gint level = N_LEVELS; level-- > 0;)
    {
      Grid coarser = grid;

      grid = search_level (from, to, level, level < N_LEVELS - 1 ? &coarser : NULL, &exposure);
      g_free (coarser.vectors);
    }
  choose_vectors (from, to, &grid, &exposure, vectors, residual);
  g_free (grid.vectors);
}

void
motion_trust (const MotionVector *vectors,
              const gfloat       *residual,
              const MotionVector *back,
              gint                height,
              gint                width,
              guint8             *trust)
{
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      {
        gsize               pixel = (gsize) y * width + x;
        gfloat              vx    = vectors[pixel].x / (gfloat) MOTION_UNIT;
        gfloat              vy    = vectors[pixel].y / (gfloat) MOTION_UNIT;
        gint                bx    = CLAMP (lrintf (x + vx), 0, width - 1);
        gint                by    = CLAMP (lrintf (y + vy), 0, height - 1);
        const MotionVector *way   = &back[(gsize) by * width + bx];
        gfloat              away =
          hypotf (vx + way->x / (gfloat) MOTION_UNIT, vy + way->y / (gfloat) MOTION_UNIT);
        gfloat misfit = residual[pixel] / TRUSTED_RESIDUAL;
        gfloat turned = away / (TRUSTED_RETURN + 0.05f * hypotf (vx, vy));
        gfloat sure;

        misfit *= misfit;
        turned *= turned;
        sure         = 1.0f / (1.0f + misfit * misfit) / (1.0f + turned * turned);
        trust[pixel] = residual[pixel] >= 100.0f ? 0 : lrintf (255.0f * sure);
      }
}
