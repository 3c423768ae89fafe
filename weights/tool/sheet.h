/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A picture to judge colors by: for each photo the gray one, the colored one and the true one,
 * side by side.
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

/* The long side of each picture on the sheet, in pixels. */
#define SHEET_CELL 192

typedef struct _Sheet Sheet;

Sheet                *sheet_new (void);
void                  sheet_free (Sheet *sheet);

/* The next photo. Pictures of any size; the sheet holds its own references. */
void     sheet_add (Sheet *sheet, GdkPixbuf *gray, GdkPixbuf *prediction, GdkPixbuf *truth);

/* Writes a PNG file, whole or not at all. A sheet without photos is an error. */
gboolean sheet_save (const Sheet *sheet, const gchar *path, GError **error);

/* The same for any picture. */
gboolean picture_save_png (GdkPixbuf *picture, const gchar *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sheet, sheet_free)

G_END_DECLS
