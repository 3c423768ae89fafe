/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A column of settings in a window that fits the screen, with any font and in any language: what finds no
 * room can be scrolled.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *colorize_fitting_column_new (GtkWidget *content);

/* Gives the window its first size. Its content must be complete and shown, the window not yet. */
void       colorize_fitting_column_fit (GtkWidget *column, GtkWindow *window);

G_END_DECLS
