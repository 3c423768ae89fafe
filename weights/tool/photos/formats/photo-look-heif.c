/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The boxes of HEIC and AVIF files: pictures are items, one of which is the photo, and properties
 * describe them.
 */

#include <string.h>

#include "photo-look.h"
#include "photo-tags.h"

static const gchar *const picture_types[] = { "hvc1", "av01", "grid", "iden", "iovl",
                                              "avc1", "vvc1", "jpeg", "j2k1", "unci" };

typedef struct
{
  guint32     photo;    /* the item that is it */
  GHashTable *pictures; /* the others that are shown, by their number */
  PhotoBytes  places;   /* which item has which properties */
  PhotoBytes  properties;
  PhotoBytes  data;      /* within the box of boxes, where some items are */
  PhotoBytes  locations; /* where each item is */
  guint32     exif, xmp; /* the items that are these; 0: none */
} Items;


/* What follows the version and the flags, which most boxes begin with. */
static PhotoBytes
open_box (const PhotoBytes *box, gint *version, gint *flags)
{
  *version = photo_bytes_get (box, 0, 1);
  *flags   = photo_bytes_get (box, 1, 3);

  return photo_bytes_part (box, 4, box->length);
}

static gboolean
is_picture (const PhotoBytes *entry, gsize at)
{
  for (guint i = 0; i < G_N_ELEMENTS (picture_types); i++)
    {
      if (photo_bytes_have (entry, at, picture_types[i]))
        return TRUE;
    }

  return FALSE;
}

static gboolean
holds (const PhotoBytes *bytes, const gchar *word)
{
  return memmem (bytes->bytes, bytes->length, word, strlen (word)) != NULL;
}

static void
read_items (const PhotoBytes *box, Items *items)
{
  gint       version, flags;
  PhotoBytes body    = open_box (box, &version, &flags);
  PhotoBytes entries = photo_bytes_part (&body, version == 0 ? 2 : 4, body.length);
  PhotoBytes type, content;
  gsize      at = 0;

  while (photo_bytes_next_box (&entries, &at, &type, &content))
    {
      PhotoBytes entry = open_box (&content, &version, &flags);
      gint       size  = version >= 3 ? 4 : 2;

      guint32    id = photo_bytes_get (&entry, 0, size);

      if (version < 2)
        continue;

      /* The lowest flag hides what is only a part of another one. */
      if (! (flags & 1) && is_picture (&entry, size + 2))
        g_hash_table_add (items->pictures, GUINT_TO_POINTER (id));
      else if (photo_bytes_have (&entry, size + 2, "Exif"))
        items->exif = id;
      else if (photo_bytes_have (&entry, size + 2, "mime") && holds (&entry, "rdf+xml"))
        items->xmp = id;
    }
}

/* Takes away what is no picture to look at: thumbnails, masks and depths, and parts of others. */
static void
read_references (const PhotoBytes *box, Items *items)
{
  gint       version, flags;
  PhotoBytes body = open_box (box, &version, &flags);
  gint       size = version == 0 ? 2 : 4;
  PhotoBytes type, content;
  gsize      at = 0;

  while (photo_bytes_next_box (&body, &at, &type, &content))
    {
      guint n_to = MIN (photo_bytes_get (&content, size, 2), content.length / size);

      if (photo_bytes_have (&type, 0, "thmb") || photo_bytes_have (&type, 0, "auxl"))
        g_hash_table_remove (items->pictures,
                             GUINT_TO_POINTER ((guint) photo_bytes_get (&content, 0, size)));

      for (guint i = 0; i < n_to && photo_bytes_have (&type, 0, "dimg"); i++)
        g_hash_table_remove (items->pictures, GUINT_TO_POINTER ((guint) photo_bytes_get (
                                                &content, size + 2 + i * size, size)));
    }
}

static void
read_property (const PhotoBytes *type, const PhotoBytes *box, PhotoLook *look)
{
  if (photo_bytes_have (type, 0, "pixi"))
    {
      look->depth = photo_bytes_get (box, 5, 1);
    }
  else if (photo_bytes_have (type, 0, "hvcC") && look->depth == 0)
    {
      look->depth = 8 + (photo_bytes_get (box, 17, 1) & 7);
    }
  else if (photo_bytes_have (type, 0, "av1C") && look->depth == 0)
    {
      guint flags = photo_bytes_get (box, 2, 1);

      look->depth = flags & 0x40 ? (flags & 0x20 ? 12 : 10) : 8;
    }
  else if (photo_bytes_have (type, 0, "colr") && photo_bytes_have (box, 0, "nclx"))
    {
      look->primaries = photo_bytes_get (box, 4, 2);
      look->transfer  = photo_bytes_get (box, 6, 2);
    }
}

/* wanted   its place among the properties, from 1 on */
static void
find_property (const Items *items, guint wanted, PhotoLook *look)
{
  PhotoBytes type, box;
  gsize      at = 0;

  for (guint place = 1; photo_bytes_next_box (&items->properties, &at, &type, &box); place++)
    {
      if (place == wanted)
        read_property (&type, &box, look);
    }
}

static void
read_properties (const Items *items, PhotoLook *look)
{
  gint       version, flags;
  PhotoBytes body    = open_box (&items->places, &version, &flags);
  guint32    n_items = photo_bytes_get (&body, 0, 4);
  gint       size    = version < 1 ? 2 : 4;
  gint       index   = flags & 1 ? 2 : 1;
  gsize      at      = 4;

  for (guint32 i = 0; i < n_items && at < body.length; i++)
    {
      guint32 item    = photo_bytes_get (&body, at, size);
      guint   n_found = photo_bytes_get (&body, at + size, 1);

      at += size + 1;

      /* The highest bit says that a reader must know the property. */
      for (guint j = 0; j < n_found && item == items->photo; j++)
        find_property (
          items, photo_bytes_get (&body, at + j * index, index) & (index == 2 ? 0x7FFF : 0x7F),
          look);

      /* Each item is there once. */
      if (item == items->photo)
        return;

      at += n_found * index;
    }
}

static void
read_meta (const PhotoBytes *box, Items *items)
{
  gint       version, flags;
  PhotoBytes body = open_box (box, &version, &flags);
  PhotoBytes type, content, references = { 0 };
  gsize      at = 0;

  while (photo_bytes_next_box (&body, &at, &type, &content))
    {
      if (photo_bytes_have (&type, 0, "pitm"))
        {
          PhotoBytes number = open_box (&content, &version, &flags);

          items->photo = photo_bytes_get (&number, 0, version == 0 ? 2 : 4);
        }
      else if (photo_bytes_have (&type, 0, "iinf"))
        read_items (&content, items);
      else if (photo_bytes_have (&type, 0, "iref"))
        references = content;
      else if (photo_bytes_have (&type, 0, "iloc"))
        items->locations = content;
      else if (photo_bytes_have (&type, 0, "idat"))
        items->data = content;
      else if (photo_bytes_have (&type, 0, "iprp"))
        {
          PhotoBytes below, inner;
          gsize      inside = 0;

          while (photo_bytes_next_box (&content, &inside, &below, &inner))
            {
              if (photo_bytes_have (&below, 0, "ipco"))
                items->properties = inner;
              else if (photo_bytes_have (&below, 0, "ipma"))
                items->places = inner;
            }
        }
    }

  read_references (&references, items);
  g_hash_table_remove (items->pictures, GUINT_TO_POINTER (items->photo));
}

/* An item's bytes; NULL if they cannot be found. */
static GByteArray *
read_item (const PhotoBytes *file, const Items *items, guint32 wanted)
{
  gint       version, flags;
  PhotoBytes body    = open_box (&items->locations, &version, &flags);
  gint       id_size = version < 2 ? 2 : 4;
  guint      sizes   = photo_bytes_get (&body, 0, 2); /* of four kinds of numbers */
  gint       place   = sizes >> 12 & 0xF;
  gint       length  = sizes >> 8 & 0xF;
  gint       base    = sizes >> 4 & 0xF;
  gint       index   = version > 0 ? sizes & 0xF : 0;
  guint32    n_items = photo_bytes_get (&body, 2, id_size);
  gsize      at      = 2 + id_size;

  for (guint32 i = 0; i < n_items && at < body.length; i++)
    {
      guint32 id       = photo_bytes_get (&body, at, id_size);
      guint   method   = version > 0 ? photo_bytes_get (&body, at + id_size, 2) & 0xF : 0;
      gsize   head     = at + id_size + (version > 0 ? 4 : 2);
      guint64 begin    = photo_bytes_get (&body, head, MIN (base, 8));
      gsize   part     = head + base + 2;
      gsize   one_part = index + place + length;
      gsize   end      = part + photo_bytes_get (&body, head + base, 2) * one_part;

      if (id == wanted && method <= 1 && end <= body.length)
        {
          const PhotoBytes *from = method == 0 ? file : &items->data;
          GByteArray       *item = g_byte_array_new ();

          for (; part < end; part += one_part)
            {
              guint64    where = begin + photo_bytes_get (&body, part + index, MIN (place, 8));
              guint64    n     = photo_bytes_get (&body, part + index + place, MIN (length, 8));
              PhotoBytes bytes = photo_bytes_part (from, where, n);

              /* Parts that lie over each other may say that there is more than any file has. */
              if (bytes.length > from->length - MIN (item->len, from->length))
                break;

              g_byte_array_append (item, bytes.bytes, bytes.length);
            }

          return item;
        }

      at = end;
    }

  return NULL;
}

static GBytes *
read_tags (const PhotoBytes *file, const Items *items)
{
  g_autoptr (GByteArray) resources = g_byte_array_new ();
  g_autoptr (GByteArray) exif      = items->exif ? read_item (file, items, items->exif) : NULL;
  g_autoptr (GByteArray) xmp       = items->xmp ? read_item (file, items, items->xmp) : NULL;

  if (exif)
    {
      PhotoBytes all   = { exif->data, exif->len };
      gsize      begin = 4 + photo_bytes_get (&all, 0, 4); /* what stands before a TIFF's head */
      PhotoBytes tiff  = photo_bytes_part (&all, begin, all.length);

      photo_tags_add (resources, PHOTO_TAGS_EXIF, tiff.bytes, tiff.length);
    }

  if (xmp)
    photo_tags_add (resources, PHOTO_TAGS_XMP, xmp->data, xmp->len);

  return resources->len > 0 ? photo_tags_new (resources->data, resources->len) : NULL;
}

void
photo_look_at_heif (const PhotoBytes *file, PhotoLook *look)
{
  g_autoptr (GHashTable) pictures = g_hash_table_new (NULL, NULL);
  Items      items                = { .pictures = pictures };
  PhotoBytes type, box;
  gsize      at = 0;

  while (photo_bytes_next_box (file, &at, &type, &box))
    {
      if (photo_bytes_have (&type, 0, "meta"))
        {
          read_meta (&box, &items);
          read_properties (&items, look);
          g_clear_pointer (&look->tags, g_bytes_unref);
          look->tags       = read_tags (file, &items);
          look->n_pictures = 1 + g_hash_table_size (pictures);
        }
      else if (photo_bytes_have (&type, 0, "moov"))
        look->moves = TRUE;
    }
}
