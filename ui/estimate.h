/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a run will take, in words, before it begins.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint    n_layers;
  gdouble n_pixels;         /* of all layers together */
  gint    bytes_per_pixel;  /* of the new layers */
  gdouble seconds_to_read;  /* that the preview took to read the first layer; 0: not yet known */
  gdouble n_pixels_read;    /* of it */
  gdouble seconds_to_think; /* that the network took; 0: not yet known */
} ColorizeEstimate;

/* "24 megapixels, about 2 s, 180 MB", as far as it is known. To be freed. */
gchar *colorize_estimate_describe (const ColorizeEstimate *estimate);

G_END_DECLS
