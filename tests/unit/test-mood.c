/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The mood of another photo.
 */

#include <math.h>

#include <babl/babl.h>

#include "picture/mood.h"
#include "picture/prediction.h"
#include "weights-recipe.h"

static ColorizeWeights *
load (GFile *file)
{
  GError          *error   = NULL;
  ColorizeWeights *weights = colorize_weights_load (file, 0, NULL, &error);

  g_assert_no_error (error);
  return weights;
}

static ColorizeWeights *
load_default (void)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_getenv ("COLORIZE_DEFAULT_WEIGHTS"));

  return load (file);
}

static ColorizeWeights *
load_variant (const gchar *variant)
{
  g_autoptr (WeightsRecipe) recipe = weights_recipe_new (variant, "16", TRUE);
  g_autoptr (GFile) file           = NULL;
  ColorizeWeights *weights         = NULL;

  weights_recipe_set (recipe, "working_size", "32");
  file    = weights_recipe_write (recipe);
  weights = load (file);
  g_file_delete (file, NULL, NULL);
  return weights;
}

/* Waves of a length and a direction of their own for each `kind`. */
static gfloat
get_wave (gint kind, gint x, gint y)
{
  return 50.0f + 49.0f * sinf (0.05f * (kind + 1) * x + kind) * cosf (0.03f * (7 - kind) * y);
}

static ColorizePhoto *
make_photo (gint width, gint height, gint kind)
{
  ColorizePhoto     *photo = colorize_photo_new (width, height, NULL);
  g_autofree gfloat *row   = g_new (gfloat, width);

  for (gint y = 0; y < height; y++)
    {
      for (gint x = 0; x < width; x++)
        row[x] = get_wave (kind, x, y);
      colorize_photo_add_rows (photo, row, 1);
    }
  return photo;
}

static ColorizeMood *
take_mood (ColorizeWeights *weights, ColorizePhoto *photo, gint n_threads)
{
  GError       *error = NULL;
  ColorizeMood *mood  = colorize_mood_new (weights, photo, n_threads, NULL, &error);

  g_assert_no_error (error);
  return mood;
}

/* What the network says: of all views, one after the other. */
static GArray *
predict (ColorizeWeights *weights, ColorizePhoto *photo, ColorizeView view)
{
  GArray *output = g_array_new (FALSE, FALSE, sizeof (gfloat));
  GError *error  = NULL;
  g_autoptr (ColorizePrediction) prediction =
    colorize_predict (weights, photo, &view, 2, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  for (gint i = 0; i < prediction->border.n_frames; i++)
    for (gint k = 0; k < prediction->pictures[i].n_views; k++)
      {
        const PredictionView *seen = &prediction->pictures[i].views[k];

        g_array_append_vals (output, seen->output, seen->width * seen->height * seen->channels);
      }
  return output;
}

static gdouble
get_largest_change (const GArray *one, const GArray *other)
{
  gdouble largest = 0.0;

  g_assert_cmpint (one->len, ==, other->len);
  for (guint i = 0; i < one->len; i++)
    {
      g_assert_true (isfinite (g_array_index (one, gfloat, i)));
      largest =
        MAX (largest, fabs (g_array_index (one, gfloat, i) - g_array_index (other, gfloat, i)));
    }
  return largest;
}

static void
assert_same_bits (const GArray *one, const GArray *other)
{
  g_assert_cmpmem (one->data, one->len * sizeof (gfloat), other->data,
                   other->len * sizeof (gfloat));
}

static void
assert_same_mood (const ColorizeMood *one, const ColorizeMood *other)
{
  g_assert_cmpstr (one->stream, ==, other->stream);
  g_assert_cmpmem (one->features, one->n_features * sizeof (gfloat), other->features,
                   other->n_features * sizeof (gfloat));
}

static void
assert_error (ColorizeMood *mood, GError **error, gint code)
{
  g_assert_null (mood);
  g_assert_error (*error, COLORIZE_ERROR, code);
  g_assert_true (g_str_has_suffix ((*error)->message, "."));
  g_clear_error (error);
}

/* Photos of any size, and references of another: no share is no change at all, nor is NaN a share; the
 * photo's own mood is its own. The more of another there is, the further it goes; but of random weights
 * some have global features that nothing comes of.
 * variant   NULL: the default weights */
static void
test_share (gconstpointer variant)
{
  static const gdouble shares[] = { NAN, -5.0, 0.0, 10.0, 50.0, 100.0, 1000.0 };
  gdouble              changes[G_N_ELEMENTS (shares)] = { 0.0 };
  g_autoptr (ColorizeWeights) weights = variant ? load_variant (variant) : load_default ();

  for (gint i = 0; i < 8; i++)
    {
      /* One of them is square and as large as what the global stream sees. */
      gint width                      = i == 0 ? 1 : i == 1 ? 112 : g_test_rand_int_range (1, 300);
      gint height                     = i == 0 ? 1 : i == 1 ? 112 : g_test_rand_int_range (1, 300);
      g_autoptr (ColorizePhoto) photo = make_photo (width, height, i % 3);
      g_autoptr (ColorizePhoto) other =
        make_photo (g_test_rand_int_range (40, 300), g_test_rand_int_range (40, 300), 4);
      g_autoptr (ColorizeMood) own  = take_mood (weights, photo, 2);
      g_autoptr (ColorizeMood) mood = take_mood (weights, other, 2);
      ColorizeView view             = { .working_size = i == 1 ? 112 : 0 };
      g_autoptr (GArray) plain      = predict (weights, photo, view);
      g_autoptr (GArray) same       = NULL;

      view.mood       = own;
      view.mood_share = 100.0;
      same            = predict (weights, photo, view);
      g_assert_cmpfloat (get_largest_change (same, plain), <=, 1e-4);

      view.mood = mood;
      for (guint k = 0; k < G_N_ELEMENTS (shares); k++)
        {
          g_autoptr (GArray) like = NULL;

          view.mood_share = shares[k];
          like            = predict (weights, photo, view);
          if (k < 3)
            assert_same_bits (like, plain);
          changes[k] += get_largest_change (like, plain);
        }
    }

  for (gint k = 3; ! variant && k < 6; k++)
    g_assert_cmpfloat (changes[k], >, changes[k - 1]);
  g_assert_cmpfloat (changes[6], ==, changes[5]);
}

/* With all of another photo's mood, what is left of the photo's own is nothing: fusion is given the
 * other's vector, and half way the mean of both. */
static void
test_mean (void)
{
  g_autoptr (ColorizeWeights) weights = load_variant ("seed");
  g_autoptr (ColorizePhoto) photo     = make_photo (70, 50, 0);
  g_autoptr (ColorizePhoto) other     = make_photo (50, 60, 5);
  g_autoptr (ColorizeMood) own        = take_mood (weights, photo, 2);
  g_autoptr (ColorizeMood) mood       = take_mood (weights, other, 2);
  ColorizeMood *both[]                = { own, mood };
  ColorizeMood *alone[]               = { mood };
  g_autoptr (ColorizeMood) mean       = colorize_mood_new_mean (both, 2, NULL);
  g_autoptr (ColorizeMood) same       = colorize_mood_new_mean (alone, 1, NULL);
  g_autoptr (GArray) half =
    predict (weights, photo, (ColorizeView) { .mood = mood, .mood_share = 50.0 });
  g_autoptr (GArray) by_mean =
    predict (weights, photo, (ColorizeView) { .mood = mean, .mood_share = 100.0 });

  for (gint i = 0; i < mean->n_features; i++)
    g_assert_cmpfloat_with_epsilon (mean->features[i],
                                    0.5 * own->features[i] + 0.5 * mood->features[i], 1e-5);
  assert_same_mood (same, mood);
  g_assert_cmpfloat (get_largest_change (half, by_mean), <=, 1e-4);
}

static void
test_threads (void)
{
  g_autoptr (ColorizeWeights) weights = load_variant ("distribution");
  g_autoptr (ColorizePhoto) photo     = make_photo (150, 90, 1);
  g_autoptr (ColorizeMood) one        = take_mood (weights, photo, 1);

  for (gint n_threads = 0; n_threads <= 5; n_threads++)
    {
      g_autoptr (ColorizeMood) many = take_mood (weights, photo, n_threads);

      assert_same_mood (many, one);
    }
}

/* Two pictures on a white page have the mean of the moods that each has alone; a border has none. */
static void
test_page (void)
{
  g_autoptr (ColorizeWeights) weights = load_default ();
  g_autoptr (ColorizePhoto) page      = colorize_photo_new (700, 300, NULL);
  ColorizeMood *moods[2];
  gdouble       error = 0.0;
  gdouble       size  = 0.0;

  for (gint y = 0; y < 300; y++)
    {
      gfloat row[700];

      for (gint x = 0; x < 700; x++)
        {
          gint picture = x >= 350;
          gint column  = x - 50 - 350 * picture;

          row[x] = y >= 50 && y < 250 && column >= 0 && column < 250
                     ? get_wave (picture + 1, column, y - 50)
                     : 100.0f;
        }
      colorize_photo_add_rows (page, row, 1);
    }

  for (gint i = 0; i < 2; i++)
    {
      g_autoptr (ColorizePhoto) alone = make_photo (250, 200, i + 1);

      moods[i] = take_mood (weights, alone, 2);
    }

  g_autoptr (ColorizeMood) of_page = take_mood (weights, page, 2);
  g_autoptr (ColorizeMood) mean    = colorize_mood_new_mean (moods, 2, NULL);

  for (gint i = 0; i < mean->n_features; i++)
    {
      error += fabs (of_page->features[i] - mean->features[i]);
      size += fabs (moods[0]->features[i] - moods[1]->features[i]);
    }
  g_assert_cmpfloat (error, <, 0.1 * size);
  for (gint i = 0; i < 2; i++)
    colorize_mood_unref (moods[i]);
}

/* Moods are of the weights that took them; the same file loaded again is the same weights. */
static void
test_wrong_weights (void)
{
  g_autoptr (ColorizeWeights) weights  = load_default ();
  g_autoptr (ColorizeWeights) again    = load_default ();
  g_autoptr (ColorizeWeights) others   = load_variant ("seed");
  g_autoptr (ColorizeWeights) thirds   = load_variant ("seed");
  g_autoptr (ColorizeWeights) baseline = load_variant ("baseline");
  g_autoptr (ColorizePhoto) photo      = make_photo (70, 50, 0);
  g_autoptr (ColorizePhoto) empty      = colorize_photo_new (70, 50, NULL);
  g_autoptr (ColorizeMood) mood        = take_mood (weights, photo, 2);
  g_autoptr (ColorizeMood) other       = take_mood (others, photo, 2);
  ColorizeMood      *both[]            = { mood, other };
  ColorizeWeights   *wrong[]           = { weights, thirds, baseline };
  const ColorizeView view              = { .mood = other, .mood_share = 50.0 };
  GError            *error             = NULL;

  g_assert_true (mood_fits (mood, again, &error));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_null (colorize_predict (wrong[i], photo, &view, 1, NULL, NULL, NULL, &error));
      assert_error (NULL, &error, COLORIZE_ERROR_WEIGHTS);
    }
  assert_error (colorize_mood_new_mean (both, 2, &error), &error, COLORIZE_ERROR_WEIGHTS);
  assert_error (colorize_mood_new (baseline, photo, 1, NULL, &error), &error,
                COLORIZE_ERROR_WEIGHTS);
  assert_error (colorize_mood_new (weights, empty, 1, NULL, &error), &error, COLORIZE_ERROR_PHOTO);
}

static void
test_cancel (void)
{
  g_autoptr (ColorizeWeights) weights  = load_variant ("seed");
  g_autoptr (ColorizePhoto) photo      = make_photo (70, 50, 0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error             = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (colorize_mood_new (weights, photo, 2, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* It comes back to the bit; what is no mood is said to be none. */
static void
test_variant (void)
{
  g_autoptr (ColorizeWeights) weights = load_variant ("seed");
  g_autoptr (ColorizePhoto) photo     = make_photo (70, 50, 0);
  g_autoptr (ColorizeMood) mood       = take_mood (weights, photo, 2);
  g_autoptr (GVariant) kept           = g_variant_ref_sink (colorize_mood_to_variant (mood));
  g_autoptr (ColorizeMood) again      = colorize_mood_new_from_variant (kept, NULL);
  const gchar *wrong[]                = { "('', [1.0], 2)",  "5",
                                          "('abc', @ad [])", "('abc', [1.0, inf])",
                                          "('abc', [nan])",  "('abc', [1e300])" };
  GError      *error                  = NULL;

  assert_same_mood (again, mood);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GVariant) variant = g_variant_parse (NULL, wrong[i], NULL, NULL, &error);

      g_assert_no_error (error);
      assert_error (colorize_mood_new_from_variant (variant, &error), &error,
                    COLORIZE_ERROR_WEIGHTS);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  babl_init ();
  g_random_set_seed (g_test_rand_int ());

  g_test_add_data_func ("/mood/share/default", NULL, test_share);
  g_test_add_data_func ("/mood/share/iizuka", "iizuka", test_share);
  g_test_add_data_func ("/mood/share/seed", "seed", test_share);
  g_test_add_data_func ("/mood/share/distribution", "distribution", test_share);
  g_test_add_func ("/mood/mean", test_mean);
  g_test_add_func ("/mood/threads", test_threads);
  g_test_add_func ("/mood/page", test_page);
  g_test_add_func ("/mood/wrong-weights", test_wrong_weights);
  g_test_add_func ("/mood/cancel", test_cancel);
  g_test_add_func ("/mood/variant", test_variant);
  return g_test_run ();
}
