/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the sub-commands that color photos have in common: their options, and many photos at a time.
 */

#pragma once

#include "batch.h"
#include "picture/pixels.h"

G_BEGIN_DECLS

typedef struct
{
  ColorizeOptions taste;
  ColorizeView    view;
  gchar          *level; /* as it was written */
  gchar          *border;
  gint            n_jobs;
  gboolean        is_alone; /* there is one thing to color, so no jobs to choose */
  gint            n_threads;
  gboolean        quiet;
} Coloring;

#define COLORING_INIT \
  { .taste = COLORIZE_OPTIONS_INIT, .view = COLORIZE_VIEW_INIT, .n_jobs = BATCH_JOBS }

/* As parse_options, for the sub-command's own `entries` and then the common ones, which it checks. */
gboolean coloring_parse (Coloring           *coloring,
                         const gchar        *arguments,
                         const gchar        *summary,
                         const GOptionEntry *entries,
                         int                *argc,
                         char             ***argv);

/* As colorize_pixels_color, with what the options say. Errors' messages are the end of a sentence that
 * begins with the photo's name, without the full stop. */
gboolean coloring_color (const Coloring  *coloring,
                         ColorizeWeights *weights,
                         GeglBuffer      *source,
                         ColorizeHints   *hints,
                         gdouble          strength,
                         gint             n_threads,
                         GeglBuffer      *result,
                         GCancellable    *cancellable,
                         GError         **error);

/* As batch_run, with the photos, threads and progress that the options say. */
gboolean coloring_run (const Coloring *coloring, Batch *batch, const PhotoList *list);

G_END_DECLS
