/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the network bench has measured, and the ways to show it.
 */

#pragma once

#include "bench-child.h"

G_BEGIN_DECLS

/* One engine in one case. */
typedef struct
{
  const gchar *engine;
  BenchCase    bench_case;
  gdouble      work; /* multiply-adds of a run, by the direct method */
  BenchStart   start;
  gdouble      best_ms;
  gdouble      median_ms;
  gdouble      peak_mb;
  gdouble      difference; /* the largest, of its output from our engine's */
} BenchFigures;

/* "plain" or "shared". */
const gchar        *bench_figures_get_graph (const BenchFigures *figures);

/* Is it a product of matrices, and no run of the network? */
gboolean            bench_figures_is_yardstick (const BenchFigures *figures);

/* The figures of an engine in a case, or NULL. */
const BenchFigures *bench_figures_find (const GArray    *list,
                                        const BenchCase *bench_case,
                                        const gchar     *engine);

/* To the terminal: a line for one engine in one case, beside oneDNN's in the same; and what comes
 * before and after all of them. */
void                bench_figures_print_head (void);
void                bench_figures_print (const GArray *list, const BenchFigures *figures);
void                bench_figures_print_starts (const GArray *list);

gboolean            bench_figures_save_json (const GArray *list, const gchar *path, GError **error);

/* A bar chart, as PNG. */
gboolean bench_figures_save_chart (const GArray *list, const gchar *path, GError **error);

G_END_DECLS
