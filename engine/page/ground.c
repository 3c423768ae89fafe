/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include <stdlib.h>

#include "ground.h"

/* How deep the ground is looked at, as a share of the page's short side. */
#define RIM 0.01

/* L* that the first guess may be off: half of what a scanner's light falls by. */
#define FIRST_WINDOW 10.0
#define N_ROUNDS     4

/* A ground rougher than this is a picture. */
#define MAX_NOISE 3.5

#define MIN_THRESHOLD 3.0
#define MAX_THRESHOLD 12.0
#define DEVIATIONS    4.5

/* How much of a side, and of all, must be ground: tape and fingers cover some. */
#define MIN_SIDE_SHARE 0.7
#define MIN_SHARE      0.8

/* From the median deviation of what is normally distributed to its standard deviation. */
#define FROM_MEDIAN 1.4826

typedef struct
{
  gdouble x, y; /* -1..1 */
  gfloat  luminance;
  Sides   side;
} Sample;

static gdouble
to_unit (gint pixel, gint length)
{
  return (2.0 * pixel + 1.0) / length - 1.0;
}

static void
get_terms (gdouble x, gdouble y, gdouble terms[GROUND_TERMS])
{
  terms[0] = 1.0;
  terms[1] = x;
  terms[2] = y;
  terms[3] = x * x;
  terms[4] = x * y;
  terms[5] = y * y;
}

static gdouble
get_level (const Ground *ground, gdouble x, gdouble y)
{
  gdouble terms[GROUND_TERMS];
  gdouble sum = 0.0;

  get_terms (x, y, terms);
  for (gint i = 0; i < GROUND_TERMS; i++)
    sum += ground->terms[i] * terms[i];
  return sum;
}

static gint
compare_floats (gconstpointer a, gconstpointer b)
{
  gfloat one   = *(const gfloat *) a;
  gfloat other = *(const gfloat *) b;

  return one < other ? -1 : one > other;
}

static gfloat
take_median (gfloat *values, guint n)
{
  qsort (values, n, sizeof *values, compare_floats);
  return values[n / 2];
}

static void
add_sample (GArray *samples, const Page *page, gint x, gint y, Sides side)
{
  Sample sample = { to_unit (x, page->width), to_unit (y, page->height),
                    page->luminance[(gsize) y * page->width + x], side };

  g_array_append_val (samples, sample);
}

static GArray *
take_samples (const Page *page, Sides sides)
{
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (Sample));
  gint    depth   = MAX (RIM * MIN (page->width, page->height) + 0.5, 1);

  for (gint d = 0; d < depth; d++)
    {
      for (gint x = 0; x < page->width; x++)
        {
          if (sides & SIDE_TOP)
            add_sample (samples, page, x, d, SIDE_TOP);
          if (sides & SIDE_BOTTOM)
            add_sample (samples, page, x, page->height - 1 - d, SIDE_BOTTOM);
        }
      for (gint y = 0; y < page->height; y++)
        {
          if (sides & SIDE_LEFT)
            add_sample (samples, page, d, y, SIDE_LEFT);
          if (sides & SIDE_RIGHT)
            add_sample (samples, page, page->width - 1 - d, y, SIDE_RIGHT);
        }
    }
  return samples;
}

/* Gauss and Jordan, with pivots from the diagonal: the matrix is positive definite. */
static void
solve (gdouble matrix[GROUND_TERMS][GROUND_TERMS + 1], gdouble solution[GROUND_TERMS])
{
  for (gint k = 0; k < GROUND_TERMS; k++)
    for (gint i = 0; i < GROUND_TERMS; i++)
      {
        gdouble factor = matrix[i][k] / matrix[k][k];

        for (gint j = k; i != k && j <= GROUND_TERMS; j++)
          matrix[i][j] -= factor * matrix[k][j];
      }
  for (gint k = 0; k < GROUND_TERMS; k++)
    solution[k] = matrix[k][GROUND_TERMS] / matrix[k][k];
}

/* Least squares over the samples that are at most `window` off. The slight pull to the terms' zero is for
 * what the samples leave open, such as a page with two sides. */
static void
fit (const GArray *samples, gdouble window, Ground *ground)
{
  gdouble matrix[GROUND_TERMS][GROUND_TERMS + 1] = { 0 };

  for (gint k = 0; k < GROUND_TERMS; k++)
    matrix[k][k] = k == 0 ? 1e-6 : 1e-3 * samples->len;

  for (guint i = 0; i < samples->len; i++)
    {
      const Sample *sample = &g_array_index (samples, Sample, i);
      gdouble       terms[GROUND_TERMS];

      if (fabs (sample->luminance - get_level (ground, sample->x, sample->y)) > window)
        continue;

      get_terms (sample->x, sample->y, terms);
      for (gint k = 0; k < GROUND_TERMS; k++)
        {
          for (gint j = 0; j < GROUND_TERMS; j++)
            matrix[k][j] += terms[k] * terms[j];
          matrix[k][GROUND_TERMS] += terms[k] * sample->luminance;
        }
    }
  solve (matrix, ground->terms);
}

/* Of all samples: half of them may be outliers. */
static gdouble
measure_noise (const GArray *samples, const Ground *ground)
{
  g_autofree gfloat *off = g_new (gfloat, samples->len);

  for (guint i = 0; i < samples->len; i++)
    {
      const Sample *sample = &g_array_index (samples, Sample, i);

      off[i] = fabs (sample->luminance - get_level (ground, sample->x, sample->y));
    }
  return FROM_MEDIAN * take_median (off, samples->len);
}

/* Whether enough of each side is ground. */
static gboolean
covers_sides (const GArray *samples, const Ground *ground)
{
  guint n_near[ALL_SIDES + 1] = { 0 };
  guint n_all[ALL_SIDES + 1]  = { 0 };
  guint n                     = 0;

  for (guint i = 0; i < samples->len; i++)
    {
      const Sample *sample = &g_array_index (samples, Sample, i);
      gdouble       off    = sample->luminance - get_level (ground, sample->x, sample->y);

      n_all[sample->side]++;
      n_near[sample->side] += fabs (off) <= ground->threshold;
      n += fabs (off) <= ground->threshold;
    }

  for (Sides side = SIDE_LEFT; side <= SIDE_BOTTOM; side <<= 1)
    if (n_near[side] < MIN_SIDE_SHARE * n_all[side])
      return FALSE;
  return n >= MIN_SHARE * samples->len;
}

gboolean
ground_measure (const Page *page, Sides sides, Ground *ground)
{
  g_autoptr (GArray) samples = take_samples (page, sides);
  g_autofree gfloat *values  = g_new (gfloat, samples->len);
  gdouble            window  = FIRST_WINDOW;

  for (guint i = 0; i < samples->len; i++)
    values[i] = g_array_index (samples, Sample, i).luminance;

  *ground = (Ground) { .terms = { take_median (values, samples->len) } };
  for (gint round = 0; round < N_ROUNDS; round++)
    {
      fit (samples, window, ground);
      ground->noise     = measure_noise (samples, ground);
      ground->threshold = CLAMP (DEVIATIONS * ground->noise, MIN_THRESHOLD, MAX_THRESHOLD);
      window            = ground->threshold;
    }

  return ground->noise <= MAX_NOISE && covers_sides (samples, ground);
}

typedef struct
{
  const Page   *page;
  const Ground *ground;
  guint8       *is_ground;
  GArray       *open; /* gint: places whose neighbors are to be looked at */
} Flood;

static void
reach (Flood *flood, gint x, gint y)
{
  const Page *page = flood->page;
  gint        i    = y * page->width + x;

  if (x < 0 || y < 0 || x >= page->width || y >= page->height || flood->is_ground[i]
      || fabs (page->luminance[i]
               - get_level (flood->ground, to_unit (x, page->width), to_unit (y, page->height)))
           > flood->ground->threshold)
    return;

  flood->is_ground[i] = 1;
  g_array_append_val (flood->open, i);
}

guint8 *
ground_flood (const Page *page, Sides sides, const Ground *ground)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (gint));
  Flood flood             = { page, ground, g_new0 (guint8, page->width * page->height), open };

  for (gint x = 0; x < page->width; x++)
    {
      if (sides & SIDE_TOP)
        reach (&flood, x, 0);
      if (sides & SIDE_BOTTOM)
        reach (&flood, x, page->height - 1);
    }
  for (gint y = 0; y < page->height; y++)
    {
      if (sides & SIDE_LEFT)
        reach (&flood, 0, y);
      if (sides & SIDE_RIGHT)
        reach (&flood, page->width - 1, y);
    }

  while (open->len > 0)
    {
      gint i = g_array_index (open, gint, open->len - 1);
      gint x = i % page->width;
      gint y = i / page->width;

      g_array_set_size (open, open->len - 1);
      reach (&flood, x - 1, y);
      reach (&flood, x + 1, y);
      reach (&flood, x, y - 1);
      reach (&flood, x, y + 1);
    }
  return flood.is_ground;
}
