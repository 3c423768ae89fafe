/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The miniatures of a predictor: what they show, and when they come.
 */

#include <math.h>

#include <babl/babl.h>

#include "predictor.h"

#define MAX_SIDE 300
#define N_SIZES  6

/* For nothing to come, in microseconds: many times what miniatures of such a size take. */
#define PATIENCE 1000000

typedef struct
{
  GFile              *file;
  ColorizePredictor  *predictor;
  ColorizeWish        wish;
  ColorizePhoto      *photo;
  ColorizeMiniatures *taken;     /* the last ones that came */
  gboolean            came_last; /* the chroma of what was asked for was there before them */
  gint                n_taken;
} Fixture;

/* The third is the first one again. */
static const ColorizeOptions tastes[] = { { .vividness = 0.0, .evenness = 50.0 },
                                          { .vividness = 100.0, .evenness = 20.0 },
                                          { .vividness = 0.0, .evenness = 50.0 },
                                          { .vividness = -1.0, .evenness = 50.0 } };

static void
news (gpointer data)
{
  Fixture            *fixture = data;
  ColorizeMiniatures *taken   = colorize_predictor_take_miniatures (fixture->predictor);

  if (! taken)
    return;

  g_clear_pointer (&fixture->taken, colorize_miniatures_free);
  fixture->taken     = taken;
  fixture->came_last = colorize_predictor_get_chroma (fixture->predictor)
                       && ! colorize_predictor_is_busy (fixture->predictor);
  fixture->n_taken++;
}

static ColorizePhoto *
make_photo (gint width, gint height)
{
  ColorizePhoto     *photo     = colorize_photo_new (width, height, NULL);
  g_autofree gfloat *luminance = g_new (gfloat, (gsize) width * height);

  for (gint i = 0; i < width * height; i++)
    luminance[i] = 50.0 + 30.0 * sin (0.13 * (i % width)) + 15.0 * cos (0.07 * (i / width));
  colorize_photo_add_rows (photo, luminance, height);

  return photo;
}

static void
set_up (Fixture *fixture, gint width, gint height)
{
  *fixture = (Fixture) { .wish = { .view = COLORIZE_VIEW_INIT, .taste = COLORIZE_OPTIONS_INIT } };
  fixture->file         = g_file_new_for_path (g_getenv ("COLORIZE_DEFAULT_WEIGHTS"));
  fixture->wish.weights = fixture->file;
  fixture->photo        = make_photo (width, height);
  fixture->predictor    = colorize_predictor_new (news, fixture);
  colorize_predictor_set_photo (fixture->predictor, fixture->photo);
}

static void
tear_down (Fixture *fixture)
{
  colorize_predictor_free (fixture->predictor);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_pointer (&fixture->taken, colorize_miniatures_free);
  colorize_photo_unref (fixture->photo);
  g_object_unref (fixture->file);
}

static void
ask_miniatures (Fixture *fixture, gint n, gint width, gint height)
{
  colorize_predictor_ask_miniatures (fixture->predictor,
                                     colorize_miniatures_new (tastes, n, width, height));
}

static void
wait_for_chroma (Fixture *fixture)
{
  while (colorize_predictor_is_busy (fixture->predictor))
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_number (Fixture *fixture, gint n)
{
  while (fixture->n_taken < n)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
end_wait (gpointer ends)
{
  *(gboolean *) ends = TRUE;

  return G_SOURCE_REMOVE;
}

static void
assert_nothing_comes (Fixture *fixture)
{
  gint     before = fixture->n_taken;
  gboolean ends   = FALSE;

  g_timeout_add (PATIENCE / 1000, end_wait, &ends);
  while (! ends)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (fixture->n_taken, ==, before);
}

static void
test_colors (void)
{
  for (gint k = 0; k < N_SIZES; k++)
    {
      gint width                                = k ? g_test_rand_int_range (1, MAX_SIDE) : 1;
      gint height                               = k ? g_test_rand_int_range (1, MAX_SIDE) : 1;
      gint wide                                 = MAX (width / 3, 1);
      gint high                                 = MAX (height / 3, 1);
      g_autoptr (ColorizeWeights) weights       = NULL;
      g_autoptr (ColorizePrediction) prediction = NULL;
      Fixture fixture;

      set_up (&fixture, width, height);
      ask_miniatures (&fixture, G_N_ELEMENTS (tastes), wide, high);
      colorize_predictor_ask (fixture.predictor, &fixture.wish);
      wait_for_number (&fixture, 1);
      g_assert_true (fixture.came_last);
      weights = colorize_weights_load (fixture.file, 0, NULL, NULL);
      prediction =
        colorize_predict (weights, fixture.photo, &fixture.wish.view, 0, NULL, NULL, NULL, NULL);

      for (guint i = 0; i < G_N_ELEMENTS (tastes); i++)
        {
          g_autofree gfloat *expected =
            colorize_prediction_sketch (prediction, &tastes[i], NULL, 0, wide, high, NULL);

          for (gint j = 0; j < 2 * wide * high; j++)
            g_assert_cmpfloat_with_epsilon (fixture.taken->chroma[i][j], expected[j], 1e-3);
        }

      tear_down (&fixture);
    }
}

/* Another vividness has the same miniatures, another view its own. */
static void
test_once (void)
{
  Fixture fixture;

  set_up (&fixture, 90, 70);
  colorize_predictor_ask (fixture.predictor, &fixture.wish);
  ask_miniatures (&fixture, 2, 30, 23);
  wait_for_number (&fixture, 1);
  fixture.wish.taste.vividness = 80.0;
  colorize_predictor_ask (fixture.predictor, &fixture.wish);
  assert_nothing_comes (&fixture);
  fixture.wish.view.level = COLORIZE_LEVEL_NO;
  colorize_predictor_ask (fixture.predictor, &fixture.wish);
  wait_for_number (&fixture, 2);
  g_assert_true (fixture.came_last);
  tear_down (&fixture);
}

/* Whatever is asked for while they are made goes before them. */
static void
test_wait (void)
{
  Fixture fixture;

  set_up (&fixture, MAX_SIDE, MAX_SIDE);
  colorize_predictor_ask (fixture.predictor, &fixture.wish);
  wait_for_chroma (&fixture);

  for (gint i = 0; i < 5; i++)
    {
      gint before = fixture.n_taken;

      ask_miniatures (&fixture, 4, MAX_SIDE, MAX_SIDE);
      g_assert_false (colorize_predictor_is_busy (fixture.predictor));
      fixture.wish.taste.vividness = 10.0 * i;
      colorize_predictor_ask (fixture.predictor, &fixture.wish);
      g_assert_true (colorize_predictor_is_busy (fixture.predictor));
      wait_for_number (&fixture, before + 1);
      g_assert_true (fixture.came_last);
    }

  tear_down (&fixture);
}

/* Only the last ones that were asked for come. */
static void
test_others (void)
{
  Fixture fixture;

  set_up (&fixture, MAX_SIDE, MAX_SIDE);
  colorize_predictor_ask (fixture.predictor, &fixture.wish);
  wait_for_chroma (&fixture);
  ask_miniatures (&fixture, 4, MAX_SIDE, MAX_SIDE);
  ask_miniatures (&fixture, 1, 20, 21);
  wait_for_number (&fixture, 1);
  g_assert_cmpint (fixture.taken->n, ==, 1);
  g_assert_cmpint (fixture.taken->height, ==, 21);
  assert_nothing_comes (&fixture);
  tear_down (&fixture);
}

static void
test_stopped (void)
{
  Fixture fixture;

  set_up (&fixture, 90, 70);
  colorize_predictor_ask (fixture.predictor, &fixture.wish);
  wait_for_chroma (&fixture);
  colorize_predictor_stop (fixture.predictor);
  ask_miniatures (&fixture, 2, 30, 23);
  assert_nothing_comes (&fixture);
  colorize_predictor_ask (fixture.predictor, &fixture.wish);
  wait_for_number (&fixture, 1);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  babl_init ();
  g_test_add_func ("/miniatures/colors", test_colors);
  g_test_add_func ("/miniatures/once", test_once);
  g_test_add_func ("/miniatures/wait", test_wait);
  g_test_add_func ("/miniatures/others", test_others);
  g_test_add_func ("/miniatures/stopped", test_stopped);

  return g_test_run ();
}
