/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Evenness on made-up maps, and the equations that it solves beside a plain elimination.
 */

#include <math.h>
#include <string.h>

#include <babl/babl.h>

#include "picture/evenness.h"
#include "picture/prediction.h"
#include "map/spread.h"
#include "weights-recipe.h"

#define SIDE 112

/* A map, and what is known of it. */
typedef struct
{
  gint    height;
  gint    width;
  gfloat *luminance; /* [height][width] */
  gfloat *variance;  /* [height][width] */
  gfloat *chroma;    /* [height][width][2] */
} Map;

static void
map_clear (Map *map)
{
  g_free (map->luminance);
  g_free (map->variance);
  g_free (map->chroma);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Map, map_clear)

/* An even surface with some grain, of one color. */
static void
map_init (Map *map, gint height, gint width, gfloat variance, gfloat a, gfloat b)
{
  map->height    = height;
  map->width     = width;
  map->luminance = g_new (gfloat, height * width);
  map->variance  = g_new (gfloat, height * width);
  map->chroma    = g_new (gfloat, 2 * height * width);

  for (gint i = 0; i < height * width; i++)
    {
      map->luminance[i]      = g_test_rand_double_range (49.0, 51.0);
      map->variance[i]       = variance;
      map->chroma[2 * i]     = a;
      map->chroma[2 * i + 1] = b;
    }
}

/* Steps, grain and blots of any color. */
static void
map_init_random (Map *map, gint height, gint width)
{
  gint step = g_test_rand_int_range (1, 9);

  map_init (map, height, width, 0.0f, 0.0f, 0.0f);
  for (gint i = 0; i < height * width; i++)
    {
      map->luminance[i] += 12.0f * (i % width / step % 3) + 9.0f * (i / width / step % 2);
      map->variance[i]       = exp (g_test_rand_double_range (0.0, 9.0));
      map->chroma[2 * i]     = g_test_rand_double_range (-60.0, 60.0);
      map->chroma[2 * i + 1] = g_test_rand_double_range (-60.0, 60.0);
    }
}

/* A rectangle of another color. */
static void
map_fill (Map *map, gint x, gint y, gint width, gint height, gfloat variance, gfloat a, gfloat b)
{
  for (gint row = y; row < y + height; row++)
    for (gint column = x; column < x + width; column++)
      {
        gint i = row * map->width + column;

        map->variance[i]       = variance;
        map->chroma[2 * i]     = a;
        map->chroma[2 * i + 1] = b;
      }
}

/* Of b*, over a rectangle. */
static gdouble
get_mean (const Map *map, const gfloat *chroma, gint x, gint y, gint width, gint height)
{
  gdouble sum = 0.0;

  for (gint row = y; row < y + height; row++)
    for (gint column = x; column < x + width; column++)
      sum += chroma[2 * (row * map->width + column) + 1];
  return sum / (width * height);
}

/* What evenness makes of the map's chroma, to be freed. */
static gfloat *
make_even (const Map *map, gdouble evenness, gint n_threads)
{
  g_autoptr (Pool) pool = pool_new (n_threads, NULL);
  gfloat *chroma        = g_memdup2 (map->chroma, 2 * map->height * map->width * sizeof *chroma);

  g_assert_true (evenness_apply (pool, evenness, map->luminance, map->variance, map->height,
                                 map->width, chroma));
  return chroma;
}


/* Equations */

/* (D + L) u = D target by Gaussian elimination, for one of a* and b*; the matrix is positive definite and
 * needs no pivots. */
static void
solve_plainly (const Map *map, const gfloat *pull, gint c, gdouble *u)
{
  gint                n      = map->height * map->width;
  g_autofree gdouble *matrix = g_new0 (gdouble, n * n);

  for (gint p = 0; p < n; p++)
    {
      matrix[p * n + p] += pull[p];
      u[p] = pull[p] * map->chroma[2 * p + c];
      for (gint q = 0; q < n; q++)
        if (p != q && ABS (p / map->width - q / map->width) <= 1
            && ABS (p % map->width - q % map->width) <= 1)
          {
            gdouble difference = map->luminance[p] - map->luminance[q];
            gdouble link       = MAX (exp (-difference * difference / 32.0), 1e-6);

            matrix[p * n + p] += link;
            matrix[p * n + q] -= link;
          }
    }

  for (gint p = 0; p < n; p++)
    for (gint q = p + 1; q < n; q++)
      {
        gdouble factor = matrix[q * n + p] / matrix[p * n + p];

        for (gint k = p; k < n && factor != 0.0; k++)
          matrix[q * n + k] -= factor * matrix[p * n + k];
        u[q] -= factor * u[p];
      }
  for (gint p = n - 1; p >= 0; p--)
    {
      for (gint k = p + 1; k < n; k++)
        u[p] -= matrix[p * n + k] * u[k];
      u[p] /= matrix[p * n + p];
    }
}

static void
compare_with_plain (gint height, gint width, gboolean has_hints)
{
  g_autoptr (Pool) pool     = pool_new (2, NULL);
  g_auto (Map) map          = { 0 };
  gint                n     = height * width;
  g_autofree gfloat  *pull  = g_new (gfloat, n);
  g_autofree gdouble *plain = g_new (gdouble, n);
  g_autofree gfloat  *found = NULL;

  map_init_random (&map, height, width);
  for (gint i = 0; i < n; i++)
    pull[i] = exp (g_test_rand_double_range (-7.0, 2.0));
  if (has_hints) /* nearly nothing else is known */
    for (gint i = 0; i < n; i++)
      pull[i] = i == n / 2 ? 10.0f : i % 7 == 3 ? 1e-2f : 0.0f;

  found = g_memdup2 (map.chroma, 2 * n * sizeof *found);
  g_assert_true (spread_chroma (pool, map.luminance, pull, height, width, found));
  for (gint c = 0; c < 2; c++)
    {
      solve_plainly (&map, pull, c, plain);
      for (gint i = 0; i < n; i++)
        g_assert_cmpfloat_with_epsilon (found[2 * i + c], plain[i], has_hints ? 0.05 : 1e-3);
    }
}

static void
test_equations (void)
{
  compare_with_plain (1, 1, FALSE);
  compare_with_plain (1, 2, TRUE);
  compare_with_plain (23, 1, FALSE);
  for (gint i = 0; i < 60; i++)
    compare_with_plain (g_test_rand_int_range (1, 20), g_test_rand_int_range (1, 20), i % 2);
}


/* Evenness */

static void
test_speck (void)
{
  gdouble previous = -INFINITY;

  for (gint evenness = 0; evenness <= 100; evenness += 10)
    {
      g_auto (Map) map         = { 0 };
      g_autofree gfloat *even  = NULL;
      gdouble            speck = 0.0;

      map_init (&map, SIDE, SIDE, 100.0f, 5.0f, 20.0f);
      map_fill (&map, 40, 50, 8, 8, 1500.0f, 5.0f, -20.0f); /* blue in the sand */
      map.variance[0] = NAN;                                /* no harm to the rest */
      map.variance[1] = INFINITY;
      even            = make_even (&map, evenness, 2);
      speck           = get_mean (&map, even, 40, 50, 8, 8);

      g_assert_cmpfloat (speck, >, previous);
      previous = speck;
      if (evenness == 50)
        g_assert_cmpfloat (speck, >, 12.0);
      if (evenness == 100)
        g_assert_cmpfloat (speck, >, 18.0);
      g_assert_cmpfloat_with_epsilon (get_mean (&map, even, 80, 0, 20, SIDE), 20.0, 1.0);
    }
}

/* A parrot on the sand is a parrot. */
static void
test_sure_speck (void)
{
  g_auto (Map) map        = { 0 };
  g_autofree gfloat *even = NULL;

  map_init (&map, SIDE, SIDE, 100.0f, 5.0f, 20.0f);
  map_fill (&map, 40, 50, 8, 8, 0.0f, 5.0f, -20.0f);
  even = make_even (&map, 50.0, 2);
  g_assert_cmpfloat (get_mean (&map, even, 40, 50, 8, 8), <, -10.0);
}

/* What lies on the other side of an edge is of little account, and of none if it is a strong one. */
static void
test_edges (void)
{
  for (gint contrast = 10; contrast <= 40; contrast += 10)
    {
      g_auto (Map) map        = { 0 };
      g_autofree gfloat *even = NULL;

      map_init (&map, SIDE, SIDE, 150.0f, 5.0f, 20.0f);
      map_fill (&map, SIDE / 2, 0, SIDE / 2, SIDE, 150.0f, 5.0f, -20.0f);
      for (gint i = 0; i < SIDE * SIDE; i++)
        map.luminance[i] += i % SIDE >= SIDE / 2 ? contrast : 0.0f;

      even = make_even (&map, 50.0, 2);
      g_assert_cmpfloat (get_mean (&map, even, SIDE / 2 - 8, 0, 8, SIDE), >,
                         contrast == 10 ? 17.0 : 19.9);
      g_assert_cmpfloat (get_mean (&map, even, SIDE / 2 - 1, 0, 1, SIDE), >,
                         contrast == 10 ? 14.0 : 19.9);
    }
}

static void
test_constant (void)
{
  g_auto (Map) map = { 0 };

  map_init_random (&map, 61, 83);
  map_fill (&map, 0, 0, 83, 61, 300.0f, -13.0f, 31.0f);
  for (gint i = 0; i < 61 * 83; i++)
    map.variance[i] = g_test_rand_double_range (0.0, 3000.0);

  for (gint evenness = 0; evenness <= 100; evenness += 25)
    {
      g_autofree gfloat *even = make_even (&map, evenness, 2);

      for (gint i = 0; i < 2 * 61 * 83; i++)
        g_assert_cmpfloat_with_epsilon (even[i], map.chroma[i], 1e-3);
    }
}

static void
test_off (void)
{
  g_auto (Map) map        = { 0 };
  g_autofree gfloat *even = NULL;

  map_init_random (&map, 30, 40);
  even = make_even (&map, 0.0, 2);
  g_assert_cmpmem (even, 2 * 30 * 40 * sizeof *even, map.chroma, 2 * 30 * 40 * sizeof *even);
}

/* Even colors are not paler ones, but where there is little but blots. */
static void
test_chroma (void)
{
  g_auto (Map) map = { 0 };
  gdouble sums[2]  = { 0.0, 0.0 };

  map_init (&map, SIDE, SIDE, 100.0f, 5.0f, 20.0f);
  for (gint i = 0; i < 12; i++)
    map_fill (&map, g_test_rand_int_range (0, 100), g_test_rand_int_range (0, 100), 10, 10, 900.0f,
              20.0f, -20.0f);
  for (gint k = 0; k < 2; k++)
    {
      g_autofree gfloat *even = make_even (&map, 75.0 * k, 2);

      for (gint i = 0; i < SIDE * SIDE; i++)
        sums[k] += hypot (even[2 * i], even[2 * i + 1]);
    }
  g_assert_cmpfloat_with_epsilon (sums[1], sums[0], 1e-4 * sums[0]);
}

/* Any size, and whatever the network may say: each color is one between those of the map, but for
 * the chroma that is given back. */
static void
test_any (void)
{
  static const gfloat odd[] = { 0.0f, 1e30f, INFINITY, NAN, -1.0f };

  for (gint i = 0; i < 150; i++)
    {
      gint height             = g_test_rand_int_range (1, i < 50 ? 4 : 70);
      gint width              = g_test_rand_int_range (1, i < 100 ? 4 : 70);
      g_auto (Map) map        = { 0 };
      g_autofree gfloat *even = NULL;

      map_init_random (&map, height, width);
      for (gint p = 0; i % 3 == 0 && p < height * width; p++)
        map.variance[p] = odd[g_test_rand_int_range (0, G_N_ELEMENTS (odd))];
      for (gint p = 0; i % 3 == 1 && p < height * width; p++)
        map.luminance[p] = g_test_rand_bit () ? 0.0f : 100.0f;

      even = make_even (&map, g_test_rand_double_range (0.0, 100.0), 2);
      for (gint k = 0; k < 2 * height * width; k++)
        g_assert_cmpfloat (fabs (even[k]), <=, 1.25 * 60.0 + 1e-2);
    }
}

static void
test_threads (void)
{
  g_auto (Map) map         = { 0 };
  g_autofree gfloat *alone = NULL;

  map_init_random (&map, 77, 101);
  alone = make_even (&map, 80.0, 1);
  for (gint n_threads = 2; n_threads <= 8; n_threads++)
    {
      g_autofree gfloat *even = make_even (&map, 80.0, n_threads);

      g_assert_cmpmem (even, 2 * 77 * 101 * sizeof *even, alone, 2 * 77 * 101 * sizeof *alone);
    }
}


/* Photos */

static ColorizeWeights *
load_variant (const gchar *variant)
{
  g_autoptr (WeightsRecipe) recipe = weights_recipe_new (variant, "16", TRUE);
  g_autoptr (GFile) file           = NULL;
  ColorizeWeights *weights;

  weights_recipe_set (recipe, "working_size", "32");
  for (gint i = 0; i < 5 && strcmp (variant, "distribution") == 0; i++)
    {
      weights_recipe_find (recipe, "colors")->values[2 * i]     = 20.0 * i - 40.0;
      weights_recipe_find (recipe, "colors")->values[2 * i + 1] = 30.0 - 10.0 * i;
      weights_recipe_find (recipe, "prior")->values[i]          = 0.2;
    }

  file    = weights_recipe_write (recipe);
  weights = colorize_weights_load (file, 0, NULL, NULL);
  g_assert_nonnull (weights);
  g_file_delete (file, NULL, NULL);
  return weights;
}

static ColorizePrediction *
predict (ColorizeWeights *weights, gint width, gint height, gint working_size)
{
  ColorizeView view               = COLORIZE_VIEW_INIT;
  g_autoptr (ColorizePhoto) photo = colorize_photo_new (width, height, NULL);
  g_autofree gfloat  *luminance   = g_new (gfloat, width * height);
  ColorizePrediction *prediction;

  for (gint i = 0; i < width * height; i++)
    luminance[i] = 50.0 + 40.0 * sin (0.02 * (i / width)) * cos (0.05 * (i % width));
  colorize_photo_add_rows (photo, luminance, height);
  view.working_size = working_size;
  prediction        = colorize_predict (weights, photo, &view, 2, NULL, NULL, NULL, NULL);
  g_assert_nonnull (prediction);
  return prediction;
}

/* a*b* as large as it is kept of the photo. */
static gfloat *
decode (const ColorizePrediction *prediction, gdouble evenness, gint n_threads, gsize *size)
{
  ColorizeOptions options           = COLORIZE_OPTIONS_INIT;
  g_autoptr (ColorizeChroma) chroma = NULL;
  const gfloat *kept;
  gint          width, height;

  options.evenness = evenness;
  chroma           = colorize_prediction_decode (prediction, &options, NULL, n_threads, NULL);
  g_assert_nonnull (chroma);
  kept  = colorize_chroma_get_kept (chroma, &width, &height);
  *size = 2 * (gsize) width * height * sizeof *kept;
  return g_memdup2 (kept, *size);
}

static gdouble
get_change (const gfloat *one, const gfloat *other, gsize size)
{
  gdouble sum = 0.0;

  for (gsize i = 0; i < size / sizeof *one; i++)
    sum += (one[i] - other[i]) * (one[i] - other[i]);
  return sqrt (sum / (size / sizeof *one));
}

/* Only a distribution says where it is unsure. */
static void
test_variants (void)
{
  static const gchar *const variants[] = { "iizuka", "seed", "baseline", "rgb", "distribution" };

  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autoptr (ColorizeWeights) weights       = load_variant (variants[i]);
      g_autoptr (ColorizePrediction) prediction = predict (weights, 150, 120, 0);
      gsize              size;
      g_autofree gfloat *plain = decode (prediction, 0.0, 2, &size);
      g_autofree gfloat *even  = decode (prediction, 100.0, 2, &size);

      g_assert_cmpint (memcmp (plain, even, size) == 0, ==,
                       colorize_weights_get_vividness (weights) < 0.0);
    }
}

/* Photos of any size, at working sizes whose maps are too small, right, and too large. */
static void
test_photos (void)
{
  static const gint sizes[][3]        = { { 1, 1, 0 },     { 1, 40, 32 },     { 9, 300, 64 },
                                          { 130, 120, 0 }, { 500, 460, 512 }, { 1000, 1000, 1000 } };
  g_autoptr (ColorizeWeights) weights = load_variant ("distribution");

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (ColorizePrediction) prediction =
        predict (weights, sizes[i][0], sizes[i][1], sizes[i][2]);
      gsize              size;
      g_autofree gfloat *plain = decode (prediction, 0.0, 2, &size);
      g_autofree gfloat *half  = decode (prediction, 50.0, 1, &size);
      g_autofree gfloat *again = decode (prediction, 50.0, 5, &size);
      g_autofree gfloat *even  = decode (prediction, 100.0, 2, &size);

      for (gsize k = 0; k < size / sizeof *even; k++)
        g_assert_true (isfinite (even[k]) && fabsf (even[k]) < 60.0f);
      g_assert_cmpmem (again, size, half, size);
      if (i > 0)
        {
          g_assert_cmpfloat (get_change (plain, half, size), >, 0.0);
          g_assert_cmpfloat (get_change (plain, even, size), >, get_change (plain, half, size));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  babl_init ();

  g_test_add_func ("/evenness/equations", test_equations);
  g_test_add_func ("/evenness/speck", test_speck);
  g_test_add_func ("/evenness/sure-speck", test_sure_speck);
  g_test_add_func ("/evenness/edges", test_edges);
  g_test_add_func ("/evenness/constant", test_constant);
  g_test_add_func ("/evenness/off", test_off);
  g_test_add_func ("/evenness/chroma", test_chroma);
  g_test_add_func ("/evenness/any", test_any);
  g_test_add_func ("/evenness/threads", test_threads);
  g_test_add_func ("/evenness/variants", test_variants);
  g_test_add_func ("/evenness/photos", test_photos);

  return g_test_run ();
}
