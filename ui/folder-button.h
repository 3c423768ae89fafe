/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The button in the dialog that leads to the window for a whole folder.
 */

#pragma once

#include <libgimp/gimpui.h>

G_BEGIN_DECLS

/* Adds it to the dialog's last row. It cannot be pressed while Reset cannot, which is during a run.
 * config    holds the settings for all the photos
 * bundled   the weights that it means by none; the tool may lie beside them */
void colorize_folder_button_add (GtkDialog *dialog, GimpProcedureConfig *config, GFile *bundled);

G_END_DECLS
