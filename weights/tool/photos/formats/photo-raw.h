/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a camera's raw file is known by. Most are TIFF files, or nearly, whose first page is a small
 * picture that would pass for the photo.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How much of a file photo_raw_has_start looks at. */
#define PHOTO_RAW_START 12

/* TRUE if the name ends like a raw file's. */
gboolean photo_raw_has_name (const gchar *path);

/* TRUE if no other file begins like this.
 * start   [PHOTO_RAW_START], zeros where the file is shorter */
gboolean photo_raw_has_start (const gchar *start);

/* The sentence that all raw files get. */
void     photo_raw_set_error (GError **error);

G_END_DECLS
