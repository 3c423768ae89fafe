/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An EXIF block, which is built as a TIFF file is: directories of entries of 12 bytes, each with a
 * tag, a type, a count, and a value or the place of one.
 */

#include <string.h>

#include "exif-block.h"
#include "structural-tags.h"

#define ENTRY_SIZE 12

enum
{
  TAG_ORIENTATION      = 0x0112,
  TAG_THUMBNAIL        = 0x0201,
  TAG_THUMBNAIL_LENGTH = 0x0202,
  TAG_EXIF_DIRECTORY   = 0x8769,
  TAG_WIDTH            = 0xA002,
  TAG_HEIGHT           = 0xA003
};

enum
{
  TYPE_SHORT = 3,
  TYPE_LONG  = 4
};

typedef struct
{
  GByteArray *block;
  gsize       count_at; /* where the number of entries is; they follow, and the next one's place */
  guint       n;
} Directory;


static gboolean
is_big_endian (const GByteArray *exif)
{
  return exif->data[0] == 'M';
}

static guint
get_16 (const GByteArray *exif, gsize at)
{
  const guint8 *bytes = exif->data + at;

  return is_big_endian (exif) ? bytes[0] << 8 | bytes[1] : bytes[1] << 8 | bytes[0];
}

static guint32
get_32 (const GByteArray *exif, gsize at)
{
  guint32 first  = get_16 (exif, at);
  guint32 second = get_16 (exif, at + 2);

  return is_big_endian (exif) ? first << 16 | second : second << 16 | first;
}

static void
set_16 (GByteArray *exif, gsize at, guint value)
{
  exif->data[at + ! is_big_endian (exif)] = value >> 8;
  exif->data[at + is_big_endian (exif)]   = value & 0xFF;
}

static void
set_32 (GByteArray *exif, gsize at, guint32 value)
{
  set_16 (exif, at + (is_big_endian (exif) ? 0 : 2), value >> 16);
  set_16 (exif, at + (is_big_endian (exif) ? 2 : 0), value & 0xFFFF);
}

/* FALSE where it is not whole, but for the place of the next one, which some writers leave out. */
static gboolean
find_directory (const GByteArray *exif, guint32 at, Directory *directory)
{
  *directory = (Directory) { (GByteArray *) exif, at, 0 };

  if (at < 8 || at > exif->len - 2)
    return FALSE;

  directory->n = get_16 (exif, at);

  return directory->n * ENTRY_SIZE <= exif->len - 2 - at;
}

static gsize
entry_at (const Directory *directory, guint i)
{
  return directory->count_at + 2 + (gsize) i * ENTRY_SIZE;
}

/* Where the entry is; 0: nowhere. */
static gsize
find_entry (const Directory *directory, guint tag)
{
  for (guint i = 0; i < directory->n; i++)
    {
      if (get_16 (directory->block, entry_at (directory, i)) == tag)
        return entry_at (directory, i);
    }

  return 0;
}

static gboolean
get_number (const Directory *directory, guint tag, guint32 *value)
{
  gsize at = find_entry (directory, tag);

  if (at == 0)
    return FALSE;

  switch (get_16 (directory->block, at + 2))
    {
    case TYPE_SHORT:
      *value = get_16 (directory->block, at + 8);
      return TRUE;

    case TYPE_LONG:
      *value = get_32 (directory->block, at + 8);
      return TRUE;
    }

  return FALSE;
}

/* Changes it where it is there. */
static void
set_number (const Directory *directory, guint tag, guint32 value)
{
  gsize at = find_entry (directory, tag);

  if (at == 0)
    return;

  if (get_16 (directory->block, at + 2) == TYPE_SHORT && value <= 0xFFFF)
    {
      set_16 (directory->block, at + 8, value);
    }
  else
    {
      set_16 (directory->block, at + 2, TYPE_LONG);
      set_32 (directory->block, at + 8, value);
    }
}

static void
remove_entry (Directory *directory, guint i)
{
  GByteArray *block = directory->block;
  gsize       at    = entry_at (directory, i);
  gsize       end   = MIN (entry_at (directory, directory->n) + 4, block->len);

  memmove (block->data + at, block->data + at + ENTRY_SIZE, end - at - ENTRY_SIZE);
  directory->n--;
  set_16 (block, directory->count_at, directory->n);
}

/* The bytes of a JPEG thumbnail go as well, unless something that is none is where it should be. */
static void
remove_thumbnail (GByteArray *exif, const Directory *directory)
{
  guint32 at, length;

  if (! get_number (directory, TAG_THUMBNAIL, &at)
      || ! get_number (directory, TAG_THUMBNAIL_LENGTH, &length) || length < 2 || at > exif->len - 2
      || exif->data[at] != 0xFF || exif->data[at + 1] != 0xD8)
    return;

  if (length >= exif->len - at)
    g_byte_array_set_size (exif, at);
  else
    memset (exif->data + at, 0, length);
}

gboolean
exif_block_is_readable (const GByteArray *exif)
{
  Directory directory;

  return exif->len >= 8 && (exif->data[0] == 'I' || exif->data[0] == 'M')
         && exif->data[1] == exif->data[0] && get_16 (exif, 2) == 42
         && find_directory (exif, get_32 (exif, 4), &directory);
}

guint
exif_block_get_number (const GByteArray *exif, guint16 tag, guint otherwise)
{
  Directory directory;
  guint32   value;

  return find_directory (exif, get_32 (exif, 4), &directory) && get_number (&directory, tag, &value)
           ? value
           : otherwise;
}

gint
exif_block_get_orientation (const GByteArray *exif)
{
  guint orientation = exif_block_get_number (exif, TAG_ORIENTATION, 1);

  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

void
exif_block_adapt (GByteArray *exif, gint width, gint height)
{
  Directory first, details, thumbnail;
  guint32   details_at;
  gsize     next_at;

  find_directory (exif, get_32 (exif, 4), &first);

  if (get_number (&first, TAG_EXIF_DIRECTORY, &details_at)
      && find_directory (exif, details_at, &details))
    {
      set_number (&details, TAG_WIDTH, width);
      set_number (&details, TAG_HEIGHT, height);
    }

  for (guint i = first.n; i > 0; i--)
    {
      if (structural_tags_have (get_16 (exif, entry_at (&first, i - 1))))
        remove_entry (&first, i - 1);
    }

  set_number (&first, TAG_ORIENTATION, 1);
  next_at = entry_at (&first, first.n);

  if (next_at + 4 > exif->len)
    return;

  if (find_directory (exif, get_32 (exif, next_at), &thumbnail))
    remove_thumbnail (exif, &thumbnail);

  set_32 (exif, next_at, 0);
}
