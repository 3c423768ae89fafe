/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Errors of FFmpeg's libraries in our words.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Sets an error of G_IO_ERROR, and returns FALSE.
 * what   the beginning of a sentence that ends with the reason, such as "it cannot be read" */
gboolean video_error_set (GError **error, gint code, const gchar *what);

/* One that a lack of memory is. */
gboolean video_error_set_memory (GError **error);

G_END_DECLS
