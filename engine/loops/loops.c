/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "loops.h"

typedef struct
{
  const gchar *switch_name; /* in COLORIZE_PROCESSOR */
  const Loops *loops;
  gboolean     is_here; /* whether this processor has it */
} Set;

extern const Loops loops_baseline;
#ifdef LOOPS_FOR_X86_64
extern const Loops loops_avx2;
extern const Loops loops_avx512;
#endif

static const Loops *
choose (const Set *sets, gint n_sets, const gchar *wish)
{
  const Loops *best = NULL;

  for (gint i = 0; i < n_sets; i++)
    {
      if (sets[i].is_here)
        best = sets[i].loops;
      if (! g_strcmp0 (wish, sets[i].switch_name))
        {
          if (! sets[i].is_here)
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
    {
      const gchar *wish   = g_getenv ("COLORIZE_PROCESSOR");
      const Set    sets[] = {
        { "baseline", &loops_baseline, TRUE },
#ifdef LOOPS_FOR_X86_64
        { "avx2", &loops_avx2, __builtin_cpu_supports ("x86-64-v3") },
        { "avx512", &loops_avx512, __builtin_cpu_supports ("x86-64-v4") },
#endif
      };

      g_once_init_leave_pointer (&chosen, choose (sets, G_N_ELEMENTS (sets), wish));
    }
  return chosen;
}
