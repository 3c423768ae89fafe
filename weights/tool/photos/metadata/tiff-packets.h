/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * XMP and Photoshop's blocks of a TIFF file, which are bytes among its tags: carried over as they are.
 */

#pragma once

#include <gio/gio.h>

#include "photo-blocks.h"

G_BEGIN_DECLS

/* Never NULL; empty where there is nothing. */
PhotoBlocks *tiff_packets_read (const gchar *path);

/* Into a file that is whole without them. FALSE: it is as it was. */
gboolean     tiff_packets_write (const gchar *path, const PhotoBlocks *packets);

G_END_DECLS
