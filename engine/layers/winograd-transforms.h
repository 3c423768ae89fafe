/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The transforms of Winograd's algorithm F(4x4, 3x3): an output tile of 4 x 4 pixels from an input
 * tile of 6 x 6 and a kernel of 3 x 3 by 36 products, one a point (Lavin and Gray 2016, section 4).
 * With their letters, and the gradients of d, g and Y as dd, dg and dY:
 *
 *   V = B^T d B,   U = G g G^T,   Y = A^T M A,   M = sum over inputs of U V
 *   dM = A dY A^T,   dd = B dV B^T,   dg = G^T dU G
 *
 * Channels come in multiples of N_LANES. V, M and dV hold a tile's channels at a time: the value of
 * point p lies `plane` floats after that of point p - 1.
 */

#pragma once

#include "lanes.h"

G_BEGIN_DECLS

#define WINOGRAD_OUTPUT        4
#define WINOGRAD_INPUT         6
#define WINOGRAD_OUTPUT_PIXELS (WINOGRAD_OUTPUT * WINOGRAD_OUTPUT)
#define WINOGRAD_POINTS        (WINOGRAD_INPUT * WINOGRAD_INPUT)

/* kernel [9][n_values] -> u [WINOGRAD_POINTS][plane], its values first .. first + n - 1 */
void winograd_transform_kernel (const gfloat *kernel,
                                gsize         n_values,
                                gsize         first,
                                gsize         n,
                                gfloat       *u,
                                gsize         plane);

/* The reverse for gradients. adds: to what is there, rather than write over it */
void winograd_transform_kernel_gradient (const gfloat *u,
                                         gsize         plane,
                                         gsize         first,
                                         gsize         n,
                                         gfloat       *kernel,
                                         gsize         n_values,
                                         gboolean      adds);

/* pixels [WINOGRAD_POINTS], each of n_channels */
void winograd_transform_input (const gfloat *const *pixels,
                               gint                 n_channels,
                               gfloat              *v,
                               gsize                plane);

/* The gradients of `pixels` become those of `before` plus the tile's; pixels of NULL are outside of
 * the map. */
void winograd_transform_input_gradient (const gfloat        *v,
                                        gsize                plane,
                                        gint                 n_channels,
                                        const gfloat *const *before,
                                        gfloat *const       *pixels);

/* pixels [WINOGRAD_OUTPUT_PIXELS] become Y + bias, or where is_rectified the ReLU of that; those
 * of NULL are outside of the map. */
void winograd_transform_output (const gfloat  *m,
                                gsize          plane,
                                gint           n_channels,
                                const gfloat  *bias,
                                gboolean       is_rectified,
                                gfloat *const *pixels);

void winograd_transform_output_gradient (const gfloat *const *pixels,
                                         gint                 n_channels,
                                         gfloat              *m,
                                         gsize                plane);

G_END_DECLS
