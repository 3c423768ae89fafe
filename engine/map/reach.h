/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far what is known of some pixels goes for others: as far as there is a way to them without an edge.
 *
 * The length of a way, after the geodesic distance of Yatziv and Sapiro, "Fast image and video colorization using
 * chrominance blending", IEEE TIP 15 (5), 2006, adds up its edges. Unlike theirs it has a dead zone: folds and
 * grain cost nothing.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How rough it is about each pixel: what steps of L* between neighbors are usual there.
 * luminance   [height][width], L* 0..100
 * texture     [height][width], set */
void     reach_find_texture (const gfloat *luminance, gint height, gint width, gfloat *texture);

/* Makes a step of each edge that area averaging has spread over two or three pixels: each pixel becomes the darkest or the
 * lightest of the 3 x 3 about it, whichever is nearer, where an edge is among them. Else half an edge would be
 * as easy to pass as a fold.
 * luminance, texture   [height][width]
 * sharp                [height][width], another array */
void     reach_sharpen (const gfloat *luminance,
                        const gfloat *texture,
                        gint          height,
                        gint          width,
                        gfloat       *sharp);

/* strength   [height][width], 0..1: how much is known of a pixel; 0: nothing
 * luminance  [height][width], L* 0..100, sharpened
 * chroma     [height][width][2]: their edges count as well, but less
 * reach      [height][width], set to the largest of strength * falloff (length of the way), 0..1; it is nearly 1 along
 *            a way without an edge, and 0 beyond one of 10 L*
 * source     [height][width], set to the pixel that it comes from; -1 where reach is 0
 * FALSE if there is not enough memory. Any thread. */
gboolean reach_find (const gfloat *strength,
                     const gfloat *luminance,
                     const gfloat *texture,
                     const gfloat *chroma,
                     gint          height,
                     gint          width,
                     gfloat       *reach,
                     gint         *source);

G_END_DECLS
