/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "loops.h"

extern const Loops loops_baseline;
#ifdef LOOPS_FOR_X86_64
extern const Loops loops_avx2;
extern const Loops loops_avx512;
#endif

static gboolean
is_always_here (void)
{
  return TRUE;
}

#ifdef LOOPS_FOR_X86_64

static gboolean
is_avx2_here (void)
{
  return __builtin_cpu_supports ("x86-64-v3");
}

static gboolean
is_avx512_here (void)
{
  return __builtin_cpu_supports ("x86-64-v4");
}

#endif

/* From the oldest processors to the newest. */
static const struct
{
  const gchar *switch_name; /* in COLORIZE_PROCESSOR */
  const Loops *loops;
  gboolean (*is_here) (void); /* whether this processor has it */
} sets[] = {
  { "baseline", &loops_baseline, is_always_here },
#ifdef LOOPS_FOR_X86_64
  { "avx2", &loops_avx2, is_avx2_here },
  { "avx512", &loops_avx512, is_avx512_here },
#endif
};

static const Loops *
choose (const gchar *wish)
{
  const Loops *best = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      gboolean is_here = sets[i].is_here ();

      if (is_here)
        best = sets[i].loops;
      if (! g_strcmp0 (wish, sets[i].switch_name))
        {
          if (! is_here)
            g_warning ("COLORIZE_PROCESSOR asks for %s, which this processor does not have; %s is "
                       "used.",
                       wish, best->name);
          return best;
        }
    }

  if (wish)
    g_warning (
      "COLORIZE_PROCESSOR is “%s”, which is no set of instructions known here; %s is used.", wish,
      best->name);
  return best;
}

const Loops *
loops_get (void)
{
  static const Loops *chosen = NULL;

  if (g_once_init_enter_pointer (&chosen))
    g_once_init_leave_pointer (&chosen, choose (g_getenv ("COLORIZE_PROCESSOR")));
  return chosen;
}

gboolean
loops_have (const gchar *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    if (g_str_equal (name, sets[i].switch_name))
      return sets[i].is_here ();

  return FALSE;
}

const gchar *
loops_get_name (guint number)
{
  return number < G_N_ELEMENTS (sets) ? sets[number].loops->name : NULL;
}
