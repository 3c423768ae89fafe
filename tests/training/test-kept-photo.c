/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is kept of a photo is what a person sees of it.
 */

#include <math.h>
#include <string.h>

#include <gexiv2/gexiv2.h>
#include <glib/gstdio.h>
#include <lcms2.h>

#include "loaded-set.h"
#include "photo-file.h"
#include "photo-folder.h"
#include "reference.h"

/* The pictures' edges, where JPEG and averages mix colors, are not looked at. */
static void
assert_color (const guint8 *rgb, gint width, gint x, gint y, guint32 color, gint tolerance)
{
  const guint8 *pixel = rgb + 3 * (y * width + x);

  for (gint k = 0; k < 3; k++)
    g_assert_cmpint (ABS (pixel[k] - (gint) (color >> (16 - 8 * k) & 0xFF)), <=, tolerance);
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
  set  = load_set (folder, &standard_options);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (photo_set_get_size (set), ==, status.st_size);

  rgb = photo_set_decode (set, 0, &width, &height, NULL);
  g_assert_cmpint (width, ==, 60);
  g_assert_cmpint (height, ==, 40);
  assert_color (rgb, width, 30, 20, 0x10A0F0, 2);

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
srgb_of_adobe (guint32 color)
{
  static const gdouble matrix[3][3] = { { 1.39836, -0.39836, 0.0 },
                                        { 0.0, 1.0, 0.0 },
                                        { 0.0, -0.04293, 1.04293 } };
  gdouble              linear[3];
  guint32              result = 0;

  for (gint k = 0; k < 3; k++)
    linear[k] = pow ((color >> (16 - 8 * k) & 0xFF) / 255.0, 563.0 / 256.0);
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

  const guint32             color = 0xA08060;
  g_autoptr (GBytes) profile      = adobe_rgb ();
  g_autoptr (GdkPixbuf) picture   = plain_picture (60, 40, color);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      gchar             *folder = photo_folder_new ();
      g_autofree gchar  *name   = g_strconcat ("photo.", formats[i], NULL);
      g_autofree guint8 *rgb    = NULL;
      g_autoptr (PhotoSet) set  = NULL;
      gint width, height;

      g_free (photo_folder_add (folder, name, picture, formats[i], profile));
      set = load_set (folder, &standard_options);
      rgb = photo_set_decode (set, 0, &width, &height, NULL);
      assert_color (rgb, width, 30, 20, srgb_of_adobe (color), 3);

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
  set = load_set (folder, &standard_options);
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
      assert_color (rgb, width, cases[i].red_x, cases[i].red_y, 0xE02020, 4);
      assert_color (rgb, width, cases[i].blue_x, cases[i].blue_y, 0x2020E0, 4);
    }
}

/* A photo of one color has the same pixels when it is turned, but other sides. */
static void
test_orientation_of_one_color (void)
{
  g_autoptr (GdkPixbuf) picture = plain_picture (90, 60, ORANGE);
  gint               width, height;
  g_autofree guint8 *rgb = load_turned (picture, GEXIV2_ORIENTATION_ROT_90, &width, &height);

  g_assert_cmpint (width, ==, 60);
  g_assert_cmpint (height, ==, 90);
}

/* Of a checkerboard of two colors: what is kept has not lost fine color. */
static void
test_fine_color (void)
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
  set = load_set (folder, &standard_options);
  rgb = photo_set_decode (set, 0, &width, &height, NULL);
  for (gint y = 0; y < 24; y++)
    for (gint x = 0; x < 32; x++)
      assert_color (rgb, width, x, y, x % 2 == y % 2 ? 0x6080C0 : 0xC08060, 16);

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

      set = load_set (folder, &standard_options);
      rgb = photo_set_decode (set, 0, &width, &height, NULL);
      g_assert_cmpint (width, ==, sizes[i][2]);
      g_assert_cmpint (height, ==, sizes[i][3]);
      g_assert_cmpuint (photo_set_get_size (set), <, 40000);

      /* The last one is hardly reduced, so that its stripes are still there. */
      for (gint y = 4; i < 2 && y < height - 4; y += 7)
        {
          gboolean is_below = y >= height / 2;

          assert_color (rgb, width, width / 4, y, is_below ? 0x50B050 : 0xB05050, 12);
          assert_color (rgb, width, 3 * width / 4, y, is_below ? 0x50B050 : 0x5050B0, 12);
        }

      photo_folder_remove (folder);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  photo_file_init ();

  g_test_add_func ("/kept-photo/own-bytes", test_own_bytes);
  g_test_add_func ("/kept-photo/profile", test_profile);
  g_test_add_func ("/kept-photo/orientation", test_orientation);
  g_test_add_func ("/kept-photo/orientation-of-one-color", test_orientation_of_one_color);
  g_test_add_func ("/kept-photo/fine-color", test_fine_color);
  g_test_add_func ("/kept-photo/reduced", test_reduced);
  status = g_test_run ();

  photo_file_exit ();
  return status;
}
