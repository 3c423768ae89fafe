/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Work that goes on while its dialog stays open: it shows how far it is, and nothing but Cancel can be pressed.
 */

#pragma once

#include <gtk/gtk.h>

#include "bottom-line.h"
#include "colorize.h"

G_BEGIN_DECLS

/* Does the work, in the main thread, and calls `progress` often. FALSE: failed. */
typedef gboolean (*ColorizeRunningWork) (GCancellable    *cancellable,
                                         ColorizeProgress progress,
                                         gpointer         progress_data,
                                         gpointer         data,
                                         GError         **error);

typedef enum
{
  COLORIZE_RUNNING_DONE,
  COLORIZE_RUNNING_CANCELLED,
  COLORIZE_RUNNING_FAILED /* the dialog can be used again */
} ColorizeRunningEnd;

/* line   of the dialog, at the level of its content
 * resets the response of a button that cannot be pressed meanwhile, beside Help */
ColorizeRunningEnd colorize_running_do (GtkDialog          *dialog,
                                        ColorizeBottomLine *line,
                                        gint                resets,
                                        ColorizeRunningWork work,
                                        gpointer            data,
                                        GError            **error);

G_END_DECLS
