/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "metadata/exif-block.h"
#include "jpeg-segments.h"

#define APP(n)         (JPEG_APP0 + (n))
#define MAX_LENGTH     65533
#define TAG_N_PICTURES 0xB001

/* How a segment begins that says what it is, with its last 0. */
#define EXIF      "Exif\0"
#define XMP       "http://ns.adobe.com/xap/1.0/"
#define RESOURCES "Photoshop 3.0"
#define PICTURES  "MPF"

/* What cameras and programs add of their own. Those that are not here tell a decoder about the coded
 * picture (APP0, 8, 11, 14), or hold pictures and what they need (APP2, 3, 4). */
static const gint others[] = { JPEG_COM, APP (5),  APP (6),  APP (7),
                               APP (9),  APP (10), APP (12), APP (15) };


void
jpeg_segments_keep (j_decompress_ptr decoder)
{
  jpeg_save_markers (decoder, APP (1), 0xFFFF);
  jpeg_save_markers (decoder, APP (2), 0xFFFF);
  jpeg_save_markers (decoder, APP (13), 0xFFFF);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    jpeg_save_markers (decoder, others[i], 0xFFFF);
}

/* What follows the name in a segment of that name; else NULL. */
static const guint8 *
content_of (jpeg_saved_marker_ptr segment, const gchar *name, gsize name_size, gsize *length)
{
  if (segment->data_length < name_size || memcmp (segment->data, name, name_size) != 0)
    return NULL;

  *length = segment->data_length - name_size;

  return segment->data + name_size;
}

#define CONTENT_OF(segment, name, length) content_of (segment, name, sizeof (name), length)

static void
read_resources (PhotoBlocks *blocks, GByteArray *resources)
{
  g_autoptr (GByteArray) kept = photo_blocks_filter_resources (resources->data, resources->len);

  for (gsize at = 0; at < kept->len; at += MAX_LENGTH - sizeof (RESOURCES))
    {
      g_autoptr (GByteArray) segment = g_byte_array_new ();

      g_byte_array_append (segment, (const guint8 *) RESOURCES, sizeof (RESOURCES));
      g_byte_array_append (segment, kept->data + at,
                           MIN (kept->len - at, MAX_LENGTH - sizeof (RESOURCES)));
      photo_blocks_add (blocks, APP (13), segment->data, segment->len);
    }
}

PhotoBlocks *
jpeg_segments_read (j_decompress_ptr decoder)
{
  PhotoBlocks *blocks              = photo_blocks_new ();
  g_autoptr (GByteArray) resources = g_byte_array_new ();

  for (jpeg_saved_marker_ptr segment = decoder->marker_list; segment; segment = segment->next)
    {
      const guint8 *content;
      gsize         length;

      if (segment->marker == APP (1) && (content = CONTENT_OF (segment, EXIF, &length)))
        {
          photo_blocks_add_exif (blocks, content, length);
          continue;
        }

      if (segment->marker == APP (1) && (content = CONTENT_OF (segment, XMP, &length))
          && photo_blocks_add_xmp (blocks, content, length))
        continue;

      if (segment->marker == APP (13) && (content = CONTENT_OF (segment, RESOURCES, &length)))
        {
          g_byte_array_append (resources, content, length);
          continue;
        }

      /* Adobe's "Ducky" is about the coding, too. */
      if (segment->marker != APP (2)
          && ! (segment->marker == APP (12) && segment->data_length >= 5
                && memcmp (segment->data, "Ducky", 5) == 0))
        photo_blocks_add (blocks, segment->marker, segment->data, segment->data_length);
    }

  read_resources (blocks, resources);

  return blocks;
}

guint
jpeg_segments_count_pictures (j_decompress_ptr decoder)
{
  for (jpeg_saved_marker_ptr segment = decoder->marker_list; segment; segment = segment->next)
    {
      const guint8 *content;
      gsize         length;

      if (segment->marker == APP (2) && (content = CONTENT_OF (segment, PICTURES, &length)))
        {
          g_autoptr (GByteArray) index = g_byte_array_append (g_byte_array_new (), content, length);

          if (exif_block_is_readable (index))
            return exif_block_get_number (index, TAG_N_PICTURES, 1);
        }
    }

  return 1;
}

static void
write_named (j_compress_ptr encoder, const gchar *name, gsize name_size, const GByteArray *content)
{
  for (gsize at = 0; at < content->len; at += MAX_LENGTH - name_size)
    {
      gsize n = MIN (content->len - at, MAX_LENGTH - name_size);

      jpeg_write_m_header (encoder, APP (1), name_size + n);

      for (gsize i = 0; i < name_size; i++)
        jpeg_write_m_byte (encoder, name[i]);

      for (gsize i = 0; i < n; i++)
        jpeg_write_m_byte (encoder, content->data[at + i]);
    }
}

void
jpeg_segments_write (j_compress_ptr encoder, const PhotoBlocks *blocks)
{
  if (blocks->exif)
    write_named (encoder, EXIF, sizeof (EXIF), blocks->exif);

  if (blocks->xmp)
    write_named (encoder, XMP, sizeof (XMP), blocks->xmp);

  for (guint i = 0; i < blocks->others->len; i++)
    {
      const PhotoBlock *block = g_ptr_array_index (blocks->others, i);
      gsize             length;
      const guint8     *data = g_bytes_get_data (block->data, &length);

      jpeg_write_marker (encoder, block->kind, data, length);
    }
}
