/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the predictor takes for something new, with moods in what it is asked for; and what a palette offers.
 */

#include <math.h>
#include <string.h>

#include <babl/babl.h>

#include "predictor.h"

#define WIDTH  64
#define HEIGHT 48

typedef struct
{
  ColorizePredictor *predictor;
  ColorizeWish       wish;
} Fixture;

static void
news (gpointer data)
{
}

/* Waves; of another length for each kind. */
static ColorizePhoto *
make_photo (gint kind)
{
  ColorizePhoto *photo = colorize_photo_new (WIDTH, HEIGHT, NULL);
  gfloat         luminance[HEIGHT * WIDTH];

  for (gint i = 0; i < HEIGHT * WIDTH; i++)
    luminance[i] = (i % WIDTH * (kind + 1) + i / WIDTH * (5 - kind)) % 101;
  colorize_photo_add_rows (photo, luminance, HEIGHT);
  return photo;
}

static ColorizeMood *
take_mood (GFile *file, gint kind)
{
  g_autoptr (ColorizeWeights) weights = colorize_weights_load (file, 0, NULL, NULL);
  g_autoptr (ColorizePhoto) photo     = make_photo (kind);

  return colorize_mood_new (weights, photo, 0, NULL, NULL);
}

/* The mood is the caller's only until the wish is made. `ran` is whether the network did: its time is then
 * that of another run. Returns the chroma that came of it, to be freed. */
static gfloat *
ask (Fixture *fixture, ColorizeMood *mood, gdouble share, gboolean *ran)
{
  gdouble       before = colorize_predictor_get_seconds (fixture->predictor);
  const gfloat *chroma;
  gint          width;
  gint          height;

  fixture->wish.view.mood       = mood ? colorize_mood_ref (mood) : NULL;
  fixture->wish.view.mood_share = share;
  colorize_predictor_ask (fixture->predictor, &fixture->wish);
  g_clear_pointer (&fixture->wish.view.mood, colorize_mood_unref);

  while (colorize_predictor_is_busy (fixture->predictor))
    g_main_context_iteration (NULL, TRUE);

  g_assert_no_error (colorize_predictor_get_error (fixture->predictor));
  *ran = colorize_predictor_get_seconds (fixture->predictor) != before;
  chroma =
    colorize_chroma_get_kept (colorize_predictor_get_chroma (fixture->predictor), &width, &height);
  return g_memdup2 (chroma, 2 * (gsize) width * height * sizeof *chroma);
}

/* Each step asks for a mood and a share; the network runs where either is another one than before, and
 * only there. */
static void
test_mood (void)
{
  static const struct
  {
    gint     mood; /* -1: none */
    gdouble  share;
    gboolean runs;
  } steps[] = { { -1, 0.0, TRUE },  { -1, 50.0, FALSE }, { 0, 0.0, FALSE }, { 0, 50.0, TRUE },
                { 0, 50.0, FALSE }, { 0, 80.0, TRUE },   { 1, 80.0, TRUE }, { 1, 80.0, FALSE },
                { -1, 80.0, TRUE }, { 1, 0.0, FALSE } };
  const gsize size                = 2 * WIDTH * HEIGHT * sizeof (gfloat);
  g_autoptr (GFile) file          = g_file_new_for_path (g_getenv ("COLORIZE_DEFAULT_WEIGHTS"));
  g_autoptr (ColorizePhoto) photo = make_photo (2);
  ColorizeMood *moods[]           = { take_mood (file, 0), take_mood (file, 1) };
  Fixture       fixture           = {
                    .wish = { .weights = file, .view = COLORIZE_VIEW_INIT, .taste = COLORIZE_OPTIONS_INIT }
  };
  g_autofree gfloat *last = NULL;

  fixture.predictor = colorize_predictor_new (news, NULL);
  colorize_predictor_set_photo (fixture.predictor, photo);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      ColorizeMood *mood   = steps[i].mood < 0 ? NULL : moods[steps[i].mood];
      gboolean      ran    = FALSE;
      gfloat       *chroma = ask (&fixture, mood, steps[i].share, &ran);

      g_assert_cmpint (ran, ==, steps[i].runs);
      if (last)
        g_assert_cmpint (memcmp (chroma, last, size) != 0, ==, steps[i].runs);
      g_free (last);
      last = chroma;
    }

  colorize_predictor_free (fixture.predictor);
  for (guint i = 0; i < G_N_ELEMENTS (moods); i++)
    colorize_mood_unref (moods[i]);
}

/* What a palette offers is the network's own color, whatever hints say, and while a run goes on as well. */
static void
test_likely (void)
{
  g_autoptr (GRand) rand          = g_rand_new_with_seed (4);
  g_autoptr (GFile) file          = g_file_new_for_path (g_getenv ("COLORIZE_DEFAULT_WEIGHTS"));
  g_autoptr (ColorizePhoto) photo = make_photo (1);
  g_autoptr (ColorizeHints) hints = colorize_hints_new (WIDTH, HEIGHT, NULL);
  Fixture fixture                 = {
                    .wish = { .weights = file, .view = COLORIZE_VIEW_INIT, .taste = COLORIZE_OPTIONS_INIT }
  };
  gfloat   color[2], again[2];
  gboolean ran;

  fixture.wish.view.border = COLORIZE_BORDER_NONE;
  fixture.predictor        = colorize_predictor_new (news, NULL);
  g_assert_cmpint (colorize_predictor_get_likely_colors (fixture.predictor, 5.0, 5.0, color, 1), ==,
                   0);
  colorize_predictor_set_photo (fixture.predictor, photo);
  g_assert_cmpint (colorize_predictor_get_likely_colors (fixture.predictor, 5.0, 5.0, color, 1), ==,
                   0);
  colorize_hints_add_dot (hints, WIDTH / 2.0, HEIGHT / 2.0, WIDTH, 60.0, 40.0);

  for (gint i = 0; i < 8; i++)
    {
      gdouble            x      = g_rand_double_range (rand, 0.0, WIDTH);
      gdouble            y      = g_rand_double_range (rand, 0.0, HEIGHT);
      g_autofree gfloat *chroma = NULL;

      fixture.wish.hints = NULL;
      chroma             = ask (&fixture, NULL, 0.0, &ran);
      g_assert_cmpint (colorize_predictor_get_likely_colors (fixture.predictor, x, y, color, 1), ==,
                       1);
      /* The peak of the probabilities is not their mean; but it is no color from nowhere. */
      g_assert_cmpfloat (fabs (color[0]) + fabs (color[1]), <, 110.0);

      fixture.wish.hints = hints;
      colorize_predictor_ask (fixture.predictor, &fixture.wish);
      g_assert_true (colorize_predictor_is_busy (fixture.predictor));
      g_assert_cmpint (colorize_predictor_get_likely_colors (fixture.predictor, x, y, again, 1), ==,
                       1);
      g_assert_cmpmem (again, sizeof again, color, sizeof color);
      g_free (ask (&fixture, NULL, 0.0, &ran));
      g_assert_cmpint (colorize_predictor_get_likely_colors (fixture.predictor, x, y, again, 1), ==,
                       1);
      g_assert_cmpmem (again, sizeof again, color, sizeof color);
    }

  g_assert_cmpint (colorize_predictor_get_likely_colors (fixture.predictor, 5.0, 5.0, color, 0), ==,
                   0);
  colorize_predictor_free (fixture.predictor);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  babl_init ();
  g_test_add_func ("/predictor/mood", test_mood);
  g_test_add_func ("/predictor/likely colors", test_likely);
  return g_test_run ();
}
