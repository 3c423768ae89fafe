/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The work of a run: layers in, layers out, with progress.
 *
 * The network runs in a worker. All else, and all that talks to GIMP, is in the main thread: the
 * pipe to GIMP is one, and unlocked. GIMP's own Cancel kills the plug-in without notice, so the
 * image is touched at the very end, in one go, when every result is complete.
 */

#pragma once

#include <libgimp/gimp.h>

#include "colorize.h"
#include "drawable.h"
#include "options.h"

G_BEGIN_DECLS

/* Who waits for the result. */
typedef struct
{
  GCancellable    *cancellable; /* may be NULL */
  ColorizeProgress progress;
  gpointer         progress_data;
  gboolean         in_bar; /* GIMP's own progress bar, which ends when it is too late to cancel */
} ColorizeWatcher;

/* How the network looks at one of the sources, which have been opened. */
void        colorize_work_get_view (const ColorizeSources *sources,
                                    gint                   index,
                                    GimpProcedureConfig   *config,
                                    ColorizeView          *view);

/* Opens the sources, colors them and puts the results into the image. In the main thread, whose loop it
 * runs meanwhile.
 * weights  those of the settings, if they are in memory; else NULL
 * Returns the new layers, as many as there are sources and a NULL; free with g_free. NULL: failed or
 * cancelled, and the image is as it was. */
GimpLayer **colorize_work_run (ColorizeSources        *sources,
                               const ColorizeSettings *settings,
                               ColorizeWeights        *weights,
                               const ColorizeWatcher  *watcher,
                               GError                **error);

G_END_DECLS
