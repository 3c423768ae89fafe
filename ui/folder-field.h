/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A folder, typed or chosen, which need not be there yet. Emits "changed".
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define COLORIZE_TYPE_FOLDER_FIELD (colorize_folder_field_get_type ())
G_DECLARE_FINAL_TYPE (ColorizeFolderField, colorize_folder_field, COLORIZE, FOLDER_FIELD, GtkBox)

/* label    of the field, with its mnemonic, which is to be packed by the caller
 * action   what the button beside it does, for tooltip and chooser */
GtkWidget *colorize_folder_field_new (GtkLabel *label, const gchar *action);

/* To be unreferenced; NULL: nothing is there, or what is on no file system that programs can see. */
GFile     *colorize_folder_field_get (ColorizeFolderField *field);
void       colorize_folder_field_set (ColorizeFolderField *field, GFile *folder);

G_END_DECLS
