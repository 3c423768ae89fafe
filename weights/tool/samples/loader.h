/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Threads that keep some batches ready, so that the network need not wait for photos.
 *
 * A sample depends on the seed, its batch and its place in it alone: not on the number of threads,
 * nor on where a run was resumed. Each photo comes once an epoch, in an order of the epoch's own;
 * batches run on across epochs.
 */

#pragma once

#include "photo-set.h"
#include "sample.h"

G_BEGIN_DECLS

typedef struct _Loader Loader;

typedef struct
{
  guint64 index;   /* of the batch, counted from the begin of the training */
  gint    n;       /* samples */
  gfloat *local;   /* [n][side][side], as those of sample.h */
  gfloat *global;  /* [n][global_side][global_side], or NULL where there is none */
  gfloat *target;  /* [n][target_side][target_side][n_target_values] */
  gint   *classes; /* [n] */
} SampleBatch;

/* Starts the threads. NULL: there is not enough memory for the batches.
 * set, photos    borrowed until the loader is freed; photos (guint, indices of the set) has at least
 *                one
 * shape          copied
 * augmentation   copied, or NULL
 * first_batch    where to start */
Loader            *loader_new (const PhotoSet     *set,
                               const GArray       *photos,
                               const SampleShape  *shape,
                               const Augmentation *augmentation,
                               gint                batch_size,
                               guint32             seed,
                               guint64             first_batch,
                               gint                n_threads);

/* Stops the threads, and waits for them. */
void               loader_free (Loader *loader);

/* The next batch, for which it waits; it is valid until the next call. One thread only. */
const SampleBatch *loader_next (Loader *loader);

/* Seconds that loader_next waited in all, and that the threads worked, added up. */
gdouble            loader_get_seconds_waited (Loader *loader);
gdouble            loader_get_seconds_worked (Loader *loader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Loader, loader_free)

G_END_DECLS
