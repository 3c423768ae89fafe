/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The colors that the network thinks likeliest at a place.
 */

#include <math.h>
#include <string.h>

#include <babl/babl.h>

#include "picture/prediction.h"
#include "weights-recipe.h"

static ColorizeWeights *
load_variant (const gchar *variant)
{
  g_autoptr (WeightsRecipe) recipe = weights_recipe_new (variant, "16", TRUE);
  g_autoptr (GFile) file           = NULL;
  ColorizeWeights *weights;

  weights_recipe_set (recipe, "working_size", "32");
  file    = weights_recipe_write (recipe);
  weights = colorize_weights_load (file, 0, NULL, NULL);
  g_assert_nonnull (weights);
  g_file_delete (file, NULL, NULL);
  return weights;
}

static ColorizePhoto *
make_photo (gint width, gint height)
{
  ColorizePhoto     *photo = colorize_photo_new (width, height, NULL);
  g_autofree gfloat *row   = g_new (gfloat, width);

  for (gint y = 0; y < height; y++)
    {
      for (gint x = 0; x < width; x++)
        row[x] = 50.0f + 45.0f * sinf (0.1f * x) * cosf (0.07f * y);
      colorize_photo_add_rows (photo, row, 1);
    }
  return photo;
}

static ColorizePrediction *
predict (ColorizeWeights *weights, gint width, gint height, const ColorizeView *view)
{
  g_autoptr (ColorizePhoto) photo = make_photo (width, height);
  GError             *error       = NULL;
  ColorizePrediction *prediction =
    colorize_predict (weights, photo, view, 2, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return prediction;
}

static void
assert_sound (const ColorizeLikelyColor *colors, gint n)
{
  gdouble sum = 0.0;

  g_assert_cmpint (n, >=, 0);
  g_assert_cmpint (n, <=, COLORIZE_MAX_LIKELY);
  for (gint i = 0; i < n; i++)
    {
      g_assert_true (isfinite (colors[i].a) && isfinite (colors[i].b));
      g_assert_cmpfloat (colors[i].probability, >, 0.0);
      sum += colors[i].probability;
      if (i > 0)
        g_assert_cmpfloat (colors[i].probability, <=, colors[i - 1].probability);
    }
  g_assert_cmpfloat (sum, <=, 1.0 + 1e-6);
}

/* What the network says is put there by hand: two colors, and nothing else, all over the map. */
static void
say (ColorizePrediction *prediction, gint one, gint other, gfloat difference)
{
  PredictionView *view = &prediction->pictures[0].views[0];

  for (gsize i = 0; i < (gsize) view->width * view->height; i++)
    for (gint c = 0; c < view->channels; c++)
      view->output[i * view->channels + c] = c == one     ? 40.0f
                                             : c == other ? 40.0f - difference
                                                          : 0.0f;
}

static gint
find_far_bin (const ColorizeWeights *weights, gint n, gint from)
{
  const gfloat *bins = weights->colors;

  for (gint i = 0; i < n; i++)
    if (hypotf (bins[2 * i] - bins[2 * from], bins[2 * i + 1] - bins[2 * from + 1]) > 60.0f)
      return i;
  g_assert_not_reached ();
}

static void
test_peaks (void)
{
  g_autoptr (GFile) file              = g_file_new_for_path (g_getenv ("COLORIZE_DEFAULT_WEIGHTS"));
  g_autoptr (ColorizeWeights) weights = colorize_weights_load (file, 0, NULL, NULL);
  ColorizeView    view                = COLORIZE_VIEW_INIT;
  ColorizeOptions options             = COLORIZE_OPTIONS_INIT;
  g_autoptr (ColorizePrediction) prediction = predict (weights, 90, 60, &view);
  gint   n_bins                             = prediction->pictures[0].views[0].channels;
  gint   one                                = n_bins / 3;
  gint   other                              = find_far_bin (weights, n_bins, one);
  gfloat gain = weights->architecture.chroma_gain * prediction->pictures[0].levels.chroma;
  ColorizeLikelyColor colors[COLORIZE_MAX_LIKELY];

  options.vividness = 0.0;
  say (prediction, one, one, 0.0f);
  g_assert_cmpint (colorize_prediction_get_likely_colors (prediction, &options, 40, 30, colors), ==,
                   1);
  g_assert_cmpfloat_with_epsilon (colors[0].a, gain * weights->colors[2 * one], 0.01);
  g_assert_cmpfloat_with_epsilon (colors[0].b, gain * weights->colors[2 * one + 1], 0.01);
  g_assert_cmpfloat_with_epsilon (colors[0].probability, 1.0, 1e-4);

  say (prediction, one, other, 0.5f);
  g_assert_cmpint (colorize_prediction_get_likely_colors (prediction, &options, 40, 30, colors), ==,
                   2);
  assert_sound (colors, 2);
  g_assert_cmpfloat_with_epsilon (colors[1].a, gain * weights->colors[2 * other], 0.01);
  g_assert_cmpfloat_with_epsilon (colors[0].probability / colors[1].probability,
                                  exp (0.5 / weights->architecture.temperature), 0.01);
}

static void
test_places (void)
{
  static const gchar *const variants[] = { "distribution", "iizuka" };
  GRand                    *random     = g_rand_new_with_seed (g_test_rand_int ());
  ColorizeView              view       = COLORIZE_VIEW_INIT;
  ColorizeOptions           options    = COLORIZE_OPTIONS_INIT;
  ColorizeLikelyColor       colors[COLORIZE_MAX_LIKELY];

  for (guint variant = 0; variant < G_N_ELEMENTS (variants); variant++)
    {
      g_autoptr (ColorizeWeights) weights = load_variant (variants[variant]);

      for (gint i = 0; i < 20; i++)
        {
          gint width                                = g_rand_int_range (random, 1, 120);
          gint height                               = g_rand_int_range (random, 1, 120);
          g_autoptr (ColorizePrediction) prediction = predict (weights, width, height, &view);

          for (gint k = 0; k < 20; k++)
            {
              gdouble x = g_rand_double_range (random, 0.0, width);
              gdouble y = g_rand_double_range (random, 0.0, height);
              gint n = colorize_prediction_get_likely_colors (prediction, &options, x, y, colors);

              assert_sound (colors, n);
              g_assert_cmpint (n, >=, 1);
              g_assert_true (variant == 0 || n == 1);
            }
          g_assert_cmpint (
            colorize_prediction_get_likely_colors (prediction, &options, -1.0, 0.5, colors), ==, 0);
          g_assert_cmpint (
            colorize_prediction_get_likely_colors (prediction, &options, 0.5, height + 1.0, colors),
            ==, 0);
        }
    }
  g_rand_free (random);
}

/* A border that is given is no picture; the picture is asked where it is. */
static void
test_border (void)
{
  g_autoptr (ColorizeWeights) weights = load_variant ("distribution");
  ColorizeView view                   = {
                      .border = COLORIZE_BORDER_GIVEN, .left = 20, .top = 10, .right = 5, .bottom = 30
  };
  ColorizeOptions options                   = COLORIZE_OPTIONS_INIT;
  g_autoptr (ColorizePrediction) prediction = predict (weights, 100, 90, &view);
  ColorizeLikelyColor colors[COLORIZE_MAX_LIKELY];

  for (gint y = 0; y < 90; y += 3)
    for (gint x = 0; x < 100; x += 3)
      {
        gint n =
          colorize_prediction_get_likely_colors (prediction, &options, x + 0.5, y + 0.5, colors);
        gboolean is_picture = x >= 20 && x < 95 && y >= 10 && y < 60;

        g_assert_cmpint (n > 0, ==, is_picture);
      }
}

int
main (int argc, char **argv)
{
  babl_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/likely/one color for each peak of the probabilities", test_peaks);
  g_test_add_func ("/likely/any photo, any place, any weights", test_places);
  g_test_add_func ("/likely/none on a border", test_border);
  return g_test_run ();
}
