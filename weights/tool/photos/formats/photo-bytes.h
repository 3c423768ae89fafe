/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes of a file that may say anything: none is read that is not there.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A file's bytes, or some of them; each number is 0 beyond their end. */
typedef struct
{
  const guint8 *bytes;
  gsize         length;
} PhotoBytes;

guint64 photo_bytes_get (const PhotoBytes *bytes, gsize at, gint n_bytes); /* the highest first */
guint64 photo_bytes_get_low (const PhotoBytes *bytes,
                             gsize             at,
                             gint              n_bytes); /* the lowest first */
PhotoBytes photo_bytes_part (const PhotoBytes *bytes, gsize begin, gsize length);
gboolean   photo_bytes_have (const PhotoBytes *bytes, gsize at, const gchar *word);

/* Boxes as of MP4, one after the other: FALSE at the end. `at` begins with 0.
 * type   [4]
 * box    what is in it, as much of it as there is */
gboolean   photo_bytes_next_box (const PhotoBytes *bytes,
                                 gsize            *at,
                                 PhotoBytes       *type,
                                 PhotoBytes       *box);

G_END_DECLS
