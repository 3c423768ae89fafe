/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Help and F1 in a dialog of GIMP's open a page of our own. GIMP would look in its manual, which knows
 * nothing of plug-ins, and would first have to be asked for another program than its help browser.
 */

#pragma once

#include <libgimp/gimpui.h>

G_BEGIN_DECLS

/* Called in the main thread. The page could not be opened; the error says why, and where it is. */
typedef void (*ColorizeHelpFailed) (const GError *error, gpointer data);

/* To be called before the dialog is shown; `page` is kept as long as it lives. */
void colorize_help_connect (GtkDialog         *dialog,
                            GFile             *page,
                            ColorizeHelpFailed failed,
                            gpointer           data);

G_END_DECLS
