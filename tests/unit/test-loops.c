/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which of the hot loops run, of those that COLORIZE_PROCESSOR may ask for. They are chosen once in a
 * process, so each case has a process of its own.
 */

#include "loops/loops.h"

/* From the oldest processors to the newest; the oldest one's name for people depends on the build. */
static const struct
{
  const gchar *switch_name;
  const gchar *name;
} sets[] = {
  { "baseline", NULL },
  { "avx2", "AVX2" },
  { "avx512", "AVX-512" },
};

/* The name of the best set that this processor has, up to the given one; NULL: the oldest one's. */
static const gchar *
best_name (guint last)
{
  const gchar *name = NULL;

  for (guint i = 0; i <= last; i++)
    if (loops_have (sets[i].switch_name))
      name = sets[i].name;
  return name;
}

/* What COLORIZE_PROCESSOR asks for cannot be had. */
static void
expect_warning (const gchar *wish, const gchar *used)
{
  g_autofree gchar *pattern = g_strdup_printf ("*%s*%s is used.", wish, used ? used : "");

  g_test_expect_message ("colorize-engine", G_LOG_LEVEL_WARNING, pattern);
}

static void
check_choice (const gchar *expected)
{
  const gchar *name = loops_get ()->name;

  g_test_assert_expected_messages ();
  if (expected)
    g_assert_cmpstr (name, ==, expected);
  else
    for (guint i = 1; i < G_N_ELEMENTS (sets); i++)
      g_assert_cmpstr (name, !=, sets[i].name);
  g_assert_true (loops_get ()->name == name);
}

static void
test_set (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  if (! loops_have (sets[i].switch_name))
    {
      g_test_skip ("this processor does not have it");
      return;
    }
  if (g_test_subprocess ())
    {
      g_setenv ("COLORIZE_PROCESSOR", sets[i].switch_name, TRUE);
      check_choice (sets[i].name);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static void
test_missing_set (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  if (loops_have (sets[i].switch_name))
    {
      g_test_skip ("this processor has it");
      return;
    }
  if (g_test_subprocess ())
    {
      g_setenv ("COLORIZE_PROCESSOR", sets[i].switch_name, TRUE);
      expect_warning (sets[i].switch_name, best_name (i));
      check_choice (best_name (i));
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static void
test_unknown_name (void)
{
  if (g_test_subprocess ())
    {
      g_setenv ("COLORIZE_PROCESSOR", "avx1024", TRUE);
      expect_warning ("avx1024", best_name (G_N_ELEMENTS (sets) - 1));
      check_choice (best_name (G_N_ELEMENTS (sets) - 1));
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static void
test_no_wish (void)
{
  if (g_test_subprocess ())
    {
      g_unsetenv ("COLORIZE_PROCESSOR");
      check_choice (best_name (G_N_ELEMENTS (sets) - 1));
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_assert_true (loops_have ("baseline"));
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autofree gchar *set     = g_strconcat ("/loops/set/", sets[i].switch_name, NULL);
      g_autofree gchar *missing = g_strconcat ("/loops/missing-set/", sets[i].switch_name, NULL);

      g_test_add_data_func (set, GUINT_TO_POINTER (i), test_set);
      if (i > 0)
        g_test_add_data_func (missing, GUINT_TO_POINTER (i), test_missing_set);
    }
  g_test_add_func ("/loops/unknown-name", test_unknown_name);
  g_test_add_func ("/loops/no-wish", test_no_wish);

  return g_test_run ();
}
