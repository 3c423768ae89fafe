/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The photos that somebody wants left out, as a file names them: a path a line, which means all photos
 * whose own path ends with it, whole names only; blank lines and those that start with '#' mean
 * nothing.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A set of lines, to be unreferenced. path: NULL names none.
 * Errors, of G_IO_ERROR, are whole sentences. */
GHashTable *exclusions_read (const gchar *path, GError **error);

/* Whether one of them names the photo of this whole path. */
gboolean    exclusions_name (GHashTable *exclusions, const gchar *path);

G_END_DECLS
