/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The product of matrices that convolutions are made of. The right one is packed beforehand, in
 * panels of PRODUCT_COLUMNS columns, [panels][depth][columns], so that it is read in order.
 */

#pragma once

#include "../layers/lanes.h"

G_BEGIN_DECLS

#define PRODUCT_COLUMNS (2 * N_LANES)

/* c [n_rows][c_stride] = a [n_rows][a_stride] times `panels` [n_panels][depth][PRODUCT_COLUMNS].
 * Each value is a sum in the order of `depth`, whatever the number of rows. */
void product_multiply (const gfloat *a,
                       gsize         a_stride,
                       gint          n_rows,
                       const gfloat *panels,
                       gint          depth,
                       gint          n_panels,
                       gfloat       *c,
                       gsize         c_stride);

G_END_DECLS
