/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "half.h"
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
