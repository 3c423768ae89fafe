/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the bench's pictures have in common.
 */

#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* align   0: text begins at x, 0.5: its middle is there, 1: it ends there */
void     bench_write_text (cairo_t     *cairo,
                           gdouble      x,
                           gdouble      y,
                           gdouble      align,
                           gdouble      size,
                           gboolean     bold,
                           const gchar *text);

/* Writes the surface, a PNG file, and frees it and what drew on it. */
gboolean bench_save_picture (cairo_t         *cairo,
                             cairo_surface_t *surface,
                             const gchar     *path,
                             GError         **error);

G_END_DECLS
