/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a JPEG, PNG or WebP file says of its photo, as blocks of bytes that go on to the result.
 *
 * They are carried over as they are, for a library that decodes and encodes them again drops all that
 * it does not know, and the whole block for a small fault. Only what a colored, upright photo makes
 * untrue is changed.
 *
 * Any number of threads may work on different ones.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One of which only the format of the file knows the kind. */
typedef struct
{
  gint    kind;     /* JPEG: the marker; PNG: libpng's number for how the text is compressed */
  gchar  *words[3]; /* PNG: keyword, language, keyword in it; mostly NULL */
  GBytes *data;
} PhotoBlock;

typedef struct
{
  GByteArray *exif;   /* beginning as a TIFF file does; NULL: none */
  GByteArray *xmp;    /* the packet, UTF-8; NULL: none */
  GPtrArray  *others; /* of PhotoBlock, in their order */
} PhotoBlocks;

PhotoBlocks *photo_blocks_new (void);
void         photo_blocks_free (PhotoBlocks *blocks);

/* The data are copied. EXIF in several parts is put together; of several XMP packets the first counts,
 * and FALSE says that there is one. */
void         photo_blocks_add_exif (PhotoBlocks *blocks, gconstpointer data, gsize length);
gboolean     photo_blocks_add_xmp (PhotoBlocks *blocks, gconstpointer data, gsize length);

/* Owned by `blocks`. */
PhotoBlock  *photo_blocks_add (PhotoBlocks *blocks, gint kind, gconstpointer data, gsize length);

/* FALSE where there was EXIF, but none that can be read; it is dropped. */
gboolean     photo_blocks_check (PhotoBlocks *blocks);

/* As EXIF counts: 1 is upright. */
gint         photo_blocks_get_orientation (const PhotoBlocks *blocks);

/* Makes what was said of the source true of the result, which is upright and of this size.
 * orientation   from which it was turned */
void         photo_blocks_adapt (PhotoBlocks *blocks, gint orientation, gint width, gint height);

/* Photoshop's blocks, IPTC among them, without its thumbnails and what other blocks say as well. */
GByteArray  *photo_blocks_filter_resources (const guint8 *data, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhotoBlocks, photo_blocks_free)

G_END_DECLS
