/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers of 16 bits: IEEE 754 binary16.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gfloat   float_from_half (guint16 half);

/* To the nearest one, ties to even; what is too large becomes infinite. */
guint16  half_from_float (gfloat value);

/* FALSE, and `halves` of no use, if any of the values is none of 16 bits. */
gboolean halve_exactly (const gfloat *values, gsize n_values, guint16 *halves);

G_END_DECLS
