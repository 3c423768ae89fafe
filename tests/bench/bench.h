/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How fast the engine is. Each bench prints to the terminal; speeds are the best and the median of
 * several runs after one to warm up.
 */

#pragma once

#include <gio/gio.h>

#include "bench-measure.h"

G_BEGIN_DECLS

typedef struct
{
  const GArray *sizes;    /* gint: sides of square photos, multiples of 8 */
  const GArray *threads;  /* gint: numbers of threads */
  gint          n_photos; /* in a batch */
  gint          width_divisor;
  gint          n_rounds; /* 0: as many as need some seconds */
  gchar        *photos;   /* folder of photos, or NULL */
  gchar        *json;     /* file to write the figures to, or NULL */
  gchar        *picture; /* file to draw them to, or NULL (network: bench.png beside the program) */
} BenchOptions;

/* The memory of the process at a moment. */
typedef struct
{
  gdouble seconds;
  gdouble mb;
} BenchMemory;

/* While one photo was colored. */
typedef struct
{
  gint    megapixels;
  GArray *memory; /* BenchMemory */
} BenchCurve;

/* The network on one photo of several sizes, beside other engines. */
gboolean bench_network (const BenchOptions *options, GError **error);

/* How long the default weights take to load, and for the first photos. */
gboolean bench_default_weights (GError **error);

/* The network layer by layer. */
gboolean bench_profile (const BenchOptions *options, GError **error);

/* How soon a cancelled prediction returns. */
gboolean bench_cancel (const BenchOptions *options, GError **error);

/* Whole photos, `sizes` in megapixels: seconds and memory. */
gboolean bench_photo (const BenchOptions *options, GError **error);

/* Draws BenchCurve's to a PNG file. */
gboolean bench_save_memory_curves (const GArray *curves, const gchar *path, GError **error);

/* How well lifted chroma keeps to edges, for maps whose short sides are `sizes`. */
gboolean bench_lift (const BenchOptions *options, GError **error);

/* How far leveling brings the colors of faded prints back to those of good ones. */
gboolean bench_faded (const BenchOptions *options, GError **error);

/* What evenness does to the colors of photos, at the working sizes `sizes`. */
gboolean bench_evenness (const BenchOptions *options, GError **error);

/* How far the mood of another photo moves colors, between the sub-folders of a folder. */
gboolean bench_mood (const BenchOptions *options, GError **error);

/* What a photo's own colors do for faded, tinted and toned photos. */
gboolean bench_own (const BenchOptions *options, GError **error);

/* What hints do to the colors of photos, and their time; `sizes` are numbers of dots. */
gboolean bench_hints (const BenchOptions *options, GError **error);

/* Whether borders are found, and what they do to the colors; the first of `sizes` is a number of pages. */
gboolean bench_border (const BenchOptions *options, GError **error);

/* How far colors flicker in a film that it makes of photos; the first of `sizes` is the number of frames of a scene. */
gboolean bench_film (const BenchOptions *options, GError **error);

/* Steps of a training run, on the first number of threads. */
gboolean bench_train (const BenchOptions *options, GError **error);

G_END_DECLS
