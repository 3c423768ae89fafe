/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the dialog says of time, memory and models.
 */

#include "estimate.h"
#include "time-left.h"
#include "weights-list.h"

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
assert_describes (const ColorizeEstimate *estimate, const gchar *expected)
{
  g_autofree gchar *words = colorize_estimate_describe (estimate);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_describe (void)
{
  ColorizeEstimate some = photo;

  assert_describes (&some, "Ready in 3 s");

  some.n_pixels = 0.01e6;
  some.width    = 100;
  some.height   = 100;
  assert_describes (&some, "Ready in 1 s");

  some.n_layers = 2;
  some.n_pixels = 7.25e6;
  assert_describes (&some, "2 layers, ready in 1 s");
  some.n_pixels = 7.25e9;
  assert_describes (&some, "2 layers, ready in 12 min");

  some.seconds_to_think = 0.0;
  assert_describes (&some, "2 layers");
  some.n_layers = 1;
  assert_describes (&some, "");
}

/* Of memory only where it is short. */
static void
test_short_memory (void)
{
  ColorizeEstimate some = photo;

  some.bytes_free = 2.0 * colorize_estimate_get_bytes (&some);
  assert_describes (&some, "Ready in 3 s");

  some.bytes_free = 0.3e9;
  assert_describes (&some, "Ready in 3 s. It takes 0.4 GB of memory, and 0.3 GB are free: close "
                           "other programs or images first.");

#ifdef __linux__
  g_assert_cmpfloat (colorize_estimate_find_free_memory (), >, 1e6);
  g_assert_cmpfloat (colorize_estimate_find_free_memory (), <, 1e15);
#endif
}

/* What a file says of itself, in the languages that LANGUAGE has, else as it stands. */
static void
test_translated (void)
{
  g_autoptr (GFile) file         = g_file_new_for_path ("weights.safetensors");
  ColorizeWeightsEntry entry     = { .file = file };
  g_autoptr (GHashTable) strings = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (strings, (gpointer) "title", (gpointer) "plain");
  g_hash_table_insert (strings, (gpointer) "title.de", (gpointer) "deutsch");
  g_hash_table_insert (strings, (gpointer) "author", (gpointer) "somebody");
  g_hash_table_insert (strings, (gpointer) "scores", (gpointer) "");
  entry.metadata = strings;

  g_setenv ("LANGUAGE", "de_AT:de", TRUE);
  g_assert_cmpstr (colorize_weights_entry_get_text (&entry, "title"), ==, "deutsch");
  g_assert_cmpstr (colorize_weights_entry_get_text (&entry, "author"), ==, "somebody");
  g_assert_null (colorize_weights_entry_get_text (&entry, "scores"));
  g_assert_null (colorize_weights_entry_get_text (&entry, "description"));
  g_setenv ("LANGUAGE", "fr", TRUE);
  g_assert_cmpstr (colorize_weights_entry_get_text (&entry, "title"), ==, "plain");
  g_unsetenv ("LANGUAGE");
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
  g_test_add_func ("/words/short-memory", test_short_memory);
  g_test_add_func ("/words/translated", test_translated);
  g_test_add_func ("/words/time-left", test_time_left);
  return g_test_run ();
}
