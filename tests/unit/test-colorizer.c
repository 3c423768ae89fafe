/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The whole way from luminance to chroma.
 */

#include <math.h>
#include <string.h>

#include "picture/pixels.h"
#include "picture/prediction.h"
#include "weights-recipe.h"

#define WIDTH  90
#define HEIGHT 60

static const ColorizeView view = COLORIZE_VIEW_INIT;

static ColorizeWeights *
load_variant (const gchar *variant, const gchar *key, const gchar *value)
{
  g_autoptr (WeightsRecipe) recipe = weights_recipe_new (variant, "16", TRUE);
  g_autoptr (GFile) file           = NULL;
  ColorizeWeights *weights         = NULL;
  GError          *error           = NULL;

  weights_recipe_set (recipe, "working_size", "32");
  if (key)
    weights_recipe_set (recipe, key, value);
  for (gint i = 0; i < 5 && strcmp (variant, "distribution") == 0; i++)
    {
      weights_recipe_find (recipe, "colors")->values[2 * i]     = 20.0 * i - 40.0;
      weights_recipe_find (recipe, "colors")->values[2 * i + 1] = 30.0 - 10.0 * i;
      weights_recipe_find (recipe, "prior")->values[i]          = pow (0.1, i);
    }

  file    = weights_recipe_write (recipe);
  weights = colorize_weights_load (file, 0, NULL, &error);
  g_assert_no_error (error);
  g_file_delete (file, NULL, NULL);
  return weights;
}

static gfloat *
make_luminance (gint width, gint height)
{
  gfloat *luminance = g_new (gfloat, (gsize) width * height);

  for (gint i = 0; i < width * height; i++)
    luminance[i] = 50.0 + 50.0 * sin (0.01 * i) * cos (0.07 * (i % width));
  return luminance;
}

static ColorizePhoto *
make_photo (gint width, gint height)
{
  ColorizePhoto     *photo     = colorize_photo_new (width, height, NULL);
  g_autofree gfloat *luminance = make_luminance (width, height);

  colorize_photo_add_rows (photo, luminance, height);
  return photo;
}

static ColorizePrediction *
predict (ColorizeWeights *weights, gint n_threads)
{
  g_autoptr (ColorizePhoto) photo = make_photo (WIDTH, HEIGHT);
  GError             *error       = NULL;
  ColorizePrediction *prediction  = NULL;

  prediction = colorize_predict (weights, photo, &view, n_threads, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return prediction;
}

static gfloat *
lift_over (const ColorizePrediction *prediction,
           const ColorizeOptions    *options,
           const gfloat             *luminance)
{
  g_autoptr (ColorizeChroma) chroma =
    colorize_prediction_decode (prediction, options, NULL, 2, NULL);
  gfloat *rows = g_new (gfloat, 2 * WIDTH * HEIGHT);

  colorize_chroma_lift (chroma, options, luminance, 0, 0, WIDTH, HEIGHT, rows);
  return rows;
}

static gfloat *
lift (const ColorizePrediction *prediction, const ColorizeOptions *options)
{
  g_autofree gfloat *luminance = make_luminance (WIDTH, HEIGHT);

  return lift_over (prediction, options, luminance);
}

static gdouble
mean_chroma (const gfloat *rows)
{
  gdouble sum = 0.0;

  for (gint i = 0; i < WIDTH * HEIGHT; i++)
    sum += hypot (rows[2 * i], rows[2 * i + 1]);
  return sum / (WIDTH * HEIGHT);
}

/* Every variant gives finite chroma, and bit-equal chroma from run to run. */
static void
test_variant (gconstpointer variant)
{
  g_autoptr (ColorizeWeights) weights  = load_variant (variant, NULL, NULL);
  g_autoptr (ColorizePrediction) one   = predict (weights, 2);
  g_autoptr (ColorizePrediction) other = predict (weights, 2);
  const ColorizeOptions options        = COLORIZE_OPTIONS_INIT;
  g_autofree gfloat    *rows           = lift (one, &options);
  g_autofree gfloat    *again          = lift (other, &options);

  for (gint i = 0; i < 2 * WIDTH * HEIGHT; i++)
    g_assert_true (isfinite (rows[i]) && fabs (rows[i]) < 1000.0);
  g_assert_cmpfloat (mean_chroma (rows), >, 0.0);
  g_assert_cmpmem (rows, sizeof (gfloat) * 2 * WIDTH * HEIGHT, again,
                   sizeof (gfloat) * 2 * WIDTH * HEIGHT);
}

/* The same bits on any number of them. */
static void
test_threads (void)
{
  g_autoptr (ColorizeWeights) weights = load_variant ("seed", NULL, NULL);
  const ColorizeOptions options       = COLORIZE_OPTIONS_INIT;
  g_autoptr (ColorizePrediction) one  = predict (weights, 1);
  g_autofree gfloat *expected         = lift (one, &options);

  for (gint n_threads = 0; n_threads <= 5; n_threads++)
    {
      g_autoptr (ColorizePrediction) many = predict (weights, n_threads);
      g_autofree gfloat *rows             = lift (many, &options);

      g_assert_cmpmem (rows, sizeof (gfloat) * 2 * WIDTH * HEIGHT, expected,
                       sizeof (gfloat) * 2 * WIDTH * HEIGHT);
    }
}

/* A file trained on luma sees another input than one trained on luminance. */
static void
test_luma (void)
{
  const ColorizeOptions options = COLORIZE_OPTIONS_INIT;
  gdouble               means[2];

  for (gint i = 0; i < 2; i++)
    {
      g_autoptr (ColorizeWeights) weights       = NULL;
      g_autoptr (ColorizePrediction) prediction = NULL;
      g_autofree gfloat *rows                   = NULL;

      g_random_set_seed (7);
      weights    = load_variant ("seed", "input", i ? "Y'" : "L*");
      prediction = predict (weights, 1);
      rows       = lift (prediction, &options);
      means[i]   = mean_chroma (rows);
      g_assert_true (isfinite (means[i]));
    }
  g_assert_cmpfloat (means[0], !=, means[1]);
}

/* A mean of 0.2 taken off is the same as a photo darker by 20. */
static void
test_mean (void)
{
  gfloat               *rows[2];
  const ColorizeOptions options  = COLORIZE_OPTIONS_INIT;
  const ColorizeView    as_it_is = { .level = COLORIZE_LEVEL_NO };

  for (gint i = 0; i < 2; i++)
    {
      g_autoptr (ColorizeWeights) weights       = NULL;
      g_autoptr (ColorizePhoto) photo           = NULL;
      g_autoptr (ColorizePrediction) prediction = NULL;
      gfloat luminance[HEIGHT * WIDTH];

      g_random_set_seed (7);
      weights = load_variant ("seed", "mean", i ? "0.2" : "0");
      photo   = colorize_photo_new (WIDTH, HEIGHT, NULL);
      for (gint y = 0; y < HEIGHT; y++)
        for (gint x = 0; x < WIDTH; x++)
          luminance[WIDTH * y + x] = 10 + (x * y) % 60 + 20 * i;
      colorize_photo_add_rows (photo, luminance, HEIGHT);
      prediction = colorize_predict (weights, photo, &as_it_is, 1, NULL, NULL, NULL, NULL);
      rows[i]    = lift_over (prediction, &options, luminance);
    }

  for (gint i = 0; i < 2 * WIDTH * HEIGHT; i++)
    g_assert_cmpfloat_with_epsilon (rows[0][i], rows[1][i], 1e-2);

  g_free (rows[0]);
  g_free (rows[1]);
}

static void
test_saturation_and_warmth (void)
{
  g_autoptr (ColorizeWeights) weights       = load_variant ("iizuka", "chroma_gain", "0.5");
  g_autoptr (ColorizePrediction) prediction = predict (weights, 0);
  ColorizeOptions    options                = COLORIZE_OPTIONS_INIT;
  g_autofree gfloat *plain                  = lift (prediction, &options);
  g_autofree gfloat *changed                = NULL;
  g_autofree gfloat *none                   = NULL;

  options.saturation = 150.0;
  options.warmth     = -3.0;
  changed            = lift (prediction, &options);
  options.saturation = 0.0;
  options.warmth     = 0.0;
  none               = lift (prediction, &options);

  for (gint i = 0; i < WIDTH * HEIGHT; i++)
    {
      g_assert_cmpfloat_with_epsilon (changed[2 * i], 1.5 * plain[2 * i], 1e-3);
      g_assert_cmpfloat_with_epsilon (changed[2 * i + 1], 1.5 * plain[2 * i + 1] - 3.0, 1e-3);
    }
  g_assert_cmpfloat (mean_chroma (none), ==, 0.0);
}

/* The rarest color, a* 40, gains with vividness; below 0 is what the file asks for. */
static void
test_vividness (void)
{
  g_autoptr (ColorizeWeights) weights = load_variant ("distribution", "prior_exponent", "0.3");
  g_autoptr (ColorizePrediction) prediction = predict (weights, 0);
  ColorizeOptions options                   = COLORIZE_OPTIONS_INIT;
  gdouble         previous                  = -INFINITY;
  gdouble         of_file                   = 0.0;

  g_assert_cmpfloat_with_epsilon (colorize_weights_get_vividness (weights), 50.0, 1e-9);
  for (gint step = -1; step <= 4; step++)
    {
      g_autofree gfloat *rows = NULL;
      gdouble            a    = 0.0;

      options.vividness = step < 0 ? -1.0 : 25.0 * step;
      rows              = lift (prediction, &options);
      for (gint i = 0; i < WIDTH * HEIGHT; i++)
        a += rows[2 * i] / (WIDTH * HEIGHT);

      if (step < 0)
        of_file = a;
      else
        g_assert_cmpfloat (a, >, previous);
      if (step == 2)
        g_assert_cmpfloat_with_epsilon (a, of_file, 1e-4);
      if (step >= 0)
        previous = a;
    }
}

/* Parts of any size are the same as the whole. */
static void
test_parts (void)
{
  g_autoptr (ColorizeWeights) weights       = load_variant ("seed", NULL, NULL);
  g_autoptr (ColorizePrediction) prediction = predict (weights, 0);
  const ColorizeOptions options             = COLORIZE_OPTIONS_INIT;
  g_autofree gfloat    *whole               = lift (prediction, &options);
  g_autofree gfloat    *luminance           = make_luminance (WIDTH, HEIGHT);
  g_autoptr (ColorizeChroma) chroma =
    colorize_prediction_decode (prediction, &options, NULL, 0, NULL);
  gfloat lightness[7 * 11];
  gfloat part[2 * 7 * 11];

  for (gint y = HEIGHT - 7; y >= 0; y -= 5)
    for (gint x = 0; x + 11 <= WIDTH; x += 13)
      {
        for (gint row = 0; row < 7; row++)
          memcpy (lightness + 11 * row, luminance + WIDTH * (y + row) + x, 11 * sizeof *lightness);
        colorize_chroma_lift (chroma, &options, lightness, x, y, 11, 7, part);
        for (gint row = 0; row < 7; row++)
          g_assert_cmpmem (part + 22 * row, 22 * sizeof *part, whole + 2 * (WIDTH * (y + row) + x),
                           22 * sizeof *part);
      }
}

/* The broad colors of many views together are nearer to the smallest view's than those of the
 * largest view alone, and each color lies between what the views say. */
static void
test_views (void)
{
  g_autoptr (ColorizeWeights) weights = load_variant ("seed", NULL, NULL);
  g_autoptr (ColorizePhoto) photo     = make_photo (300, 280);
  g_autoptr (Pool) pool               = pool_new (2, NULL);
  const ColorizeView large            = { .working_size = 128 };
  g_autoptr (ColorizePrediction) all =
    colorize_predict (weights, photo, &large, 2, NULL, NULL, NULL, NULL);
  const ColorizeOptions options      = COLORIZE_OPTIONS_INIT;
  PredictionPicture     one          = all->pictures[0];
  const PredictionView *small        = &all->pictures[0].views[0];
  const PredictionView *last         = &all->pictures[0].views[2];
  gsize                 n_small      = 2 * (gsize) small->height * small->width;
  gdouble               distances[2] = { 0.0, 0.0 };
  g_autofree gfloat    *smallest     = NULL;
  gfloat               *variance     = NULL;

  g_assert_cmpint (all->pictures[0].n_views, ==, 3); /* 32, 64 and 128 */
  one.n_views = 1;
  smallest    = prediction_decode (all, &one, pool, &options, &variance);

  for (gint i = 0; i < 2; i++)
    {
      g_autofree gfloat *chroma  = NULL;
      g_autofree gfloat *reduced = g_new (gfloat, n_small);

      one.views[0] = *last;
      chroma = prediction_decode (all, i == 0 ? all->pictures : &one, pool, &options, &variance);
      resample_map (pool, chroma, last->height, last->width, 2, RESAMPLE_LINEAR, small->height,
                    small->width, reduced);
      for (gsize k = 0; k < n_small; k++)
        distances[i] += fabs (reduced[k] - smallest[k]);
    }
  g_assert_cmpfloat (distances[1], >, 0.0);
  g_assert_cmpfloat (distances[0], <, 0.5 * distances[1]);
}

/* A faded print, leveled by itself or because it is asked for, is seen as the good print is, and one with
 * all its contrast stays. */
static void
test_level (void)
{
  static const ColorizeLevel levels[] = { COLORIZE_LEVEL_NO, COLORIZE_LEVEL_AUTO,
                                          COLORIZE_LEVEL_YES };
  g_autoptr (ColorizeWeights) weights = load_variant ("seed", NULL, NULL);
  const ColorizeOptions options       = COLORIZE_OPTIONS_INIT;
  g_autofree gfloat    *luminance     = g_new (gfloat, WIDTH * HEIGHT);
  gfloat               *rows[3][2];
  gdouble               fading = 0.0; /* of all changes of color */

  /* Nothing in it is as thin as a scratch. */
  for (gint k = 0; k < WIDTH * HEIGHT; k++)
    luminance[k] = 50.0 + 47.0 * sin (0.13 * (k / WIDTH)) * cos (0.07 * (k % WIDTH));

  for (gint i = 0; i < 6; i++)
    {
      const ColorizeView level        = { .level = levels[i / 2] };
      g_autoptr (ColorizePhoto) photo = colorize_photo_new (WIDTH, HEIGHT, NULL);
      g_autofree gfloat *seen         = g_memdup2 (luminance, sizeof (gfloat) * WIDTH * HEIGHT);
      g_autoptr (ColorizePrediction) prediction = NULL;

      for (gint k = 0; i % 2 && k < WIDTH * HEIGHT; k++)
        seen[k] = 40.0f + 0.3f * seen[k];
      colorize_photo_add_rows (photo, seen, HEIGHT);
      prediction         = colorize_predict (weights, photo, &level, 1, NULL, NULL, NULL, NULL);
      rows[i / 2][i % 2] = lift_over (prediction, &options, luminance);
    }

  for (gint k = 0; k < 2 * WIDTH * HEIGHT; k++)
    fading += fabs (rows[0][1][k] - rows[0][0][k]);

  for (gint i = 1; i < 3; i++)
    {
      gdouble sums[2] = { 0.0, 0.0 };
      gdouble change  = 0.0;

      g_assert_cmpmem (rows[i][0], sizeof (gfloat) * 2 * WIDTH * HEIGHT, rows[0][0],
                       sizeof (gfloat) * 2 * WIDTH * HEIGHT);

      /* The colors are nearly as pale as the print. */
      for (gint k = 0; k < 2 * WIDTH * HEIGHT; k++)
        for (gint is_faded = 0; is_faded < 2; is_faded++)
          sums[is_faded] += fabs (rows[i][is_faded][k]);
      g_assert_cmpfloat (fabs (sums[1] / sums[0] - pow (0.3, 0.75)), <, 0.05);

      for (gint k = 0; k < 2 * WIDTH * HEIGHT; k++)
        change += fabs (rows[i][1][k] * sums[0] / sums[1] - rows[i][0][k]);
      g_assert_cmpfloat (change, <, 0.4 * fading);
    }

  for (gint i = 0; i < 6; i++)
    g_free (rows[i / 2][i % 2]);
}

static void
test_missing_rows (void)
{
  g_autoptr (ColorizeWeights) weights = load_variant ("seed", NULL, NULL);
  g_autoptr (ColorizePhoto) photo     = colorize_photo_new (WIDTH, HEIGHT, NULL);
  GError *error                       = NULL;

  g_assert_null (colorize_predict (weights, photo, &view, 0, NULL, NULL, NULL, &error));
  g_assert_error (error, COLORIZE_ERROR, COLORIZE_ERROR_PHOTO);
  g_error_free (error);
}

static void
cancel_half_way (gdouble fraction, gpointer cancellable)
{
  g_assert_cmpfloat (fraction, <, 0.9);
  if (fraction > 0.5)
    g_cancellable_cancel (cancellable);
}

static void
test_cancel (void)
{
  g_autoptr (ColorizeWeights) weights  = load_variant ("seed", NULL, NULL);
  g_autoptr (ColorizePhoto) photo      = make_photo (WIDTH, HEIGHT);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GError *error                        = NULL;

  g_assert_null (
    colorize_predict (weights, photo, &view, 0, cancellable, cancel_half_way, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_error_free (error);
}

typedef struct
{
  gdouble last;
  gint    n;
} Seen;

static void
see_progress (gdouble fraction, gpointer data)
{
  Seen *seen = data;

  g_assert_cmpfloat (fraction, >, seen->last);
  g_assert_cmpfloat (fraction, <=, 1.0);
  seen->last = fraction;
  seen->n++;
}

static void
test_progress (gconstpointer variant)
{
  g_autoptr (ColorizeWeights) weights       = load_variant (variant, NULL, NULL);
  g_autoptr (ColorizePhoto) photo           = make_photo (WIDTH, HEIGHT);
  g_autoptr (ColorizePrediction) prediction = NULL;
  Seen seen                                 = { 0.0, 0 };

  prediction = colorize_predict (weights, photo, &view, 2, NULL, see_progress, &seen, NULL);
  g_assert_nonnull (prediction);
  g_assert_cmpint (seen.n, >=, 10);
  g_assert_cmpfloat_with_epsilon (seen.last, 1.0, 1e-6);
}

/* Through GEGL's buffers: L* and alpha stay, a*b* go as far as the strength says. */
static void
test_pixels (void)
{
  const Babl *rgba                          = babl_format ("R'G'B'A float");
  g_autoptr (ColorizeWeights) weights       = load_variant ("seed", NULL, NULL);
  g_autoptr (ColorizePhoto) photo           = NULL;
  g_autoptr (ColorizePrediction) prediction = NULL;
  g_autoptr (ColorizeChroma) chroma         = NULL;
  g_autoptr (GeglBuffer) source = gegl_buffer_new (GEGL_RECTANGLE (-3, 7, WIDTH, HEIGHT), rgba);
  g_autoptr (GeglBuffer) result = gegl_buffer_new (GEGL_RECTANGLE (0, 0, WIDTH, HEIGHT), rgba);
  g_autofree gfloat *before     = g_new (gfloat, 4 * WIDTH * HEIGHT);
  g_autofree gfloat *after      = g_new (gfloat, 4 * WIDTH * HEIGHT);
  g_autofree gfloat *predicted  = g_new (gfloat, 2 * WIDTH * HEIGHT);
  g_autofree gfloat *luminance  = g_new (gfloat, WIDTH * HEIGHT);
  ColorizeOptions    options    = COLORIZE_OPTIONS_INIT;
  const Babl        *lab        = babl_format ("CIE Lab alpha float");
  GError            *error      = NULL;

  for (gint i = 0; i < 4 * WIDTH * HEIGHT; i++)
    before[i] = i % 4 == 0 ? 30.0 + i % 41 : i % 4 == 3 ? 0.5 : (i % 7);
  gegl_buffer_set (source, NULL, 0, lab, before, GEGL_AUTO_ROWSTRIDE);

  options.saturation = 10.0;
  photo              = colorize_photo_new (WIDTH, HEIGHT, NULL);
  g_assert_true (colorize_pixels_reduce (source, photo, 2, NULL, NULL, NULL, &error));
  prediction = colorize_predict (weights, photo, &view, 0, NULL, NULL, NULL, &error);
  chroma     = colorize_prediction_decode (prediction, &options, NULL, 0, &error);
  g_assert_true (
    colorize_pixels_lift (chroma, &options, 0.25, source, result, 2, NULL, NULL, NULL, &error));
  g_assert_no_error (error);

  gegl_buffer_get (result, NULL, 1.0, lab, after, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  for (gint i = 0; i < WIDTH * HEIGHT; i++)
    luminance[i] = before[4 * i];
  colorize_chroma_lift (chroma, &options, luminance, 0, 0, WIDTH, HEIGHT, predicted);
  for (gint i = 0; i < WIDTH * HEIGHT; i++)
    {
      g_assert_cmpfloat_with_epsilon (after[4 * i], before[4 * i], 0.01);
      g_assert_cmpfloat_with_epsilon (after[4 * i + 1],
                                      0.75 * before[4 * i + 1] + 0.25 * predicted[2 * i], 0.01);
      g_assert_cmpfloat_with_epsilon (after[4 * i + 2],
                                      0.75 * before[4 * i + 2] + 0.25 * predicted[2 * i + 1], 0.01);
      g_assert_cmpfloat_with_epsilon (after[4 * i + 3], 0.5, 0.001);
    }
}

static void
test_cancelled_pixels (void)
{
  g_autoptr (ColorizeWeights) weights  = load_variant ("seed", NULL, NULL);
  g_autoptr (ColorizePhoto) photo      = colorize_photo_new (WIDTH, HEIGHT, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GeglBuffer) source        = NULL;
  GError *error                        = NULL;

  source = gegl_buffer_new (GEGL_RECTANGLE (0, 0, WIDTH, HEIGHT), babl_format ("Y' u8"));
  g_cancellable_cancel (cancellable);
  g_assert_false (colorize_pixels_reduce (source, photo, 2, cancellable, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_error_free (error);
}

int
main (int argc, char **argv)
{
  static const gchar *const variants[] = { "iizuka", "seed", "baseline", "rgb", "distribution" };
  int                       status;

  g_test_init (&argc, &argv, NULL);
  gegl_init (NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autofree gchar *variant  = g_strconcat ("/colorizer/variant/", variants[i], NULL);
      g_autofree gchar *progress = g_strconcat ("/colorizer/progress/", variants[i], NULL);

      g_test_add_data_func (variant, variants[i], test_variant);
      g_test_add_data_func (progress, variants[i], test_progress);
    }
  g_test_add_func ("/colorizer/threads", test_threads);
  g_test_add_func ("/colorizer/luma", test_luma);
  g_test_add_func ("/colorizer/mean", test_mean);
  g_test_add_func ("/colorizer/saturation-and-warmth", test_saturation_and_warmth);
  g_test_add_func ("/colorizer/vividness", test_vividness);
  g_test_add_func ("/colorizer/parts", test_parts);
  g_test_add_func ("/colorizer/views", test_views);
  g_test_add_func ("/colorizer/level", test_level);
  g_test_add_func ("/colorizer/missing-rows", test_missing_rows);
  g_test_add_func ("/colorizer/cancel", test_cancel);
  g_test_add_func ("/pixels/lift", test_pixels);
  g_test_add_func ("/pixels/cancel", test_cancelled_pixels);

  status = g_test_run ();
  gegl_exit ();
  return status;
}
