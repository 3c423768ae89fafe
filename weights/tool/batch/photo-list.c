/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdio.h>
#include <string.h>

#include <glib/gstdio.h>

#include "photo-file.h"
#include "photo-list.h"

#define SUFFIX "-colorized"

typedef struct
{
  PhotoList   *list;
  const gchar *output;
  GHashTable  *results; /* result -> photo that writes it */
  GHashTable  *files;   /* those that were met, as find_file names them */
  gboolean     writes;  /* results, whose names must differ */
} Search;

/* Files that lie among photos without being any. */
static const struct
{
  const gchar *magic;
  gsize        length;
  const gchar *problem;
} no_photos[] = {
  { "\x00\x05\x16\x07", 4,
    "it is no photo but what macOS keeps beside one; name the photo itself, without “._”" },
  { "\xD0\xCF\x11\xE0", 4, "it is no photo but small pictures that Windows keeps of a folder's" },
  { "\0\0\0\1Bud1", 8, "it is no photo but what macOS keeps about a folder" },
};

static void
job_free (gpointer data)
{
  PhotoJob *job = data;

  g_free (job->photo);
  g_free (job->result);
  g_free (job->problem);
  g_free (job);
}

/* A name's last dot, unless the name starts with it. */
static const gchar *
find_ending (const gchar *name)
{
  const gchar *dot = strrchr (name, '.');

  return dot && dot != name ? dot : name + strlen (name);
}

static gboolean
is_result (const gchar *name)
{
  const gchar *ending = find_ending (name);

  return (gsize) (ending - name) > strlen (SUFFIX)
         && strncmp (ending - strlen (SUFFIX), SUFFIX, strlen (SUFFIX)) == 0;
}

/* The same for all names and links of a file, to be freed; NULL if there is none. */
static gchar *
find_file (const gchar *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0
           ? g_strdup_printf ("%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, (guint64) status.st_dev,
                              (guint64) status.st_ino)
           : NULL;
}

/* Whether a photo was met before; from now on it was. */
static gboolean
was_met (Search *search, const gchar *path)
{
  gchar *file = find_file (path);

  return file && ! g_hash_table_add (search->files, file);
}

/* below   the photo's folder as seen from the one that was named, "" for that one itself */
static PhotoJob *
add_job (Search *search, const gchar *photo, const gchar *below)
{
  PhotoJob         *job    = g_new0 (PhotoJob, 1);
  g_autofree gchar *name   = g_path_get_basename (photo);
  g_autofree gchar *folder = g_path_get_dirname (photo);
  const gchar      *ending = find_ending (name);
  /* Which opens it, for nothing where nobody writes a result. */
  const gchar      *other = search->writes ? photo_file_get_result_ending (photo) : NULL;
  g_autofree gchar *result =
    g_strdup_printf ("%.*s" SUFFIX "%s", (gint) (ending - name), name, other ? other : ending);
  const gchar *first;

  job->photo  = g_strdup (photo);
  job->result = search->output ? g_build_filename (search->output, below, result, NULL)
                               : g_build_filename (folder, result, NULL);

  first = search->writes ? g_hash_table_lookup (search->results, job->result) : NULL;
  if (first)
    job->problem = g_strdup_printf ("its result would have the same name as that of “%s”; color "
                                    "it into another folder",
                                    first);
  else
    g_hash_table_insert (search->results, job->result, job->photo);

  g_ptr_array_add (search->list->jobs, job);
  return job;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const gchar *const *) a, *(const gchar *const *) b);
}

static void
add_folder (Search *search, const gchar *folder, const gchar *below)
{
  g_autoptr (GError) error    = NULL;
  g_autoptr (GDir) dir        = g_dir_open (folder, 0, &error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const gchar *name;

  if (! dir)
    {
      add_job (search, folder, below)->problem = g_strdup (error->message);
      return;
    }

  while ((name = g_dir_read_name (dir)))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree gchar *path = g_build_filename (folder, names->pdata[i], NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          g_autofree gchar *deeper = g_build_filename (below, names->pdata[i], NULL);

          /* A link to a folder may lead back up. */
          if (! g_file_test (path, G_FILE_TEST_IS_SYMLINK))
            add_folder (search, path, deeper);
        }
      else if (! photo_file_has_known_name (path) || is_result (names->pdata[i])
               || g_str_has_prefix (names->pdata[i], "._"))
        search->list->n_others++;
      else if (was_met (search, path))
        search->list->n_again++;
      else
        add_job (search, path, below);
    }
}

/* A name of a photo that stands for a folder would surprise whoever wrote it. */
static gboolean
is_name_of_photo (const gchar *output)
{
  return output && ! g_str_has_suffix (output, G_DIR_SEPARATOR_S)
         && ! g_file_test (output, G_FILE_TEST_IS_DIR) && photo_file_has_known_name (output);
}

static gboolean
is_same_ending (const gchar *one, const gchar *other)
{
  const gchar *const jpeg[] = { ".jpg", ".jpeg", ".jpe", NULL };
  const gchar *const tiff[] = { ".tif", ".tiff", NULL };
  g_autofree gchar  *small  = g_ascii_strdown (one, -1);
  g_autofree gchar  *wanted = g_ascii_strdown (other, -1);

  return g_str_equal (small, wanted)
         || (g_strv_contains (jpeg, small) && g_strv_contains (jpeg, wanted))
         || (g_strv_contains (tiff, small) && g_strv_contains (tiff, wanted));
}

/* The output is a file for the result of the only photo. */
static void
name_result (PhotoList *list, const gchar *output)
{
  PhotoJob    *job    = list->jobs->pdata[0];
  const gchar *ending = find_ending (job->result);

  if (! is_same_ending (find_ending (output), ending))
    {
      if (! job->problem)
        job->problem = g_strdup_printf ("its result is a %s file, and “%s” is called something "
                                        "else; name a %s file or a folder after -o",
                                        ending, output, ending);
      return;
    }

  g_free (job->result);
  job->result = g_strdup (output);
}

static void
add_file (Search *search, const gchar *path)
{
  gchar     magic[8] = { 0 };
  gsize     length   = 0;
  PhotoJob *job;
  FILE     *file;

  if (was_met (search, path))
    {
      search->list->n_again++;
      return;
    }

  job = add_job (search, path, "");
  if (! g_file_test (path, G_FILE_TEST_IS_REGULAR) || ! (file = g_fopen (path, "rb")))
    return;

  length = fread (magic, 1, sizeof magic, file);
  fclose (file);
  for (guint i = 0; i < G_N_ELEMENTS (no_photos) && ! job->problem; i++)
    if (length >= no_photos[i].length
        && memcmp (magic, no_photos[i].magic, no_photos[i].length) == 0)
      job->problem = g_strdup (no_photos[i].problem);
}

PhotoList *
photo_list_new (char *const *arguments, gint n_arguments, gboolean writes, const gchar *output)
{
  PhotoList *list                = g_new0 (PhotoList, 1);
  g_autoptr (GHashTable) results = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) files   = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Search search                  = { list, output, results, files, writes };

  list->jobs = g_ptr_array_new_with_free_func (job_free);
  for (gint i = 0; i < n_arguments; i++)
    if (g_file_test (arguments[i], G_FILE_TEST_IS_DIR))
      add_folder (&search, arguments[i], "");
    else
      add_file (&search, arguments[i]);

  if (n_arguments == 1 && list->jobs->len == 1 && ! g_file_test (arguments[0], G_FILE_TEST_IS_DIR)
      && is_name_of_photo (output))
    name_result (list, output);

  return list;
}

void
photo_list_free (PhotoList *list)
{
  if (! list)
    return;

  g_ptr_array_unref (list->jobs);
  g_free (list);
}
