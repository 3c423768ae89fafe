/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which format a file has, and the readers and writers of each.
 */

#pragma once

#include "photo/photo.h"

G_BEGIN_DECLS

/* As photo_file_has_known_name, photo_file_get_result_ending and photo_file_describe_formats. */
gboolean     photo_kind_has_known_name (const gchar *path);
const gchar *photo_kind_get_result_ending (const gchar *path);
gchar       *photo_kind_describe_all (gboolean written);

/* result   the format of its result: another one where that cannot be written */
gboolean     photo_kind_find (const gchar *path,
                              PhotoFormat *format,
                              PhotoFormat *result,
                              GError     **error);

/* By the photo's format, and by that of its result. */
gboolean     photo_kind_load (PhotoFile    *photo,
                              const gchar  *path,
                              GCancellable *cancellable,
                              GError      **error);
gboolean     photo_kind_save (const PhotoFile *photo,
                              GeglBuffer      *pixels,
                              const gchar     *path,
                              GCancellable    *cancellable,
                              GError         **error);

G_END_DECLS
