/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said of a photo whose own file Exiv2 cannot read, or not always: as a file in memory that it
 * can, which is a PSD of nothing else.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Photoshop's numbers of what it keeps beside a picture. */
#define PHOTO_TAGS_EXIF 1058
#define PHOTO_TAGS_XMP  1060

/* Adds to resources as a PSD has them. */
void    photo_tags_add (GByteArray *resources, guint number, const guint8 *data, gsize length);
GBytes *photo_tags_new (const guint8 *resources, gsize length);

G_END_DECLS
