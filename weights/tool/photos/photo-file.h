/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One photo's file: pixels in their own color space, and a colored file of the same kind, or of
 * another one where that kind is only read.
 *
 * GEGL holds the pixels, but its own loaders and savers are not used: a file that is no JPEG makes
 * GEGL's loader end the process, a damaged one passes for whole, and its savers drop or replace
 * profiles. So each format is read and written by its own library, which reports its errors, or read by
 * a loader of gdk-pixbuf.
 *
 * Any number of threads may work on different photos. The messages of errors are the end of a
 * sentence that begins with the photo's name, without the full stop.
 */

#pragma once

#include <gegl.h>
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PhotoFile PhotoFile;

/* Starts GEGL, and makes what all threads share ready; call it once, first. At the end babl writes
 * down which of its conversions are the fastest, for the next process. */
void                      photo_file_init (void);
void                      photo_file_exit (void);

/* TRUE if the name ends like one of a photo that can be colored. */
gboolean                  photo_file_has_known_name (const gchar *path);

/* The formats that this program was built with, such as “JPEG, PNG, TIFF, WebP”; to be freed.
 * written   those of results; else those that are only read */
gchar                    *photo_file_describe_formats (gboolean written);

/* How the name of its result has to end, with the dot; NULL: as the photo's own does, which is also so
 * where the file cannot be read. It reads the file's first bytes. */
const gchar              *photo_file_get_result_ending (const gchar *path);

/* Reads a whole photo.
 * keeps_damaged   FALSE: a damaged one is an error, never a photo with a gray lower half; TRUE: what is
 *                 there is read, what is missing is gray, in the result too, and the notice tells of it */
PhotoFile                *photo_file_load (const gchar  *path,
                                           gboolean      keeps_damaged,
                                           GCancellable *cancellable,
                                           GError      **error);

/* The same, without damage, for those who do not want a result: its buffer's format alone says what the colors are. */
PhotoFile   *photo_file_load_plain (const gchar *path, GCancellable *cancellable, GError **error);
void         photo_file_free (PhotoFile *photo);

/* The pixels, upright; owned by the photo. Its profile may be attached to it (profile.h). */
GeglBuffer  *photo_file_get_buffer (PhotoFile *photo);

/* What the result cannot keep, in the manner of an error's message; NULL: nothing. Owned by the
 * photo. */
const gchar *photo_file_get_notice (PhotoFile *photo);

/* A new buffer for the colored photo: of the same size, depth and profile, but RGB. Its numbers mean
 * what the photo's do. */
GeglBuffer  *photo_file_new_result (PhotoFile *photo);

/* Writes `result` to `path` in the format, and with the metadata, of the photo, or in that of
 * photo_file_get_result_ending. The file appears whole or not at all.
 * replace   FALSE: a file that is there stays, which is an error (G_IO_ERROR_EXISTS) */
gboolean     photo_file_save (PhotoFile    *photo,
                              GeglBuffer   *result,
                              const gchar  *path,
                              gboolean      replace,
                              GCancellable *cancellable,
                              GError      **error);

/* Removes what a process that ended while it saved has left where `path` was to be. */
void         photo_file_discard (const gchar *path, gint process);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhotoFile, photo_file_free)

G_END_DECLS
