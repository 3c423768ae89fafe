/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each augmentation changes in a sample, and what it leaves alone.
 */

#include <math.h>
#include <string.h>

#include <babl/babl.h>

#include "reference.h"
#include "taken-sample.h"

/* Grain falls on both inputs alike. */
static void
test_global (void)
{
  Augmentation       augmentation = { .crop = 1.0, .grain = 1.0 };
  SampleShape        shape        = { SIDE, 8, 2, FALSE, FALSE, 0.0 };
  g_autofree guint8 *rgb          = plain_photo (16, 16, 120, 130, 110);
  g_autoptr (Sample) sample       = sample_new (&shape);

  for (guint32 seed = 0; seed < 10; seed++)
    {
      sample_take (sample, &augmentation, rgb, 16, 16, seed);
      for (gint y = 0; y < 8; y++)
        for (gint x = 0; x < 8; x++)
          {
            const gfloat *corner = sample->local + 2 * y * SIDE + 2 * x;

            assert_near (sample->global[y * 8 + x],
                         (corner[0] + corner[1] + corner[SIDE] + corner[SIDE + 1]) / 4.0, 1e-5);
          }
    }
}

static gdouble
get_difference (const Sample *a, const Sample *b)
{
  gdouble sum = 0.0;

  for (gsize i = 0; i < a->n_local; i++)
    sum += fabs (a->local[i] - b->local[i]);
  return sum / a->n_local;
}

static void
assert_same_target (const Sample *a, const Sample *b)
{
  g_assert_cmpmem (a->target, sizeof (gfloat) * a->n_target, b->target,
                   sizeof (gfloat) * b->n_target);
}

/* Each changes the input of its share of photos, and no target, crop or flip. A sixth of the blurs
 * are too narrow to be done. */
static void
test_only_the_input_changes (void)
{
  static const struct
  {
    Augmentation augmentation;
    gdouble      share;
  } cases[] = {
    { { 0.6, TRUE, 1.0, 0.0, 0.0, 0.0, 0.0 }, 1.0 },
    { { 0.6, TRUE, 0.3, 0.0, 0.0, 0.0, 0.0 }, 0.3 },
    { { 0.6, TRUE, 0.0, 0.5, 0.0, 0.0, 0.0 }, 1.0 },
    { { 0.6, TRUE, 0.0, 0.0, 1.0, 0.0, 0.0 }, 0.5 },
    { { 0.6, TRUE, 0.0, 0.0, 0.0, 1.0, 0.0 }, 0.42 },
    { { 0.6, TRUE, 0.0, 0.0, 0.0, 0.0, 1.0 }, 0.5 },
  };

  const Augmentation only_crops = { .crop = 0.6, .flips = TRUE };
  g_autofree guint8 *rgb        = random_photo (40, 50);
  g_autoptr (Sample) before     = sample_new (&plain_shape);
  g_autoptr (Sample) after      = sample_new (&plain_shape);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint n_changed = 0;

      for (guint32 seed = 0; seed < 400; seed++)
        {
          sample_take (before, &only_crops, rgb, 40, 50, seed);
          sample_take (after, &cases[i].augmentation, rgb, 40, 50, seed);
          assert_same_target (before, after);
          n_changed += get_difference (before, after) > 1e-5;
        }
      assert_near (n_changed / 400.0, cases[i].share, 0.08);
    }
}

/* One gamma for all of a photo: log y / log x is the same everywhere. */
static void
test_tone (void)
{
  const Augmentation augmentation = { .crop = 1.0, .tone = 0.5 };
  const SampleShape  shape        = { SIDE, 0, 2, FALSE, FALSE, 0.0 };
  g_autofree guint8 *rgb          = random_photo (SIDE, SIDE);
  g_autoptr (Sample) before       = sample_new (&shape);
  g_autoptr (Sample) after        = sample_new (&shape);
  gdouble sum                     = 0.0;
  gdouble squares                 = 0.0;

  sample_take (before, NULL, rgb, SIDE, SIDE, 0);
  for (guint32 seed = 0; seed < 2000; seed++)
    {
      gdouble gamma;

      sample_take (after, &augmentation, rgb, SIDE, SIDE, seed);
      gamma = log (after->local[0]) / log (before->local[0]);
      sum += log (gamma);
      squares += log (gamma) * log (gamma);
      for (gsize i = 0; i < after->n_local; i++)
        assert_near (after->local[i], pow (before->local[i], gamma), 1e-4);
    }

  assert_near (sum / 2000.0, 0.0, 0.05);
  assert_near (sqrt (squares / 2000.0), 0.5, 0.04);
}

static gdouble
get_deviation (const Sample *sample)
{
  gdouble sum     = 0.0;
  gdouble squares = 0.0;

  for (gsize i = 0; i < sample->n_local; i++)
    {
      sum += sample->local[i];
      squares += sample->local[i] * sample->local[i];
    }
  sum /= sample->n_local;
  return sqrt (MAX (squares / sample->n_local - sum * sum, 0.0));
}

/* The largest deviation is 10 of L*, and every strength below it occurs. */
static void
test_grain (void)
{
  const Augmentation augmentation = { .crop = 1.0, .grain = 1.0 };
  const SampleShape  shape        = { 64, 0, 2, FALSE, FALSE, 0.0 };
  g_autofree guint8 *rgb          = plain_photo (8, 8, 119, 119, 119);
  g_autoptr (Sample) sample       = sample_new (&shape);
  gdouble largest                 = 0.0;
  gdouble sum                     = 0.0;

  for (guint32 seed = 0; seed < 200; seed++)
    {
      gdouble deviation;

      sample_take (sample, &augmentation, rgb, 8, 8, seed);
      deviation = get_deviation (sample);
      largest   = MAX (largest, deviation);
      sum += deviation;
    }

  g_assert_cmpfloat (largest, >, 0.09);
  g_assert_cmpfloat (largest, <, 0.104);
  assert_near (sum / 200.0, 0.025, 0.006);
}

/* Nothing is darker than black or brighter than white. */
static void
test_grain_at_ends (void)
{
  const Augmentation augmentation = { .crop = 1.0, .grain = 1.0 };
  const SampleShape  shape        = { SIDE, 0, 2, FALSE, FALSE, 0.0 };
  g_autofree guint8 *rgb          = g_new0 (guint8, 3 * SIDE * SIDE);
  g_autoptr (Sample) sample       = sample_new (&shape);

  memset (rgb, 255, 3 * SIDE * SIDE / 2);
  for (guint32 seed = 0; seed < 20; seed++)
    {
      sample_take (sample, &augmentation, rgb, SIDE, SIDE, seed);
      for (gsize i = 0; i < sample->n_local; i++)
        g_assert_true (sample->local[i] > -1e-4 && sample->local[i] < 1.0001);
    }
}

/* A bright pixel, blurred, keeps its light and spreads it to the deviation, which is at most 1.5. */
static void
test_blur (void)
{
  const Augmentation augmentation = { .crop = 1.0, .blur = 1.0 };
  const SampleShape  shape        = { 32, 0, 2, FALSE, TRUE, 0.0 };
  g_autofree guint8 *rgb          = g_new0 (guint8, 3 * 32 * 32);
  g_autoptr (Sample) sample       = sample_new (&shape);
  gdouble largest                 = 0.0;

  memset (rgb + 3 * (16 * 32 + 16), 255, 3);
  for (guint32 seed = 0; seed < 200; seed++)
    {
      gdouble sum = 0.0, across = 0.0, down = 0.0;

      sample_take (sample, &augmentation, rgb, 32, 32, seed);
      for (gint y = 0; y < 32; y++)
        for (gint x = 0; x < 32; x++)
          {
            gdouble value = sample->local[y * 32 + x];

            sum += value;
            across += value * (x - 16) * (x - 16);
            down += value * (y - 16) * (y - 16);
          }
      assert_near (sum, 1.0, 1e-3);
      assert_near (across, down, 1e-3);
      largest = MAX (largest, sqrt (across));
    }

  g_assert_cmpfloat (largest, >, 1.35);
  g_assert_cmpfloat (largest, <, 1.55);
}

/* What is beyond an edge is like the edge: of a photo of two halves, far edges stay as they are. */
static void
test_blur_at_edges (void)
{
  const Augmentation augmentation = { .crop = 1.0, .blur = 1.0 };
  const SampleShape  shape        = { SIDE, 0, 2, FALSE, TRUE, 0.0 };
  g_autofree guint8 *left         = g_new0 (guint8, 3 * SIDE * SIDE);
  g_autofree guint8 *top          = g_new0 (guint8, 3 * SIDE * SIDE);
  g_autoptr (Sample) sample       = sample_new (&shape);

  memset (top, 255, 3 * SIDE * SIDE / 2);
  for (gint y = 0; y < SIDE; y++)
    memset (left + 3 * y * SIDE, 255, 3 * SIDE / 2);

  for (guint32 seed = 0; seed < 40; seed++)
    {
      sample_take (sample, &augmentation, left, SIDE, SIDE, seed);
      for (gint y = 0; y < SIDE; y++)
        {
          assert_near (sample->local[y * SIDE], 1.0, 1e-5);
          assert_near (sample->local[y * SIDE + SIDE - 1], 0.0, 1e-5);
        }

      sample_take (sample, &augmentation, top, SIDE, SIDE, seed);
      for (gint x = 0; x < SIDE; x++)
        {
          assert_near (sample->local[x], 1.0, 1e-5);
          assert_near (sample->local[(SIDE - 1) * SIDE + x], 0.0, 1e-5);
        }
    }
}

/* At the worst quality a fine pattern suffers, but the photo stays the same one. */
static void
test_jpeg (void)
{
  const Augmentation augmentation = { .crop = 1.0, .jpeg = 1.0 };
  g_autofree guint8 *rgb          = random_photo (SIDE, SIDE);
  g_autoptr (Sample) before       = sample_new (&plain_shape);
  g_autoptr (Sample) after        = sample_new (&plain_shape);
  gdouble largest                 = 0.0;

  sample_take (before, NULL, rgb, SIDE, SIDE, 0);
  for (guint32 seed = 0; seed < 100; seed++)
    {
      gdouble difference;

      sample_take (after, &augmentation, rgb, SIDE, SIDE, seed);
      difference = get_difference (before, after);
      largest    = MAX (largest, difference);
      g_assert_cmpfloat (difference, <, 0.1);
    }
  g_assert_cmpfloat (largest, >, 0.02);
}

/* A net with R'G'B' targets sees all eight ways, and nothing else. */
static void
test_film_of_rgb (void)
{
  static const guint8  color[] = { 200, 100, 30 };
  static const gdouble grays[] = { 0.299 * 200 + 0.587 * 100 + 0.114 * 30,
                                   0.2126 * 200 + 0.7152 * 100 + 0.0722 * 30,
                                   110.0,
                                   115.0,
                                   200.0, /* the largest, and red */
                                   30.0,  /* the smallest, and blue */
                                   100.0 };

  const Augmentation   augmentation = { .crop = 1.0, .film = 0.1 };
  const SampleShape    shape        = { 8, 0, 2, TRUE, TRUE, 0.0 };
  g_autofree guint8   *rgb          = plain_photo (8, 8, color[0], color[1], color[2]);
  g_autoptr (Sample) sample         = sample_new (&shape);
  gint    n[8]                      = { 0 };
  gdouble lab[3];
  gdouble lightness;

  reference_lab (color, lab);
  lightness = 255.0 * reference_encode (reference_luminance (lab[0]));

  for (guint32 seed = 0; seed < 1600; seed++)
    {
      gint way = 0;

      sample_take (sample, &augmentation, rgb, 8, 8, seed);
      while (way < 7 && fabs (255.0 * sample->local[0] - grays[way]) > 0.01)
        way++;
      if (way == 7)
        assert_near (255.0 * sample->local[0], lightness, 0.1);
      n[way]++;
    }

  /* Five deviations from the expected 200, and red's and blue's share more. */
  for (gint way = 0; way < 8; way++)
    g_assert_cmpint (ABS (n[way] - (way == 4 || way == 5 ? 267 : way == 6 ? 67 : 200)), <, 70);
}

static void
test_determinism (void)
{
  const Augmentation augmentation = { 0.5, TRUE, 0.5, 0.3, 1.0, 1.0, 1.0 };
  const SampleShape  shape        = { SIDE, 8, 2, FALSE, FALSE, MEAN };
  g_autofree guint8 *rgb          = random_photo (45, 31);
  g_autoptr (Sample) one          = sample_new (&shape);
  g_autoptr (Sample) same         = sample_new (&shape);
  g_autoptr (Sample) other        = sample_new (&shape);

  for (guint32 seed = 0; seed < 50; seed++)
    {
      sample_take (one, &augmentation, rgb, 45, 31, seed);
      sample_take (same, &augmentation, rgb, 45, 31, seed);
      sample_take (other, &augmentation, rgb, 45, 31, seed + 50);
      assert_same_target (one, same);
      g_assert_cmpmem (one->local, sizeof (gfloat) * one->n_local, same->local,
                       sizeof (gfloat) * same->n_local);
      g_assert_cmpmem (one->global, sizeof (gfloat) * one->n_global, same->global,
                       sizeof (gfloat) * same->n_global);
      g_assert_cmpfloat (get_difference (one, other), >, 1e-3);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  babl_init ();
  g_test_add_func ("/augment/global", test_global);
  g_test_add_func ("/augment/only-the-input-changes", test_only_the_input_changes);
  g_test_add_func ("/augment/tone", test_tone);
  g_test_add_func ("/augment/grain", test_grain);
  g_test_add_func ("/augment/grain-at-ends", test_grain_at_ends);
  g_test_add_func ("/augment/blur", test_blur);
  g_test_add_func ("/augment/blur-at-edges", test_blur_at_edges);
  g_test_add_func ("/augment/jpeg", test_jpeg);
  g_test_add_func ("/augment/film-of-rgb", test_film_of_rgb);
  g_test_add_func ("/augment/determinism", test_determinism);
  return g_test_run ();
}
