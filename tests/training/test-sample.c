/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a sample is taken from a photo, and what it shows.
 */

#include <math.h>
#include <string.h>

#include <babl/babl.h>

#include "reference.h"
#include "taken-sample.h"

/* A photo in which each pixel's red says its column and its green its row. */
static guint8 *
ruled_photo (gint width, gint height)
{
  guint8 *rgb = g_new0 (guint8, 3 * width * height);

  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      {
        rgb[3 * (y * width + x)]     = x;
        rgb[3 * (y * width + x) + 1] = y;
      }
  return rgb;
}

static gdouble *
photo_lab (const guint8 *rgb, gint n_pixels)
{
  gdouble *lab = g_new (gdouble, 3 * n_pixels);

  for (gint i = 0; i < n_pixels; i++)
    reference_lab (rgb + 3 * i, lab + 3 * i);
  return lab;
}

/* Odd sides, tall and wide, one square, and strips. */
static const gint sizes[][2] = { { 37, 53 }, { 53, 37 }, { 16, 16 },  { 112, 150 },
                                 { 97, 64 }, { 17, 17 }, { 16, 480 }, { 900, 30 } };

/* The largest square in the middle: L* / 100 less the mean, and a*b*, each averaged. */
static void
test_plain (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gint divisor = 2; divisor <= 4; divisor += 2)
      {
        gint                width  = sizes[i][0];
        gint                height = sizes[i][1];
        gint                side   = MIN (width, height);
        gint                t      = SIDE / divisor;
        SampleShape         shape  = { SIDE, 0, divisor, FALSE, FALSE, MEAN };
        g_autofree guint8  *rgb    = random_photo (width, height);
        g_autofree gdouble *lab    = photo_lab (rgb, width * height);
        gint                first  = (height - side) / 2 * width + (width - side) / 2;
        const gdouble      *square = lab + 3 * first;
        g_autoptr (Sample) sample  = sample_new (&shape);

        sample_take (sample, NULL, rgb, width, height, 0);
        for (gint y = 0; y < SIDE; y++)
          for (gint x = 0; x < SIDE; x++)
            assert_near (sample->local[y * SIDE + x],
                         reference_area_mean (square, width, 3, side, SIDE, x, y) / 100.0 - MEAN,
                         1e-3);
        for (gint y = 0; y < t; y++)
          for (gint x = 0; x < t; x++)
            for (gint k = 0; k < 2; k++)
              assert_near (sample->target[(y * t + x) * 2 + k],
                           reference_area_mean (square + 1 + k, width, 3, side, t, x, y),
                           LAB_TOLERANCE);
      }
}

static void
test_rgb (void)
{
  SampleShape         shape    = { SIDE, 0, 2, TRUE, FALSE, MEAN };
  const gint          width    = 40;
  const gint          height   = 33;
  const gint          t        = SIDE / 2;
  g_autofree guint8  *rgb      = random_photo (width, height);
  g_autofree gdouble *values   = g_new (gdouble, 3 * width * height);
  const gdouble      *square   = values + 3 * ((width - height) / 2);
  g_autoptr (Sample) sample    = sample_new (&shape);
  g_autoptr (Sample) lightness = sample_new (&plain_shape);

  for (gint i = 0; i < 3 * width * height; i++)
    values[i] = rgb[i] / 255.0;

  sample_take (sample, NULL, rgb, width, height, 0);
  for (gint y = 0; y < t; y++)
    for (gint x = 0; x < t; x++)
      for (gint k = 0; k < 3; k++)
        assert_near (sample->target[(y * t + x) * 3 + k],
                     reference_area_mean (square + k, width, 3, height, t, x, y), 1e-5);

  sample_take (lightness, NULL, rgb, width, height, 0);
  g_assert_cmpmem (sample->local, sizeof (gfloat) * sample->n_local, lightness->local,
                   sizeof (gfloat) * lightness->n_local);
}

/* Y' of BT.601. */
static void
test_luma (void)
{
  SampleShape        shape  = { SIDE, 0, 2, FALSE, TRUE, 0.25 };
  g_autofree guint8 *rgb    = plain_photo (20, 30, 200, 100, 30);
  g_autoptr (Sample) sample = sample_new (&shape);

  sample_take (sample, NULL, rgb, 20, 30, 0);
  for (gsize i = 0; i < sample->n_local; i++)
    assert_near (sample->local[i], (0.299 * 200 + 0.587 * 100 + 0.114 * 30) / 255.0 - 0.25, 1e-5);
}

/* A photo smaller than the input is enlarged in straight lines between its pixels' centers. */
static void
test_enlarging (void)
{
  static const guint8 ramp[] = { 0, 0, 0, 40, 40, 40, 80, 80, 80, 120, 120, 120 };
  SampleShape         shape  = { SIDE, 0, 2, TRUE, TRUE, 0.0 };
  g_autofree guint8  *rgb    = g_new (guint8, 4 * sizeof (ramp));
  g_autoptr (Sample) sample  = sample_new (&shape);

  for (gint y = 0; y < 4; y++)
    memcpy (rgb + y * sizeof (ramp), ramp, sizeof (ramp));

  sample_take (sample, NULL, rgb, 4, 4, 0);
  for (gint y = 0; y < SIDE; y++)
    for (gint x = 0; x < SIDE; x++)
      assert_near (sample->local[y * SIDE + x],
                   CLAMP (40.0 * ((x + 0.5) / 4.0 - 0.5), 0.0, 120.0) / 255.0, 1e-5);
}

static void
test_smallest (void)
{
  static const guint8 pixels[] = { 10, 20, 200, 250, 20, 10 };
  g_autoptr (Sample) sample    = sample_new (&plain_shape);
  gdouble lab[3];

  sample_take (sample, NULL, pixels, 1, 2, 0);
  reference_lab (pixels, lab);
  for (gsize i = 0; i < sample->n_local; i++)
    assert_near (sample->local[i], lab[0] / 100.0 - MEAN, 1e-3);
  for (gsize i = 0; i < sample->n_target; i++)
    assert_near (sample->target[i], lab[1 + i % 2], LAB_TOLERANCE);
}

/* The global input is the same picture at another size, whichever of both is larger; one is made
 * from the other, so that averages agree where one side divides the other. */
static void
test_global (void)
{
  static const gint global_sides[] = { 8, SIDE, 32, 48 };

  for (guint i = 0; i < G_N_ELEMENTS (global_sides); i++)
    {
      gint                g      = global_sides[i];
      SampleShape         shape  = { SIDE, g, 2, FALSE, FALSE, MEAN };
      g_autofree guint8  *rgb    = random_photo (48, 50);
      g_autofree gdouble *lab    = photo_lab (rgb, 48 * 50);
      const gdouble      *square = lab + 3 * 48;
      g_autoptr (Sample) sample  = sample_new (&shape);

      sample_take (sample, NULL, rgb, 48, 50, 0);
      for (gint y = 0; y < g; y++)
        for (gint x = 0; x < g; x++)
          assert_near (sample->global[y * g + x],
                       reference_area_mean (square, 48, 3, 48, g, x, y) / 100.0 - MEAN, 1e-3);
      for (gint y = 0; y < SIDE; y++)
        for (gint x = 0; x < SIDE; x++)
          assert_near (sample->local[y * SIDE + x],
                       reference_area_mean (square, 48, 3, 48, SIDE, x, y) / 100.0 - MEAN, 1e-3);
    }
}

/* The target of a ruled photo, 4 x 4 values, says which square was taken, to a tenth of a pixel: a
 * value's area may cover part of one. */
static void
read_square (const Sample *sample, gdouble *x, gdouble *y, gdouble *side, gboolean *is_flipped)
{
  const gfloat *first = sample->target;
  const gfloat *last  = sample->target + 15 * 3;
  gdouble       left  = 255.0 * first[0];
  gdouble       right = 255.0 * last[0];

  *is_flipped = left > right;
  *side       = 255.0 * (last[1] - first[1]) * 4.0 / 3.0;
  *x          = (left + right) / 2.0 - (*side - 1.0) / 2.0;
  *y          = 255.0 * (first[1] + last[1]) / 2.0 - (*side - 1.0) / 2.0;
  assert_near (fabs (right - left) * 4.0 / 3.0, *side, 0.1);
}

static void
test_crops (void)
{
  static const gint  places[][2] = { { 150, 100 }, { 100, 150 }, { 250, 30 } };

  const SampleShape  shape        = { 8, 0, 2, TRUE, FALSE, 0.0 };
  const Augmentation augmentation = { .crop = 0.5, .flips = TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      gint               width = places[i][0], height = places[i][1];
      gdouble            largest       = MIN (width, height);
      gdouble            smallest_side = largest;
      gdouble            largest_side  = 0.0;
      gdouble            least[2]      = { 0.5, 0.5 };
      gdouble            most[2]       = { 0.5, 0.5 };
      gint               n_flipped     = 0;
      g_autofree guint8 *rgb           = ruled_photo (width, height);
      g_autoptr (Sample) sample        = sample_new (&shape);

      for (guint32 seed = 0; seed < 1000; seed++)
        {
          gdouble  x, y, side;
          gboolean is_flipped;

          sample_take (sample, &augmentation, rgb, width, height, seed);
          read_square (sample, &x, &y, &side, &is_flipped);
          assert_near (side, round (side), 0.1);
          assert_near (x, round (x), 0.1);
          assert_near (y, round (y), 0.1);
          g_assert_cmpfloat (x, >, -0.1);
          g_assert_cmpfloat (y, >, -0.1);
          g_assert_cmpfloat (x + side, <, width + 0.1);
          g_assert_cmpfloat (y + side, <, height + 0.1);
          g_assert_cmpfloat (side, >, 0.5 * largest - 0.6);

          n_flipped += is_flipped;
          smallest_side = MIN (smallest_side, side);
          largest_side  = MAX (largest_side, side);
          least[0]      = MIN (least[0], x / (width - side + 1e-6));
          least[1]      = MIN (least[1], y / (height - side + 1e-6));
          most[0]       = MAX (most[0], x / (width - side + 1e-6));
          most[1]       = MAX (most[1], y / (height - side + 1e-6));
        }

      /* All of the photo is used. */
      g_assert_cmpfloat (smallest_side, <, 0.52 * largest);
      g_assert_cmpfloat (largest_side, >, 0.98 * largest);
      for (gint k = 0; k < 2; k++)
        {
          g_assert_cmpfloat (least[k], <, 0.02);
          g_assert_cmpfloat (most[k], >, 0.98);
        }
      g_assert_cmpint (ABS (n_flipped - 500), <, 95);
    }
}

/* Every place is as likely as the others, the first and the last as well. */
static void
test_places (void)
{
  const SampleShape  shape  = { 8, 0, 2, TRUE, FALSE, 0.0 };
  g_autofree guint8 *wide   = ruled_photo (34, 32);
  g_autofree guint8 *tall   = ruled_photo (32, 34);
  g_autoptr (Sample) sample = sample_new (&shape);
  gint n[2][3]              = { { 0 } };

  for (guint32 seed = 0; seed < 900; seed++)
    {
      gdouble  x, y, side;
      gboolean is_flipped;

      sample_take (sample, &no_augmentation, wide, 34, 32, seed);
      read_square (sample, &x, &y, &side, &is_flipped);
      n[0][(gint) round (x)]++;
      sample_take (sample, &no_augmentation, tall, 32, 34, seed);
      read_square (sample, &x, &y, &side, &is_flipped);
      n[1][(gint) round (y)]++;
    }

  for (gint axis = 0; axis < 2; axis++)
    for (gint place = 0; place < 3; place++)
      g_assert_cmpint (ABS (n[axis][place] - 300), <, 75);
}

/* A photo red on the left and blue on the right: the target and the input turn round together. */
static void
test_flips (void)
{
  const Augmentation augmentation = { .crop = 1.0, .flips = TRUE };
  g_autofree guint8 *rgb          = g_new0 (guint8, 3 * 20 * 20);
  g_autoptr (Sample) plain        = sample_new (&plain_shape);
  g_autoptr (Sample) sample       = sample_new (&plain_shape);
  gint n_flipped                  = 0;

  for (gint i = 0; i < 20 * 20; i++)
    rgb[3 * i + (i % 20 < 10 ? 0 : 2)] = 255;

  sample_take (plain, NULL, rgb, 20, 20, 0);
  g_assert_cmpfloat (plain->target[1], >, 0.0);
  for (guint32 seed = 0; seed < 40; seed++)
    {
      gboolean is_flipped;

      sample_take (sample, &augmentation, rgb, 20, 20, seed);
      is_flipped = sample->target[1] < 0.0f;
      n_flipped += is_flipped;
      for (gint y = 0; y < SIDE; y++)
        for (gint x = 0; x < SIDE; x++)
          {
            gint from = is_flipped ? SIDE - 1 - x : x;

            assert_near (sample->local[y * SIDE + x], plain->local[y * SIDE + from], 1e-6);
          }
    }

  g_assert_cmpint (n_flipped, >, 5);
  g_assert_cmpint (n_flipped, <, 35);

  for (guint32 seed = 0; seed < 40; seed++)
    {
      sample_take (sample, &no_augmentation, rgb, 20, 20, seed);
      g_assert_cmpmem (sample->local, sizeof (gfloat) * SIDE * SIDE, plain->local,
                       sizeof (gfloat) * SIDE * SIDE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  babl_init ();
  g_test_add_func ("/sample/plain", test_plain);
  g_test_add_func ("/sample/rgb", test_rgb);
  g_test_add_func ("/sample/luma", test_luma);
  g_test_add_func ("/sample/enlarging", test_enlarging);
  g_test_add_func ("/sample/smallest", test_smallest);
  g_test_add_func ("/sample/global", test_global);
  g_test_add_func ("/sample/crops", test_crops);
  g_test_add_func ("/sample/places", test_places);
  g_test_add_func ("/sample/flips", test_flips);
  return g_test_run ();
}
