/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Winograd's algorithm for kernels of 3 x 3: an output tile of 4 x 4 pixels by as
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
 */

#pragma once

#include <glib.h>

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

G_END_DECLS
