/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the benches measure with.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sorts `times`; the smallest comes first, the median in the middle. */
void    bench_sort (gdouble *times, gsize n_times);

/* The most memory that this process has taken so far. */
gdouble bench_get_peak_mb (void);

G_END_DECLS
