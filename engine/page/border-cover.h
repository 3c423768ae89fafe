/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How much of each pixel of a page belongs to a picture.
 */

#pragma once

#include "outline.h"
#include "parallel.h"

G_BEGIN_DECLS

/* Adds one picture, with a soft edge of one pixel.
 * outline   in pixels of the page
 * depths    of a ragged picture: how far inside of each side its edge is, each [n] along the side (left, top,
 *           right, bottom); NULL: nowhere
 * cover     [height][width], 0..1 */
void border_cover_add (Pool          *pool,
                       const Outline *outline,
                       gfloat *const  depths[N_SIDES],
                       const gint     n[N_SIDES],
                       gint           height,
                       gint           width,
                       gfloat        *cover);

G_END_DECLS
