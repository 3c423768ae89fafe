/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is timed: engines that run the same network on the same photo, each in a process of its own.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  gint     size; /* of the square photo, a multiple of 8 */
  gint     n_threads;
  gboolean shared; /* one input serves both streams, and so do its low-level features */
} BenchCase;

typedef struct
{
  const gchar *name;

  /* Makes ready to run, from a file of bench_net_write_weights (). */
  gpointer (*start) (const BenchCase *bench_case, GFile *weights, GError **error);
  void (*run) (gpointer state);
  void (*stop) (gpointer state);

  /* [height][width][channels] of the last run; NULL where the engine is a mere yardstick. */
  const gfloat *(*get_output) (gpointer state, gsize *n_values);
} BenchEngine;

extern const BenchEngine bench_engine_colorize;
#ifdef HAVE_ONEDNN
extern const BenchEngine bench_engine_onednn;
#endif

/* One large product of matrices. */
extern const BenchEngine bench_engine_sgemm;

/* The multiply-adds of a run of sgemm's. */
extern const gdouble     bench_sgemm_work;

G_END_DECLS
