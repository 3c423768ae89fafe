/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The blocks of a GIF file.
 */

#include "photo-look.h"

/* What a block begins with. */
#define BLOCK_EXTENSION 0x21
#define BLOCK_PICTURE   0x2C
#define BLOCK_END       0x3B

/* What an extension is. */
#define EXTENSION_COMMENT     0xFE
#define EXTENSION_APPLICATION 0xFF

#define HEADER_LENGTH  13
#define PICTURE_LENGTH 10


/* Bytes of a palette, as the flags before it say. */
static gsize
palette_length (guint8 flags)
{
  return flags & 0x80 ? 3u << ((flags & 7) + 1) : 0;
}

/* To behind blocks of which an empty one is the last. FALSE: the file ends before. */
static gboolean
skip_data (const PhotoBytes *file, gsize *at)
{
  while (*at < file->length)
    {
      gsize length = file->bytes[*at];

      *at += 1 + length;

      if (length == 0)
        return TRUE;
    }

  return FALSE;
}

static void
look_at_extension (const PhotoBytes *file, gsize at, PhotoLook *look)
{
  guint8 kind = photo_bytes_get (file, at + 1, 1);

  if (kind == EXTENSION_COMMENT)
    look->has_comment = TRUE;
  else if (kind == EXTENSION_APPLICATION && photo_bytes_have (file, at + 3, "XMP DataXMP"))
    look->has_xmp = TRUE;
  else if (kind == EXTENSION_APPLICATION && photo_bytes_have (file, at + 3, "ICCRGBG1012"))
    look->has_profile = TRUE;
}

void
photo_look_at_gif (const PhotoBytes *file, PhotoLook *look)
{
  gsize at = HEADER_LENGTH + palette_length (photo_bytes_get (file, 10, 1));

  look->width   = photo_bytes_get_low (file, 6, 2);
  look->height  = photo_bytes_get_low (file, 8, 2);
  look->endless = TRUE;

  while (at < file->length)
    {
      guint8 kind = file->bytes[at];

      if (kind == BLOCK_END)
        {
          look->endless = FALSE;
          break;
        }

      if (kind == BLOCK_EXTENSION)
        {
          look_at_extension (file, at, look);
          at += 2;
        }
      else if (kind == BLOCK_PICTURE)
        {
          /* And the number of bits that the data begin with. */
          at += PICTURE_LENGTH + palette_length (photo_bytes_get (file, at + 9, 1)) + 1;
        }
      else
        break;

      if (! skip_data (file, &at))
        break;

      look->n_pictures += kind == BLOCK_PICTURE;
    }

  look->cut = look->n_pictures == 0;
}
