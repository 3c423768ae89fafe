/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the pictures on a scan are found, and nothing where there is but one.
 */

#include <math.h>
#include <string.h>

#include "border-sheet.h"
#include "picture/prediction.h"
#include "weights-recipe.h"

static Border
find (const Sheet *sheet, gint n_threads)
{
  const ColorizeView view         = COLORIZE_VIEW_INIT;
  g_autoptr (ColorizePhoto) photo = colorize_photo_new (sheet->width, sheet->height, NULL);
  g_autoptr (Pool) pool           = pool_new (n_threads, NULL);
  GError *error                   = NULL;
  Border  border;

  colorize_photo_add_rows (photo, sheet->luminance, sheet->height);
  border_init (&border, pool, photo, &view, &error);
  g_assert_no_error (error);
  return border;
}

static void
assert_frame (const ColorizeFrame *frame, const ColorizeFrame *expected, gdouble tolerance)
{
  g_assert_cmpfloat_with_epsilon (frame->x, expected->x, tolerance);
  g_assert_cmpfloat_with_epsilon (frame->y, expected->y, tolerance);
  g_assert_cmpfloat_with_epsilon (frame->width, expected->width, 2.0 * tolerance);
  g_assert_cmpfloat_with_epsilon (frame->height, expected->height, 2.0 * tolerance);
  g_assert_cmpfloat_with_epsilon (
    frame->angle * G_PI / 180.0 * MAX (frame->width, frame->height),
    expected->angle * G_PI / 180.0 * MAX (frame->width, frame->height), 2.0 * tolerance);
}

/* Pixels that have been taken for what they are not, as a share of the pictures' edge: that many pixels
 * is the cover off. For photos that are kept as large as they are. */
static void
assert_cover (const Border *border, const Sheet *sheet, gdouble max_off)
{
  gdouble off = 0.0, edge = 0.0;

  g_assert_nonnull (border->cover);
  for (gint y = 1; y < sheet->height; y++)
    for (gint x = 1; x < sheet->width; x++)
      {
        gint i = y * sheet->width + x;

        off += fabsf (border->cover[i] - sheet->cover[i]);
        edge += hypot (sheet->cover[i] - sheet->cover[i - 1],
                       sheet->cover[i] - sheet->cover[i - sheet->width]);
      }
  g_assert_cmpfloat (off / edge, <=, max_off);
}

static void
assert_nothing (const Sheet *sheet)
{
  Border border = find (sheet, 1);

  g_assert_cmpint (border.n_frames, ==, 1);
  g_assert_null (border.cover);
  g_assert_true (border.frames[0].width == sheet->width
                 && border.frames[0].height == sheet->height);
}

static void
test_kind (gconstpointer data)
{
  Kind kind = GPOINTER_TO_INT (data);

  for (gint i = 0; i < 4; i++)
    {
      g_auto (Sheet) sheet   = { 0 };
      g_auto (Border) border = { 0 };
      Shape shape            = { 0 };

      sheet_init_kind (&sheet, &shape, kind);
      border = find (&sheet, 1);
      g_test_message ("%d x %d, picture %.1f x %.1f", sheet.width, sheet.height, shape.box.width,
                      shape.box.height);
      g_assert_cmpint (border.n_frames, ==, 1);
      assert_cover (&border, &sheet, 1.0);
      assert_frame (&border.frames[0], &shape.box, 1.0 + 2.0 * shape.ragged);
    }
}

static void
check_one (const Sheet *sheet, const Shape *shape)
{
  g_auto (Border) border = find (sheet, 1);

  g_test_message ("%d x %d, picture %.1f x %.1f at %.2f", sheet->width, sheet->height,
                  shape->box.width, shape->box.height, shape->box.angle);
  g_assert_cmpint (border.n_frames, ==, 1);
  assert_cover (&border, sheet, 1.0);
  assert_frame (&border.frames[0], &shape->box, 1.0);
}

static void
test_askew (void)
{
  for (gint i = 0; i < 6; i++)
    {
      g_auto (Sheet) sheet = { 0 };
      Shape shape;

      sheet_init_askew (&sheet, &shape);
      check_one (&sheet, &shape);
    }
}

static void
test_part (void)
{
  static const Sides parts[] = { ALL_SIDES - SIDE_LEFT,  ALL_SIDES - SIDE_TOP,
                                 ALL_SIDES - SIDE_RIGHT, ALL_SIDES - SIDE_BOTTOM,
                                 SIDE_LEFT | SIDE_RIGHT, SIDE_TOP | SIDE_BOTTOM };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_auto (Sheet) sheet = { 0 };
      Shape shape;

      sheet_init_part (&sheet, &shape, parts[i]);
      check_one (&sheet, &shape);
    }
}

/* Each print once, in any order. */
static void
test_prints (gconstpointer have_borders)
{
  for (gint i = 0; i < 6; i++)
    {
      g_auto (Sheet) sheet   = { 0 };
      g_auto (Border) border = { 0 };
      Shape shapes[BORDER_MAX_FRAMES];
      gint  n = sheet_init_prints (&sheet, shapes, GPOINTER_TO_INT (have_borders));

      border = find (&sheet, 1);
      g_test_message ("%d x %d, %d prints", sheet.width, sheet.height, n);
      g_assert_cmpint (border.n_frames, ==, n);
      assert_cover (&border, &sheet, 1.0);
      for (gint k = 0; k < n; k++)
        {
          gint nearest = 0;

          for (gint j = 1; j < n; j++)
            if (hypot (border.frames[j].x - shapes[k].box.x, border.frames[j].y - shapes[k].box.y)
                < hypot (border.frames[nearest].x - shapes[k].box.x,
                         border.frames[nearest].y - shapes[k].box.y))
              nearest = j;
          assert_frame (&border.frames[nearest], &shapes[k].box, 1.0);
        }
    }
}

/* What the network sees of a dark oval on a light mat has nothing light. */
static void
test_corners (void)
{
  const ColorizeView view           = COLORIZE_VIEW_INIT;
  Shape              shape          = { .box     = { 250.0, 180.0, 380.0, 260.0, 0.0 },
                                        .corners = {
                    { 190.0, 130.0 }, { 190.0, 130.0 }, { 190.0, 130.0 }, { 190.0, 130.0 } } };
  g_auto (Sheet) sheet              = { 0 };
  g_auto (Border) border            = { 0 };
  g_autoptr (ColorizePhoto) photo   = colorize_photo_new (500, 360, NULL);
  g_autoptr (ColorizePhoto) picture = NULL;
  g_autoptr (Pool) pool             = pool_new (2, NULL);
  gint n_light                      = 0;

  sheet_init (&sheet, 500, 360, 90.0, 0.5, 0.0);
  sheet_draw (&sheet, &shape, 20.0);
  colorize_photo_add_rows (photo, sheet.luminance, sheet.height);
  g_assert_true (border_init (&border, pool, photo, &view, NULL));
  g_assert_nonnull (border.cover);

  picture = photo_new_picture (photo, &border.frames[0], pool, NULL);
  g_assert_true (photo_fill_corners (picture, photo, &border.frames[0], border.cover, pool, NULL));
  for (gint i = 0; i < picture->kept_width * picture->kept_height; i++)
    n_light += picture->luminance[i] > 60.0f;
  g_assert_cmpint (n_light, <=, 100);
}

static void
test_threads (void)
{
  g_auto (Sheet) sheet = { 0 };
  g_auto (Border) one  = { 0 };
  Shape shapes[BORDER_MAX_FRAMES];

  sheet_init_prints (&sheet, shapes, TRUE);
  one = find (&sheet, 1);
  g_assert_nonnull (one.cover);
  for (gint n_threads = 2; n_threads < 5; n_threads++)
    {
      g_auto (Border) many = find (&sheet, n_threads);
      gsize size           = sizeof (gfloat) * sheet.width * sheet.height;

      g_assert_cmpmem (many.frames, sizeof many.frames, one.frames, sizeof one.frames);
      g_assert_cmpmem (many.cover, size, one.cover, size);
    }
}

/* A ragged horizon under an even sky, and somebody before a plain wall. */
static void
test_traps (void)
{
  for (gint i = 0; i < 8; i++)
    {
      g_auto (Sheet) sheet = { 0 };
      Shape shape          = { 0 };

      sheet_init (&sheet, g_test_rand_int_range (300, 900), g_test_rand_int_range (300, 900), 85.0,
                  1.0, 8.0);
      if (i % 2)
        {
          shape.box    = (ColorizeFrame) { 0.5 * sheet.width, 0.9 * sheet.height, 1.2 * sheet.width,
                                           0.9 * sheet.height, 0.0 };
          shape.ragged = 0.05 * sheet.height;
        }
      else
        {
          shape.box = (ColorizeFrame) { 0.5 * sheet.width, 0.7 * sheet.height, 0.5 * sheet.width,
                                        sheet.height, 0.0 };
          for (gint corner = 0; corner < 4; corner++)
            {
              shape.corners[corner][0] = 0.25 * sheet.width;
              shape.corners[corner][1] = 0.5 * sheet.height;
            }
        }
      sheet_draw (&sheet, &shape, -1.0);
      assert_nothing (&sheet);
    }
}

/* Textures to the edge, gradients, what is uniform, and sizes that no picture has. */
static void
test_nothing (void)
{
  static const gint sizes[][2] = { { 1, 1 },   { 1, 700 },   { 700, 1 },   { 2, 3 },
                                   { 31, 33 }, { 2000, 60 }, { 50, 1500 }, { 640, 480 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gint kind = 0; kind < 5; kind++)
      {
        g_auto (Sheet) sheet = { 0 };
        gint  width          = sizes[i][0];
        gint  height         = sizes[i][1];
        Shape all = { .box = { width / 2.0, height / 2.0, width + 4.0, height + 4.0, 0.0 } };

        sheet_init (&sheet, width, height,
                    kind == 0   ? 100.0
                    : kind == 1 ? 0.0
                                : 80.0,
                    kind > 1 ? 1.0 : 0.0, kind == 3 ? 60.0 : 0.0);
        if (kind == 4)
          sheet_draw (&sheet, &all, -1.0);
        assert_nothing (&sheet);
      }
}

static ColorizeWeights *
load_weights (void)
{
  g_autoptr (WeightsRecipe) recipe = weights_recipe_new ("seed", "16", TRUE);
  g_autoptr (GFile) file           = NULL;
  ColorizeWeights *weights;
  GError          *error = NULL;

  weights_recipe_set (recipe, "working_size", "32");
  file    = weights_recipe_write (recipe);
  weights = colorize_weights_load (file, 1, NULL, &error);
  g_assert_no_error (error);
  g_file_delete (file, NULL, NULL);
  return weights;
}

/* a*b* of the whole sheet, and of the previews, which have to be without color where it is. */
static gfloat *
colorize (const Sheet *sheet, const ColorizeView *view)
{
  const ColorizeOptions options = {
    .saturation = 100.0, .warmth = 5.0, .tint = -4.0, .vividness = -1.0
  };
  g_autoptr (ColorizeWeights) weights = load_weights ();
  g_autoptr (ColorizePhoto) photo     = colorize_photo_new (sheet->width, sheet->height, NULL);
  g_autoptr (ColorizePrediction) prediction = NULL;
  g_autoptr (ColorizeChroma) chroma         = NULL;
  g_autofree gfloat *sketch                 = NULL;
  GError            *error                  = NULL;
  gfloat            *rows                   = g_new (gfloat, 2 * sheet->width * sheet->height);
  const gfloat      *kept;
  gint               width, height;

  colorize_photo_add_rows (photo, sheet->luminance, sheet->height);
  prediction = colorize_predict (weights, photo, view, 2, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  chroma = colorize_prediction_decode (prediction, &options, NULL, 2, &error);
  g_assert_no_error (error);
  colorize_chroma_lift (chroma, &options, sheet->luminance, 0, 0, sheet->width, sheet->height,
                        rows);

  kept = colorize_chroma_get_kept (chroma, &width, &height);
  sketch =
    colorize_prediction_sketch (prediction, &options, NULL, 2, sheet->width, sheet->height, NULL);
  g_assert_true (width == sheet->width && height == sheet->height);
  for (gint i = 0; i < 2 * width * height; i++)
    if (rows[i - i % 2] == 0.0f && rows[i - i % 2 + 1] == 0.0f)
      g_assert_true (kept[i] == 0.0f && sketch[i] == 0.0f);
  return rows;
}

/* How many pixels have color where they should have none, or have none where they should. */
static gint
count_wrong (const Sheet *sheet, const gfloat *rows, gboolean (*is_picture) (gint x, gint y))
{
  gint n = 0;

  for (gint y = 0; y < sheet->height; y++)
    for (gint x = 0; x < sheet->width; x++)
      {
        const gfloat *pixel = rows + 2 * (y * sheet->width + x);

        n += is_picture (x, y) != (hypot (pixel[0], pixel[1]) > 0.0);
      }
  return n;
}

static gboolean
is_in_given (gint x, gint y)
{
  return x >= 31 && y >= 17 && x < 300 - 43 && y < 200 - 29;
}

static gboolean
is_in_found (gint x, gint y)
{
  return x >= 40 && y >= 20 && x < 260 && y < 170;
}

/* Beside the pictures there is no color, whatever the settings of taste; inside it reaches to the edge. */
static void
test_color (void)
{
  const ColorizeView given = {
    .border = COLORIZE_BORDER_GIVEN, .left = 31, .top = 17, .right = 43, .bottom = 29
  };
  const ColorizeView found = COLORIZE_VIEW_INIT;
  const Shape        shape = { .box = { 150.0, 95.0, 220.0, 150.0, 0.0 } };
  g_auto (Sheet) sheet     = { 0 };
  g_autofree gfloat *rows  = NULL;
  g_autofree gfloat *more  = NULL;

  sheet_init (&sheet, 300, 200, 95.0, 0.5, 0.0);
  sheet_draw (&sheet, &shape, -1.0);
  rows = colorize (&sheet, &given);
  g_assert_cmpint (count_wrong (&sheet, rows, is_in_given), ==, 0);

  /* What is found may be off by a part of a pixel, at which there is a little color then. */
  more = colorize (&sheet, &found);
  g_assert_cmpint (count_wrong (&sheet, more, is_in_found), <=, 2 * (220 + 150) + 8);
  for (gint y = 0; y < 200; y++)
    for (gint x = 0; x < 300; x++)
      if (x < 39 || y < 19 || x > 260 || y > 170)
        g_assert_true (more[2 * (300 * y + x)] == 0.0f && more[2 * (300 * y + x) + 1] == 0.0f);
      else if (x > 40 && y > 20 && x < 259 && y < 169)
        g_assert_cmpfloat (hypot (more[2 * (300 * y + x)], more[2 * (300 * y + x) + 1]), >, 0.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (Kind kind = 0; kind < N_SHEET_KINDS; kind++)
    {
      g_autofree gchar *path = g_strconcat ("/border/", sheet_get_kind_name (kind), NULL);

      g_test_add_data_func (path, GINT_TO_POINTER (kind), test_kind);
    }
  g_test_add_func ("/border/askew", test_askew);
  g_test_add_func ("/border/part", test_part);
  g_test_add_data_func ("/border/prints", GINT_TO_POINTER (FALSE), test_prints);
  g_test_add_data_func ("/border/prints-with-borders", GINT_TO_POINTER (TRUE), test_prints);
  g_test_add_func ("/border/nothing", test_nothing);
  g_test_add_func ("/border/traps", test_traps);
  g_test_add_func ("/border/corners", test_corners);
  g_test_add_func ("/border/threads", test_threads);
  g_test_add_func ("/border/color", test_color);
  return g_test_run ();
}
