/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JPEG pictures in memory, by libjpeg. gdk-pixbuf would do as well, but its newer versions hand each
 * picture to a sandboxed process, which is safe but slow, and a training decodes millions.
 *
 * Errors are of G_IO_ERROR; their messages are what libjpeg says. Any thread.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* New memory of *length bytes, to be freed with g_free.
 * pixels       [height][width][n_channels], 8-bit sRGB or gray
 * n_channels   3, not subsampled, or 1
 * quality      1..100, as libjpeg counts */
guint8 *jpeg_memory_encode (const guint8 *pixels,
                            gint          width,
                            gint          height,
                            gint          n_channels,
                            gint          quality,
                            gsize        *length,
                            GError      **error);

/* New memory, [*height][*width][n_channels], to be freed with g_free. The profile, if any, and the
 * orientation are not looked at. A cut-off picture is gray from there on. */
guint8 *jpeg_memory_decode (const guint8 *data,
                            gsize         length,
                            gint          n_channels,
                            gint         *width,
                            gint         *height,
                            GError      **error);

G_END_DECLS
