/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A picture of a whole film: one of each scene, with the time that it is shown at. For one thread.
 */

#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

typedef struct _ContactSheet ContactSheet;

ContactSheet                *contact_sheet_new (void);
void                         contact_sheet_free (ContactSheet *sheet);
void     contact_sheet_add (ContactSheet *sheet, GdkPixbuf *picture, gdouble seconds);

/* Writes a PNG file, whole or not at all. */
gboolean contact_sheet_save (const ContactSheet *sheet, const gchar *path, GError **error);

/* H:MM:SS.mmm, or with another character in place of the colons; to be freed. */
gchar   *contact_sheet_format_time (gdouble seconds, gchar between);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ContactSheet, contact_sheet_free)

G_END_DECLS
