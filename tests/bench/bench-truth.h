/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The true colors of photos.
 */

#pragma once

#include "bench.h"
#include "photo-list.h"

G_BEGIN_DECLS

typedef struct
{
  gint    width;
  gint    height;
  gfloat *luminance; /* [height][width], L* */
  gfloat *chroma;    /* [height][width][2] */
} BenchTruth;

/* The photos of the folder that --photos names; NULL and an error where nobody names one. */
PhotoList *bench_truth_list (const BenchOptions *options, GError **error);

gboolean   bench_truth_load (BenchTruth *truth, const gchar *path, GError **error);
void       bench_truth_clear (BenchTruth *truth);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BenchTruth, bench_truth_clear)

G_END_DECLS
