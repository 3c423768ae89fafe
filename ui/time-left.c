/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "time-left.h"

#include <math.h>

#include <glib/gi18n.h>


/* Before that, a guess would be one from too little. */
#define MIN_SECONDS  0.5
#define MIN_FRACTION 0.05


void
colorize_time_left_start (ColorizeTimeLeft *clock)
{
  clock->begin   = g_get_monotonic_time ();
  clock->seconds = -1;
}

gchar *
colorize_time_left_update (ColorizeTimeLeft *clock, gdouble fraction)
{
  gdouble passed = (g_get_monotonic_time () - clock->begin) / (gdouble) G_USEC_PER_SEC;
  gint    seconds;

  if (passed < MIN_SECONDS || fraction < MIN_FRACTION)
    return NULL;

  seconds = (gint) ceil (passed * (1.0 - fraction) / fraction);

  if (seconds == clock->seconds)
    return NULL;

  clock->seconds = seconds;

  if (seconds < 90)
    return g_strdup_printf (ngettext ("Colorizing: %d s left", "Colorizing: %d s left", seconds),
                            seconds);

  seconds = (seconds + 30) / 60;

  return g_strdup_printf (ngettext ("Colorizing: %d min left", "Colorizing: %d min left", seconds),
                          seconds);
}
