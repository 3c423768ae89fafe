/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "weights-list.h"

#include "colorize.h"


#define EXTENSION ".safetensors"


GFile *
colorize_weights_folder_new (void)
{
  return g_file_new_build_filename (g_get_user_data_dir (), "colorize", "weights", NULL);
}

/* NULL also where it says nothing. */
static const gchar *
look_up (const ColorizeWeightsEntry *entry, const gchar *key)
{
  const gchar *text = entry->metadata ? g_hash_table_lookup (entry->metadata, key) : NULL;

  return text && *text ? text : NULL;
}

const gchar *
colorize_weights_entry_get_text (const ColorizeWeightsEntry *entry, const gchar *key)
{
  const gchar *text = NULL;

  for (const gchar *const *name = g_get_language_names (); *name && ! text; name++)
    {
      g_autofree gchar *translated = g_strdup_printf ("%s.%s", key, *name);

      text = look_up (entry, translated);
    }

  return text ? text : look_up (entry, key);
}

ColorizeWeightsEntry *
colorize_weights_entry_new (GFile *file)
{
  ColorizeWeightsEntry *entry = g_new0 (ColorizeWeightsEntry, 1);
  g_autofree gchar     *name  = g_file_get_basename (file);
  const gchar          *title;

  entry->file     = g_object_ref (file);
  entry->metadata = colorize_weights_read_metadata (file, NULL, NULL);
  title           = colorize_weights_entry_get_text (entry, "title");
  entry->title    = title ? g_strdup (title) : g_filename_display_name (name);

  return entry;
}

void
colorize_weights_entry_free (ColorizeWeightsEntry *entry)
{
  g_object_unref (entry->file);
  g_clear_pointer (&entry->metadata, g_hash_table_unref);
  g_free (entry->title);
  g_free (entry);
}

static gboolean
is_same (const ColorizeWeightsEntry *one, const ColorizeWeightsEntry *other)
{
  GHashTableIter iter;
  gpointer       key, value;

  if (g_file_equal (one->file, other->file))
    return TRUE;

  if (! one->metadata || ! other->metadata
      || g_hash_table_size (one->metadata) != g_hash_table_size (other->metadata))
    return FALSE;

  g_hash_table_iter_init (&iter, one->metadata);

  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      if (g_strcmp0 (value, g_hash_table_lookup (other->metadata, key)) != 0)
        return FALSE;
    }

  return TRUE;
}

static gint
compare_titles (gconstpointer a, gconstpointer b)
{
  const ColorizeWeightsEntry *one   = *(ColorizeWeightsEntry *const *) a;
  const ColorizeWeightsEntry *other = *(ColorizeWeightsEntry *const *) b;

  return g_utf8_collate (one->title, other->title);
}

static GPtrArray *
read_folder (const ColorizeWeightsEntry *bundled)
{
  g_autoptr (GFile) folder               = colorize_weights_folder_new ();
  g_autoptr (GFileEnumerator) enumerator = NULL;
  GPtrArray *entries;
  GFile     *file;

  entries    = g_ptr_array_new ();
  enumerator = g_file_enumerate_children (folder, G_FILE_ATTRIBUTE_STANDARD_NAME,
                                          G_FILE_QUERY_INFO_NONE, NULL, NULL);

  while (enumerator && g_file_enumerator_iterate (enumerator, NULL, &file, NULL, NULL) && file)
    {
      g_autofree gchar     *name = g_file_get_basename (file);
      ColorizeWeightsEntry *entry;

      if (! g_str_has_suffix (name, EXTENSION))
        continue;

      entry = colorize_weights_entry_new (file);

      if (entry->metadata && ! is_same (entry, bundled))
        g_ptr_array_add (entries, entry);
      else
        colorize_weights_entry_free (entry);
    }

  g_ptr_array_sort (entries, compare_titles);

  return entries;
}

GPtrArray *
colorize_weights_list_new (GFile *bundled)
{
  GPtrArray            *list  = g_ptr_array_new ();
  ColorizeWeightsEntry *first = colorize_weights_entry_new (bundled);

  g_ptr_array_set_free_func (list, (GDestroyNotify) colorize_weights_entry_free);
  g_ptr_array_add (list, first);
  g_ptr_array_extend_and_steal (list, read_folder (first));

  return list;
}
