/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dots of color: what was done to them and is taken back, and where they are found in the preview.
 */

#include <math.h>

#include "dots.h"
#include "preview-dots.h"
#include "preview-sight.h"

#define N_STEPS 5000
#define N_TRIES 20000

/* How near to a dot it is found, in the window's units, and how far it is not. */
#define NEAR 8.9
#define FAR  9.1


static ColorizeDot
random_dot (GRand *rand)
{
  ColorizeDot dot = { .x = g_rand_double_range (rand, -10.0, 1000.0),
                      .y = g_rand_double_range (rand, -10.0, 1000.0) };

  for (gint i = 0; i < 3; i++)
    dot.rgb[i] = (guint8) g_rand_int_range (rand, 0, 256);

  return dot;
}

static void
assert_same (const ColorizeDots *dots, gint photo, const GArray *expected)
{
  gint               n;
  const ColorizeDot *dot = colorize_dots_get (dots, photo, &n);

  g_assert_cmpint (n, ==, expected->len);

  for (gint i = 0; i < n; i++)
    {
      const ColorizeDot *other = &g_array_index (expected, ColorizeDot, i);

      g_assert_cmpfloat (dot[i].x, ==, other->x);
      g_assert_cmpfloat (dot[i].y, ==, other->y);
      g_assert_cmpmem (dot[i].rgb, 3, other->rgb, 3);
    }
}

/* One step, done to the dots and to a plain list of them. */
static void
do_something (ColorizeDots *dots, gint photo, GArray *list, GRand *rand)
{
  ColorizeDot  dot   = random_dot (rand);
  gint         index = list->len > 0 ? g_rand_int_range (rand, 0, (gint) list->len) : -1;
  gint         what  = index < 0 ? 0 : g_rand_int_range (rand, 0, 10);
  ColorizeDot *old   = index < 0 ? NULL : &g_array_index (list, ColorizeDot, index);

  if (what < 4)
    {
      colorize_dots_add (dots, photo, &dot);
      g_array_append_val (list, dot);
    }
  else if (what < 6)
    {
      colorize_dots_change (dots, photo, index, &dot);
      *old = dot;
    }
  else if (what < 8)
    {
      gint n_moves = g_rand_int_range (rand, 1, 5);

      /* A drag is one step, however many times it moves. */
      for (gint i = 0; i < n_moves; i++)
        {
          old->x += g_rand_double_range (rand, -5.0, 5.0);
          old->y += 1.0;
          colorize_dots_move (dots, photo, index, old->x, old->y, i > 0);
        }
    }
  else if (what < 9 || list->len < 4)
    {
      colorize_dots_remove (dots, photo, index);
      g_array_remove_index (list, index);
    }
  else
    {
      colorize_dots_remove_all (dots, photo);
      g_array_set_size (list, 0);
    }
}

/* Of two photos, of which each has a history of its own. */
static void
test_steps (void)
{
  g_autoptr (GRand) rand        = g_rand_new_with_seed (1);
  g_autoptr (ColorizeDots) dots = colorize_dots_new (2);
  GPtrArray *states[2];
  guint      now[2] = { 0, 0 };

  for (gint i = 0; i < 2; i++)
    {
      states[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
      g_ptr_array_add (states[i], g_array_new (FALSE, FALSE, sizeof (ColorizeDot)));
    }

  for (gint i = 0; i < N_STEPS; i++)
    {
      gint photo = g_rand_int_range (rand, 0, 2);
      gint what  = g_rand_int_range (rand, 0, 10);

      if (what < 3)
        {
          g_assert_true (colorize_dots_undo (dots, photo) == (now[photo] > 0));
          now[photo] -= now[photo] > 0;
        }
      else if (what < 5)
        {
          gboolean can = now[photo] + 1 < states[photo]->len;

          g_assert_true (colorize_dots_redo (dots, photo) == can);
          now[photo] += can;
        }
      else
        {
          GArray *list = g_array_copy (states[photo]->pdata[now[photo]]);

          do_something (dots, photo, list, rand);
          g_ptr_array_set_size (states[photo], (gint) ++now[photo]);
          g_ptr_array_add (states[photo], list);
        }

      for (gint k = 0; k < 2; k++)
        assert_same (dots, k, states[k]->pdata[now[k]]);
    }

  g_ptr_array_unref (states[0]);
  g_ptr_array_unref (states[1]);
}

/* Of 1 pixel upwards. */
static gint
random_length (GRand *rand)
{
  return (gint) exp2 (g_rand_double_range (rand, 0.0, 16.0));
}

/* Of any photo, on any screen, at any zoom. */
static PreviewSight
random_sight (GRand *rand, PreviewGeometry *geometry, gint *scale)
{
  gint         width  = MIN (random_length (rand), 4000);
  gint         height = MIN (random_length (rand), 4000);
  PreviewSight sight;

  *scale    = g_rand_int_range (rand, 1, 4);
  *geometry = (PreviewGeometry) { .photo_width  = random_length (rand),
                                  .photo_height = random_length (rand),
                                  .room_width   = width * *scale,
                                  .room_height  = height * *scale };

  for (gint i = g_rand_int_range (rand, 0, 4); i > 0; i--)
    preview_geometry_zoom (geometry, preview_geometry_step (geometry, i > 1 ? 1 : -1),
                           g_rand_double_range (rand, 0.0, geometry->room_width),
                           g_rand_double_range (rand, 0.0, geometry->room_height));

  preview_sight_init (&sight, geometry, width, height, *scale);
  preview_sight_divide (&sight, g_rand_double (rand), g_rand_boolean (rand));
  sight.has_divider = g_rand_boolean (rand);

  return sight;
}

/* A place of the screen shows the pixel of the photo that the geometry says, and that pixel is shown there. */
static void
test_places (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (gint i = 0; i < N_TRIES; i++)
    {
      PreviewGeometry geometry;
      gint            scale, width, height;
      PreviewSight    sight = random_sight (rand, &geometry, &scale);
      gdouble         zoom  = preview_geometry_get_scale (&geometry);
      gdouble         x     = g_rand_double_range (rand, 0.0, geometry.room_width);
      gdouble         y     = g_rand_double_range (rand, 0.0, geometry.room_height);
      gdouble         left  = geometry.zoom > 0.0 ? geometry.left : 0.0;
      gdouble         top   = geometry.zoom > 0.0 ? geometry.top : 0.0;
      gdouble         photo_x, photo_y, seen_x, seen_y;

      preview_geometry_get_size (&geometry, &width, &height);
      preview_sight_find (&sight, x / scale, y / scale, &photo_x, &photo_y);
      preview_sight_show (&sight, photo_x, photo_y, &seen_x, &seen_y);
      g_assert_cmpfloat_with_epsilon (seen_x, x / scale, 1e-6);
      g_assert_cmpfloat_with_epsilon (seen_y, y / scale, 1e-6);

      /* The middle of the room is known to within a unit of the window. */
      g_assert_cmpfloat_with_epsilon ((photo_x - left) * zoom,
                                      x - (geometry.room_width - width) / 2, 1.01 * scale);
      g_assert_cmpfloat_with_epsilon ((photo_y - top) * zoom,
                                      y - (geometry.room_height - height) / 2, 1.01 * scale);

      /* The divider goes from the other side in a language that does. */
      g_assert_cmpfloat_with_epsilon (sight.mirrored
                                        ? sight.area.x + sight.area.width - sight.divider
                                        : sight.divider - sight.area.x,
                                      sight.split * sight.area.width, 1e-6);
    }
}

/* A dot at a place of the picture, and which is seen there. */
static ColorizeDot
dot_seen_at (const PreviewSight *sight, gdouble x, gdouble y)
{
  ColorizeDot dot = { 0 };

  preview_sight_find (sight, x, y, &dot.x, &dot.y);

  return dot;
}

static void
test_find (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  gint n_missed          = 0;

  for (gint i = 0; i < N_TRIES; i++)
    {
      PreviewGeometry     geometry;
      gint                scale;
      PreviewSight        sight = random_sight (rand, &geometry, &scale);
      const GdkRectangle *area  = &sight.area;
      gdouble             x     = area->x + g_rand_double (rand) * area->width;
      gdouble             y     = area->y + g_rand_double (rand) * area->height;
      gdouble             angle = g_rand_double_range (rand, 0.0, 2.0 * G_PI);
      gdouble             at    = g_rand_double_range (rand, 0.01, NEAR);
      ColorizeDot         dots[3];

      /* From any side, whatever the zoom is; of several, the nearest; of two at one place, the one above. */
      dots[0] = dot_seen_at (&sight, x + at * cos (angle), y + at * sin (angle));
      g_assert_cmpint (preview_dots_find (dots, 0, &sight, x, y), ==, -1);
      g_assert_cmpint (preview_dots_find (dots, 1, &sight, x, y), ==, 0);
      dots[1] = dot_seen_at (&sight, x - 0.5 * at * cos (angle), y - 0.5 * at * sin (angle));
      dots[2] = dot_seen_at (&sight, x - 0.9 * at * cos (angle), y - 0.9 * at * sin (angle));
      g_assert_cmpint (preview_dots_find (dots, 3, &sight, x, y), ==, 1);
      dots[2] = dots[1];
      g_assert_cmpint (preview_dots_find (dots, 3, &sight, x, y), ==, 2);

      dots[0] = dot_seen_at (&sight, x + FAR * cos (angle), y + FAR * sin (angle));
      g_assert_cmpint (preview_dots_find (dots, 1, &sight, x, y), ==, -1);

      /* What is beside the picture is not pressed on. */
      dots[0] = dot_seen_at (&sight, area->x, y);
      g_assert_cmpint (preview_dots_find (dots, 1, &sight, area->x, y), ==, 0);
      n_missed += preview_dots_find (dots, 1, &sight, area->x - 0.1, y) < 0;
    }

  g_assert_cmpint (n_missed, ==, N_TRIES);
}

gint
main (gint argc, gchar **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dots/each step can be taken back", test_steps);
  g_test_add_func ("/dots/places on screen and photo", test_places);
  g_test_add_func ("/dots/found where they are seen", test_find);

  return g_test_run ();
}
