/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sizes at which the network looks at a photo, and the reduction to them.
 */

#include <math.h>

#include "picture/photo.h"

typedef struct
{
  gint width;
  gint height;
  gint working_size;
  gint expected_width;
  gint expected_height;
} Size;

static const Size sizes[] = {
  { 112, 112, 112, 112, 112 },   { 1000, 774, 112, 144, 112 }, { 774, 1000, 112, 112, 144 },
  { 1, 1, 112, 112, 112 },       { 30000, 4, 112, 448, 112 },  { 4, 30000, 112, 112, 448 },
  { 4000, 1000, 112, 448, 112 }, { 300, 200, 100, 152, 104 },  { 300, 200, 1, 8, 8 },
  { 5, 5, 4096, 4096, 4096 },
};

static void
test_sizes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      GError *error                   = NULL;
      g_autoptr (ColorizePhoto) photo = NULL;
      gint height, width;

      photo = colorize_photo_new (sizes[i].width, sizes[i].height, &error);
      g_assert_no_error (error);
      photo_get_working_size (photo, sizes[i].working_size, &height, &width);
      g_assert_cmpint (width, ==, sizes[i].expected_width);
      g_assert_cmpint (height, ==, sizes[i].expected_height);
    }
}

static void
test_refused_sizes (void)
{
  static const gint refused[][2] = { { 0, 10 }, { 10, -1 }, { 1 << 25, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      GError *error = NULL;

      g_assert_null (colorize_photo_new (refused[i][0], refused[i][1], &error));
      g_assert_error (error, COLORIZE_ERROR, COLORIZE_ERROR_PHOTO);
      g_error_free (error);
    }
}

static ColorizePhoto *
make_photo (gint width, gint height, const gfloat *luminance, gint rows_at_once)
{
  ColorizePhoto *photo = colorize_photo_new (width, height, NULL);

  for (gint y = 0; y < height; y += rows_at_once)
    colorize_photo_add_rows (photo, luminance + (gsize) y * width, MIN (rows_at_once, height - y));
  return photo;
}

static gfloat *
random_luminance (gsize n)
{
  gfloat *luminance = g_new (gfloat, n);

  for (gsize i = 0; i < n; i++)
    luminance[i] = g_test_rand_double_range (0.0, 100.0);
  return luminance;
}

/* The mean over the area that a pixel covers, counted out on a grid of which both sizes are
 * divisors. */
static gdouble
area_mean (const gfloat *luminance,
           gint          width,
           gint          height,
           gint          to_width,
           gint          to_height,
           gint          y,
           gint          x)
{
  gdouble sum = 0.0;

  for (gint i = 0; i < height; i++)
    for (gint k = 0; k < width; k++)
      sum += luminance[((y * height + i) / to_height) * width + (x * width + k) / to_width];
  return sum / ((gdouble) height * width);
}

static void
test_area_average (void)
{
  const gint width              = 150;
  const gint height             = 131;
  g_autoptr (Pool) pool         = pool_new (2, NULL);
  g_autofree gfloat *luminance  = random_luminance (width * height);
  g_autoptr (ColorizePhoto) one = make_photo (width, height, luminance, 1);
  g_autoptr (ColorizePhoto) all = make_photo (width, height, luminance, height);
  g_autofree gfloat *reduced    = photo_resample (one, pool, 48, 56);
  g_autofree gfloat *again      = photo_resample (all, pool, 48, 56);

  g_assert_cmpint (one->kept_width, ==, width);
  g_assert_cmpmem (reduced, sizeof (gfloat) * 48 * 56, again, sizeof (gfloat) * 48 * 56);
  for (gint y = 0; y < 48; y += 3)
    for (gint x = 0; x < 56; x += 3)
      g_assert_cmpfloat_with_epsilon (reduced[y * 56 + x],
                                      area_mean (luminance, width, height, 56, 48, y, x), 1e-3);
}

/* Of a large photo, about a megapixel is kept, each the mean of the area that it covers. */
static void
test_large (void)
{
  const gint         width      = 3001;
  const gint         height     = 1999;
  g_autofree gfloat *luminance  = random_luminance ((gsize) width * height);
  g_autoptr (ColorizePhoto) one = make_photo (width, height, luminance, 7);
  gdouble mean                  = 0.0;
  gdouble kept                  = 0.0;
  gsize   n_kept                = (gsize) one->kept_width * one->kept_height;

  g_assert_cmpint (n_kept, <=, 1 << 20);
  g_assert_cmpint (n_kept, >, 1000000);
  g_assert_cmpfloat_with_epsilon ((gdouble) one->kept_width / one->kept_height,
                                  (gdouble) width / height, 2e-3);

  for (gsize i = 0; i < (gsize) width * height; i++)
    mean += luminance[i] / ((gdouble) width * height);
  for (gsize i = 0; i < n_kept; i++)
    kept += one->luminance[i] / n_kept;
  g_assert_cmpfloat_with_epsilon (kept, mean, 1e-3);

  for (gint y = 0; y < one->kept_height; y += 399)
    for (gint x = 0; x < one->kept_width; x += 499)
      {
        gdouble top    = (gdouble) y * height / one->kept_height;
        gdouble bottom = (gdouble) (y + 1) * height / one->kept_height;
        gdouble left   = (gdouble) x * width / one->kept_width;
        gdouble right  = (gdouble) (x + 1) * width / one->kept_width;
        gdouble sum    = 0.0;

        for (gint i = top; i < bottom; i++)
          for (gint k = left; k < right; k++)
            sum += (MIN (i + 1, bottom) - MAX (i, top)) * (MIN (k + 1, right) - MAX (k, left))
                   * luminance[(gsize) i * width + k];
        g_assert_cmpfloat_with_epsilon (one->luminance[(gsize) y * one->kept_width + x],
                                        sum / ((bottom - top) * (right - left)), 1e-3);
      }
}

/* A small photo is enlarged; a ramp stays a ramp between the first and the last pixel center. */
static void
test_enlarging (void)
{
  static const gfloat ramp[]      = { 10, 20, 30, 40, 10, 20, 30, 40 };
  g_autoptr (ColorizePhoto) photo = make_photo (4, 2, ramp, 2);
  g_autofree gfloat *enlarged     = photo_resample (photo, NULL, 8, 16);

  for (gint x = 0; x < 16; x++)
    g_assert_cmpfloat_with_epsilon (enlarged[x], CLAMP (10 + 10 * ((x + 0.5) / 4 - 0.5), 10, 40),
                                    1e-4);
}

/* What is not a luminance is brought to 0..100. */
static void
test_odd_values (void)
{
  const gfloat odd[]              = { NAN, -0.5f, INFINITY, 1e30f };
  const gfloat mended[]           = { 0.0f, 0.0f, 100.0f, 100.0f };
  g_autoptr (ColorizePhoto) photo = make_photo (2, 2, odd, 2);

  g_assert_cmpmem (photo->luminance, sizeof mended, mended, sizeof mended);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/photo/sizes", test_sizes);
  g_test_add_func ("/photo/refused-sizes", test_refused_sizes);
  g_test_add_func ("/photo/area-average", test_area_average);
  g_test_add_func ("/photo/large", test_large);
  g_test_add_func ("/photo/enlarging", test_enlarging);
  g_test_add_func ("/photo/odd-values", test_odd_values);

  return g_test_run ();
}
