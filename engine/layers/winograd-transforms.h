/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The transforms of Winograd's algorithm for kernels of 3 x 3: an output tile of 4 x 4 pixels by as
 * many products as the input tile has pixels, one a point (Lavin and Gray 2016, section 4). With
 * their letters, and the gradients of d, g and Y as dd, dg and dY:
 *
 *   V = B^T d B,   U = G g G^T,   Y = A^T M A,   M = sum over inputs of U V
 *   dM = A dY A^T,   dd = B dV B^T,   dg = G^T dU G
 *
 * At stride 1 it is F(4x4, 3x3), input tiles of 6 x 6. At stride 2 input tiles are of 9 x 9: in each
 * dimension the kernel's outer taps see every second pixel and are F(4, 2), the first five points;
 * the middle tap sees the pixels between, four points that stay as they are. Those four share a
 * transformed kernel, so that U has 6 x 6 of them at either stride.
 *
 * Channels come in multiples of N_LANES. V, M and dV hold a tile's channels at a time: the value of
 * point p lies `plane` floats after that of point p - 1.
 */

#pragma once

#include "lanes.h"

G_BEGIN_DECLS

#define WINOGRAD_OUTPUT        4
#define WINOGRAD_OUTPUT_PIXELS (WINOGRAD_OUTPUT * WINOGRAD_OUTPUT)
#define WINOGRAD_KERNEL        6 /* side of a transformed kernel */
#define WINOGRAD_KERNELS       (WINOGRAD_KERNEL * WINOGRAD_KERNEL)
#define WINOGRAD_MAX_INPUT     9
#define WINOGRAD_MAX_POINTS    (WINOGRAD_MAX_INPUT * WINOGRAD_MAX_INPUT)

/* Side of an input tile. */
static inline gint
winograd_get_side (gint stride)
{
  return stride == 1 ? WINOGRAD_KERNEL : WINOGRAD_MAX_INPUT;
}

/* kernel [9][n_values] -> u [WINOGRAD_KERNELS][plane], its values first .. first + n - 1 */
void winograd_transform_kernel (gint          stride,
                                const gfloat *kernel,
                                gsize         n_values,
                                gsize         first,
                                gsize         n,
                                gfloat       *u,
                                gsize         plane);

/* The reverse for gradients. adds: to what is there, rather than write over it */
void winograd_transform_kernel_gradient (gint          stride,
                                         const gfloat *u,
                                         gsize         plane,
                                         gsize         first,
                                         gsize         n,
                                         gfloat       *kernel,
                                         gsize         n_values,
                                         gboolean      adds);

/* pixels [side][side], each of n_channels */
void winograd_transform_input (gint                 stride,
                               const gfloat *const *pixels,
                               gint                 n_channels,
                               gfloat              *v,
                               gsize                plane);

/* The gradients of `pixels` become those of `before` plus the tile's; pixels of NULL are outside of
 * the map. */
void winograd_transform_input_gradient (gint                 stride,
                                        const gfloat        *v,
                                        gsize                plane,
                                        gint                 n_channels,
                                        const gfloat *const *before,
                                        gfloat *const       *pixels);

/* pixels [WINOGRAD_OUTPUT_PIXELS] become Y + bias, or where is_rectified the ReLU of that; those
 * of NULL are outside of the map. */
void winograd_transform_output (gint           stride,
                                const gfloat  *m,
                                gsize          plane,
                                gint           n_channels,
                                const gfloat  *bias,
                                gboolean       is_rectified,
                                gfloat *const *pixels);

void winograd_transform_output_gradient (gint                 stride,
                                         const gfloat *const *pixels,
                                         gint                 n_channels,
                                         gfloat              *m,
                                         gsize                plane);

G_END_DECLS
