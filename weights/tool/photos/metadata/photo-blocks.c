/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "exif-block.h"
#include "photo-blocks.h"

/* The namespace of XMP's orientation, which nearly all call `tiff`. */
#define TIFF_NAMESPACE "http://ns.adobe.com/tiff/1.0/"

/* Photoshop's numbers of what must not be in the result: two kinds of thumbnail, and a second copy of
 * the profile, EXIF (two kinds) and XMP. */
static const guint dropped_resources[] = { 0x0409, 0x040C, 0x040F, 0x0422, 0x0423, 0x0424 };


static void
block_free (gpointer data)
{
  PhotoBlock *block = data;

  for (gint i = 0; i < 3; i++)
    g_free (block->words[i]);

  g_bytes_unref (block->data);
  g_free (block);
}

PhotoBlocks *
photo_blocks_new (void)
{
  PhotoBlocks *blocks = g_new0 (PhotoBlocks, 1);

  blocks->others = g_ptr_array_new_with_free_func (block_free);

  return blocks;
}

void
photo_blocks_free (PhotoBlocks *blocks)
{
  if (! blocks)
    return;

  g_clear_pointer (&blocks->exif, g_byte_array_unref);
  g_clear_pointer (&blocks->xmp, g_byte_array_unref);
  g_ptr_array_unref (blocks->others);
  g_free (blocks);
}

void
photo_blocks_add_exif (PhotoBlocks *blocks, gconstpointer data, gsize length)
{
  if (! blocks->exif)
    blocks->exif = g_byte_array_new ();

  g_byte_array_append (blocks->exif, data, length);
}

gboolean
photo_blocks_add_xmp (PhotoBlocks *blocks, gconstpointer data, gsize length)
{
  if (blocks->xmp)
    return FALSE;

  if (length == 0)
    return TRUE;

  blocks->xmp = g_byte_array_append (g_byte_array_new (), data, length);

  return TRUE;
}

PhotoBlock *
photo_blocks_add (PhotoBlocks *blocks, gint kind, gconstpointer data, gsize length)
{
  PhotoBlock *block = g_new0 (PhotoBlock, 1);

  block->kind = kind;
  block->data = g_bytes_new (data, length);
  g_ptr_array_add (blocks->others, block);

  return block;
}

gboolean
photo_blocks_check (PhotoBlocks *blocks)
{
  if (! blocks->exif || exif_block_is_readable (blocks->exif))
    return TRUE;

  g_clear_pointer (&blocks->exif, g_byte_array_unref);

  return FALSE;
}

gint
photo_blocks_get_orientation (const PhotoBlocks *blocks)
{
  return blocks->exif ? exif_block_get_orientation (blocks->exif) : 1;
}

/* The packet may be anything that its writer took for XMP: it is searched, not parsed, and changed by
 * one digit where it has an orientation. */
static void
set_xmp_upright (GByteArray *xmp)
{
  g_autoptr (GRegex) naming =
    g_regex_new ("xmlns:([\\w.-]+)\\s*=\\s*[\"']" TIFF_NAMESPACE "[\"']", G_REGEX_RAW, 0, NULL);
  g_autoptr (GMatchInfo) name   = NULL;
  g_autoptr (GMatchInfo) places = NULL;
  g_autoptr (GRegex) digit      = NULL;
  g_autofree gchar *prefix      = NULL;
  g_autofree gchar *pattern     = NULL;

  if (! g_regex_match_full (naming, (gchar *) xmp->data, xmp->len, 0, 0, &name, NULL))
    return;

  prefix = g_match_info_fetch (name, 1);
  pattern =
    g_strdup_printf ("\\b\\Q%s\\E:Orientation(?:\\s*=\\s*[\"']|>)\\s*([1-8])\\s*[\"'<]", prefix);
  digit = g_regex_new (pattern, G_REGEX_RAW, 0, NULL);
  g_regex_match_full (digit, (gchar *) xmp->data, xmp->len, 0, 0, &places, NULL);

  while (g_match_info_matches (places))
    {
      gint at;

      g_match_info_fetch_pos (places, 1, &at, NULL);
      xmp->data[at] = '1';
      g_match_info_next (places, NULL);
    }
}

void
photo_blocks_adapt (PhotoBlocks *blocks, gint orientation, gint width, gint height)
{
  /* What has not been turned is seen as before, whatever XMP says of it. */
  if (blocks->xmp && orientation != 1)
    set_xmp_upright (blocks->xmp);

  if (blocks->exif)
    exif_block_adapt (blocks->exif, width, height);
}

GByteArray *
photo_blocks_filter_resources (const guint8 *data, gsize length)
{
  GByteArray *kept = g_byte_array_new ();
  gsize       at   = 0;

  /* "8BIM" or the like, a number, a name and the data, both with their lengths and padded. */
  while (length - at >= 12)
    {
      guint    number    = data[at + 4] << 8 | data[at + 5];
      gsize    length_at = at + 6 + ((data[at + 6] + 2) & ~1);
      guint32  n_bytes;
      gsize    size;
      gboolean dropped = FALSE;

      if (length_at + 4 > length)
        break;

      memcpy (&n_bytes, data + length_at, 4);
      size = length_at + 4 - at + (((gsize) GUINT32_FROM_BE (n_bytes) + 1) & ~(gsize) 1);

      for (guint i = 0; i < G_N_ELEMENTS (dropped_resources); i++)
        dropped = dropped || dropped_resources[i] == number;

      /* The last one may be cut off, or not padded. */
      size = MIN (size, length - at);

      if (! dropped)
        g_byte_array_append (kept, data + at, size);

      at += size;
    }

  g_byte_array_append (kept, data + at, length - at);

  return kept;
}
