/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One photo of a set: from its file to the few bytes that are kept.
 */

#pragma once

#include <gio/gio.h>

#include "photo-set-options.h"

G_BEGIN_DECLS

typedef enum
{
  VERDICT_USED,
  VERDICT_SMALL,
  VERDICT_GRAY
} Verdict;

typedef struct
{
  Verdict verdict;
  guint8 *data; /* JPEG, of sRGB, upright; NULL unless it is used */
  gsize   length;
  goffset file_size;
} KeptPhoto;

/* Errors' messages are the end of a sentence that begins with the photo's name, without the full
 * stop, as those of photo-file.h. Any thread. */
KeptPhoto *kept_photo_new (const gchar           *path,
                           const PhotoSetOptions *options,
                           GCancellable          *cancellable,
                           GError               **error);
void       kept_photo_free (KeptPhoto *photo);

/* For its way to another process; floating. */
GVariant  *kept_photo_to_variant (const KeptPhoto *photo);
KeptPhoto *kept_photo_from_variant (GVariant *variant);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KeptPhoto, kept_photo_free)

G_END_DECLS
