/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An EXIF block, changed where it lies.
 *
 * A camera's own notes point into the block by numbers that only the camera's maker understands, and
 * many a block has a fault somewhere that a library refuses it for. So nothing is decoded and encoded
 * again: what must change is changed in place, and each other byte stays where it was.
 *
 * Functions of the block alone: any number of threads may work on different ones.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* FALSE: it is none, or its first directory cannot be read. Then nothing else may be called. */
gboolean exif_block_is_readable (const GByteArray *exif);

/* 1..8, as EXIF counts; 1 is upright, and what one without an orientation has. */
gint     exif_block_get_orientation (const GByteArray *exif);

/* Makes it true of an upright photo of this size: the orientation is 1, there is no thumbnail, and
 * nothing tells of how the source's pixels lay in its file. */
void     exif_block_adapt (GByteArray *exif, gint width, gint height);

/* The number that a tag of the first directory has; `otherwise` where it has none. */
guint    exif_block_get_number (const GByteArray *exif, guint16 tag, guint otherwise);

G_END_DECLS
