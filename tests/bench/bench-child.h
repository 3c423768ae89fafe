/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An engine in a process of its own, which runs the network once each time it is asked to. Thus no
 * engine's threads or buffers are in another's way, and each process's memory is one engine's.
 */

#pragma once

#include "bench-engine.h"

G_BEGIN_DECLS

typedef struct _BenchChild BenchChild;

/* How it went to become ready to run. */
typedef struct
{
  gdouble load_ms;
  gdouble first_ms; /* of the first run */
  gdouble second_ms;
} BenchStart;

/* Returns when the engine has run twice. */
BenchChild   *bench_child_new (const BenchEngine *engine,
                               const BenchCase   *bench_case,
                               GFile             *weights,
                               BenchStart        *start,
                               GError           **error);
void          bench_child_free (BenchChild *child);

/* Runs the network once. peak_mb: the most memory that the process has taken so far. */
gboolean      bench_child_run (BenchChild *child, gdouble *ms, gdouble *peak_mb, GError **error);

/* The output of the first run; NULL where the engine has none. Owned by the child. */
const gfloat *bench_child_get_output (const BenchChild *child, gsize *n_values);

/* What bench_child_new () starts: the bench itself with these arguments. */
#define BENCH_CHILD_OPTION "--child"
int bench_child_main (gint n_arguments, gchar **arguments);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BenchChild, bench_child_free)

G_END_DECLS
