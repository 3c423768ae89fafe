/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How well the lift keeps to edges: the true a*b* of color photos, reduced to what a network would
 * give and brought back to full size along the photos' luminance, beside linear and cubic
 * interpolation.
 */

#include <math.h>
#include <stdlib.h>

#include "bench-truth.h"
#include "cielab.h"
#include "picture/prediction.h"

/* The strongest edges of chroma, of all pixels. */
#define EDGE_SHARE 0.05

/* Deviation of the grain that is added to L*, in the second half of the table. */
#define GRAIN 5.0

typedef enum
{
  WAY_LINEAR,
  WAY_CUBIC,
  WAY_LIFT,
  N_WAYS
} Way;

enum
{
  AREA_ALL,
  AREA_EDGES,
  N_AREAS
};

/* Sums over photos: of the squared error of a* and b*, and of CIEDE2000. */
typedef struct
{
  gdouble squared[N_WAYS][N_AREAS];
  gdouble difference[N_WAYS][N_AREAS];
  gdouble n_pixels[N_AREAS];
  gdouble worst; /* photo: the lift's rmse over that of linear interpolation */
} Sums;

static gint
compare_floats (gconstpointer a, gconstpointer b)
{
  gfloat one   = *(const gfloat *) a;
  gfloat other = *(const gfloat *) b;

  return one < other ? -1 : one > other;
}

static gfloat
get_gradient (const BenchTruth *truth, gint y, gint x)
{
  gint   above = MAX (y - 1, 0) * truth->width + x;
  gint   below = MIN (y + 1, truth->height - 1) * truth->width + x;
  gint   left  = y * truth->width + MAX (x - 1, 0);
  gint   right = y * truth->width + MIN (x + 1, truth->width - 1);
  gfloat sum   = 0.0f;

  for (gint c = 0; c < 2; c++)
    {
      gfloat across = truth->chroma[2 * right + c] - truth->chroma[2 * left + c];
      gfloat down   = truth->chroma[2 * below + c] - truth->chroma[2 * above + c];

      sum += across * across + down * down;
    }
  return sum;
}

/* [height][width], to be freed */
static guint8 *
find_edges (const BenchTruth *truth)
{
  gsize              n_pixels  = (gsize) truth->width * truth->height;
  guint8            *is_edge   = g_new (guint8, n_pixels);
  g_autofree gfloat *gradients = g_new (gfloat, n_pixels);
  g_autofree gfloat *sorted    = NULL;

  for (gint y = 0; y < truth->height; y++)
    for (gint x = 0; x < truth->width; x++)
      gradients[(gsize) y * truth->width + x] = get_gradient (truth, y, x);

  sorted = g_memdup2 (gradients, n_pixels * sizeof *gradients);
  qsort (sorted, n_pixels, sizeof *sorted, compare_floats);
  for (gsize i = 0; i < n_pixels; i++)
    is_edge[i] = gradients[i] >= sorted[(gsize) ((1.0 - EDGE_SHARE) * n_pixels)];
  return is_edge;
}

/* Normally distributed, nearly: a sum of twelve. */
static gdouble
draw_grain (GRand *random)
{
  gdouble sum = -6.0;

  for (gint i = 0; i < 12; i++)
    sum += g_rand_double (random);
  return GRAIN * sum;
}

/* a*b* as each way makes them of the reduced ones. */
static gfloat *
enlarge (Pool             *pool,
         const BenchTruth *truth,
         const gfloat     *luminance,
         Way               way,
         gint              height,
         gint              width)
{
  gsize              n_pixels = (gsize) truth->width * truth->height;
  g_autofree gfloat *small    = g_new (gfloat, 2 * (gsize) height * width);
  gfloat            *chroma   = g_new (gfloat, 2 * n_pixels);

  resample_map (pool, truth->chroma, truth->height, truth->width, 2, RESAMPLE_LINEAR, height, width,
                small);

  if (way == WAY_LIFT)
    {
      const ColorizeOptions options     = COLORIZE_OPTIONS_INIT;
      g_autoptr (ColorizePhoto) photo   = colorize_photo_new (truth->width, truth->height, NULL);
      g_autoptr (ColorizeChroma) lifted = NULL;

      colorize_photo_add_rows (photo, luminance, truth->height);
      lifted = chroma_new (pool, photo, small, height, width);
      colorize_chroma_lift (lifted, &options, luminance, 0, 0, truth->width, truth->height, chroma);
      return chroma;
    }

  resample_map (pool, small, height, width, 2, way == WAY_CUBIC ? RESAMPLE_CUBIC : RESAMPLE_LINEAR,
                truth->height, truth->width, chroma);
  return chroma;
}

static gdouble
compare (const BenchTruth *truth, const guint8 *is_edge, const gfloat *chroma, Way way, Sums *sums)
{
  gsize   n_pixels = (gsize) truth->width * truth->height;
  gdouble before   = sums->squared[way][AREA_ALL];

  for (gsize i = 0; i < n_pixels; i++)
    {
      gfloat  one[]      = { truth->luminance[i], chroma[2 * i], chroma[2 * i + 1] };
      gfloat  other[]    = { one[0], truth->chroma[2 * i], truth->chroma[2 * i + 1] };
      gdouble a          = one[1] - other[1];
      gdouble b          = one[2] - other[2];
      gdouble difference = cielab_get_difference (one, other);

      for (gint area = 0; area <= is_edge[i]; area++)
        {
          sums->squared[way][area] += a * a + b * b;
          sums->difference[way][area] += difference;
        }
    }
  return sums->squared[way][AREA_ALL] - before;
}

static void
measure (Pool             *pool,
         const BenchTruth *truth,
         const guint8     *is_edge,
         const gfloat     *luminance,
         gint              short_side,
         Sums             *sums)
{
  gdouble scale = (gdouble) short_side / MIN (truth->width, truth->height);
  gdouble squared[N_WAYS];

  for (Way way = 0; way < N_WAYS; way++)
    {
      g_autofree gfloat *chroma =
        enlarge (pool, truth, luminance, way, MAX (truth->height * scale + 0.5, 1),
                 MAX (truth->width * scale + 0.5, 1));

      squared[way] = compare (truth, is_edge, chroma, way, sums);
    }

  sums->worst = MAX (sums->worst, sqrt (squared[WAY_LIFT] / squared[WAY_LINEAR]));
  for (gsize i = 0; i < (gsize) truth->width * truth->height; i++)
    for (gint area = 0; area <= is_edge[i]; area++)
      sums->n_pixels[area]++;
}

static void
print (const Sums *sums, gint short_side, gboolean has_grain)
{
  g_print ("%6d %-6s", short_side, has_grain ? "grain" : "");
  for (gint area = 0; area < N_AREAS; area++)
    {
      const gdouble *linear_squared = &sums->squared[WAY_LINEAR][area];

      g_print ("  %6.2f  %5.3f  %5.3f  %6.2f  %5.3f  %5.3f",
               sqrt (*linear_squared / (2.0 * sums->n_pixels[area])),
               sqrt (sums->squared[WAY_CUBIC][area] / *linear_squared),
               sqrt (sums->squared[WAY_LIFT][area] / *linear_squared),
               sums->difference[WAY_LINEAR][area] / sums->n_pixels[area],
               sums->difference[WAY_CUBIC][area] / sums->difference[WAY_LINEAR][area],
               sums->difference[WAY_LIFT][area] / sums->difference[WAY_LINEAR][area]);
    }
  g_print ("  %5.3f\n", sums->worst);
}

static void
print_head (guint n_photos)
{
  g_print ("a*b* of %u photos, reduced to a short side and enlarged again: linear interpolation's "
           "error, and that of the others as a share of it.\n"
           "                %-44s  %s of the strongest chroma edges\n"
           "  side           %s  %s  worst photo\n",
           n_photos, "all pixels", "5 %", "  rmse  cubic   lift   dE2000  cubic  lift",
           "  rmse  cubic   lift   dE2000  cubic  lift");
}

gboolean
bench_lift (const BenchOptions *options, GError **error)
{
  g_autoptr (Pool) pool      = pool_new (g_array_index (options->threads, gint, 0), NULL);
  g_autoptr (GRand) random   = g_rand_new_with_seed (1);
  g_autoptr (PhotoList) list = bench_truth_list (options, error);
  g_autofree Sums *sums      = NULL; /* of each size, without and with grain */

  if (! list)
    return FALSE;

  sums = g_new0 (Sums, 2 * options->sizes->len);

  for (guint i = 0; i < list->jobs->len; i++)
    {
      const PhotoJob    *job     = list->jobs->pdata[i];
      g_autofree gfloat *grain   = NULL;
      g_autofree guint8 *is_edge = NULL;
      g_auto (BenchTruth) truth  = { 0 };

      if (! bench_truth_load (&truth, job->photo, error))
        return FALSE;

      is_edge = find_edges (&truth);
      grain   = g_memdup2 (truth.luminance, sizeof (gfloat) * truth.width * truth.height);
      for (gint pixel = 0; pixel < truth.width * truth.height; pixel++)
        grain[pixel] = CLAMP (grain[pixel] + draw_grain (random), 0.0, 100.0);

      for (guint k = 0; k < options->sizes->len; k++)
        {
          gint size = g_array_index (options->sizes, gint, k);

          measure (pool, &truth, is_edge, truth.luminance, size, &sums[2 * k]);
          measure (pool, &truth, is_edge, grain, size, &sums[2 * k + 1]);
        }
    }

  print_head (list->jobs->len);
  for (guint k = 0; k < 2 * options->sizes->len; k++)
    print (&sums[k], g_array_index (options->sizes, gint, k / 2), k % 2);
  return TRUE;
}
