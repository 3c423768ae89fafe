/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which photos of a folder are used, and that what is kept of them is what a person sees.
 */

#include <math.h>
#include <string.h>

#include <gegl.h>
#include <gexiv2/gexiv2.h>
#include <glib/gstdio.h>
#include <lcms2.h>

#include "photo-file.h"
#include "photo-folder.h"
#include "photo-set.h"
#include "reference.h"

#define ORANGE 0xE08020

static const PhotoSetOptions standard = { .keep_side  = 64,
                                          .min_side   = 16,
                                          .min_chroma = 6.0,
                                          .n_threads  = 2 };

static PhotoSet *
load (gchar *folder, const PhotoSetOptions *options)
{
  GError   *error = NULL;
  PhotoSet *set   = photo_set_load (&folder, 1, options, NULL, &error);

  g_assert_no_error (error);
  return set;
}

/* The pictures' edges, where JPEG and averages mix colours, are not looked at. */
static void
assert_colour (const guint8 *rgb, gint width, gint x, gint y, guint32 colour, gint tolerance)
{
  const guint8 *pixel = rgb + 3 * (y * width + x);

  for (gint k = 0; k < 3; k++)
    g_assert_cmpint (ABS (pixel[k] - (gint) (colour >> (16 - 8 * k) & 0xFF)), <=, tolerance);
}

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
  photo_folder_add_plain (folder, "a/grey.jpg", 32, 24, 0x808380);
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
  PhotoSetOptions   options = standard;
  g_autoptr (PhotoSet) set  = NULL;
  const PhotoSetCounts *counts;
  const gchar          *problem;

  fill_folder (folder);
  options.exclude = exclude;
  set             = load (folder, &options);
  counts          = photo_set_get_counts (set);

  g_assert_cmpuint (counts->n_found, ==, 12);
  g_assert_cmpuint (counts->n_used, ==, 7);
  g_assert_cmpuint (counts->n_unreadable, ==, 1);
  g_assert_cmpuint (counts->n_grey, ==, 1);
  g_assert_cmpuint (counts->n_small, ==, 1);
  g_assert_cmpuint (counts->n_excluded, ==, 2);
  g_assert_cmpuint (counts->n_others, ==, 3);
  g_assert_cmpuint (photo_set_get_n (set), ==, 7);

  g_assert_cmpuint (photo_set_get_problems (set)->len, ==, 1);
  problem = photo_set_get_problems (set)->pdata[0];
  g_assert_nonnull (strstr (problem, "a/cut.jpg”"));
  g_assert_nonnull (strstr (problem, "damaged"));
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
  set = load (folder, &standard);

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
  set = photo_set_load (names, G_N_ELEMENTS (names), &standard, NULL, NULL);
  g_assert_cmpuint (photo_set_get_n (set), ==, 2);
  g_assert_cmpuint (photo_set_get_counts (set)->n_found, ==, 2);

  photo_folder_remove (folder);
}

/* A photo that is small already, of sRGB and upright, is kept byte by byte. */
static void
test_own_bytes (void)
{
  gchar *folder                 = photo_folder_new ();
  g_autoptr (GdkPixbuf) picture = plain_picture (60, 40, ORANGE);
  g_autofree gchar  *path       = NULL;
  g_autofree guint8 *rgb        = NULL;
  g_autoptr (PhotoSet) set      = NULL;
  GStatBuf status;
  gint     width, height;

  gdk_pixbuf_fill (picture, 0x10A0F000);
  path = photo_folder_add (folder, "photo.jpg", picture, "jpeg", NULL);
  set  = load (folder, &standard);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (photo_set_get_size (set), ==, status.st_size);

  rgb = photo_set_decode (set, 0, &width, &height, NULL);
  g_assert_cmpint (width, ==, 60);
  g_assert_cmpint (height, ==, 40);
  assert_colour (rgb, width, 30, 20, 0x10A0F0, 2);

  photo_folder_remove (folder);
}

static GBytes *
adobe_rgb (void)
{
  const cmsCIExyY       white     = { 0.3127, 0.3290, 1.0 };
  const cmsCIExyYTRIPLE primaries = { { 0.64, 0.33, 1.0 },
                                      { 0.21, 0.71, 1.0 },
                                      { 0.15, 0.06, 1.0 } };
  cmsToneCurve         *curve     = cmsBuildGamma (NULL, 563.0 / 256.0);
  cmsToneCurve         *curves[3] = { curve, curve, curve };
  cmsHPROFILE           profile   = cmsCreateRGBProfile (&white, &primaries, curves);
  cmsUInt32Number       length    = 0;
  guint8               *data;

  g_assert_true (cmsSaveProfileToMem (profile, NULL, &length));
  data = g_malloc (length);
  g_assert_true (cmsSaveProfileToMem (profile, data, &length));
  cmsCloseProfile (profile);
  cmsFreeToneCurve (curve);
  return g_bytes_new_take (data, length);
}

/* Adobe RGB (1998) to sRGB: both have the D65 white, so this matrix takes one to the other. */
static guint32
srgb_of_adobe (guint32 colour)
{
  static const gdouble matrix[3][3] = { { 1.39836, -0.39836, 0.0 },
                                        { 0.0, 1.0, 0.0 },
                                        { 0.0, -0.04293, 1.04293 } };
  gdouble              linear[3];
  guint32              result = 0;

  for (gint k = 0; k < 3; k++)
    linear[k] = pow ((colour >> (16 - 8 * k) & 0xFF) / 255.0, 563.0 / 256.0);
  for (gint k = 0; k < 3; k++)
    {
      gdouble value =
        matrix[k][0] * linear[0] + matrix[k][1] * linear[1] + matrix[k][2] * linear[2];

      result = result << 8 | (guint32) (255.0 * reference_encode (value) + 0.5);
    }
  return result;
}

static void
test_profile (void)
{
  static const gchar *const formats[] = { "jpeg", "png" };

  const guint32             colour = 0xA08060;
  g_autoptr (GBytes) profile       = adobe_rgb ();
  g_autoptr (GdkPixbuf) picture    = plain_picture (60, 40, colour);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      gchar             *folder = photo_folder_new ();
      g_autofree gchar  *name   = g_strconcat ("photo.", formats[i], NULL);
      g_autofree guint8 *rgb    = NULL;
      g_autoptr (PhotoSet) set  = NULL;
      gint width, height;

      g_free (photo_folder_add (folder, name, picture, formats[i], profile));
      set = load (folder, &standard);
      rgb = photo_set_decode (set, 0, &width, &height, NULL);
      assert_colour (rgb, width, 30, 20, srgb_of_adobe (colour), 3);

      photo_folder_remove (folder);
    }
}

static GdkPixbuf *
halves_picture (gint width, gint height)
{
  GdkPixbuf *picture = plain_picture (width, height, 0xE02020);
  g_autoptr (GdkPixbuf) middle =
    gdk_pixbuf_new_subpixbuf (picture, width / 2, 0, width / 2, height);

  gdk_pixbuf_fill (middle, 0x2020E000);
  return picture;
}

/* The only photo of a set, of which EXIF says that it is to be turned. */
static guint8 *
load_turned (GdkPixbuf *picture, GExiv2Orientation orientation, gint *width, gint *height)
{
  gchar            *folder            = photo_folder_new ();
  g_autofree gchar *path              = photo_folder_add (folder, "1.jpg", picture, "jpeg", NULL);
  g_autoptr (GExiv2Metadata) metadata = gexiv2_metadata_new ();
  g_autoptr (PhotoSet) set            = NULL;

  g_assert_true (gexiv2_metadata_open_path (metadata, path, NULL));
  gexiv2_metadata_try_set_orientation (metadata, orientation, NULL);
  g_assert_true (gexiv2_metadata_save_file (metadata, path, NULL));
  set = load (folder, &standard);
  photo_folder_remove (folder);

  return photo_set_decode (set, 0, width, height, NULL);
}

/* Turned by 90 degrees clockwise the red left half is on top; turned by 180 it is on the right. */
static void
test_orientation (void)
{
  static const struct
  {
    GExiv2Orientation orientation;
    gint              width, height;
    gint              red_x, red_y, blue_x, blue_y;
  } cases[] = {
    { GEXIV2_ORIENTATION_ROT_90, 40, 60, 20, 15, 20, 45 },
    { GEXIV2_ORIENTATION_ROT_180, 60, 40, 45, 20, 15, 20 },
  };

  g_autoptr (GdkPixbuf) picture = halves_picture (60, 40);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint               width, height;
      g_autofree guint8 *rgb = load_turned (picture, cases[i].orientation, &width, &height);

      g_assert_cmpint (width, ==, cases[i].width);
      g_assert_cmpint (height, ==, cases[i].height);
      assert_colour (rgb, width, cases[i].red_x, cases[i].red_y, 0xE02020, 4);
      assert_colour (rgb, width, cases[i].blue_x, cases[i].blue_y, 0x2020E0, 4);
    }
}

/* A photo of one colour has the same pixels when it is turned, but other sides. */
static void
test_orientation_of_one_colour (void)
{
  g_autoptr (GdkPixbuf) picture = plain_picture (90, 60, ORANGE);
  gint               width, height;
  g_autofree guint8 *rgb = load_turned (picture, GEXIV2_ORIENTATION_ROT_90, &width, &height);

  g_assert_cmpint (width, ==, 60);
  g_assert_cmpint (height, ==, 90);
}

/* Of a checkerboard of two colours: what is kept has not lost fine colour. */
static void
test_fine_colour (void)
{
  gchar *folder                 = photo_folder_new ();
  g_autoptr (GdkPixbuf) picture = plain_picture (32, 24, 0xC08060);
  g_autofree guint8 *rgb        = NULL;
  g_autoptr (PhotoSet) set      = NULL;
  gint width, height;

  for (gint y = 0; y < 24; y++)
    for (gint x = y % 2; x < 32; x += 2)
      {
        guint8 *pixel = gdk_pixbuf_get_pixels (picture) + y * gdk_pixbuf_get_rowstride (picture);

        memcpy (pixel + 3 * x, "\x60\x80\xC0", 3);
      }

  g_free (photo_folder_add (folder, "photo.png", picture, "png", NULL));
  set = load (folder, &standard);
  rgb = photo_set_decode (set, 0, &width, &height, NULL);
  for (gint y = 0; y < 24; y++)
    for (gint x = 0; x < 32; x++)
      assert_colour (rgb, width, x, y, x % 2 == y % 2 ? 0x6080C0 : 0xC08060, 16);

  photo_folder_remove (folder);
}

/* Stripes of one pixel become their mean; what is left, right and below stays there. */
static void
test_reduced (void)
{
  static const gint sizes[][4] = { { 600, 400, 96, 64 },
                                   { 400, 600, 64, 96 },
                                   { 900, 70, 823, 64 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const gint w                  = sizes[i][0];
      const gint h                  = sizes[i][1];
      gchar     *folder             = photo_folder_new ();
      g_autoptr (GdkPixbuf) picture = halves_picture (w, h);
      g_autoptr (GdkPixbuf) below   = gdk_pixbuf_new_subpixbuf (picture, 0, h / 2, w, h / 2);
      guint8            *pixels     = gdk_pixbuf_get_pixels (picture);
      g_autofree guint8 *rgb        = NULL;
      g_autoptr (PhotoSet) set      = NULL;
      gint width, height;

      gdk_pixbuf_fill (below, 0x20E02000);
      for (gint y = 0; y < h; y += 2)
        memset (pixels + y * gdk_pixbuf_get_rowstride (picture), 128, 3 * w);
      g_free (photo_folder_add (folder, "photo.png", picture, "png", NULL));

      set = load (folder, &standard);
      rgb = photo_set_decode (set, 0, &width, &height, NULL);
      g_assert_cmpint (width, ==, sizes[i][2]);
      g_assert_cmpint (height, ==, sizes[i][3]);
      g_assert_cmpuint (photo_set_get_size (set), <, 40000);

      /* The last one is hardly reduced, so that its stripes are still there. */
      for (gint y = 4; i < 2 && y < height - 4; y += 7)
        {
          gboolean is_below = y >= height / 2;

          assert_colour (rgb, width, width / 4, y, is_below ? 0x50B050 : 0xB05050, 12);
          assert_colour (rgb, width, 3 * width / 4, y, is_below ? 0x50B050 : 0x5050B0, 12);
        }

      photo_folder_remove (folder);
    }
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
  PhotoSetOptions options   = standard;
  g_autoptr (PhotoSet) one  = NULL;
  g_autoptr (PhotoSet) four = NULL;
  g_autofree gchar *of_one  = NULL;
  g_autofree gchar *of_four = NULL;

  add_many (folder, "x", 40);
  options.n_threads = 1;
  one               = load (folder, &options);
  options.n_threads = 4;
  four              = load (folder, &options);
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
  PhotoSetOptions options  = standard;
  g_autoptr (PhotoSet) set = NULL;

  options.keep_side = keep_side;
  set               = load (folder, &options);
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
  few    = load (folder, &standard);
  before = get_held_out (few, 10);

  add_many (folder, "new", 20);
  more  = load (folder, &standard);
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
  PhotoSetOptions options       = standard;
  g_autoptr (PhotoSet) set      = NULL;

  assert_fails (missing, &standard, NULL, G_IO_ERROR_FAILED);

  set = load (folder, &standard);
  g_assert_cmpuint (photo_set_get_n (set), ==, 0);

  photo_folder_add_plain (folder, "1.jpg", 32, 24, ORANGE);
  g_cancellable_cancel (over);
  assert_fails (folder, &standard, over, G_IO_ERROR_CANCELLED);

  options.exclude = missing;
  assert_fails (folder, &options, NULL, G_IO_ERROR_FAILED);

  photo_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  gegl_init (NULL, NULL);
  photo_file_init ();

  g_test_add_func ("/photo-set/counts", test_counts);
  g_test_add_func ("/photo-set/classes", test_classes);
  g_test_add_func ("/photo-set/overlapping-folders", test_overlapping_folders);
  g_test_add_func ("/photo-set/own-bytes", test_own_bytes);
  g_test_add_func ("/photo-set/profile", test_profile);
  g_test_add_func ("/photo-set/orientation", test_orientation);
  g_test_add_func ("/photo-set/orientation-of-one-colour", test_orientation_of_one_colour);
  g_test_add_func ("/photo-set/fine-colour", test_fine_colour);
  g_test_add_func ("/photo-set/reduced", test_reduced);
  g_test_add_func ("/photo-set/order", test_order);
  g_test_add_func ("/photo-set/fingerprint", test_fingerprint);
  g_test_add_func ("/photo-set/split", test_split);
  g_test_add_func ("/photo-set/errors", test_errors);
  status = g_test_run ();

  gegl_exit ();
  return status;
}
