/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The median of 3 x 3 pixels, which takes out what is thin: scratches, dust, grain. Any thread.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each pixel becomes the median of the 3 x 3 about it; beyond an edge is the edge's own pixel.
 * from   [height][width]
 * to     [height][width], another array
 * FALSE if there is not enough memory. */
gboolean median_filter (const gfloat *from, gint height, gint width, gfloat *to);

G_END_DECLS
