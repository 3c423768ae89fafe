/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a JPEG file has beside its picture: metadata and comments, and how many further pictures.
 *
 * In the manner of libjpeg, it fails by the error manager of what it is given.
 */

#pragma once

#include <stdio.h>

#include <glib.h>
#include <jpeglib.h>

#include "metadata/photo-blocks.h"

G_BEGIN_DECLS

/* Call it before the header is read. */
void         jpeg_segments_keep (j_decompress_ptr decoder);

/* Call it when the header has been read. */
PhotoBlocks *jpeg_segments_read (j_decompress_ptr decoder);

/* As the index of a Multi-Picture file has it; 1 without one. */
guint        jpeg_segments_count_pictures (j_decompress_ptr decoder);

/* Between the header and the picture. */
void         jpeg_segments_write (j_compress_ptr encoder, const PhotoBlocks *blocks);

G_END_DECLS
