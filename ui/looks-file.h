/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The looks that a user has made, in a file of GLib's key-file format. Each is a group, whose name does not
 * matter; in it are the look's own name and its settings. What else is in the file stays there.
 */

#pragma once

#include <gio/gio.h>

#include "looks.h"

G_BEGIN_DECLS

/* Appends them to `looks` (ColorizeNamedLook), in the file's order. None where there is no file. A setting that
 * is missing or no number is as in a first dialog, and one out of its range at the end of that. FALSE: the
 * file is damaged or may not be read, and the error says which; nothing is appended then. */
gboolean colorize_looks_file_read (GFile *file, GPtrArray *looks, GError **error);

/* Writes one, in the place of any of that name. A damaged file is kept under another name first.
 * has_dials   vividness and evenness count; else they are left out
 * FALSE: it could not be written, and the file is as it was. */
gboolean colorize_looks_file_keep (GFile              *file,
                                   const gchar        *name,
                                   const ColorizeLook *look,
                                   gboolean            has_dials,
                                   GError            **error);

/* Takes one out. It need not be there. FALSE: as above, and a damaged file stays as it is. */
gboolean colorize_looks_file_forget (GFile *file, const gchar *name, GError **error);

G_END_DECLS
