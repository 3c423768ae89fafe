/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdlib.h>
#include <string.h>

#include "bench-measure.h"

static gint
compare_times (gconstpointer a, gconstpointer b)
{
  gdouble one   = *(const gdouble *) a;
  gdouble other = *(const gdouble *) b;

  return one < other ? -1 : one > other;
}

void
bench_sort (gdouble *times, gsize n_times)
{
  qsort (times, n_times, sizeof *times, compare_times);
}

/* getrusage would also count what the process was before it became this program. */
gdouble
bench_get_peak_mb (void)
{
  g_autofree gchar *status = NULL;
  const gchar      *peak;

  if (! g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0.0;

  peak = strstr (status, "VmHWM:");
  return peak ? g_ascii_strtod (peak + strlen ("VmHWM:"), NULL) / 1024.0 : 0.0;
}
