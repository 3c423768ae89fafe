/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Folders of photos for a test, written by gdk-pixbuf.
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

/* A new folder; its path is to be freed by photo_folder_remove. */
gchar     *photo_folder_new (void);

/* Deletes the folder with all that is in it, and frees the path. */
void       photo_folder_remove (gchar *folder);

/* A picture of one color; of 0xRRGGBB. */
GdkPixbuf *plain_picture (gint width, gint height, guint32 color);

/* Writes a file into the folder, in a format of gdk-pixbuf; makes the folders between, and returns
 * the whole path.
 * profile   ICC, or NULL */
gchar     *photo_folder_add (const gchar *folder,
                             const gchar *name,
                             GdkPixbuf   *picture,
                             const gchar *format,
                             GBytes      *profile);

/* The same for a JPEG photo of one color. */
void       photo_folder_add_plain (const gchar *folder,
                                   const gchar *name,
                                   gint         width,
                                   gint         height,
                                   guint32      color);

G_END_DECLS
