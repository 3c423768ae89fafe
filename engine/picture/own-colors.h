/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a photo still has of colors of its own: a color photo that has faded, a print that was tinted by hand.
 *
 * 1. The tone that lies over the whole (tone.h) is no color. What differs from it by more than noise, blocks of
 *    JPEG and the fringes of a scan do is one.
 * 2. A photo of which hardly anything has just the tone is a color photo, and all of it has a color, gray
 *    things too. The tone may then be that of a large thing, such as skin or the sky; the network says what color
 *    that should have, and the cast is what lies between.
 * 3. The colors are brought back by a curve for each of R, G and B: that under which the tone becomes a
 *    gray of the same lightness. Where cyan has faded most, red has lost its contrast, and gets it again. After Rizzi,
 *    Gatta, Slanzi, Ciocca and Schettini, "Unsupervised color film restoration using adaptive color
 *    equalization", VISUAL 2005, whose adjustment is local, and Pappas and Pitas, "Digital color
 *    restoration of old paintings", IEEE TIP 9 (2), 2000, where each channel has a line.
 * 4. Paint on a print in black and white is pale. It keeps its hue, and gets the chroma that the network's color has
 *    in that direction, if that is more.
 */

#pragma once

#include "parallel.h"

G_BEGIN_DECLS

/* luminance   [height][width], L* 0..100
 * own         [2][height][width], the photo's own a*, then its b*; finite
 * network     [height][width][2], the network's a*, b*
 * hints       [height][width][3], set: a*, b* and how sure they are, 0..1
 * The same for any number of threads. FALSE if there is not enough memory. */
gboolean own_colors_find (Pool         *pool,
                          const gfloat *luminance,
                          const gfloat *own,
                          const gfloat *network,
                          gint          height,
                          gint          width,
                          gfloat       *hints);

/* Brings the network's colors to the photo's own.
 * amount   0..100: how far, where they are sure; at 0 all stays as it is
 * chroma   [height][width][2], the network's a*, b* before; the rest as above */
gboolean own_colors_apply (Pool         *pool,
                           gdouble       amount,
                           const gfloat *luminance,
                           const gfloat *own,
                           gint          height,
                           gint          width,
                           gfloat       *chroma);

G_END_DECLS
