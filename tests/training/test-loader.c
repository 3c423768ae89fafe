/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which photos come when, whatever the threads do.
 */

#include <string.h>


#include "loader.h"
#include "photo-file.h"
#include "photo-folder.h"

#define N_PHOTOS 7
#define BATCH    5

static const SampleShape  shape = { .side           = 16,
                                    .global_side    = 8,
                                    .target_divisor = 2,
                                    .mean           = 0.45 };

static const Augmentation augmentation = { 0.5, TRUE, 0.5, 0.3, 1.0, 1.0, 1.0 };

/* Each photo lies in a folder of its own, so that its class tells which one it is. */
static PhotoSet          *set;
static GArray            *photos;

static void
make_set (gchar *folder)
{
  const PhotoSetOptions options = { .keep_side = 24, .n_threads = 2 };
  GError               *error   = NULL;

  for (gint i = 0; i < N_PHOTOS; i++)
    {
      g_autofree gchar *name = g_strdup_printf ("%d/photo.jpg", i);

      photo_folder_add_plain (folder, name, 20 + i, 24, 0x303030 * (i % 5) + 0x40 * (i + 1));
    }

  set    = photo_set_load (&folder, 1, &options, NULL, &error);
  photos = g_array_new (FALSE, FALSE, sizeof (guint));
  g_assert_no_error (error);
  g_assert_cmpuint (photo_set_get_n (set), ==, N_PHOTOS);
  for (guint i = 0; i < N_PHOTOS; i++)
    g_array_append_val (photos, i);
}

static Loader *
start (gint batch_size, guint32 seed, guint64 first_batch, gint n_threads)
{
  Loader *loader =
    loader_new (set, photos, &shape, &augmentation, batch_size, seed, first_batch, n_threads);

  g_assert_nonnull (loader);
  return loader;
}

static void
assert_same (const SampleBatch *a, const SampleBatch *b)
{
  g_assert_cmpuint (a->index, ==, b->index);
  g_assert_cmpint (a->n, ==, b->n);
  g_assert_cmpmem (a->local, sizeof (gfloat) * a->n * 16 * 16, b->local,
                   sizeof (gfloat) * b->n * 16 * 16);
  g_assert_cmpmem (a->global, sizeof (gfloat) * a->n * 8 * 8, b->global,
                   sizeof (gfloat) * b->n * 8 * 8);
  g_assert_cmpmem (a->target, sizeof (gfloat) * a->n * 8 * 8 * 2, b->target,
                   sizeof (gfloat) * b->n * 8 * 8 * 2);
  g_assert_cmpmem (a->classes, sizeof (gint) * a->n, b->classes, sizeof (gint) * b->n);
}

static void
test_threads (void)
{
  g_autoptr (Loader) one   = start (BATCH, 1, 0, 1);
  g_autoptr (Loader) three = start (BATCH, 1, 0, 3);

  for (guint64 i = 0; i < 20; i++)
    {
      const SampleBatch *batch = loader_next (one);

      g_assert_cmpuint (batch->index, ==, i);
      g_assert_cmpint (batch->n, ==, BATCH);
      assert_same (batch, loader_next (three));
    }
}

/* In the middle of an epoch, at its begin, and far beyond 32 bits. */
static void
test_resumed (void)
{
  static const guint64 begins[] = { 3, 7, G_GUINT64_CONSTANT (0x100000003) };

  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    {
      g_autoptr (Loader) unbroken = start (BATCH, 1, begins[i] - 3, 2);
      g_autoptr (Loader) resumed  = start (BATCH, 1, begins[i], 2);

      for (gint k = 0; k < 3; k++)
        loader_next (unbroken);
      for (gint k = 0; k < 6; k++)
        assert_same (loader_next (unbroken), loader_next (resumed));
    }
}

/* The classes of n samples in their order. */
static gint *
list_classes (Loader *loader, gint n)
{
  gint              *classes = g_new (gint, n);
  const SampleBatch *batch   = NULL;

  for (gint i = 0; i < n; i++)
    {
      if (! batch || i % batch->n == 0)
        batch = loader_next (loader);
      classes[i] = batch->classes[i % batch->n];
    }
  return classes;
}

/* Each photo once an epoch, and not in the same order again; also where there are fewer photos than
 * a batch holds. */
static void
test_epochs (void)
{
  static const gint batch_sizes[] = { 1, BATCH, N_PHOTOS, 20 };

  for (guint i = 0; i < G_N_ELEMENTS (batch_sizes); i++)
    {
      g_autoptr (Loader) loader   = start (batch_sizes[i], 1, 0, 2);
      g_autofree gint *classes    = list_classes (loader, 10 * N_PHOTOS);
      gint             n_repeated = 0;

      for (gint epoch = 0; epoch < 10; epoch++)
        {
          gint n[N_PHOTOS] = { 0 };

          for (gint k = 0; k < N_PHOTOS; k++)
            n[classes[epoch * N_PHOTOS + k]]++;
          for (gint k = 0; k < N_PHOTOS; k++)
            g_assert_cmpint (n[k], ==, 1);
          n_repeated +=
            epoch > 0
            && memcmp (classes, classes + epoch * N_PHOTOS, sizeof (gint) * N_PHOTOS) == 0;
        }
      g_assert_cmpint (n_repeated, <, 3);
    }
}

static void
test_seeds (void)
{
  g_autoptr (Loader) loader   = start (N_PHOTOS, 1, 0, 1);
  g_autoptr (Loader) other    = start (N_PHOTOS, 2, 0, 1);
  g_autofree gint *classes    = list_classes (loader, 5 * N_PHOTOS);
  g_autofree gint *of_another = list_classes (other, 5 * N_PHOTOS);

  g_assert_cmpint (memcmp (classes, of_another, sizeof (gint) * 5 * N_PHOTOS), !=, 0);
}

/* The same photo is cropped and grained in another way each time it comes. */
static void
test_samples_differ (void)
{
  const gsize n_bytes       = sizeof (gfloat) * 16 * 16;
  g_autoptr (GArray) single = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (Loader) loader = NULL;
  g_autofree gfloat *first  = NULL;
  guint              photo  = 3;

  g_array_append_val (single, photo);
  loader = loader_new (set, single, &shape, &augmentation, 8, 1, 0, 2);
  for (gint i = 0; i < 3; i++)
    {
      const SampleBatch *batch = loader_next (loader);

      for (gint k = 0; k < batch->n; k++)
        {
          const gfloat *local = batch->local + k * 16 * 16;

          g_assert_cmpint (batch->classes[k], ==, 3);
          if (first)
            g_assert_cmpint (memcmp (local, first, n_bytes), !=, 0);
          else
            first = g_memdup2 (local, n_bytes);
        }
    }
}

/* Without augmentation and global input a batch holds what sample_make makes. */
static void
test_plain (void)
{
  const SampleShape small   = { .side = 8, .target_divisor = 4, .mean = 0.5 };
  g_autoptr (Loader) loader = loader_new (set, photos, &small, NULL, N_PHOTOS, 1, 0, 2);
  const SampleBatch *batch  = loader_next (loader);
  gfloat             local[64];
  gfloat             target[8];

  g_assert_null (batch->global);
  for (gint k = 0; k < batch->n; k++)
    {
      gint               width, height;
      g_autofree guint8 *rgb = photo_set_decode (set, batch->classes[k], &width, &height, NULL);

      g_assert_true (sample_make (&small, NULL, rgb, width, height, NULL, local, NULL, target));
      g_assert_cmpmem (batch->local + 64 * k, sizeof (local), local, sizeof (local));
      g_assert_cmpmem (batch->target + 8 * k, sizeof (target), target, sizeof (target));
    }
}

/* The threads keep their hands off a batch that the network still reads, and stop when enough are
 * ready. */
static void
test_ahead (void)
{
  g_autoptr (Loader) loader  = start (BATCH, 1, 0, 3);
  const SampleBatch *batch   = loader_next (loader);
  gsize              n_bytes = sizeof (gfloat) * BATCH * 16 * 16;
  g_autofree gfloat *copy    = g_memdup2 (batch->local, n_bytes);
  gdouble            worked;

  g_usleep (200 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpmem (batch->local, n_bytes, copy, n_bytes);
  worked = loader_get_seconds_worked (loader);
  g_assert_cmpfloat (worked, >, 0.0);
  g_usleep (50 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpfloat (loader_get_seconds_worked (loader), ==, worked);
  g_assert_cmpfloat (loader_get_seconds_waited (loader), >=, 0.0);
}

/* Also while the threads are at work, and before a batch was asked for. */
static void
test_stop (void)
{
  for (gint i = 0; i < 20; i++)
    {
      g_autoptr (Loader) loader = start (BATCH, i, 0, 1 + i % 4);

      if (i % 2 == 0)
        loader_next (loader);
    }
}

int
main (int argc, char **argv)
{
  gchar *folder = photo_folder_new ();
  int    status;

  g_test_init (&argc, &argv, NULL);
  photo_file_init ();
  make_set (folder);

  g_test_add_func ("/loader/plain", test_plain);
  g_test_add_func ("/loader/threads", test_threads);
  g_test_add_func ("/loader/resumed", test_resumed);
  g_test_add_func ("/loader/epochs", test_epochs);
  g_test_add_func ("/loader/seeds", test_seeds);
  g_test_add_func ("/loader/samples-differ", test_samples_differ);
  g_test_add_func ("/loader/ahead", test_ahead);
  g_test_add_func ("/loader/stop", test_stop);
  status = g_test_run ();

  g_array_unref (photos);
  photo_set_free (set);
  photo_folder_remove (folder);
  photo_file_exit ();
  return status;
}
