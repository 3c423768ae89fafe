/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "photo-bytes.h"


guint64
photo_bytes_get (const PhotoBytes *bytes, gsize at, gint n_bytes)
{
  guint64 value = 0;

  for (gint i = 0; i < n_bytes; i++)
    value = value << 8 | (at + i < bytes->length ? bytes->bytes[at + i] : 0);

  return value;
}

guint64
photo_bytes_get_low (const PhotoBytes *bytes, gsize at, gint n_bytes)
{
  guint64 value = 0;

  for (gint i = n_bytes; i-- > 0;)
    value = value << 8 | photo_bytes_get (bytes, at + i, 1);

  return value;
}

PhotoBytes
photo_bytes_part (const PhotoBytes *bytes, gsize begin, gsize length)
{
  begin = MIN (begin, bytes->length);

  return (PhotoBytes) { bytes->bytes + begin, MIN (length, bytes->length - begin) };
}

gboolean
photo_bytes_have (const PhotoBytes *bytes, gsize at, const gchar *word)
{
  PhotoBytes part = photo_bytes_part (bytes, at, strlen (word));

  return part.length == strlen (word) && memcmp (part.bytes, word, part.length) == 0;
}

gboolean
photo_bytes_next_box (const PhotoBytes *bytes, gsize *at, PhotoBytes *type, PhotoBytes *box)
{
  guint64 length = photo_bytes_get (bytes, *at, 4);
  gsize   head   = length == 1 ? 16 : 8;

  if (*at >= bytes->length || bytes->length - *at < head)
    return FALSE;

  if (length == 1)
    length = photo_bytes_get (bytes, *at + 8, 8);
  else if (length == 0)
    length = bytes->length - *at;

  if (length < head)
    return FALSE;

  *type = photo_bytes_part (bytes, *at + 4, 4);
  *box  = photo_bytes_part (bytes, *at + head, length - head);
  *at   = length < bytes->length - *at ? *at + length : bytes->length;

  return TRUE;
}
