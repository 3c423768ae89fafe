/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The colors that a `distribution` network chooses from, and how frequent they are.
 */

#pragma once

#include "photo-set.h"

G_BEGIN_DECLS

/* The a*b* points of a grid of 10 that sRGB can show at some L*: [n][2], to be freed (Zhang et al.
 * 2016, section 2.2; D50 as all of the engine). */
gfloat *color_grid_new (gint *n_colors);

/* The share of each color in the photos: [n_colors], of sum 1, to be freed. Each pixel counts for
 * the nearest color.
 * photos   guint, indices into the set; large sets are sampled */
gfloat *color_grid_count (const gfloat   *colors,
                          gint            n_colors,
                          const PhotoSet *set,
                          const GArray   *photos);

G_END_DECLS
