/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "folder-classes.h"

FolderClasses *
folder_classes_new (void)
{
  FolderClasses *classes = g_new (FolderClasses, 1);

  classes->names   = g_ptr_array_new_with_free_func (g_free);
  classes->numbers = g_hash_table_new (g_str_hash, g_str_equal);
  return classes;
}

void
folder_classes_free (FolderClasses *classes)
{
  g_hash_table_unref (classes->numbers);
  g_ptr_array_unref (classes->names);
  g_free (classes);
}

static gchar *
get_folder_name (const gchar *path)
{
  g_autofree gchar *whole  = g_canonicalize_filename (path, NULL);
  g_autofree gchar *folder = g_path_get_dirname (whole);

  return g_path_get_basename (folder);
}

guint
folder_classes_add (FolderClasses *classes, const gchar *path)
{
  g_autofree gchar *name = get_folder_name (path);
  gpointer          number;

  if (g_hash_table_lookup_extended (classes->numbers, name, NULL, &number))
    return GPOINTER_TO_UINT (number);

  g_hash_table_insert (classes->numbers, name, GUINT_TO_POINTER (classes->names->len));
  g_ptr_array_add (classes->names, g_steal_pointer (&name));
  return classes->names->len - 1;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const gchar *const *) a, *(const gchar *const *) b);
}

guint *
folder_classes_sort (FolderClasses *classes)
{
  guint *changed = g_new (guint, classes->names->len);

  g_ptr_array_sort (classes->names, compare_names);
  for (guint i = 0; i < classes->names->len; i++)
    {
      gchar *name = classes->names->pdata[i];

      changed[GPOINTER_TO_UINT (g_hash_table_lookup (classes->numbers, name))] = i;
      g_hash_table_insert (classes->numbers, name, GUINT_TO_POINTER (i));
    }

  return changed;
}
