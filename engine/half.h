/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers of 16 bits, IEEE 754 binary16, and the bits of those of 32.
 */

#pragma once

#include <string.h>

#include <glib.h>

G_BEGIN_DECLS

static inline gfloat
float_from_bits (guint32 bits)
{
  gfloat value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static inline guint32
bits_from_float (gfloat value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  return bits;
}

gfloat   float_from_half (guint16 half);

/* To the nearest one, ties to even; what is too large becomes infinite. */
guint16  half_from_float (gfloat value);

/* FALSE, and `halves` of no use, if any of the values is none of 16 bits. */
gboolean halve_exactly (const gfloat *values, gsize n_values, guint16 *halves);

G_END_DECLS
