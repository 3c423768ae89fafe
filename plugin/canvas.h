/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An image of the plug-in's own, that nobody sees. Colored pixels lie there, among GIMP's tiles, until
 * all are ready to become layers: a large scan takes no memory of the plug-in's, and until then nothing
 * changes in the user's image.
 */

#pragma once

#include <libgimp/gimp.h>

G_BEGIN_DECLS

/* An empty image whose layers are in all as those of `image` will be once that is RGB. To be deleted
 * with gimp_image_delete. GIMP's own Cancel kills a plug-in, and what it has left behind is taken away
 * by the next one that asks for a canvas. NULL: GIMP has no memory for it. */
GimpImage  *colorize_canvas_new (GimpImage *image);

/* Makes another image one that is taken away in that case, too. */
void        colorize_canvas_sign (GimpImage *canvas);

/* Whether it is one, of any run. */
gboolean    colorize_canvas_is_one (GimpImage *image);

/* A layer with alpha. NULL: as above. */
GimpLayer  *colorize_canvas_add (GimpImage *canvas, gint width, gint height);

/* The pixel format of such layers. */
const Babl *colorize_canvas_get_format (GimpImage *image);

G_END_DECLS
