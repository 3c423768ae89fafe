/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which of the hot loops run, of those that COLORIZE_PROCESSOR may ask for. They are chosen once in a
 * process, so each case has a process of its own. It is forked, since an emulator cannot start programs.
 */

#include <sys/wait.h>
#include <unistd.h>

#include "network/loops/loops.h"

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

/* wish: for COLORIZE_PROCESSOR, or NULL; expected: a name, or NULL for the oldest set's */
static void
check_choice (const gchar *wish, gboolean is_refused, const gchar *expected)
{
  pid_t child;
  int   status;

  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      const gchar *name;

      if (wish)
        g_setenv ("COLORIZE_PROCESSOR", wish, TRUE);
      else
        g_unsetenv ("COLORIZE_PROCESSOR");
      if (is_refused)
        {
          g_autofree gchar *warning =
            g_strdup_printf ("*%s*%s is used.", wish, expected ? expected : "");

          g_test_expect_message ("colorize-engine", G_LOG_LEVEL_WARNING, warning);
        }

      name = loops_get ()->name;
      g_test_assert_expected_messages ();
      if (expected)
        g_assert_cmpstr (name, ==, expected);
      else
        for (guint i = 1; i < G_N_ELEMENTS (sets); i++)
          g_assert_cmpstr (name, !=, sets[i].name);
      g_assert_true (loops_get ()->name == name);
      _exit (0);
    }

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
}

static void
test_set (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  if (loops_have (sets[i].switch_name))
    check_choice (sets[i].switch_name, FALSE, sets[i].name);
  else
    g_test_skip ("this processor does not have it");
}

static void
test_missing_set (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  if (loops_have (sets[i].switch_name))
    g_test_skip ("this processor has it");
  else
    check_choice (sets[i].switch_name, TRUE, best_name (i));
}

static void
test_unknown_name (void)
{
  check_choice ("avx1024", TRUE, best_name (G_N_ELEMENTS (sets) - 1));
}

static void
test_no_wish (void)
{
  check_choice (NULL, FALSE, best_name (G_N_ELEMENTS (sets) - 1));
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
