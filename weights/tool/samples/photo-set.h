/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The photos of some folders, kept small and compressed in memory, so that an epoch reads no file.
 *
 * A set does not change once it is loaded; any thread may use it.
 */

#pragma once

#include <gio/gio.h>

#include "photo-set-options.h"

G_BEGIN_DECLS

typedef struct _PhotoSet PhotoSet;

typedef struct
{
  guint n_found; /* the sum of the next five */
  guint n_used;
  guint n_unreadable;
  guint n_gray;
  guint n_small;
  guint n_excluded;
  guint n_others; /* files that are no photos, and results of `colorize apply` */
} PhotoSetCounts;

/* Reads all photos of the folders and their sub-folders; one that is met twice counts once. Color
 * profiles and orientations are applied. A photo that cannot be read is left out, which is no error.
 * GEGL must not have been started yet: batch.h, which runs it, forks. Ctrl+C and SIGTERM end it too:
 * batch.h takes these signals over and does not give them back.
 * Errors, of G_IO_ERROR, are whole sentences: a folder or the exclude file cannot be read.
 * G_IO_ERROR_CANCELLED: it was ended. A set may well be empty. */
PhotoSet             *photo_set_load (char *const           *folders,
                                      gint                   n_folders,
                                      const PhotoSetOptions *options,
                                      GCancellable          *cancellable,
                                      GError               **error);
void                  photo_set_free (PhotoSet *set);

const PhotoSetCounts *photo_set_get_counts (const PhotoSet *set);

/* Why photos, or folders within those named, could not be read: a sentence (gchar *) each. */
const GPtrArray      *photo_set_get_problems (const PhotoSet *set);

/* Photos are in the order of the folders given, and sorted by name within each. */
guint                 photo_set_get_n (const PhotoSet *set);
const gchar          *photo_set_get_path (const PhotoSet *set, guint i);

/* A photo's class is the name of the folder that it lies in; classes are sorted by name. */
guint                 photo_set_get_n_classes (const PhotoSet *set);
const gchar          *photo_set_get_class_name (const PhotoSet *set, guint i);
gint                  photo_set_get_class (const PhotoSet *set, guint i);

/* New memory, [*height][*width][3], 8-bit sRGB, to be freed with g_free. Fails, with the end of a
 * sentence, for want of memory only. */
guint8 *photo_set_decode (const PhotoSet *set, guint i, gint *width, gint *height, GError **error);

/* Bytes that all compressed photos take together. */
gsize   photo_set_get_size (const PhotoSet *set);

/* To be freed; another one if other photos are used, or in another order, or a file's size or
 * keep_side is another one. It does not depend on where the named folders are. */
gchar  *photo_set_get_fingerprint (const PhotoSet *set);

/* Holds out n_validation photos, or all if there are fewer. Which ones depends on a hash of each
 * path as seen from the named folder: photos that are added can take the place of held-out ones, but
 * never make a training photo a held-out one.
 * training, validation   of guint; photos are appended in the set's order */
void    photo_set_split (const PhotoSet *set,
                         guint           n_validation,
                         GArray         *training,
                         GArray         *validation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhotoSet, photo_set_free)

G_END_DECLS
