/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include <string.h>

#include <babl/babl.h>

#include "cielab.h"
#include "map/reach.h"
#include "picture/prediction.h"

static ColorizeWeights *weights;

/* A photo, its colors, and what hints make of them. */
typedef struct
{
  gint                width;
  gint                height;
  gfloat             *luminance; /* [height][width] */
  ColorizePrediction *prediction;
  ColorizeHints      *hints;
} Scene;

static void
scene_init (Scene *scene, gint width, gint height)
{
  scene->width      = width;
  scene->height     = height;
  scene->luminance  = g_new (gfloat, (gsize) width * height);
  scene->prediction = NULL;
  scene->hints      = colorize_hints_new (width, height, NULL);
}

static void
scene_clear (Scene *scene)
{
  g_free (scene->luminance);
  colorize_prediction_free (scene->prediction);
  colorize_hints_unref (scene->hints);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scene, scene_clear)

/* Two surfaces, of 40 and 50 L* and some grain, on either side of a line through the middle. */
static gboolean
is_right (const Scene *scene, gdouble angle, gint x, gint y)
{
  return (x + 0.5 - scene->width / 2.0) * cos (angle)
           + (y + 0.5 - scene->height / 2.0) * sin (angle)
         > 0.0;
}

static void
scene_draw (Scene *scene, gdouble angle, gdouble contrast, gdouble grain)
{
  for (gint y = 0; y < scene->height; y++)
    for (gint x = 0; x < scene->width; x++)
      scene->luminance[(gsize) y * scene->width + x] =
        40.0 + (is_right (scene, angle, x, y) ? contrast : 0.0)
        + (grain > 0.0 ? g_test_rand_double_range (-grain, grain) : 0.0);
}

static void
scene_predict (Scene *scene, ColorizeBorder border)
{
  ColorizeView view               = COLORIZE_VIEW_INIT;
  g_autoptr (ColorizePhoto) photo = colorize_photo_new (scene->width, scene->height, NULL);

  view.border = border;
  view.level  = COLORIZE_LEVEL_NO;
  colorize_photo_add_rows (photo, scene->luminance, scene->height);
  scene->prediction = colorize_predict (weights, photo, &view, 2, NULL, NULL, NULL, NULL);
  g_assert_nonnull (scene->prediction);
}

/* a*b* of the whole photo, to be freed. */
static gfloat *
color (const Scene *scene, ColorizeHints *hints, const ColorizeOptions *options, gint n_threads)
{
  const ColorizeOptions usual       = COLORIZE_OPTIONS_INIT;
  gfloat               *rows        = g_new (gfloat, 2 * (gsize) scene->width * scene->height);
  g_autoptr (ColorizeChroma) chroma = NULL;

  options = options ? options : &usual;
  chroma  = colorize_prediction_decode (scene->prediction, options, hints, n_threads, NULL);
  g_assert_nonnull (chroma);
  colorize_chroma_lift (chroma, options, scene->luminance, 0, 0, scene->width, scene->height, rows);
  for (gsize i = 0; i < 2 * (gsize) scene->width * scene->height; i++)
    g_assert_true (isfinite (rows[i]) && fabsf (rows[i]) < 300.0f);
  return rows;
}

static gdouble
get_difference (const Scene *scene, const gfloat *rows, gint x, gint y, gdouble a, gdouble b)
{
  gsize        pixel  = (gsize) y * scene->width + x;
  const gfloat one[]  = { scene->luminance[pixel], a, b };
  const gfloat made[] = { scene->luminance[pixel], rows[2 * pixel], rows[2 * pixel + 1] };

  return cielab_get_difference (one, made);
}

/* How far the colors of a place have moved. */
static gdouble
get_change (const Scene *scene, const gfloat *one, const gfloat *other, gint x, gint y)
{
  gsize pixel = (gsize) y * scene->width + x;

  return hypot (one[2 * pixel] - other[2 * pixel], one[2 * pixel + 1] - other[2 * pixel + 1]);
}

static void
paint (ColorizeHints *hints,
       gint           width,
       gint           height,
       gdouble        a,
       gdouble        b,
       gdouble        weight,
       gboolean (*is_painted) (gint x, gint y))
{
  g_autofree gfloat *row = g_new (gfloat, 3 * width);

  for (gint y = 0; y < height; y++)
    {
      for (gint x = 0; x < width; x++)
        {
          row[3 * x]     = a;
          row[3 * x + 1] = b;
          row[3 * x + 2] = ! is_painted || is_painted (x, y) ? weight : 0.0;
        }
      colorize_hints_add_rows (hints, row, 1);
    }
}

static void
test_dot (void)
{
  for (gint i = 0; i < 24; i++)
    {
      gint    size            = 1 << g_test_rand_int_range (0, 11);
      gdouble a               = g_test_rand_double_range (-50.0, 50.0);
      gdouble b               = g_test_rand_double_range (-50.0, 50.0);
      g_auto (Scene) scene    = { 0 };
      g_autofree gfloat *rows = NULL;
      gint               x, y;

      scene_init (&scene, g_test_rand_int_range (1, size + 1), g_test_rand_int_range (1, size + 1));
      scene_draw (&scene, g_test_rand_double_range (0.0, 6.0), 10.0, i % 3);
      scene_predict (&scene, COLORIZE_BORDER_NONE);
      x = g_test_rand_int_range (0, scene.width);
      y = g_test_rand_int_range (0, scene.height);
      colorize_hints_add_dot (scene.hints, x + 0.5, y + 0.5, i % 2 ? 0.1 : size / 200.0, a, b);
      rows = color (&scene, scene.hints, NULL, 2);
      g_test_message ("%d x %d: %g", scene.width, scene.height,
                      get_difference (&scene, rows, x, y, a, b));
      g_assert_cmpfloat (get_difference (&scene, rows, x, y, a, b), <=, 2.0);
    }
}

/* One dot is enough for all of its surface, and for nothing beyond. */
static void
test_edge (void)
{
  for (gint i = 0; i < 16; i++)
    {
      gdouble angle = g_test_rand_double_range (0.0, 2.0 * G_PI);
      gdouble worst = 0.0;
      gdouble near;
      g_auto (Scene) scene     = { 0 };
      g_autofree gfloat *plain = NULL;
      g_autofree gfloat *rows  = NULL;
      gint               x, y;

      scene_init (&scene, g_test_rand_int_range (100, 1500), g_test_rand_int_range (100, 1500));
      scene_draw (&scene, angle, 10.0, 0.5 * (i % 2));
      scene_predict (&scene, COLORIZE_BORDER_NONE);
      /* Far from the edge, or so near that a pixel of the small map is on both sides. */
      near = i % 4 < 2 ? 0.25 * MIN (scene.width, scene.height) : 3.0;
      x    = scene.width / 2.0 - near * cos (angle);
      y    = scene.height / 2.0 - near * sin (angle);
      colorize_hints_add_dot (scene.hints, x + 0.5, y + 0.5, near / 3.0, 50.0, 20.0);
      plain = color (&scene, NULL, NULL, 2);
      rows  = color (&scene, scene.hints, NULL, 2);

      for (y = 0; y < scene.height; y++)
        for (x = 0; x < scene.width; x++)
          {
            gdouble distance = (x + 0.5 - scene.width / 2.0) * cos (angle)
                               + (y + 0.5 - scene.height / 2.0) * sin (angle);

            /* Grain is taken out over 3 x 3 pixels, and so is a corner. */
            if (distance > 3.0)
              worst = MAX (worst, get_change (&scene, plain, rows, x, y));
            else if (distance < -3.0 && (x + y) % 7 == 0)
              g_assert_cmpfloat (get_difference (&scene, rows, x, y, 50.0, 20.0), <, 20.0);
          }
      g_test_message ("%d x %d, angle %g: %g", scene.width, scene.height, angle, worst);
      g_assert_cmpfloat (worst, <=, 2.0);
    }
}

/* A dot on a wire that is thinner than a pixel of the small map: what is behind it stays. */
static void
test_wire (void)
{
  for (gint i = 0; i < 6; i++)
    {
      g_auto (Scene) scene     = { 0 };
      g_autofree gfloat *plain = NULL;
      g_autofree gfloat *rows  = NULL;
      gint               middle;

      scene_init (&scene, g_test_rand_int_range (900, 1000), g_test_rand_int_range (900, 1000));
      middle = scene.height / 2 + i;
      scene_draw (&scene, 0.0, 0.0, 0.5);
      for (gint k = 0; k < 2 * scene.width; k++)
        scene.luminance[middle * scene.width + k] += 20.0f;
      scene_predict (&scene, COLORIZE_BORDER_NONE);
      colorize_hints_add_dot (scene.hints, 400.5, middle + 1.0, 1.0, 50.0, 20.0);
      plain = color (&scene, NULL, NULL, 2);
      rows  = color (&scene, scene.hints, NULL, 2);
      g_assert_cmpfloat (get_difference (&scene, rows, 400, middle, 50.0, 20.0), <=, 2.0);
      for (gint y = 0; y < scene.height; y++)
        for (gint x = 0; x < scene.width; x++)
          if (y < middle - 3 || y > middle + 4)
            g_assert_cmpfloat (get_change (&scene, plain, rows, x, y), <=, 2.0);
    }
}

static gboolean
is_left_part (gint x, gint y)
{
  return x < 100;
}

static void
test_gray (void)
{
  g_auto (Scene) scene    = { 0 };
  g_autofree gfloat *rows = NULL;

  scene_init (&scene, 300, 240);
  scene_draw (&scene, 0.0, 30.0, 4.0);
  scene_predict (&scene, COLORIZE_BORDER_NONE);
  paint (scene.hints, 300, 240, 0.0, 0.0, 1.0, is_left_part);
  rows = color (&scene, scene.hints, NULL, 2);
  for (gint y = 0; y < 240; y++)
    for (gint x = 0; x < 100; x++)
      g_assert_cmpfloat (hypot (rows[2 * (y * 300 + x)], rows[2 * (y * 300 + x) + 1]), <, 0.5);
}

/* Paint of any weight, over all of a photo, goes just so far. */
static void
test_weight (void)
{
  for (gint i = 0; i <= 10; i++)
    {
      g_auto (Scene) scene     = { 0 };
      g_autofree gfloat *plain = NULL;
      g_autofree gfloat *rows  = NULL;

      scene_init (&scene, g_test_rand_int_range (1, 700), g_test_rand_int_range (1, 700));
      scene_draw (&scene, 1.0, 30.0, 3.0);
      scene_predict (&scene, COLORIZE_BORDER_NONE);
      paint (scene.hints, scene.width, scene.height, -20.0, 30.0, i / 10.0, NULL);
      plain = color (&scene, NULL, NULL, 2);
      rows  = color (&scene, scene.hints, NULL, 2);
      for (gint k = 0; k < scene.width * scene.height; k++)
        {
          g_assert_cmpfloat_with_epsilon (rows[2 * k],
                                          plain[2 * k] + i / 10.0 * (-20.0 - plain[2 * k]), 1.0);
          g_assert_cmpfloat_with_epsilon (
            rows[2 * k + 1], plain[2 * k + 1] + i / 10.0 * (30.0 - plain[2 * k + 1]), 1.0);
        }
    }
}

/* Strong paint goes over weak: a dress in a faded photo. */
static void
test_strong_over_weak (void)
{
  g_auto (Scene) scene    = { 0 };
  g_autofree gfloat *rows = NULL;

  scene_init (&scene, 500, 400);
  scene_draw (&scene, 0.0, 20.0, 0.5);
  scene_predict (&scene, COLORIZE_BORDER_NONE);
  paint (scene.hints, 500, 400, -20.0, 30.0, 0.3, NULL);
  colorize_hints_add_dot (scene.hints, 100.0, 200.0, 3.0, 50.0, 20.0);
  rows = color (&scene, scene.hints, NULL, 2);
  g_assert_cmpfloat (get_difference (&scene, rows, 100, 200, 50.0, 20.0), <, 2.0);
  g_assert_cmpfloat (get_difference (&scene, rows, 150, 100, 50.0, 20.0), <, 6.0);
  g_assert_cmpfloat (get_difference (&scene, rows, 400, 200, 50.0, 20.0), >, 20.0);
}

static void
test_erased (void)
{
  for (gint i = 0; i < 8; i++)
    {
      g_auto (Scene) scene     = { 0 };
      g_autofree gfloat *plain = NULL;
      g_autofree gfloat *rows  = NULL;
      gsize              size;

      scene_init (&scene, g_test_rand_int_range (1, 900), g_test_rand_int_range (1, 900));
      scene_draw (&scene, 1.0, 30.0, 3.0);
      scene_predict (&scene, i % 2 ? COLORIZE_BORDER_NONE : COLORIZE_BORDER_AUTO);
      paint (scene.hints, scene.width, scene.height, 10.0, NAN, 0.0, NULL);
      paint (scene.hints, scene.width, scene.height, 10.0, NAN, 1.0, NULL);
      paint (scene.hints, scene.width, scene.height, 10.0, 1.0, NAN, NULL);
      plain = color (&scene, NULL, NULL, 2);
      rows  = color (&scene, scene.hints, NULL, 2);
      size  = 2 * (gsize) scene.width * scene.height * sizeof *rows;
      g_assert_cmpmem (rows, size, plain, size);
    }
}

static gboolean
is_speckled (gint x, gint y)
{
  return (x * 7919 + y * 104729) % 61 == 0;
}

static void
test_threads (void)
{
  g_auto (Scene) scene     = { 0 };
  g_autofree gfloat *alone = NULL;
  gsize              size  = 2 * 611 * 433 * sizeof *alone;

  scene_init (&scene, 611, 433);
  scene_draw (&scene, 1.0, 30.0, 3.0);
  scene_predict (&scene, COLORIZE_BORDER_NONE);
  paint (scene.hints, 611, 433, 40.0, -20.0, 0.7, is_speckled);
  colorize_hints_add_dot (scene.hints, 300.0, 200.0, 5.0, 0.0, 60.0);
  alone = color (&scene, scene.hints, NULL, 1);
  for (gint n_threads = 2; n_threads <= 8; n_threads++)
    {
      g_autofree gfloat *rows = color (&scene, scene.hints, NULL, n_threads);

      g_assert_cmpmem (rows, size, alone, size);
    }
}

/* Any size, any paint, anywhere. */
static void
test_any (void)
{
  for (gint i = 0; i < 40; i++)
    {
      g_auto (Scene) scene    = { 0 };
      g_autofree gfloat *rows = NULL;
      gint               side = i < 20 ? 4 : 300;

      scene_init (&scene, g_test_rand_int_range (1, side),
                  g_test_rand_int_range (1, i % 2 ? 4 : 300));
      scene_draw (&scene, i, g_test_rand_double_range (0.0, 60.0), i % 4 * 10.0);
      scene_predict (&scene, i % 3 ? COLORIZE_BORDER_NONE : COLORIZE_BORDER_AUTO);
      paint (scene.hints, scene.width, scene.height, g_test_rand_double_range (-1e3, 1e3), 20.0,
             g_test_rand_double_range (0.0, 1.5), i % 5 ? is_speckled : NULL);
      for (gint k = 0; k < 6; k++)
        colorize_hints_add_dot (scene.hints, g_test_rand_double_range (-50.0, 350.0),
                                g_test_rand_double_range (-50.0, 350.0),
                                g_test_rand_double_range (0.0, 40.0), 30.0, -1e9);
      rows = color (&scene, scene.hints, NULL, 2);
    }
}

/* The settings of taste are for the network's colors. */
static void
test_taste (void)
{
  ColorizeOptions options  = COLORIZE_OPTIONS_INIT;
  g_auto (Scene) scene     = { 0 };
  g_autofree gfloat *rows  = NULL;
  g_autofree gfloat *plain = NULL;

  scene_init (&scene, 400, 300);
  scene_draw (&scene, 0.0, 25.0, 1.0);
  scene_predict (&scene, COLORIZE_BORDER_NONE);
  colorize_hints_add_dot (scene.hints, 100.0, 150.0, 3.0, 40.0, 30.0);
  options.saturation = 0.0;
  rows               = color (&scene, scene.hints, &options, 2);
  g_assert_cmpfloat (get_difference (&scene, rows, 100, 150, 40.0, 30.0), <, 2.0);
  g_assert_cmpfloat (hypot (rows[2 * (150 * 400 + 350)], rows[2 * (150 * 400 + 350) + 1]), <, 0.1);

  options.saturation = 150.0;
  options.warmth     = 12.0;
  plain              = color (&scene, NULL, &options, 2);
  g_free (rows);
  rows = color (&scene, scene.hints, &options, 2);
  g_assert_cmpfloat (get_difference (&scene, rows, 100, 150, 40.0, 30.0), <, 2.0);
  g_assert_cmpfloat (get_change (&scene, rows, plain, 350, 150), <, 0.1);
}

/* A stroke of three pixels of 24 million, close to an edge: smaller than all that is kept of the photo. */
static gboolean
is_thin (gint x, gint y)
{
  return ABS (x - 2960) < 2 && ABS (y - 2000) < 300;
}

static void
test_thin_stroke (void)
{
  g_auto (Scene) scene     = { 0 };
  g_autofree gfloat *rows  = NULL;
  g_autofree gfloat *plain = NULL;
  gint64             begin, without;

  scene_init (&scene, 6000, 4000);
  scene_draw (&scene, 0.0, 10.0, 1.0);
  scene_predict (&scene, COLORIZE_BORDER_NONE);
  paint (scene.hints, 6000, 4000, 45.0, -15.0, 1.0, is_thin);
  begin   = g_get_monotonic_time ();
  plain   = color (&scene, NULL, NULL, 2);
  without = g_get_monotonic_time () - begin;
  begin   = g_get_monotonic_time ();
  rows    = color (&scene, scene.hints, NULL, 2);
  g_test_message ("%g s more", (g_get_monotonic_time () - begin - without) / 1e6);
  for (gint y = 1750; y < 2250; y += 10)
    {
      g_assert_cmpfloat (get_difference (&scene, rows, 2960, y, 45.0, -15.0), <, 2.0);
      g_assert_cmpfloat (get_difference (&scene, rows, 2700, y, 45.0, -15.0), <, 2.0);
      g_assert_cmpfloat (get_change (&scene, rows, plain, 3040, y), <, 2.0);
    }
}

/* Two prints on white paper: each has a hint, and so has the paper. */
static void
test_page (void)
{
  g_auto (Scene) scene          = { 0 };
  g_autofree gfloat    *plain   = NULL;
  g_autofree gfloat    *rows    = NULL;
  g_autofree gfloat    *sketch  = NULL;
  g_autofree gfloat    *held    = NULL;
  const ColorizeOptions options = COLORIZE_OPTIONS_INIT;
  gint                  n_frames;

  scene_init (&scene, 800, 500);
  for (gint y = 0; y < 500; y++)
    for (gint x = 0; x < 800; x++)
      scene.luminance[y * 800 + x] =
        y >= 60 && y < 440 && ((x >= 60 && x < 370) || (x >= 430 && x < 740))
          ? 50.0 + 6.0 * sin (0.03 * x) * cos (0.04 * y) + g_test_rand_double_range (-1.0, 1.0)
          : 97.0;
  scene_predict (&scene, COLORIZE_BORDER_AUTO);
  colorize_prediction_get_frames (scene.prediction, &n_frames);
  g_assert_cmpint (n_frames, ==, 2);
  colorize_hints_add_dot (scene.hints, 200.0, 250.0, 3.0, 50.0, 20.0);
  colorize_hints_add_dot (scene.hints, 600.0, 250.0, 3.0, -30.0, 30.0);
  colorize_hints_add_dot (scene.hints, 400.0, 30.0, 8.0, 0.0, -30.0);
  plain = color (&scene, NULL, NULL, 2);
  rows  = color (&scene, scene.hints, NULL, 2);
  g_assert_cmpfloat (get_difference (&scene, rows, 200, 250, 50.0, 20.0), <, 2.0);
  g_assert_cmpfloat (get_difference (&scene, rows, 600, 250, -30.0, 30.0), <, 2.0);
  g_assert_cmpfloat (get_difference (&scene, rows, 400, 30, 0.0, -30.0), <, 2.0);
  g_assert_cmpfloat (get_change (&scene, rows, plain, 400, 100), ==, 0.0);
  g_assert_cmpfloat (get_change (&scene, rows, plain, 440, 30), ==, 0.0);
  g_assert_cmpfloat (get_difference (&scene, rows, 150, 350, 50.0, 20.0), <, 8.0);
  g_assert_cmpfloat (get_difference (&scene, rows, 650, 350, -30.0, 30.0), <, 8.0);

  sketch = colorize_prediction_sketch (scene.prediction, &options, scene.hints, 2, 800, 500, &held);
  g_assert_cmpfloat (get_difference (&scene, sketch, 200, 250, 50.0, 20.0), <, 2.0);
  g_assert_cmpfloat (get_difference (&scene, sketch, 400, 30, 0.0, -30.0), <, 2.0);
  g_assert_cmpfloat (held[250 * 800 + 200], ==, 1.0f);
  g_assert_cmpfloat (held[100 * 800 + 400], ==, 0.0f);
}

/* What is known of the left end of a strip, at its right end. */
static gfloat
reach_end (gfloat rise, gfloat roughness)
{
  enum
  {
    HEIGHT = 20,
    WIDTH  = 40,
    N      = HEIGHT * WIDTH
  };
  gfloat strength[N] = { 0 };
  gfloat luminance[N], texture[N], chroma[2 * N] = { 0 }, reach[N];
  gint   source[N];

  for (gint i = 0; i < N; i++)
    {
      luminance[i] = 40.0f + rise * (i % WIDTH) / WIDTH;
      texture[i]   = roughness;
      strength[i]  = i % WIDTH == 0;
    }
  g_assert_true (reach_find (strength, luminance, texture, chroma, HEIGHT, WIDTH, reach, source));
  return reach[N / 2 + WIDTH - 1];
}

/* A sky is one thing however large it is, and so is its light and dark; among things with texture, what is far away or
 * much lighter is another one. */
static void
test_texture (void)
{
  g_assert_cmpfloat (reach_end (0.0f, 0.0f), >, 0.7f);
  g_assert_cmpfloat (reach_end (45.0f, 0.0f), >, 0.7f);
  g_assert_cmpfloat (reach_end (0.0f, 2.0f), <, 0.5f);
  g_assert_cmpfloat (reach_end (45.0f, 2.0f), <, 0.05f);
}

int
main (int argc, char **argv)
{
  g_autoptr (GFile) file = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  babl_init ();
  file    = g_file_new_for_path (g_getenv ("COLORIZE_DEFAULT_WEIGHTS"));
  weights = colorize_weights_load (file, 0, NULL, NULL);
  g_assert_nonnull (weights);

  g_test_add_func ("/hints/dot", test_dot);
  g_test_add_func ("/hints/edge", test_edge);
  g_test_add_func ("/hints/wire", test_wire);
  g_test_add_func ("/hints/gray", test_gray);
  g_test_add_func ("/hints/weight", test_weight);
  g_test_add_func ("/hints/strong-over-weak", test_strong_over_weak);
  g_test_add_func ("/hints/erased", test_erased);
  g_test_add_func ("/hints/threads", test_threads);
  g_test_add_func ("/hints/any", test_any);
  g_test_add_func ("/hints/taste", test_taste);
  g_test_add_func ("/hints/thin-stroke", test_thin_stroke);
  g_test_add_func ("/hints/texture", test_texture);
  g_test_add_func ("/hints/page", test_page);

  result = g_test_run ();
  colorize_weights_unref (weights);
  return result;
}
