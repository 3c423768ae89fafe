/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the network is shown of a photo: each picture alone and upright, a faded one with its full
 * contrast, small.
 */

#pragma once

#include "border.h"
#include "levels.h"
#include "network/architecture.h"

G_BEGIN_DECLS

/* The picture in one of the border's frames, to be unreferenced, and its levels.
 * Errors: COLORIZE_ERROR_MEMORY. */
ColorizePhoto *shown_take_picture (ColorizePhoto *photo,
                                   const Border  *border,
                                   gint           frame,
                                   ColorizeLevel  level,
                                   Pool          *pool,
                                   Levels        *levels,
                                   GError       **error);

/* What the network was trained to see, [height][width], to be freed: L* / 100 or luma, less its mean.
 * NULL if there is not enough memory. */
gfloat        *shown_make_input (const Architecture  *architecture,
                                 const ColorizePhoto *picture,
                                 const Levels        *levels,
                                 Pool                *pool,
                                 gint                 height,
                                 gint                 width);

G_END_DECLS
