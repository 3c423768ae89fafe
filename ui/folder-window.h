/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window for a whole folder: which one and where to, then how far it is, then what has become of its photos.
 * For the main thread.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Returns when the user has closed the window, and no child is left.
 * parent     is out of reach meanwhile
 * tools      the folder where the tool may lie
 * settings   the options of `colorize apply` beside the folders */
void colorize_folder_window_run (GtkWindow *parent, GFile *tools, const gchar *const *settings);

G_END_DECLS
