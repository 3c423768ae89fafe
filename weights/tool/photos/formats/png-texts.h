/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a PNG file says beside its picture: EXIF, XMP and texts.
 *
 * In the manner of libpng, it fails by the error function of what it is given.
 */

#pragma once

#include <glib.h>
#include <png.h>

#include "metadata/photo-blocks.h"

G_BEGIN_DECLS

/* Adds what stands in `info`, once the file has been read to its end. */
void png_texts_read (png_structp png, png_infop info, PhotoBlocks *blocks);

/* Before `info` is written. */
void png_texts_write (png_structp png, png_infop info, const PhotoBlocks *blocks);

G_END_DECLS
