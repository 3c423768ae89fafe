/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is installed beside the program, wherever that is.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file or folder of this name, be it there or not. NULL: the program cannot find itself. */
GFile *colorize_installed_new (const gchar *name, GError **error);

/* The page that explains the dialog, in the user's language. As above. */
GFile *colorize_installed_help_new (GError **error);

G_END_DECLS
