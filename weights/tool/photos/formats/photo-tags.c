/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "photo-tags.h"

/* A gray PSD of one pixel. */
static const guint8 header[] = { '8', 'B', 'P', 'S', 0, 1, 0, 0, 0, 0, 0, 0, 0,
                                 1,   0,   0,   0,   1, 0, 0, 0, 1, 0, 8, 0, 1 };


static void
add_number (GByteArray *bytes, guint32 number, gint n_bytes)
{
  for (gint i = n_bytes; i-- > 0;)
    g_byte_array_append (bytes, &(guint8) { number >> (8 * i) }, 1);
}

void
photo_tags_add (GByteArray *resources, guint number, const guint8 *data, gsize length)
{
  g_byte_array_append (resources, (const guint8 *) "8BIM", 4);
  add_number (resources, number, 2);
  add_number (resources, 0, 2); /* no name */
  add_number (resources, length, 4);
  g_byte_array_append (resources, data, length);
  add_number (resources, 0, length % 2);
}

GBytes *
photo_tags_new (const guint8 *resources, gsize length)
{
  GByteArray  *file      = g_byte_array_new ();
  const guint8 none[256] = { 0 };

  g_byte_array_append (file, header, sizeof (header));
  add_number (file, 0, 4); /* no palette */
  add_number (file, length, 4);
  g_byte_array_append (file, resources, length);

  /* No layers, and pixels that nobody reads: Exiv2 takes no file for a PSD that is very short. */
  g_byte_array_append (file, none, sizeof (none));

  return g_byte_array_free_to_bytes (file);
}
