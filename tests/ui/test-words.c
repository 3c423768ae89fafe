/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the dialog says of time and memory.
 */

#include "estimate.h"
#include "time-left.h"

static const ColorizeEstimate photo = {
  .n_layers         = 1,
  .n_pixels         = 24e6,
  .bytes_per_pixel  = 4,
  .width            = 6000,
  .height           = 4000,
  .seconds_to_read  = 0.5,
  .n_parameters     = 6.2e6,
  .working_size     = 112,
  .seconds_to_think = 0.02,
};

/* As measured: the plug-in had 350 MB at its largest, and the new layer has 96. */
static void
test_memory (void)
{
  ColorizeEstimate fine = photo;

  g_assert_cmpfloat_with_epsilon (colorize_estimate_get_bytes (&photo) / 1e6, 446.0, 30.0);

  /* 605 MB, and again the layer. */
  fine.working_size = 1024;
  g_assert_cmpfloat_with_epsilon (colorize_estimate_get_bytes (&fine) / 1e6, 701.0, 30.0);
}

static void
test_seconds (void)
{
  ColorizeEstimate slow  = photo;
  ColorizeEstimate small = photo;
  gdouble          fast  = colorize_estimate_get_seconds (&photo);

  g_assert_cmpfloat (fast, >, 1.0);
  g_assert_cmpfloat (fast, <, 5.0);

  /* A computer that reads half as fast does all of it half as fast, but for the network. */
  slow.seconds_to_read *= 2.0;
  g_assert_cmpfloat_with_epsilon (colorize_estimate_get_seconds (&slow) - 0.02, 2.0 * (fast - 0.02),
                                  1e-6);

  /* Of a small photo, what it took to read it does not count. */
  small.n_pixels = 0.8e6;
  small.width    = 1000;
  small.height   = 800;
  g_assert_cmpfloat (colorize_estimate_get_seconds (&small), <, 1.0);
}

static void
test_describe (void)
{
  ColorizeEstimate  two     = photo;
  g_autofree gchar *words   = colorize_estimate_describe (&photo);
  g_autofree gchar *unknown = NULL;
  g_autofree gchar *layers  = NULL;

  g_assert_true (g_str_has_prefix (words, "24 megapixels, about 3 s, 4"));
  g_assert_true (g_str_has_suffix (words, "0 MB of memory"));

  two.n_layers = 2;
  two.n_pixels = 7.25e6;
  layers       = colorize_estimate_describe (&two);
  g_assert_true (g_str_has_prefix (layers, "2 layers, 7.2 megapixels, "));

  two.seconds_to_think = 0.0;
  unknown              = colorize_estimate_describe (&two);
  g_assert_cmpstr (unknown, ==, "2 layers, 7.2 megapixels");
}

static void
assert_says (ColorizeTimeLeft *clock, gdouble fraction, const gchar *expected)
{
  g_autofree gchar *words = colorize_time_left_update (clock, fraction);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_time_left (void)
{
  ColorizeTimeLeft clock;

  colorize_time_left_start (&clock);
  assert_says (&clock, 0.5, NULL); /* too early to tell */

  clock.begin -= 10 * G_USEC_PER_SEC;
  assert_says (&clock, 0.01, NULL);
  assert_says (&clock, 0.8, "Colorizing: 3 s left"); /* 2.5 and the moment that has passed */
  assert_says (&clock, 0.8, NULL);                   /* the same again */

  clock.begin -= 290 * G_USEC_PER_SEC;
  assert_says (&clock, 0.5, "Colorizing: 5 min left");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/memory", test_memory);
  g_test_add_func ("/words/seconds", test_seconds);
  g_test_add_func ("/words/describe", test_describe);
  g_test_add_func ("/words/time-left", test_time_left);
  return g_test_run ();
}
