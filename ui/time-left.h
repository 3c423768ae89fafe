/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long something that reports its progress will still take, in words.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 begin;   /* microseconds */
  gint   seconds; /* as said last; -1: nothing was said yet */
} ColorizeTimeLeft;

void   colorize_time_left_start (ColorizeTimeLeft *clock);

/* What to say when `fraction` of the work is done, to be freed; NULL: the same as before. */
gchar *colorize_time_left_update (ColorizeTimeLeft *clock, gdouble fraction);

G_END_DECLS
