/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The measures on colors and photos small enough to work out by hand.
 */

#include <math.h>
#include <string.h>

#include "cielab.h"
#include "scores.h"

#define assert_near(value, expected, tolerance) \
  g_assert_cmpfloat_with_epsilon ((value), (expected), (tolerance))

/* Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula: implementation notes,
 * supplementary test data, and mathematical observations", 2005, table 1. */
static const struct
{
  gfloat  lab_1[3];
  gfloat  lab_2[3];
  gdouble difference;
} sharma[] = {
  { { 50.0000, 2.6772, -79.7751 }, { 50.0000, 0.0000, -82.7485 }, 2.0425 },
  { { 50.0000, 3.1571, -77.2803 }, { 50.0000, 0.0000, -82.7485 }, 2.8615 },
  { { 50.0000, 2.8361, -74.0200 }, { 50.0000, 0.0000, -82.7485 }, 3.4412 },
  { { 50.0000, -1.3802, -84.2814 }, { 50.0000, 0.0000, -82.7485 }, 1.0000 },
  { { 50.0000, -1.1848, -84.8006 }, { 50.0000, 0.0000, -82.7485 }, 1.0000 },
  { { 50.0000, -0.9009, -85.5211 }, { 50.0000, 0.0000, -82.7485 }, 1.0000 },
  { { 50.0000, 0.0000, 0.0000 }, { 50.0000, -1.0000, 2.0000 }, 2.3669 },
  { { 50.0000, -1.0000, 2.0000 }, { 50.0000, 0.0000, 0.0000 }, 2.3669 },
  { { 50.0000, 2.4900, -0.0010 }, { 50.0000, -2.4900, 0.0009 }, 7.1792 },
  { { 50.0000, 2.4900, -0.0010 }, { 50.0000, -2.4900, 0.0010 }, 7.1792 },
  { { 50.0000, 2.4900, -0.0010 }, { 50.0000, -2.4900, 0.0011 }, 7.2195 },
  { { 50.0000, 2.4900, -0.0010 }, { 50.0000, -2.4900, 0.0012 }, 7.2195 },
  { { 50.0000, -0.0010, 2.4900 }, { 50.0000, 0.0009, -2.4900 }, 4.8045 },
  { { 50.0000, -0.0010, 2.4900 }, { 50.0000, 0.0010, -2.4900 }, 4.8045 },
  { { 50.0000, -0.0010, 2.4900 }, { 50.0000, 0.0011, -2.4900 }, 4.7461 },
  { { 50.0000, 2.5000, 0.0000 }, { 50.0000, 0.0000, -2.5000 }, 4.3065 },
  { { 50.0000, 2.5000, 0.0000 }, { 73.0000, 25.0000, -18.0000 }, 27.1492 },
  { { 50.0000, 2.5000, 0.0000 }, { 61.0000, -5.0000, 29.0000 }, 22.8977 },
  { { 50.0000, 2.5000, 0.0000 }, { 56.0000, -27.0000, -3.0000 }, 31.9030 },
  { { 50.0000, 2.5000, 0.0000 }, { 58.0000, 24.0000, 15.0000 }, 19.4535 },
  { { 50.0000, 2.5000, 0.0000 }, { 50.0000, 3.1736, 0.5854 }, 1.0000 },
  { { 50.0000, 2.5000, 0.0000 }, { 50.0000, 3.2972, 0.0000 }, 1.0000 },
  { { 50.0000, 2.5000, 0.0000 }, { 50.0000, 1.8634, 0.5757 }, 1.0000 },
  { { 50.0000, 2.5000, 0.0000 }, { 50.0000, 3.2592, 0.3350 }, 1.0000 },
  { { 60.2574, -34.0099, 36.2677 }, { 60.4626, -34.1751, 39.4387 }, 1.2644 },
  { { 63.0109, -31.0961, -5.8663 }, { 62.8187, -29.7946, -4.0864 }, 1.2630 },
  { { 61.2901, 3.7196, -5.3901 }, { 61.4292, 2.2480, -4.9620 }, 1.8731 },
  { { 35.0831, -44.1164, 3.7933 }, { 35.0232, -40.0716, 1.5901 }, 1.8645 },
  { { 22.7233, 20.0904, -46.6940 }, { 23.0331, 14.9730, -42.5619 }, 2.0373 },
  { { 36.4612, 47.8580, 18.3852 }, { 36.2715, 50.5065, 21.2231 }, 1.4146 },
  { { 90.8027, -2.0831, 1.4410 }, { 91.1528, -1.6435, 0.0447 }, 1.4441 },
  { { 90.9257, -0.5406, -0.9208 }, { 88.6381, -0.8985, -0.7239 }, 1.5381 },
  { { 6.7747, -0.2908, -2.4247 }, { 5.8714, -0.0985, -2.2286 }, 0.6377 },
  { { 2.0776, 0.0795, -1.1350 }, { 0.9033, -0.0636, -0.5514 }, 0.9082 },
};

static void
test_ciede2000 (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sharma); i++)
    {
      assert_near (cielab_get_difference (sharma[i].lab_1, sharma[i].lab_2), sharma[i].difference,
                   0.5e-4);
      assert_near (cielab_get_difference (sharma[i].lab_2, sharma[i].lab_1), sharma[i].difference,
                   0.5e-4);
    }
}

/* Lindbloom's calculator, sRGB to L*a*b* with the D65 white. */
static void
test_d65 (void)
{
  static const struct
  {
    guint8 rgb[3];
    gfloat lab[3];
  } colors[] = {
    { { 255, 0, 0 }, { 53.2408, 80.0925, 67.2032 } },
    { { 0, 255, 0 }, { 87.7347, -86.1827, 83.1793 } },
    { { 0, 0, 255 }, { 32.2970, 79.1875, -107.8602 } },
    { { 255, 255, 255 }, { 100.0, 0.0, 0.0 } },
    { { 0, 0, 0 }, { 0.0, 0.0, 0.0 } },
    { { 119, 119, 119 }, { 50.0344, 0.0, 0.0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
    {
      gfloat lab[3];

      cielab_from_srgb (colors[i].rgb, 1, lab);
      for (gint k = 0; k < 3; k++)
        assert_near (lab[k], colors[i].lab[k], 0.01);
    }
}

static void
test_there_and_back (void)
{
  for (gint r = 0; r < 256; r += 5)
    for (gint g = 0; g < 256; g += 5)
      for (gint b = 0; b < 256; b += 5)
        {
          guint8 rgb[3] = { r, g, b };
          guint8 back[3];
          gfloat lab[3];

          cielab_from_srgb (rgb, 1, lab);
          cielab_to_srgb (lab, 1, back);
          g_assert_cmpmem (back, 3, rgb, 3);
        }
}

static void
test_out_of_gamut (void)
{
  const gfloat lab[2][3] = { { 50, 120, 120 }, { 120, -100, 0 } };
  guint8       rgb[2][3];

  cielab_to_srgb (lab[0], 2, rgb[0]);
  g_assert_cmpint (rgb[0][0], ==, 255);
  g_assert_cmpint (rgb[0][2], ==, 0);
  g_assert_cmpint (rgb[1][1], ==, 255);
}

/* The photos below: chroma is given straight as a*b*, so the numbers stay round. */
typedef struct
{
  guint8 rgb[3];
  gfloat lab[3];
} Pixel;

static void
add_photo (ScoreTotals *totals, gsize n_pixels, const Pixel *truth, const Pixel *result)
{
  g_autofree PhotoSums *sums = g_new0 (PhotoSums, 1);

  /* A pixel at a time: strips must add up. */
  for (gsize i = 0; i < n_pixels; i++)
    photo_sums_add (sums, 1, truth[i].rgb, truth[i].lab, result[i].rgb, result[i].lab);
  score_totals_add (totals, sums);
}

static void
test_photos (void)
{
  static const Pixel truth_1[]  = { { { 100, 50, 0 }, { 50, 30, 40 } },
                                    { { 100, 50, 0 }, { 50, 30, 40 } } };
  static const Pixel result_1[] = { { { 100, 50, 0 }, { 50, 30, 40 } },
                                    { { 90, 50, 20 }, { 50, 0, 0 } } };
  static const Pixel truth_2[]  = { { { 0, 0, 200 }, { 40, 0, 0 } } };
  static const Pixel result_2[] = { { { 0, 0, 200 }, { 40, 0, -3 } } };

  ScoreTotals        totals = { 0 };
  Scores             scores;

  add_photo (&totals, 2, truth_1, result_1);
  add_photo (&totals, 1, truth_2, result_2);
  score_totals_finish (&totals, &scores);

  /* Squares of a* and b*: 0, 2500 and 9, over six values. */
  assert_near (scores.rmse_ab, sqrt (2509.0 / 6.0), 1e-9);

  /* Distances 0, 50 and 3. */
  assert_near (scores.auc, 100.0 * (1.0 + 2.0 / 3.0 + 0.98) / 3.0, 1e-6);

  /* The two true colors are five bins apart, too far for the smoothing to mix them: each counts
   * as much as the other. */
  assert_near (scores.auc_rebalanced, 100.0 * ((1.0 + 2.0 / 3.0) / 2.0 + 0.98) / 2.0, 1e-6);

  /* Squares of R'G'B': 100 and 400, over six values of one photo and nine of both. */
  assert_near (scores.psnr_pooled, 10.0 * log10 (65025.0 * 9.0 / 500.0), 1e-9);
  assert_near (scores.psnr_mean, (10.0 * log10 (65025.0 * 6.0 / 500.0) + 100.0) / 2.0, 1e-9);

  /* rg is 50 and 40, yb 75 and 50; in the truth 50 and 75 throughout; then 0 and -200. */
  assert_near (scores.true_colorfulness, 0.3 * (hypot (50, 75) + 200.0) / 2.0, 1e-9);
  assert_near (scores.colorfulness, (hypot (5, 12.5) + 0.3 * hypot (45, 62.5) + 0.3 * 200.0) / 2.0,
               1e-9);
  assert_near (scores.colorfulness_distance,
               fabs (hypot (5, 12.5) + 0.3 * (hypot (45, 62.5) - hypot (50, 75))) / 2.0, 1e-9);

  assert_near (scores.ciede2000,
               (cielab_get_difference (truth_1[1].lab, result_1[1].lab)
                + cielab_get_difference (truth_2[0].lab, result_2[0].lab))
                 / 3.0,
               1e-9);
}

/* Next-door bins share some of their weight: exp (-2) at 10 with a deviation of 5. */
static void
test_smoothed_rarity (void)
{
  static const Pixel truth[]  = { { { 9, 0, 0 }, { 50, 0, 0 } },
                                  { { 9, 0, 0 }, { 50, 4.9f, -4.9f } },
                                  { { 9, 0, 0 }, { 50, -4.9f, 4.9f } },
                                  { { 9, 0, 0 }, { 50, 5.1f, 0 } } };
  static const Pixel result[] = { { { 9, 0, 0 }, { 50, 0, 0 } },
                                  { { 9, 0, 0 }, { 50, 4.9f, -4.9f } },
                                  { { 9, 0, 0 }, { 50, -4.9f, 4.9f } },
                                  { { 9, 0, 0 }, { 50, 5.1f, 150 } } };

  gdouble            common = 1.0 / (3.0 + exp (-2.0));
  gdouble            rare   = 1.0 / (1.0 + 3.0 * exp (-2.0));
  ScoreTotals        totals = { 0 };
  Scores             scores;

  add_photo (&totals, 4, truth, result);
  score_totals_finish (&totals, &scores);
  assert_near (scores.auc, 75.0, 1e-6);
  assert_near (scores.auc_rebalanced, 100.0 * 3.0 * common / (3.0 * common + rare), 1e-6);
}

static void
test_gray_photo (void)
{
  static const Pixel gray[]  = { { { 7, 7, 7 }, { 2, 0, 0 } }, { { 99, 99, 99 }, { 42, 0, 0 } } };
  static const Pixel color[] = { { { 7, 7, 7 }, { 2, 0, 0 } }, { { 99, 99, 90 }, { 42, 0, 5 } } };
  static const Pixel noisy[] = { { { 7, 7, 8 }, { 2, 0, 0 } }, { { 99, 99, 99 }, { 42, 0, 0 } } };

  g_autofree PhotoSums *of_gray  = g_new0 (PhotoSums, 1);
  g_autofree PhotoSums *of_color = g_new0 (PhotoSums, 1);
  g_autofree PhotoSums *of_noise = g_new0 (PhotoSums, 1);

  for (gint i = 0; i < 2; i++)
    {
      photo_sums_add (of_gray, 1, gray[i].rgb, gray[i].lab, color[i].rgb, color[i].lab);
      photo_sums_add (of_noise, 1, noisy[i].rgb, noisy[i].lab, gray[i].rgb, gray[i].lab);
      photo_sums_add (of_color, 1, color[i].rgb, color[i].lab, gray[i].rgb, gray[i].lab);
    }
  g_assert_true (photo_sums_is_gray (of_gray));
  g_assert_true (photo_sums_is_gray (of_noise));
  g_assert_false (photo_sums_is_gray (of_color));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cielab/ciede2000", test_ciede2000);
  g_test_add_func ("/cielab/d65", test_d65);
  g_test_add_func ("/cielab/there-and-back", test_there_and_back);
  g_test_add_func ("/cielab/out-of-gamut", test_out_of_gamut);
  g_test_add_func ("/scores/photos", test_photos);
  g_test_add_func ("/scores/smoothed-rarity", test_smoothed_rarity);
  g_test_add_func ("/scores/gray-photo", test_gray_photo);
  return g_test_run ();
}
