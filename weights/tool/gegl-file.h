/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GEGL's load and save operations, made to tell what goes wrong: they log a warning and go on.
 * Calls are taken in turn; each may come from any thread.
 */

#pragma once

#include <gegl.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* From here on, what the operations log becomes part of an error. */
void gegl_file_init (void);

/* operation   such as "gegl:png-load" */
GeglBuffer *gegl_file_load (const gchar *operation, const gchar *path, GError **error);

/* Writes the buffer in its own depth and profile, and reads the file back by `load_operation` to
 * see that it is whole: a disk that is full goes unnoticed by some of the savers. */
gboolean gegl_file_save (const gchar *operation,
                         const gchar *load_operation,
                         GeglBuffer  *buffer,
                         const gchar *path,
                         GError     **error);

G_END_DECLS
