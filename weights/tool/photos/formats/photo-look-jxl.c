/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first bits of a JPEG XL file, which say how many bits its numbers have.
 */

#include "photo-look.h"

typedef struct
{
  PhotoBytes bytes;
  gsize      at; /* in bits, the lowest of a byte first */
} Bits;

/* A number is one of four kinds: so many bits, and what is added to them. */
typedef struct
{
  gint    n_bits;
  guint32 offset;
} BitKind;

static const BitKind sizes[4]  = { { 9, 1 }, { 13, 1 }, { 18, 1 }, { 30, 1 } };
static const BitKind depths[4] = { { 0, 8 }, { 0, 10 }, { 0, 12 }, { 6, 1 } };
static const BitKind floats[4] = { { 0, 32 }, { 0, 16 }, { 0, 24 }, { 6, 1 } };

/* Of the width to the height, by their number. */
static const guint   ratios[8][2] = { { 1, 1 }, { 1, 1 },  { 12, 10 }, { 4, 3 },
                                      { 3, 2 }, { 16, 9 }, { 5, 4 },   { 2, 1 } };

/* Of an animation: its clock, and how often it is shown. */
static const BitKind ticks[4]  = { { 0, 100 }, { 0, 1000 }, { 10, 1 }, { 30, 1 } };
static const BitKind per[4]    = { { 0, 1 }, { 0, 1001 }, { 8, 1 }, { 10, 1 } };
static const BitKind rounds[4] = { { 0, 0 }, { 3, 0 }, { 16, 0 }, { 32, 0 } };


static guint32
read_bits (Bits *bits, gint n)
{
  guint32 value = 0;

  for (gint i = 0; i < n; i++, bits->at++)
    value |= (guint32) (photo_bytes_get (&bits->bytes, bits->at / 8, 1) >> bits->at % 8 & 1) << i;

  return value;
}

static guint32
read_number (Bits *bits, const BitKind kinds[4])
{
  const BitKind *kind = &kinds[read_bits (bits, 2)];

  return read_bits (bits, kind->n_bits) + kind->offset;
}

static void
read_size (Bits *bits, PhotoLook *look)
{
  gboolean small = read_bits (bits, 1); /* in steps of 8 */
  guint    ratio;

  look->height = small ? 8 * (read_bits (bits, 5) + 1) : read_number (bits, sizes);
  ratio        = read_bits (bits, 3);

  if (ratio > 0)
    look->width = look->height * ratios[ratio][0] / ratios[ratio][1];
  else
    look->width = small ? 8 * (read_bits (bits, 5) + 1) : read_number (bits, sizes);
}

/* FALSE: the depth comes too far behind. */
static gboolean
skip_extra (Bits *bits, PhotoLook *look)
{
  PhotoLook shown;

  read_bits (bits, 3); /* the orientation */

  if (read_bits (bits, 1)) /* another size to be shown in */
    read_size (bits, &shown);

  if (read_bits (bits, 1)) /* a preview */
    return FALSE;

  look->moves = read_bits (bits, 1);

  if (look->moves)
    {
      read_number (bits, ticks);
      read_number (bits, per);
      read_number (bits, rounds);
      read_bits (bits, 1);
    }

  return TRUE;
}

static void
read_header (PhotoBytes stream, PhotoLook *look)
{
  Bits bits = { photo_bytes_part (&stream, 2, stream.length), 0 };

  read_size (&bits, look);
  look->depth = 8;

  if (read_bits (&bits, 1)) /* all is as usual */
    return;

  if (read_bits (&bits, 1) && ! skip_extra (&bits, look))
    look->depth = 0;
  else
    look->depth = read_number (&bits, read_bits (&bits, 1) ? floats : depths);
}

void
photo_look_at_jxl (const PhotoBytes *file, PhotoLook *look)
{
  PhotoBytes type, box;
  gsize      at = 0;

  if (photo_bytes_have (file, 0, "\xFF\x0A"))
    {
      look->bare = TRUE;
      read_header (*file, look);
      return;
    }

  while (look->depth == 0 && photo_bytes_next_box (file, &at, &type, &box))
    {
      if (photo_bytes_have (&type, 0, "jxlc"))
        read_header (box, look);
      else if (photo_bytes_have (&type, 0, "jxlp"))
        read_header (photo_bytes_part (&box, 4, box.length), look);
    }
}
