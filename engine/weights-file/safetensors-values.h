/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kinds of number that a safetensors file holds, to floats and back.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SAFETENSORS_F32,
  SAFETENSORS_F16,
  SAFETENSORS_BF16,
  SAFETENSORS_I32 /* class labels; exact as floats up to 2^24 */
} SafetensorsType;

/* Values that the reader and the writer convert at a time. */
#define SAFETENSORS_CHUNK 16384

const gchar *safetensors_type_get_name (SafetensorsType type);
gsize        safetensors_type_get_bytes (SafetensorsType type);

/* -1: a type that is not known. */
gint         safetensors_type_from_name (const gchar *name);

/* bytes   little-endian, in the file's type */
void safetensors_decode (SafetensorsType type, const guint8 *bytes, gsize n_values, gfloat *values);
void safetensors_encode (SafetensorsType type, const gfloat *values, gsize n_values, guint8 *bytes);

G_END_DECLS
