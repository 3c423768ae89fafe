/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which photos of a folder are used, and which are held out.
 */

#include <string.h>

#include <glib/gstdio.h>

#include "loaded-set.h"
#include "photo-file.h"
#include "photo-folder.h"

static void
write_text (const gchar *folder, const gchar *name, const gchar *text)
{
  g_autofree gchar *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
cut_off (const gchar *folder, const gchar *name)
{
  g_autofree gchar *path = g_build_filename (folder, name, NULL);
  g_autofree gchar *data = NULL;
  gsize             length;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  g_assert_true (g_file_set_contents (path, data, length / 2, NULL));
}

static void
fill_folder (const gchar *folder)
{
  photo_folder_add_plain (folder, "top.jpg", 32, 24, ORANGE);
  photo_folder_add_plain (folder, "b/zebra/1.jpg", 32, 24, 0x2040C0);
  photo_folder_add_plain (folder, "b/ape/2.jpg", 32, 24, 0x20C040);
  photo_folder_add_plain (folder, "a/zebra/3.jpg", 32, 24, 0xC02040);
  photo_folder_add_plain (folder, "a/gray.jpg", 32, 24, 0x808380);
  photo_folder_add_plain (folder, "a/small.jpg", 15, 100, ORANGE);
  photo_folder_add_plain (folder, "a/cut.jpg", 320, 240, ORANGE);
  photo_folder_add_plain (folder, "a/out.jpg", 32, 24, ORANGE);
  photo_folder_add_plain (folder, "b/out.jpg", 32, 24, ORANGE);
  photo_folder_add_plain (folder, "b/bare.jpg", 32, 24, ORANGE);
  photo_folder_add_plain (folder, "b/xbare.jpg", 32, 24, ORANGE);
  photo_folder_add_plain (folder, "b/#1.jpg", 32, 24, ORANGE);
  photo_folder_add_plain (folder, "b/done-colorized.jpg", 32, 24, ORANGE);
  write_text (folder, "b/notes.txt", "No photo.");
  write_text (folder, "exclude.txt", "#1.jpg\n\n  a/out.jpg\r\nbare.jpg\nno/such.jpg\n");
  cut_off (folder, "a/cut.jpg");
}

static void
test_counts (void)
{
  gchar            *folder  = photo_folder_new ();
  g_autofree gchar *exclude = g_build_filename (folder, "exclude.txt", NULL);
  PhotoSetOptions   options = standard_options;
  g_autoptr (PhotoSet) set  = NULL;
  const PhotoSetCounts *counts;
  const gchar          *problem;

  fill_folder (folder);
  options.exclude = exclude;
  set             = load_set (folder, &options);
  counts          = photo_set_get_counts (set);

  g_assert_cmpuint (counts->n_found, ==, 12);
  g_assert_cmpuint (counts->n_used, ==, 7);
  g_assert_cmpuint (counts->n_unreadable, ==, 1);
  g_assert_cmpuint (counts->n_gray, ==, 1);
  g_assert_cmpuint (counts->n_small, ==, 1);
  g_assert_cmpuint (counts->n_excluded, ==, 2);
  g_assert_cmpuint (counts->n_others, ==, 3);
  g_assert_cmpuint (photo_set_get_n (set), ==, 7);

  g_assert_cmpuint (photo_set_get_problems (set)->len, ==, 1);
  problem = photo_set_get_problems (set)->pdata[0];
  g_assert_nonnull (strstr (problem, "a/cut.jpg”"));
  g_assert_nonnull (strstr (problem, "cut off"));
  g_assert_true (g_str_has_suffix (problem, "."));

  photo_folder_remove (folder);
}

static void
test_classes (void)
{
  static const struct
  {
    const gchar *name;
    const gchar *class;
  } expected[] = { { "a/zebra/3.jpg", "zebra" },
                   { "b/ape/2.jpg", "ape" },
                   { "b/zebra/1.jpg", "zebra" },
                   { "top.jpg", NULL } };

  gchar            *folder = photo_folder_new ();
  g_autofree gchar *own    = g_path_get_basename (folder);
  g_autoptr (PhotoSet) set = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    photo_folder_add_plain (folder, expected[i].name, 32, 24, ORANGE);
  set = load_set (folder, &standard_options);

  g_assert_cmpuint (photo_set_get_n_classes (set), ==, 3);
  g_assert_cmpstr (photo_set_get_class_name (set, 0), ==, "ape");
  g_assert_cmpstr (photo_set_get_class_name (set, 1), ==, own);
  g_assert_cmpstr (photo_set_get_class_name (set, 2), ==, "zebra");
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      gint class = photo_set_get_class (set, i);

      g_assert_true (g_str_has_suffix (photo_set_get_path (set, i), expected[i].name));
      g_assert_cmpstr (photo_set_get_class_name (set, class), ==,
                       expected[i].class ? expected[i].class : own);
    }

  photo_folder_remove (folder);
}

/* One that is named twice, and lies in another one that is named, counts once. */
static void
test_overlapping_folders (void)
{
  gchar            *folder  = photo_folder_new ();
  g_autofree gchar *inner   = g_build_filename (folder, "a", "", NULL);
  g_autofree gchar *again   = g_build_filename (folder, "a", "..", NULL);
  gchar            *names[] = { inner, folder, again };
  g_autoptr (PhotoSet) set  = NULL;

  photo_folder_add_plain (folder, "a/1.jpg", 32, 24, ORANGE);
  photo_folder_add_plain (folder, "b/2.jpg", 32, 24, ORANGE);
  set = photo_set_load (names, G_N_ELEMENTS (names), &standard_options, NULL, NULL);
  g_assert_cmpuint (photo_set_get_n (set), ==, 2);
  g_assert_cmpuint (photo_set_get_counts (set)->n_found, ==, 2);

  photo_folder_remove (folder);
}

static void
assert_same_photos (PhotoSet *a, PhotoSet *b)
{
  g_assert_cmpuint (photo_set_get_n (a), ==, photo_set_get_n (b));
  for (guint i = 0; i < photo_set_get_n (a); i++)
    {
      gint               width, height;
      g_autofree guint8 *one   = photo_set_decode (a, i, &width, &height, NULL);
      gsize              size  = 3 * width * height;
      g_autofree guint8 *other = photo_set_decode (b, i, &width, &height, NULL);

      g_assert_cmpstr (photo_set_get_path (a, i), ==, photo_set_get_path (b, i));
      g_assert_cmpint (photo_set_get_class (a, i), ==, photo_set_get_class (b, i));
      g_assert_cmpmem (one, size, other, 3 * width * height);
    }
}

static void
add_many (const gchar *folder, const gchar *prefix, gint n)
{
  for (gint i = 0; i < n; i++)
    {
      g_autofree gchar *name = g_strdup_printf ("%s/%03d.jpg", prefix, i);

      photo_folder_add_plain (folder, name, 32 + i % 7, 24 + i % 5, ORANGE + i);
    }
}

static void
test_order (void)
{
  gchar          *folder    = photo_folder_new ();
  PhotoSetOptions options   = standard_options;
  g_autoptr (PhotoSet) one  = NULL;
  g_autoptr (PhotoSet) four = NULL;
  g_autofree gchar *of_one  = NULL;
  g_autofree gchar *of_four = NULL;

  add_many (folder, "x", 40);
  options.n_threads = 1;
  one               = load_set (folder, &options);
  options.n_threads = 4;
  four              = load_set (folder, &options);
  assert_same_photos (one, four);
  for (guint i = 1; i < photo_set_get_n (one); i++)
    g_assert_cmpstr (photo_set_get_path (one, i - 1), <, photo_set_get_path (one, i));

  of_one  = photo_set_get_fingerprint (one);
  of_four = photo_set_get_fingerprint (four);
  g_assert_cmpstr (of_one, ==, of_four);

  photo_folder_remove (folder);
}

static gchar *
get_fingerprint (gchar *folder, gint keep_side)
{
  PhotoSetOptions options  = standard_options;
  g_autoptr (PhotoSet) set = NULL;

  options.keep_side = keep_side;
  set               = load_set (folder, &options);
  return photo_set_get_fingerprint (set);
}

static void
test_fingerprint (void)
{
  gchar            *folder          = photo_folder_new ();
  gchar            *moved           = g_strconcat (folder, "-moved", NULL);
  g_autofree gchar *slashes         = g_strconcat (moved, "//", NULL);
  g_autofree gchar *before          = NULL;
  g_autofree gchar *after           = NULL;
  g_autofree gchar *changed         = NULL;
  g_autofree gchar *more            = NULL;
  g_autofree gchar *reduced         = NULL;
  g_autofree gchar *named_otherwise = NULL;

  add_many (folder, "x", 3);
  before = get_fingerprint (folder, 64);

  g_assert_cmpint (g_rename (folder, moved), ==, 0);
  after = get_fingerprint (moved, 64);
  g_assert_cmpstr (before, ==, after);

  named_otherwise = get_fingerprint (slashes, 64);
  g_assert_cmpstr (named_otherwise, ==, after);

  reduced = get_fingerprint (moved, 20);
  g_assert_cmpstr (reduced, !=, after);

  photo_folder_add_plain (moved, "x/001.jpg", 64, 48, ORANGE);
  changed = get_fingerprint (moved, 64);
  g_assert_cmpstr (changed, !=, after);

  photo_folder_add_plain (moved, "x/new.jpg", 32, 24, ORANGE);
  more = get_fingerprint (moved, 64);
  g_assert_cmpstr (more, !=, changed);

  g_free (folder);
  photo_folder_remove (moved);
}

/* The names of the held-out photos. */
static GHashTable *
get_held_out (PhotoSet *set, guint n)
{
  GHashTable *names             = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) training   = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) validation = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree gint *n_times      = g_new0 (gint, photo_set_get_n (set));

  photo_set_split (set, n, training, validation);
  g_assert_cmpuint (validation->len, ==, MIN (n, photo_set_get_n (set)));
  for (guint i = 0; i < training->len; i++)
    n_times[g_array_index (training, guint, i)]++;
  for (guint i = 0; i < validation->len; i++)
    {
      guint photo = g_array_index (validation, guint, i);

      n_times[photo]++;
      g_hash_table_add (names, g_strdup (photo_set_get_path (set, photo)));
    }
  for (guint i = 0; i < photo_set_get_n (set); i++)
    g_assert_cmpint (n_times[i], ==, 1);

  return names;
}

/* When photos are added, a photo that was trained on is never held out. */
static void
test_split (void)
{
  gchar *folder                 = photo_folder_new ();
  g_autoptr (PhotoSet) few      = NULL;
  g_autoptr (PhotoSet) more     = NULL;
  g_autoptr (GHashTable) before = NULL;
  g_autoptr (GHashTable) after  = NULL;
  GHashTableIter iter;
  gpointer       name;
  gint           n_stayed = 0;

  add_many (folder, "old", 40);
  few    = load_set (folder, &standard_options);
  before = get_held_out (few, 10);

  add_many (folder, "new", 20);
  more  = load_set (folder, &standard_options);
  after = get_held_out (more, 10);

  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      gboolean stayed = g_hash_table_contains (before, name);

      n_stayed += stayed;
      g_assert_true (stayed || strstr (name, "/new/"));
    }
  g_assert_cmpint (n_stayed, >, 2);

  g_hash_table_unref (get_held_out (few, 0));
  g_hash_table_unref (get_held_out (few, 1000));
  photo_folder_remove (folder);
}

static void
assert_fails (gchar *folder, const PhotoSetOptions *options, GCancellable *cancellable, gint code)
{
  GError *error = NULL;

  g_assert_null (photo_set_load (&folder, 1, options, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, code);
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_error_free (error);
}

static void
test_errors (void)
{
  gchar            *folder      = photo_folder_new ();
  g_autofree gchar *missing     = g_build_filename (folder, "missing", NULL);
  g_autoptr (GCancellable) over = g_cancellable_new ();
  PhotoSetOptions options       = standard_options;
  g_autoptr (PhotoSet) set      = NULL;

  assert_fails (missing, &standard_options, NULL, G_IO_ERROR_FAILED);

  set = load_set (folder, &standard_options);
  g_assert_cmpuint (photo_set_get_n (set), ==, 0);

  photo_folder_add_plain (folder, "1.jpg", 32, 24, ORANGE);
  g_cancellable_cancel (over);
  assert_fails (folder, &standard_options, over, G_IO_ERROR_CANCELLED);

  options.exclude = missing;
  assert_fails (folder, &options, NULL, G_IO_ERROR_FAILED);

  photo_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  photo_file_init ();

  g_test_add_func ("/photo-set/counts", test_counts);
  g_test_add_func ("/photo-set/classes", test_classes);
  g_test_add_func ("/photo-set/overlapping-folders", test_overlapping_folders);
  g_test_add_func ("/photo-set/order", test_order);
  g_test_add_func ("/photo-set/fingerprint", test_fingerprint);
  g_test_add_func ("/photo-set/split", test_split);
  g_test_add_func ("/photo-set/errors", test_errors);
  status = g_test_run ();

  photo_file_exit ();
  return status;
}
