/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the benches run: `iizuka` at full width, G = 224, with random weights, on random photos.
 */

#pragma once

#include "network/network.h"
#include "network/weights.h"

G_BEGIN_DECLS

#define BENCH_GLOBAL_SIZE 224

/* Writes the weights to a temporary file, to be deleted, and tells what the network looks like. They
 * are the same on each run, and have no batch norm, which an engine would fold in anyway. */
GFile  *bench_net_write_weights (Architecture *architecture);

/* Network input for a square photo of that size, the same on each run. */
gfloat *bench_net_make_input (gint size);

/* Runs the whole network once. A photo of the global size may be shared: then the low-level features
 * serve both streams. */
void    bench_net_run (const ColorizeWeights *weights,
                       const NetworkInput    *input,
                       Pool                  *pool,
                       const NetworkWatch    *watch,
                       gfloat                *output);

/* Values of the output for a photo of that size. */
gsize   bench_net_count_output (const ColorizeWeights *weights, gint size);

/* The multiply-adds of a layer by the direct method, for an output of the given size. */
gdouble bench_net_count_work (const Layer *layer, gint height, gint width);

/* The same of a whole run on a square photo of that size. */
gdouble bench_net_count_all_work (const Architecture *architecture, gint size, gboolean shared);

/* The same of a whole run on a square photo of that size. */
gdouble bench_net_count_all_work (const Architecture *architecture, gint size, gboolean shared);

G_END_DECLS
