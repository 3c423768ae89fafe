/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One photo's file: pixels in their own colour space, and a coloured file of the same kind.
 *
 * JPEG goes through gdk-pixbuf, whose loader survives a damaged file; PNG, TIFF and WebP go through
 * GEGL, which keeps 16 bits and more. Metadata go through gexiv2.
 *
 * Any thread may call these; calls into GEGL's loaders and into gexiv2 are taken in turn.
 */

#pragma once

#include <gegl.h>

G_BEGIN_DECLS

typedef struct _PhotoFile PhotoFile;

/* Makes what all threads share ready; call it once, first. */
void photo_file_init (void);

/* TRUE if the name ends like one of a photo that can be coloured. */
gboolean photo_file_has_known_name (const gchar *path);

/* Reads a whole photo. A damaged one is an error, never a photo with a grey lower half. */
PhotoFile *photo_file_load (const gchar *path, GError **error);
void       photo_file_free (PhotoFile *photo);

/* The pixels, upright; owned by the photo. */
GeglBuffer *photo_file_get_buffer (PhotoFile *photo);

/* A new buffer for the coloured photo: of the same size, depth and profile, but RGB. */
GeglBuffer *photo_file_new_result (PhotoFile *photo);

/* Writes `result` to `path` in the format, and with the metadata, of the photo. The file appears
 * whole or not at all.
 * replace   FALSE: a file that is there stays, which is an error (G_IO_ERROR_EXISTS) */
gboolean photo_file_save (PhotoFile   *photo,
                          GeglBuffer  *result,
                          const gchar *path,
                          gboolean     replace,
                          GError     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhotoFile, photo_file_free)

G_END_DECLS
