/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "result-check.h"

/* Bytes that names may have on most file systems, and paths in the kernel. */
#define MAX_NAME 255
#define MAX_PATH 4095

/* The nearest folder above that is there; a new path. */
static gchar *
find_present (const gchar *folder)
{
  gchar *present = g_strdup (folder);

  while (! g_file_test (present, G_FILE_TEST_EXISTS) && strchr (present, G_DIR_SEPARATOR)
         && strcmp (present, G_DIR_SEPARATOR_S) != 0)
    {
      gchar *above = g_path_get_dirname (present);

      g_free (present);
      present = above;
    }

  if (! g_file_test (present, G_FILE_TEST_EXISTS))
    {
      g_free (present);
      return g_strdup (".");
    }
  return present;
}

/* Why no file can be made in a folder, which is made if it is not there; NULL if it can. */
static gchar *
find_problem_of_folder (const gchar *folder)
{
  g_autofree gchar *present  = find_present (folder);
  gboolean          is_there = strcmp (present, folder) == 0;

  if (! g_file_test (present, G_FILE_TEST_IS_DIR))
    return g_strdup_printf (
      "its result cannot be written to “%s”, for “%s” is a file; choose another "
      "folder with -o",
      folder, present);
  if (g_access (present, W_OK | X_OK) == 0)
    return NULL;

  return g_strdup_printf (is_there
                            ? "the folder “%s” cannot be written (%s); choose another one with -o"
                            : "the folder “%s” cannot be made (%s); choose another one",
                          folder, g_strerror (errno));
}

/* folders   folder -> its problem, of those that were looked at */
static gchar *
find_problem (const PhotoJob *job, GHashTable *folders)
{
  g_autofree gchar *name   = g_path_get_basename (job->result);
  g_autofree gchar *folder = g_path_get_dirname (job->result);

  if (strlen (name) > MAX_NAME)
    return g_strdup_printf (
      "the name of its result would be too long (%u bytes, and %u are possible); "
      "give the photo a shorter one",
      (guint) strlen (name), MAX_NAME);
  if (strlen (job->result) > MAX_PATH)
    return g_strdup_printf (
      "the path of its result would be too long (%u bytes, and %u are possible); "
      "choose another folder with -o",
      (guint) strlen (job->result), MAX_PATH);
  if (g_file_test (job->result, G_FILE_TEST_IS_DIR))
    return g_strdup_printf ("“%s” is a folder, and its result would have that name; choose another "
                            "folder with -o",
                            job->result);

  if (! g_hash_table_contains (folders, folder))
    {
      gchar *problem = find_problem_of_folder (folder);

      g_hash_table_insert (folders, g_steal_pointer (&folder), problem);
      return g_strdup (problem);
    }
  return g_strdup (g_hash_table_lookup (folders, folder));
}

void
result_check (const PhotoList *list, gboolean replaces)
{
  g_autoptr (GHashTable) folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) photos  = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < list->jobs->len && replaces; i++)
    {
      const PhotoJob *job = list->jobs->pdata[i];

      g_hash_table_insert (photos, g_canonicalize_filename (job->photo, NULL), job->photo);
    }

  for (guint i = 0; i < list->jobs->len; i++)
    {
      PhotoJob         *job    = list->jobs->pdata[i];
      g_autofree gchar *result = g_canonicalize_filename (job->result, NULL);

      /* What is wrong with the photo itself is to be said first. */
      if (job->problem || ! g_file_test (job->photo, G_FILE_TEST_IS_REGULAR))
        continue;

      if (g_hash_table_contains (photos, result))
        job->problem = g_strdup_printf ("its result would take the place of “%s”, which is to be "
                                        "colored, too; leave out one of them, or choose another "
                                        "folder with -o",
                                        job->result);
      else
        job->problem = find_problem (job, folders);
    }
}
