/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "exclusions.h"

GHashTable *
exclusions_read (const gchar *path, GError **error)
{
  g_autoptr (GHashTable) exclusions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree gchar *text            = NULL;
  g_auto (GStrv) lines              = NULL;
  g_autoptr (GError) cause          = NULL;

  if (! path)
    return g_steal_pointer (&exclusions);

  if (! g_file_get_contents (path, &text, NULL, &cause))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                   "The file of photos to leave out cannot be read: %s.", cause->message);
      return NULL;
    }

  lines = g_strsplit (text, "\n", -1);
  for (gint i = 0; lines[i]; i++)
    {
      const gchar *line = g_strstrip (lines[i]);

      if (*line && *line != '#')
        g_hash_table_add (exclusions, g_strdup (line));
    }

  return g_steal_pointer (&exclusions);
}

/* A line is the whole path, or its end from a folder's name on. */
gboolean
exclusions_name (GHashTable *exclusions, const gchar *path)
{
  if (g_hash_table_contains (exclusions, path))
    return TRUE;

  for (path = strchr (path, G_DIR_SEPARATOR); path; path = strchr (path, G_DIR_SEPARATOR))
    if (g_hash_table_contains (exclusions, ++path))
      return TRUE;

  return FALSE;
}
