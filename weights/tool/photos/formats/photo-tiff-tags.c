/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tags of a TIFF file that Exiv2 cannot get at, put where it can: those of a BigTIFF, whose numbers
 * are twice as wide, and of pages beyond the first. Their values stay as they are, so nothing need be
 * known of what they mean.
 */

#include <string.h>

#include "photo-tiff.h"

/* So many bytes of one value, or of all: XMP is rarely more than a few hundred kilobytes. */
#define MOST_BYTES (64 << 20)

#define MAX_ENTRIES 4096

/* Directories that another one points to. */
#define EXIF_DIRECTORY    34665
#define GPS_DIRECTORY     34853
#define INTEROP_DIRECTORY 40965

/* What a camera's maker adds to EXIF: it counts from the beginning of the file. */
#define MAKER_NOTE 37500

typedef struct
{
  const guint8 *bytes;
  guint64       length;
  gboolean      big;    /* a BigTIFF */
  gboolean      little; /* the low byte first */
} Source;

typedef struct
{
  guint16       tag;
  guint16       type;
  guint64       count;
  const guint8 *value; /* within the source */
  guint64       n_bytes;
} Entry;

typedef struct
{
  Source      source;
  GByteArray *result;
  gboolean    lost;
} Copy;

/* Where pixels lie, and what is a picture or a profile, which the result has of its own. */
static const guint16 left_out[] = {
  TIFFTAG_STRIPOFFSETS, TIFFTAG_STRIPBYTECOUNTS, TIFFTAG_TILEOFFSETS,      TIFFTAG_TILEBYTECOUNTS,
  TIFFTAG_SUBIFD,       TIFFTAG_JPEGIFOFFSET,    TIFFTAG_JPEGIFBYTECOUNT,  TIFFTAG_JPEGTABLES,
  TIFFTAG_ICCPROFILE,   TIFFTAG_COLORMAP,        TIFFTAG_TRANSFERFUNCTION,
};


static guint64
read_number (const Source *source, const guint8 *from, gint n_bytes)
{
  guint64 number = 0;

  for (gint i = 0; i < n_bytes; i++)
    number = number << 8 | from[source->little ? n_bytes - 1 - i : i];

  return number;
}

static void
write_number (const Source *source, guint8 *to, gint n_bytes, guint64 number)
{
  for (gint i = 0; i < n_bytes; i++)
    to[source->little ? i : n_bytes - 1 - i] = number >> (8 * i);
}

/* NULL if these bytes are not all there. */
static const guint8 *
look_at (const Source *source, guint64 offset, guint64 n_bytes)
{
  return offset <= source->length && n_bytes <= source->length - offset ? source->bytes + offset
                                                                        : NULL;
}

static guint
bytes_of_type (guint16 type)
{
  static const guint8 bytes[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8 };

  return type < G_N_ELEMENTS (bytes) ? bytes[type] : 0;
}

static gboolean
is_left_out (guint16 tag)
{
  for (guint i = 0; i < G_N_ELEMENTS (left_out); i++)
    {
      if (left_out[i] == tag)
        return TRUE;
    }

  return FALSE;
}

static gint
compare_entries (gconstpointer a, gconstpointer b)
{
  return ((const Entry *) a)->tag - ((const Entry *) b)->tag;
}

static gboolean
has_tag (const GArray *entries, guint16 tag)
{
  for (guint i = 0; i < entries->len; i++)
    {
      if (g_array_index (entries, Entry, i).tag == tag)
        return TRUE;
    }

  return FALSE;
}

/* Adds the entries of one directory but for those that are there. */
static void
read_entries (const Source *source, guint64 offset, GArray *entries)
{
  gint          wide        = source->big ? 8 : 4; /* of a count or an offset */
  gint          entry_bytes = 4 + 2 * wide;
  gint          begin       = source->big ? 8 : 2;
  const guint8 *at          = look_at (source, offset, begin);
  guint64       n_entries   = at ? read_number (source, at, begin) : 0;

  if (n_entries > MAX_ENTRIES || ! look_at (source, offset + begin, n_entries * entry_bytes))
    return;

  at += begin;

  for (guint64 i = 0; i < n_entries; i++, at += entry_bytes)
    {
      Entry entry = { .tag   = read_number (source, at, 2),
                      .type  = read_number (source, at + 2, 2),
                      .count = read_number (source, at + 4, wide) };
      guint bytes = bytes_of_type (entry.type);

      if (bytes == 0 || entry.count == 0 || entry.count > MOST_BYTES / bytes
          || is_left_out (entry.tag) || has_tag (entries, entry.tag))
        continue;

      entry.n_bytes = entry.count * bytes;
      entry.value   = at + 4 + wide;

      if (entry.n_bytes > (guint64) wide)
        entry.value = look_at (source, read_number (source, entry.value, wide), entry.n_bytes);
      if (entry.value)
        g_array_append_val (entries, entry);
    }
}

/* Numbers of eight bytes become such of four; their order of bytes stays. */
static gboolean
narrow (const Source *source, Entry *entry, guint8 *narrowed)
{
  static const guint16 types[] = { TIFF_LONG, TIFF_SLONG, TIFF_IFD };

  for (guint64 i = 0; i < entry->count; i++)
    {
      guint64 number = read_number (source, entry->value + 8 * i, 8);

      if (entry->type == TIFF_SLONG8 ? number + G_MAXINT32 + 1 > G_MAXUINT32 : number > G_MAXUINT32)
        return FALSE;

      write_number (source, narrowed + 4 * i, 4, number);
    }

  entry->type  = types[entry->type - TIFF_LONG8];
  entry->value = narrowed;
  entry->n_bytes /= 2;

  return TRUE;
}

static guint32 write_directory (Copy *copy, GArray *entries, guint16 parent);

static gboolean
points_to_directory (guint16 tag, guint16 parent)
{
  return parent == 0 ? tag == EXIF_DIRECTORY || tag == GPS_DIRECTORY
                     : parent == EXIF_DIRECTORY && tag == INTEROP_DIRECTORY;
}

/* Writes the value, and what belongs to it, behind what is there. */
static void
write_entry (Copy *copy, guint place, Entry entry, guint16 parent)
{
  const Source      *source    = &copy->source;
  g_autofree guint8 *narrowed  = NULL;
  guint8             bytes[12] = { 0 };

  if (points_to_directory (entry.tag, parent) && entry.count == 1)
    {
      g_autoptr (GArray) below = g_array_new (FALSE, FALSE, sizeof (Entry));

      read_entries (source, read_number (source, entry.value, entry.n_bytes), below);
      entry.type    = TIFF_LONG;
      entry.n_bytes = 4;
      write_number (source, bytes + 8, 4, write_directory (copy, below, entry.tag));
    }
  else
    {
      if (entry.type >= TIFF_LONG8 && entry.type <= TIFF_IFD8)
        {
          narrowed = g_malloc (entry.n_bytes);

          if (! narrow (source, &entry, narrowed))
            {
              copy->lost    = TRUE;
              entry.count   = 0;
              entry.n_bytes = 0;
            }
        }

      if (entry.n_bytes <= 4)
        memcpy (bytes + 8, entry.value, entry.n_bytes);
      else
        {
          write_number (source, bytes + 8, 4, copy->result->len);
          g_byte_array_append (copy->result, entry.value, entry.n_bytes);
          /* Values begin at even places. */
          g_byte_array_set_size (copy->result, (copy->result->len + 1) & ~1u);
        }
    }

  write_number (source, bytes, 2, entry.tag);
  write_number (source, bytes + 2, 2, entry.type);
  write_number (source, bytes + 4, 4, entry.count);
  memcpy (copy->result->data + place, bytes, sizeof (bytes));
}

/* Returns where the directory begins.
 * parent   the tag that points to it; 0: none */
static guint32
write_directory (Copy *copy, GArray *entries, guint16 parent)
{
  guint begin = copy->result->len;
  guint room  = MOST_BYTES;

  for (guint i = entries->len; i-- > 0;)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      if (entry->tag == MAKER_NOTE || entry->n_bytes > room)
        {
          copy->lost = TRUE;
          g_array_remove_index (entries, i);
        }
      else
        room -= entry->n_bytes;
    }

  g_array_sort (entries, compare_entries);
  g_byte_array_set_size (copy->result, begin + 2 + 12 * entries->len + 4);
  memset (copy->result->data + begin, 0, copy->result->len - begin);
  write_number (&copy->source, copy->result->data + begin, 2, entries->len);

  for (guint i = 0; i < entries->len; i++)
    write_entry (copy, begin + 2 + 12 * i, g_array_index (entries, Entry, i), parent);

  return begin;
}

/* FALSE if it cannot be opened, or is too short for a TIFF file. */
static gboolean
open_source (const gchar *path, Source *source, GMappedFile **file)
{
  *file = g_mapped_file_new (path, FALSE, NULL);

  if (! *file || g_mapped_file_get_length (*file) < 8)
    return FALSE;

  source->bytes  = (const guint8 *) g_mapped_file_get_contents (*file);
  source->length = g_mapped_file_get_length (*file);
  source->little = source->bytes[0] == 'I';
  source->big    = read_number (source, source->bytes + 2, 2) == 43;

  return TRUE;
}

guint64
tiff_find_contents (const gchar *path, guint64 *end)
{
  g_autoptr (GMappedFile) file = NULL;
  Source        source         = { 0 };
  gint          wide           = 0;
  const guint8 *at             = NULL;

  if (open_source (path, &source, &file))
    {
      wide = source.big ? 8 : 4;
      at   = look_at (&source, wide, wide);
    }

  *end = source.length;

  /* What ends within the first bytes of a file has nothing of it. */
  return at ? read_number (&source, at, wide) : G_MAXUINT64;
}

guint64
tiff_find_number (const gchar *path, guint64 directory, guint16 tag)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GArray) entries   = g_array_new (FALSE, FALSE, sizeof (Entry));
  Source source                = { 0 };

  if (open_source (path, &source, &file))
    read_entries (&source, directory, entries);

  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      if (entry->tag == tag && entry->count == 1)
        return read_number (&source, entry->value, entry->n_bytes);
    }

  return 0;
}

GBytes *
tiff_copy_tags (const gchar *path, const guint64 *directories, gint n_directories, gboolean *lost)
{
  static const guint8 little[] = { 'I', 'I', 42, 0, 8, 0, 0, 0 };
  static const guint8 large[]  = { 'M', 'M', 0, 42, 0, 0, 0, 8 };
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GArray) entries   = g_array_new (FALSE, FALSE, sizeof (Entry));
  Copy copy                    = { 0 };

  if (! open_source (path, &copy.source, &file))
    return NULL;

  copy.result = g_byte_array_new ();
  g_byte_array_append (copy.result, copy.source.little ? little : large, sizeof (little));

  for (gint i = 0; i < n_directories; i++)
    read_entries (&copy.source, directories[i], entries);

  write_directory (&copy, entries, 0);
  *lost = copy.lost;

  return g_byte_array_free_to_bytes (copy.result);
}
