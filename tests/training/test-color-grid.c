/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The colors that sRGB can show, and how frequent they are in photos whose colors are known.
 */

#include <math.h>

#include <gegl.h>

#include "color-grid.h"
#include "photo-file.h"
#include "photo-folder.h"
#include "reference.h"

#define ORANGE 0xE08020
#define BLUE   0x2040C0

/* What a color of the grid may be off by, in each of L*, a* and b*, where sRGB shows it. */
#define TOLERANCE 3.0

/* What the nearest 8-bit sRGB of a color (D50; Lindbloom's matrix) is off by. */
static gdouble
get_error (gdouble lightness, gdouble a, gdouble b)
{
  static const gdouble rgb_from_xyz[3][3] = { { 3.1338561, -1.6168667, -0.4906146 },
                                              { -0.9787684, 1.9161415, 0.0334540 },
                                              { 0.0719453, -0.2289914, 1.4052427 } };

  /* X and Z are the luminances of grays that are as far from the white. */
  gdouble              x = 0.96422 * reference_luminance (lightness + 116.0 * a / 500.0);
  gdouble              y = reference_luminance (lightness);
  gdouble              z = 0.82521 * reference_luminance (lightness - 116.0 * b / 200.0);
  guint8               rgb[3];
  gdouble              lab[3];

  for (gint k = 0; k < 3; k++)
    {
      gdouble linear = rgb_from_xyz[k][0] * x + rgb_from_xyz[k][1] * y + rgb_from_xyz[k][2] * z;

      rgb[k] = CLAMP (reference_encode (linear), 0.0, 1.0) * 255.0 + 0.5;
    }

  reference_lab (rgb, lab);
  return MAX (fabs (lab[0] - lightness), MAX (fabs (lab[1] - a), fabs (lab[2] - b)));
}

/* At the lightness that suits the color best. */
static gdouble
get_least_error (gdouble a, gdouble b)
{
  gdouble least = INFINITY;

  for (gint lightness = 5; lightness <= 95; lightness += 5)
    least = MIN (least, get_error (lightness, a, b));
  return least;
}

static gboolean
has_color (const gfloat *colors, gint n_colors, gint a, gint b)
{
  for (gint i = 0; i < n_colors; i++)
    if (colors[2 * i] == a && colors[2 * i + 1] == b)
      return TRUE;

  return FALSE;
}

static void
test_grid (void)
{
  gint               n_colors;
  g_autofree gfloat *colors = color_grid_new (&n_colors);

  g_test_message ("%d colors", n_colors);
  g_assert_cmpint (n_colors, >=, 200);
  g_assert_cmpint (n_colors, <=, 320);

  for (gint i = 0; i < n_colors; i++)
    {
      g_assert_cmpfloat (fmod (colors[2 * i], 10.0), ==, 0.0);
      g_assert_cmpfloat (fmod (colors[2 * i + 1], 10.0), ==, 0.0);
      g_assert_cmpfloat (get_least_error (colors[2 * i], colors[2 * i + 1]), <, TOLERANCE + 0.2);
      g_assert_false (has_color (colors, i, colors[2 * i], colors[2 * i + 1]));
    }

  for (gint a = -150; a <= 150; a += 10)
    for (gint b = -150; b <= 150; b += 10)
      if (get_least_error (a, b) < TOLERANCE - 0.2)
        g_assert_true (has_color (colors, n_colors, a, b));
}

static gint
find_nearest (const gfloat *colors, gint n_colors, guint32 color)
{
  const guint8 rgb[]   = { color >> 16, color >> 8 & 0xFF, color & 0xFF };
  gint         nearest = 0;
  gdouble      lab[3];

  reference_lab (rgb, lab);
  for (gint i = 1; i < n_colors; i++)
    if (hypot (colors[2 * i] - lab[1], colors[2 * i + 1] - lab[2])
        < hypot (colors[2 * nearest] - lab[1], colors[2 * nearest + 1] - lab[2]))
      nearest = i;
  return nearest;
}

static PhotoSet *
load (gchar *folder)
{
  const PhotoSetOptions options = { .keep_side = 128, .min_side = 16, .n_threads = 2 };
  GError               *error   = NULL;
  PhotoSet             *set     = photo_set_load (&folder, 1, &options, NULL, &error);

  g_assert_no_error (error);
  return set;
}

static gdouble
sum_up (const gfloat *prior, gint n_colors)
{
  gdouble sum = 0.0;

  for (gint i = 0; i < n_colors; i++)
    {
      g_assert_cmpfloat (prior[i], >=, 0.0);
      sum += prior[i];
    }
  return sum;
}

/* Four photos of an odd size, of which the list names some. */
static void
test_count (void)
{
  static const struct
  {
    guint   photos[4];
    guint   n;
    gdouble of_orange;
  } cases[] = { { { 0, 1, 2, 3 }, 4, 0.75 }, { { 1, 3 }, 2, 0.5 }, { { 3 }, 1, 0.0 } };

  gchar             *folder = photo_folder_new ();
  gint               n_colors;
  g_autofree gfloat *colors = color_grid_new (&n_colors);
  gint               orange = find_nearest (colors, n_colors, ORANGE);
  gint               blue   = find_nearest (colors, n_colors, BLUE);
  g_autoptr (PhotoSet) set  = NULL;

  photo_folder_add_plain (folder, "1.jpg", 130, 101, ORANGE);
  photo_folder_add_plain (folder, "2.jpg", 64, 200, ORANGE);
  photo_folder_add_plain (folder, "3.jpg", 115, 115, ORANGE);
  photo_folder_add_plain (folder, "4.jpg", 301, 120, BLUE);
  set = load (folder);
  g_assert_cmpuint (photo_set_get_n (set), ==, 4);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) photos = g_array_new (FALSE, FALSE, sizeof (guint));
      g_autofree gfloat *prior  = NULL;

      g_array_append_vals (photos, cases[i].photos, cases[i].n);
      prior = color_grid_count (colors, n_colors, set, photos);
      assert_near (sum_up (prior, n_colors), 1.0, 1e-5);
      assert_near (prior[orange], cases[i].of_orange, 1e-5);
      assert_near (prior[blue], 1.0 - cases[i].of_orange, 1e-5);
    }

  photo_folder_remove (folder);
}

/* Colors within a photo count by their area. */
static void
test_count_halves (void)
{
  gchar             *folder = photo_folder_new ();
  gint               n_colors;
  g_autofree gfloat *colors       = color_grid_new (&n_colors);
  g_autofree gfloat *prior        = NULL;
  const guint        first        = 0;
  g_autoptr (GArray) photos       = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GdkPixbuf) picture   = plain_picture (112, 112, ORANGE);
  g_autoptr (GdkPixbuf) blue_part = gdk_pixbuf_new_subpixbuf (picture, 0, 0, 112, 28);
  g_autoptr (PhotoSet) set        = NULL;

  gdk_pixbuf_fill (blue_part, BLUE << 8);
  g_free (photo_folder_add (folder, "1.png", picture, "png", NULL));
  set = load (folder);
  g_array_append_val (photos, first);
  prior = color_grid_count (colors, n_colors, set, photos);

  assert_near (prior[find_nearest (colors, n_colors, ORANGE)], 0.75, 0.05);
  assert_near (prior[find_nearest (colors, n_colors, BLUE)], 0.25, 0.05);
  assert_near (sum_up (prior, n_colors), 1.0, 1e-5);
  photo_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  photo_file_init ();

  g_test_add_func ("/color-grid/grid", test_grid);
  g_test_add_func ("/color-grid/count", test_count);
  g_test_add_func ("/color-grid/count-halves", test_count_halves);
  status = g_test_run ();

  photo_file_exit ();
  return status;
}
