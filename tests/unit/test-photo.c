/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sizes at which the network looks at a photo, and the reduction to them.
 */

#include <math.h>
#include <string.h>

#include "photo.h"
#include "weights-recipe.h"

static ColorizeWeights *weights;

typedef struct
{
  gint width;
  gint height;
  gint working_size;
  gint expected_width;
  gint expected_height;
} Size;

static const Size sizes[] = {
  { 112, 112, 0, 112, 112 },   { 1000, 774, 0, 144, 112 },  { 774, 1000, 0, 112, 144 },
  { 1, 1, 0, 112, 112 },       { 30000, 4, 0, 448, 112 },   { 4, 30000, 0, 112, 448 },
  { 4000, 1000, 0, 448, 112 }, { 300, 200, 100, 152, 104 }, { 300, 200, 1, 8, 8 },
  { 5, 5, 4096, 4096, 4096 },
};

static void
test_sizes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      GError *error                   = NULL;
      g_autoptr (ColorizePhoto) photo = NULL;

      photo = colorize_photo_new (weights, sizes[i].width, sizes[i].height, sizes[i].working_size,
                                  &error);
      g_assert_no_error (error);
      g_assert_cmpint (photo->local.width, ==, sizes[i].expected_width);
      g_assert_cmpint (photo->local.height, ==, sizes[i].expected_height);
      g_assert_cmpint (photo->global.width, ==, 112);
      g_assert_cmpint (photo->global.height, ==, 112);
    }
}

static void
test_refused_sizes (void)
{
  static const gint refused[][3] = {
    { 0, 10, 0 }, { 10, -1, 0 }, { 1 << 25, 1, 0 }, { 10, 10, -1 }, { 10, 10, 4097 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      GError *error = NULL;

      g_assert_null (
        colorize_photo_new (weights, refused[i][0], refused[i][1], refused[i][2], &error));
      g_assert_error (error, COLORIZE_ERROR, COLORIZE_ERROR_PHOTO);
      g_error_free (error);
    }
}

static ColorizePhoto *
make_photo (gint width, gint height, gint working_size, const gfloat *luminance, gint rows_at_once)
{
  ColorizePhoto *photo = colorize_photo_new (weights, width, height, working_size, NULL);

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
area_mean (const gfloat *luminance, gint width, gint height, const Reduction *to, gint y, gint x)
{
  gdouble sum = 0.0;

  for (gint i = 0; i < height; i++)
    for (gint k = 0; k < width; k++)
      sum += luminance[((y * height + i) / to->height) * width + (x * width + k) / to->width];
  return sum / ((gdouble) height * width);
}

static void
test_area_average (void)
{
  const gint         width      = 150;
  const gint         height     = 131;
  g_autofree gfloat *luminance  = random_luminance (width * height);
  g_autoptr (ColorizePhoto) one = make_photo (width, height, 56, luminance, 1);
  g_autoptr (ColorizePhoto) all = make_photo (width, height, 56, luminance, height);
  gsize n_bytes                 = sizeof (gfloat) * one->local.width * one->local.height;

  g_assert_cmpmem (one->local.luminance, n_bytes, all->local.luminance, n_bytes);
  for (gint y = 0; y < one->local.height; y += 3)
    for (gint x = 0; x < one->local.width; x += 3)
      g_assert_cmpfloat_with_epsilon (one->local.luminance[y * one->local.width + x],
                                      area_mean (luminance, width, height, &one->local, y, x),
                                      1e-3);
  for (gint y = 0; y < 112; y += 7)
    for (gint x = 0; x < 112; x += 7)
      g_assert_cmpfloat_with_epsilon (one->global.luminance[y * 112 + x],
                                      area_mean (luminance, width, height, &one->global, y, x),
                                      1e-3);
}

/* A small photo is enlarged; a ramp stays a ramp between the first and the last pixel centre. */
static void
test_enlarging (void)
{
  static const gfloat ramp[]      = { 10, 20, 30, 40, 10, 20, 30, 40 };
  g_autoptr (ColorizePhoto) photo = make_photo (4, 2, 8, ramp, 2);

  g_assert_cmpint (photo->local.width, ==, 16);
  for (gint x = 0; x < 16; x++)
    g_assert_cmpfloat_with_epsilon (photo->local.luminance[x],
                                    CLAMP (10 + 10 * ((x + 0.5) / 4 - 0.5), 10, 40), 1e-4);
}

/* What is not a luminance is brought to 0..100. */
static void
test_odd_values (void)
{
  const gfloat odd[]              = { NAN, -0.5f, INFINITY, 1e30f };
  g_autoptr (ColorizePhoto) photo = make_photo (2, 2, 8, odd, 2);

  g_assert_cmpfloat (photo->local.luminance[0], ==, 0.0f);
  g_assert_cmpfloat (photo->local.luminance[63], ==, 100.0f);
  for (gint i = 0; i < 64; i++)
    g_assert_true (photo->local.luminance[i] >= 0.0f && photo->local.luminance[i] <= 100.0f);
}

int
main (int argc, char **argv)
{
  g_autoptr (WeightsRecipe) recipe = weights_recipe_new ("seed", "32", FALSE);
  g_autoptr (GFile) file           = weights_recipe_write (recipe);
  int status;

  g_test_init (&argc, &argv, NULL);
  weights = colorize_weights_load (file, 0, NULL, NULL);
  g_file_delete (file, NULL, NULL);

  g_test_add_func ("/photo/sizes", test_sizes);
  g_test_add_func ("/photo/refused-sizes", test_refused_sizes);
  g_test_add_func ("/photo/area-average", test_area_average);
  g_test_add_func ("/photo/enlarging", test_enlarging);
  g_test_add_func ("/photo/odd-values", test_odd_values);

  status = g_test_run ();
  colorize_weights_unref (weights);
  return status;
}
