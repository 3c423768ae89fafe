/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "half.h"

/* 1 sign bit, 5 of exponent (bias 15), 10 of fraction. */
gfloat
float_from_half (guint16 half)
{
  guint32 sign     = (guint32) (half & 0x8000) << 16;
  guint32 exponent = (half >> 10) & 0x1f;
  guint32 fraction = half & 0x3ff;

  if (exponent == 0)
    {
      gfloat subnormal = ldexpf ((gfloat) fraction, -24);

      return sign ? -subnormal : subnormal;
    }

  if (exponent == 0x1f)
    return float_from_bits (sign | 0x7f800000 | fraction << 13);

  return float_from_bits (sign | (exponent + 112) << 23 | fraction << 13);
}

guint16
half_from_float (gfloat value)
{
  guint32 bits      = bits_from_float (value);
  guint16 sign      = (bits >> 16) & 0x8000;
  gfloat  magnitude = fabsf (value);

  if (! (magnitude < 65520.0f)) /* rounds to more than the largest half, or is no number */
    return sign | 0x7c00;

  if (magnitude < 0x1p-14f) /* subnormal: a multiple of 2^-24 */
    return sign | (guint16) lrintf (ldexpf (magnitude, 24));

  bits = bits_from_float (magnitude) - (112u << 23);
  bits += 0x0fff + ((bits >> 13) & 1); /* to nearest, ties to even */
  return sign | (bits >> 13);
}

gboolean
halve_exactly (const gfloat *values, gsize n_values, guint16 *halves)
{
  for (gsize i = 0; i < n_values; i++)
    {
      guint32 bits = bits_from_float (values[i]);

      if (fabsf (values[i]) < 0x1p-14f)
        halves[i] = half_from_float (values[i]);
      else
        halves[i] = (bits >> 16 & 0x8000) | ((bits & 0x7fffffff) - (112u << 23)) >> 13;

      /* What is too large comes back as something else, too. */
      if (float_from_half (halves[i]) != values[i])
        return FALSE;
    }

  return TRUE;
}
