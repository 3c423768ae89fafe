/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the preview shows what, and the line around a picture.
 */

#include <math.h>

#include "preview-drawing.h"
#include "preview-geometry.h"

#define N_TRIES 20000

/* Of 1 pixel upwards, and of as many as there may be. */
static gint
random_length (GRand *rand)
{
  return (gint) exp2 (g_rand_double_range (rand, 0.0, 18.0));
}

static PreviewGeometry
random_geometry (GRand *rand)
{
  PreviewGeometry geometry = { .photo_width  = random_length (rand),
                               .photo_height = random_length (rand),
                               .room_width   = MIN (random_length (rand), 4000),
                               .room_height  = MIN (random_length (rand), 4000) };

  return geometry;
}

/* The photo's pixel under a point of the room. */
static gdouble
get_photo_x (const PreviewGeometry *geometry, gdouble x)
{
  gint width, height;

  preview_geometry_get_size (geometry, &width, &height);

  return (geometry->zoom > 0.0 ? geometry->left : 0.0)
         + (x - (geometry->room_width - width) / 2) / preview_geometry_get_scale (geometry);
}

static void
assert_in_photo (const PreviewGeometry *geometry)
{
  PreviewPart part = preview_geometry_get_part (geometry);
  gint        width, height;

  preview_geometry_get_size (geometry, &width, &height);
  g_assert_cmpint (width, >=, 1);
  g_assert_cmpint (height, >=, 1);
  g_assert_cmpint (width, <=, geometry->room_width);
  g_assert_cmpint (height, <=, geometry->room_height);
  g_assert_cmpint (part.x, >=, 0);
  g_assert_cmpint (part.y, >=, 0);
  g_assert_cmpint (part.width, >=, 1);
  g_assert_cmpint (part.height, >=, 1);
  g_assert_cmpint (part.x + part.width, <=, geometry->photo_width);
  g_assert_cmpint (part.y + part.height, <=, geometry->photo_height);

  if (geometry->zoom <= 0.0)
    return;

  g_assert_cmpfloat (geometry->left, >=, 0.0);
  g_assert_cmpfloat (geometry->left, <=,
                     MAX (geometry->photo_width - width / geometry->zoom, 0.0)
                       + 0.51 / geometry->zoom);
  g_assert_cmpfloat (geometry->top, >=, 0.0);
  g_assert_cmpfloat (geometry->top, <=,
                     MAX (geometry->photo_height - height / geometry->zoom, 0.0)
                       + 0.51 / geometry->zoom);
}

static void
test_fit (void)
{
  PreviewGeometry small  = { 150, 116, 500, 500, PREVIEW_FIT, 0.0, 0.0 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  gint width, height;

  /* A small photo fills the room, in its own proportion. */
  preview_geometry_get_size (&small, &width, &height);
  g_assert_cmpint (width, ==, 500);
  g_assert_cmpint (height, ==, 387);

  for (gint i = 0; i < N_TRIES; i++)
    {
      PreviewGeometry geometry = random_geometry (rand);
      PreviewPart     part     = preview_geometry_get_part (&geometry);

      assert_in_photo (&geometry);
      g_assert_cmpint (part.width, ==, geometry.photo_width);
      g_assert_cmpint (part.height, ==, geometry.photo_height);
      preview_geometry_get_size (&geometry, &width, &height);
      g_assert_true (width == geometry.room_width || height == geometry.room_height);
    }
}

/* The point keeps what it shows, but for less than a pixel, where the photo does not end. */
static void
test_zoom (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  gint n_kept            = 0;

  for (gint i = 0; i < N_TRIES; i++)
    {
      PreviewGeometry geometry = random_geometry (rand);

      for (gint step = 0; step < 6; step++)
        {
          gdouble x       = g_rand_double_range (rand, 0.0, geometry.room_width);
          gdouble y       = g_rand_double_range (rand, 0.0, geometry.room_height);
          gint    forward = g_rand_int_range (rand, 0, 3) > 0 ? 1 : -1;
          gdouble before;
          gdouble zoom = preview_geometry_step (&geometry, forward);
          gdouble seen;
          gint    width, height;

          /* Of the picture, as far as it is drawn. */
          preview_geometry_get_size (&geometry, &width, &height);
          x      = MIN (x, (geometry.room_width - width) / 2 + width);
          before = get_photo_x (&geometry, x);

          preview_geometry_zoom (&geometry, zoom, x, y);
          assert_in_photo (&geometry);
          preview_geometry_get_size (&geometry, &width, &height);
          seen = width / preview_geometry_get_scale (&geometry);

          if (geometry.zoom > 0.0 && geometry.left > 1.0
              && geometry.left < geometry.photo_width - seen - 2.0 && before >= 0.0
              && before <= geometry.photo_width)
            {
              g_assert_cmpfloat_with_epsilon (get_photo_x (&geometry, x), before,
                                              0.51 / geometry.zoom + 1e-6);
              n_kept++;
            }

          preview_geometry_move (&geometry, g_rand_double_range (rand, -1e6, 1e6),
                                 g_rand_double_range (rand, -1e6, 1e6));
          assert_in_photo (&geometry);
        }
    }

  g_assert_cmpint (n_kept, >, N_TRIES / 10);
}

static void
assert_steps (gint photo, const gdouble *expected, gint n)
{
  PreviewGeometry geometry = { photo, photo, 500, 500, expected[0], 0.0, 0.0 };

  for (gint i = 1; i < n; i++)
    {
      preview_geometry_zoom (&geometry, preview_geometry_step (&geometry, 1), 250.0, 250.0);
      g_assert_cmpfloat (geometry.zoom, ==, expected[i]);
    }

  g_assert_cmpfloat (preview_geometry_step (&geometry, 1), ==, geometry.zoom);

  for (gint i = n - 2; i >= 0; i--)
    {
      preview_geometry_zoom (&geometry, preview_geometry_step (&geometry, -1), 250.0, 250.0);
      g_assert_cmpfloat (geometry.zoom, ==, expected[i]);
    }

  g_assert_cmpfloat (preview_geometry_step (&geometry, -1), ==, geometry.zoom);
}

/* Up and down again, by the wheel. */
static void
test_steps (void)
{
  static const gdouble large[]  = { PREVIEW_FIT, 0.5, 1.0, 2.0, 4.0 };
  static const gdouble medium[] = { PREVIEW_FIT, 1.0, 2.0, 4.0 };
  static const gdouble small[]  = { 1.0, 2.0, PREVIEW_FIT, 4.0 };
  static const gdouble tiny[]   = { 1.0, 2.0, 4.0, PREVIEW_FIT };

  assert_steps (6000, large, G_N_ELEMENTS (large));
  assert_steps (800, medium, G_N_ELEMENTS (medium));
  assert_steps (200, small, G_N_ELEMENTS (small));
  assert_steps (20, tiny, G_N_ELEMENTS (tiny));
}

static gdouble
get_lightness (cairo_surface_t *surface, gdouble x, gdouble y)
{
  const guchar *row =
    cairo_image_surface_get_data (surface) + (gint) y * cairo_image_surface_get_stride (surface);

  return row[4 * (gint) x + 1];
}

/* White on the frame's edges, wherever it lies and however it is turned; the photo within. */
static void
test_frame (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  GdkRectangle area      = { 0, 0, 300, 200 };

  for (gint i = 0; i < 100; i++)
    {
      ColorizeFrame    frame   = { g_rand_double_range (rand, 280.0, 320.0),
                                   g_rand_double_range (rand, 180.0, 220.0),
                                   g_rand_double_range (rand, 150.0, 200.0),
                                   g_rand_double_range (rand, 100.0, 160.0),
                                   g_rand_double_range (rand, -20.0, 20.0) };
      gdouble          turn    = frame.angle * G_PI / 180.0;
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 300, 200);
      cairo_t         *cr      = cairo_create (surface);
      gdouble          side    = frame.width / 4.0;

      cairo_set_source_rgb (cr, 0.5, 0.5, 0.5);
      cairo_paint (cr);
      preview_draw_frame (cr, &area, &frame, 0.0, 0.0, 0.5);
      cairo_surface_flush (surface);

      /* The middle of the right edge; clockwise, y goes down. */
      g_assert_cmpfloat (get_lightness (surface, frame.x / 2.0 + side * cos (turn),
                                        frame.y / 2.0 + side * sin (turn)),
                         >, 135.0);
      g_assert_cmpfloat_with_epsilon (get_lightness (surface, frame.x / 2.0, frame.y / 2.0), 128.0,
                                      1.0);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/preview/fit", test_fit);
  g_test_add_func ("/preview/zoom", test_zoom);
  g_test_add_func ("/preview/steps", test_steps);
  g_test_add_func ("/preview/frame", test_frame);
  return g_test_run ();
}
