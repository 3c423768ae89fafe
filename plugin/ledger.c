/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "ledger.h"

#include <string.h>


#define PARASITE       "colorize-photo"
#define HINTS_PARASITE "colorize-hints"


/* Which photo a layer belongs to. */
typedef struct
{
  gchar *sign; /* NULL: to none */
  guint  tattoo;
} Owner;

typedef struct
{
  GimpLayer      *layer;
  ColorizeRecord *record; /* NULL: not a result */
  Owner           hinted; /* whose hints it holds */
  gchar          *sign;   /* NULL: not a photo that has been colored */
  guint           tattoo;
} Entry;

struct _ColorizeLedger
{
  GArray *entries; /* of every layer, from the top, groups before what is in them */
};


/* NULL: there is none of that name. */
static gchar *
read_parasite (GimpLayer *layer, const gchar *name)
{
  GimpParasite *parasite = gimp_item_get_parasite (GIMP_ITEM (layer), name);
  guint32       length   = 0;
  const gchar  *data     = parasite ? gimp_parasite_get_data (parasite, &length) : NULL;
  gchar        *sign     = NULL;

  /* Others may have written anything. */
  if (data && g_utf8_validate_len (data, length, NULL))
    sign = g_strndup (data, length);

  g_clear_pointer (&parasite, gimp_parasite_free);

  return sign;
}

static void
write_parasite (GimpLayer *layer, const gchar *name, const gchar *text)
{
  GimpParasite *parasite = gimp_parasite_new (
    name, GIMP_PARASITE_PERSISTENT | GIMP_PARASITE_UNDOABLE, strlen (text), text);

  gimp_item_attach_parasite (GIMP_ITEM (layer), parasite);
  gimp_parasite_free (parasite);
}

static Owner
read_hinted (GimpLayer *layer)
{
  Owner  owner = { read_parasite (layer, HINTS_PARASITE), 0 };
  gchar *space = owner.sign ? strchr (owner.sign, ' ') : NULL;

  if (space)
    {
      *space       = '\0';
      owner.tattoo = g_ascii_strtoull (space + 1, NULL, 10);
    }

  return owner;
}

static void
clear_entry (gpointer data)
{
  Entry *entry = data;

  colorize_record_free (entry->record);
  g_free (entry->hinted.sign);
  g_free (entry->sign);
}

static void
add_layers (ColorizeLedger *ledger, GimpItem **items)
{
  for (gint i = 0; items && items[i]; i++)
    {
      GimpLayer *layer = GIMP_LAYER (items[i]);
      Entry      entry = { layer, colorize_record_read (layer), read_hinted (layer),
                           read_parasite (layer, PARASITE), gimp_item_get_tattoo (items[i]) };

      g_array_append_val (ledger->entries, entry);

      if (gimp_item_is_group (items[i]))
        {
          g_autofree GimpItem **children = gimp_item_get_children (items[i]);

          add_layers (ledger, children);
        }
    }
}

ColorizeLedger *
colorize_ledger_new (GimpImage *image)
{
  ColorizeLedger        *ledger = g_new0 (ColorizeLedger, 1);
  g_autofree GimpLayer **layers = gimp_image_get_layers (image);

  ledger->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (ledger->entries, clear_entry);
  add_layers (ledger, (GimpItem **) layers);

  return ledger;
}

void
colorize_ledger_free (ColorizeLedger *ledger)
{
  if (! ledger)
    return;

  g_array_unref (ledger->entries);
  g_free (ledger);
}

static Entry *
get_entry (const ColorizeLedger *ledger, guint index)
{
  return &g_array_index (ledger->entries, Entry, index);
}

static Entry *
find_entry (const ColorizeLedger *ledger, GimpLayer *layer)
{
  for (guint i = 0; i < ledger->entries->len; i++)
    {
      if (get_entry (ledger, i)->layer == layer)
        return get_entry (ledger, i);
    }

  return NULL;
}

const ColorizeRecord *
colorize_ledger_get_record (const ColorizeLedger *ledger, GimpLayer *layer)
{
  const Entry *entry = find_entry (ledger, layer);

  return entry ? entry->record : NULL;
}

/* Of several layers with the sign, that which has the tattoo, or else the next one below. */
static GimpLayer *
find_photo (const ColorizeLedger *ledger, const Entry *result)
{
  Owner      owner    = result->hinted;
  GimpLayer *photo    = NULL;
  gboolean   is_below = FALSE;

  if (result->record)
    owner = (Owner) { result->record->photo, result->record->tattoo };

  for (guint i = 0; i < ledger->entries->len; i++)
    {
      const Entry *entry = get_entry (ledger, i);

      if (entry == result || ! entry->sign || g_strcmp0 (entry->sign, owner.sign) != 0)
        continue;

      if (entry->tattoo == owner.tattoo)
        return entry->layer;

      if (! is_below)
        photo = entry->layer;

      is_below = is_below || entry > result;
    }

  return photo;
}

GimpLayer *
colorize_ledger_find_photo (const ColorizeLedger *ledger, GimpLayer *result)
{
  const Entry *entry = find_entry (ledger, result);

  return entry && (entry->record || entry->hinted.sign) ? find_photo (ledger, entry) : NULL;
}

/* Of several, the uppermost: a copy lies above what it was copied from, and is painted on. */
GimpLayer *
colorize_ledger_find_hints (const ColorizeLedger *ledger, GimpLayer *photo)
{
  for (guint i = 0; i < ledger->entries->len; i++)
    {
      const Entry *entry = get_entry (ledger, i);

      if (entry->hinted.sign && ! entry->record && find_photo (ledger, entry) == photo)
        return entry->layer;
    }

  return NULL;
}

gboolean
colorize_ledger_is_hints (const ColorizeLedger *ledger, GimpLayer *layer)
{
  const Entry *entry = find_entry (ledger, layer);

  return entry && entry->hinted.sign && ! entry->record;
}

static const Entry *
find_result (const ColorizeLedger *ledger, GimpLayer *photo)
{
  const Entry *latest = NULL;

  for (guint i = 0; i < ledger->entries->len; i++)
    {
      const Entry *entry = get_entry (ledger, i);

      /* Of a result and its copies, which GIMP puts above it, the lowest. */
      if (entry->record && find_photo (ledger, entry) == photo
          && (! latest || entry->record->number >= latest->record->number))
        latest = entry;
    }

  return latest;
}

GimpLayer *
colorize_ledger_find_result (const ColorizeLedger *ledger, GimpLayer *photo)
{
  const Entry *entry = find_result (ledger, photo);

  return entry ? entry->layer : NULL;
}

static gboolean
is_alone (const ColorizeLedger *ledger, const Entry *photo)
{
  for (guint i = 0; i < ledger->entries->len; i++)
    {
      const Entry *entry = get_entry (ledger, i);

      if (entry != photo && g_strcmp0 (entry->sign, photo->sign) == 0)
        return FALSE;
    }

  return TRUE;
}

/* A copy of a photo is another photo from when it is colored itself. */
static Entry *
sign (ColorizeLedger *ledger, GimpLayer *photo)
{
  Entry *entry = find_entry (ledger, photo);

  if (! entry->sign || (! find_result (ledger, photo) && ! is_alone (ledger, entry)))
    {
      g_free (entry->sign);
      entry->sign = g_uuid_string_random ();
      write_parasite (photo, PARASITE, entry->sign);
    }

  return entry;
}

void
colorize_ledger_enter_hints (ColorizeLedger *ledger, GimpLayer *photo, GimpLayer *hints)
{
  const Entry      *entry = sign (ledger, photo);
  g_autofree gchar *text  = g_strdup_printf ("%s %u", entry->sign, entry->tattoo);

  write_parasite (hints, HINTS_PARASITE, text);
}

void
colorize_ledger_enter (ColorizeLedger *ledger, GimpLayer *photo, ColorizeRecord *record)
{
  const Entry *entry  = sign (ledger, photo);
  const Entry *latest = find_result (ledger, photo);

  g_free (record->photo);
  record->photo  = g_strdup (entry->sign);
  record->tattoo = entry->tattoo;
  record->number = latest ? latest->record->number + 1 : 1;
}
