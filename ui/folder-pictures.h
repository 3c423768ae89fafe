/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A photo and its result, side by side, upright and small. Files are read in a thread of their own, and only the
 * latest pair of those that come faster than they can be read.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define COLORIZE_TYPE_FOLDER_PICTURES (colorize_folder_pictures_get_type ())
G_DECLARE_FINAL_TYPE (ColorizeFolderPictures,
                      colorize_folder_pictures,
                      COLORIZE,
                      FOLDER_PICTURES,
                      GtkBox)

GtkWidget *colorize_folder_pictures_new (void);

/* Of a file that gdk-pixbuf does not read, or that is very large, there is no picture. */
void       colorize_folder_pictures_show (ColorizeFolderPictures *pictures,
                                          GFile                  *before,
                                          GFile                  *after,
                                          const gchar            *name);

/* The small picture that is shown of a file, upright, at most side x side pixels; NULL: there is none. To be
 * unreferenced. For any thread. */
GdkPixbuf *colorize_folder_pictures_read (GFile *file, gint side);

G_END_DECLS
