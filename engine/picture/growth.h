/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Chroma on its way from the network's size to the photo's: maps that double their size, each with the photo's luminance
 * at that size.
 */

#pragma once

#include "lift.h"
#include "photo.h"

G_BEGIN_DECLS

typedef struct
{
  gint    height;
  gint    width;
  gfloat *chroma;    /* [height][width][2] */
  gfloat *luminance; /* [height][width] */
} Map;

void map_clear (Map *map);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Map, map_clear)

/* All that follow return FALSE, or NULL, if there is not enough memory. */

/* A map without its chroma. */
gboolean  map_init (Map *map, Pool *pool, const ColorizePhoto *photo, gint height, gint width);

/* A map of chroma [height][width][2], or a smaller one: a tiny photo is smaller than what the network says
 * about it. */
gboolean  map_reduce_to_photo (Pool                *pool,
                               const ColorizePhoto *photo,
                               const gfloat        *chroma,
                               gint                 height,
                               gint                 width,
                               Map                 *map);

/* From the map to another size (lift.h). */
LiftStep *map_new_step (Pool *pool, const Map *map, gint to_height, gint to_width);

/* To at most twice the size. */
gboolean  map_enlarge (Pool *pool, const ColorizePhoto *photo, gint height, gint width, Map *map);

/* Doubles the size until it is from to_height x to_width up; never beyond max_height x max_width. */
gboolean  map_grow (Pool                *pool,
                    const ColorizePhoto *photo,
                    gint                 to_height,
                    gint                 to_width,
                    gint                 max_height,
                    gint                 max_width,
                    Map                 *map);

G_END_DECLS
