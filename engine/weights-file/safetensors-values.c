/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include <string.h>

#include "safetensors-values.h"

static const struct
{
  const gchar *name;
  gsize        bytes;
} types[] = {
  [SAFETENSORS_F32]  = { "F32", 4 },
  [SAFETENSORS_F16]  = { "F16", 2 },
  [SAFETENSORS_BF16] = { "BF16", 2 },
  [SAFETENSORS_I32]  = { "I32", 4 },
};

const gchar *
safetensors_type_get_name (SafetensorsType type)
{
  return types[type].name;
}

gsize
safetensors_type_get_bytes (SafetensorsType type)
{
  return types[type].bytes;
}

gint
safetensors_type_from_name (const gchar *name)
{
  for (guint type = 0; type < G_N_ELEMENTS (types); type++)
    if (strcmp (types[type].name, name) == 0)
      return type;

  return -1;
}

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

/* IEEE 754 binary16: 1 sign bit, 5 of exponent (bias 15), 10 of fraction. */
static gfloat
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

static guint16
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

static guint16
bfloat_from_float (gfloat value)
{
  guint32 bits = bits_from_float (value);

  bits += 0x7fff + ((bits >> 16) & 1);
  return bits >> 16;
}

void
safetensors_decode (SafetensorsType type, const guint8 *bytes, gsize n_values, gfloat *values)
{
  for (gsize i = 0; i < n_values; i++)
    {
      guint32 word;
      guint16 half;

      if (types[type].bytes == 4)
        {
          memcpy (&word, bytes + 4 * i, 4);
          word      = GUINT32_FROM_LE (word);
          values[i] = type == SAFETENSORS_F32 ? float_from_bits (word) : (gfloat) (gint32) word;
          continue;
        }

      memcpy (&half, bytes + 2 * i, 2);
      half = GUINT16_FROM_LE (half);
      values[i] =
        type == SAFETENSORS_F16 ? float_from_half (half) : float_from_bits ((guint32) half << 16);
    }
}

void
safetensors_encode (SafetensorsType type, const gfloat *values, gsize n_values, guint8 *bytes)
{
  for (gsize i = 0; i < n_values; i++)
    {
      guint32 word;
      guint16 half;

      if (types[type].bytes == 4)
        {
          word =
            type == SAFETENSORS_F32 ? bits_from_float (values[i]) : (guint32) (gint32) values[i];
          word = GUINT32_TO_LE (word);
          memcpy (bytes + 4 * i, &word, 4);
          continue;
        }

      half = type == SAFETENSORS_F16 ? half_from_float (values[i]) : bfloat_from_float (values[i]);
      half = GUINT16_TO_LE (half);
      memcpy (bytes + 2 * i, &half, 2);
    }
}

gboolean
safetensors_halve (const gfloat *values, gsize n_values, guint16 *halves)
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
