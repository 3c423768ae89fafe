/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lift on made-up photos: what is known of their true chroma must come back.
 */

#include <math.h>
#include <string.h>

#include "picture/lift.h"
#include "picture/prediction.h"

static const ColorizeOptions options = COLORIZE_OPTIONS_INIT;

typedef struct
{
  gint    height;
  gint    width;
  gfloat *luminance; /* [height][width] */
  gfloat *chroma;    /* [height][width][2] */
} Scene;

static void
scene_clear (Scene *scene)
{
  g_free (scene->luminance);
  g_free (scene->chroma);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scene, scene_clear)

/* Discs of other lightness and color than what is around them, cut by a slanting line. */
static void
scene_init (Scene *scene, gint height, gint width)
{
  scene->height    = height;
  scene->width     = width;
  scene->luminance = g_new (gfloat, height * width);
  scene->chroma    = g_new (gfloat, 2 * height * width);

  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      {
        gdouble  u         = (x + 0.5) / width * 6.0;
        gdouble  v         = (y + 0.5) / height * 4.0;
        gboolean in_disc   = hypot (u - floor (u) - 0.5, v - floor (v) - 0.5) < 0.37;
        gboolean is_beyond = u > 1.3 * v;
        gint     i         = y * width + x;

        scene->luminance[i]      = 30.0f + 30.0f * in_disc + 15.0f * is_beyond;
        scene->chroma[2 * i]     = -10.0f + 35.0f * in_disc;
        scene->chroma[2 * i + 1] = 20.0f * is_beyond;
      }
}

/* The scene's chroma, reduced and lifted along `luminance`. */
static gfloat *
reduce_and_lift (const Scene  *scene,
                 const gfloat *luminance,
                 gint          height,
                 gint          width,
                 gint          n_threads,
                 gfloat       *small)
{
  g_autoptr (Pool) pool             = pool_new (n_threads, NULL);
  g_autoptr (ColorizePhoto) photo   = colorize_photo_new (scene->width, scene->height, NULL);
  g_autoptr (ColorizeChroma) chroma = NULL;
  gfloat *lifted                    = g_new (gfloat, 2 * scene->height * scene->width);

  colorize_photo_add_rows (photo, luminance, scene->height);
  resample_map (pool, scene->chroma, scene->height, scene->width, 2, RESAMPLE_LINEAR, height, width,
                small);
  chroma = chroma_new (pool, photo, small, height, width);
  colorize_chroma_lift (chroma, &options, luminance, 0, 0, scene->width, scene->height, lifted);
  return lifted;
}

static gdouble
get_rmse (const gfloat *one, const gfloat *other, gint n_values)
{
  gdouble sum = 0.0;

  for (gint i = 0; i < n_values; i++)
    sum += (one[i] - other[i]) * (one[i] - other[i]);
  return sqrt (sum / n_values);
}

/* Where colors change with lightness, most of what linear interpolation blurs comes back. */
static void
test_edges (void)
{
  g_auto (Scene) scene = { 0 };
  gfloat             small[2 * 40 * 60];
  g_autofree gfloat *lifted  = NULL;
  g_autofree gfloat *linear  = g_new (gfloat, 2 * 320 * 480);
  g_autofree gfloat *reduced = g_new (gfloat, 2 * 40 * 60);

  scene_init (&scene, 320, 480);
  lifted = reduce_and_lift (&scene, scene.luminance, 40, 60, 2, small);
  resample_map (NULL, small, 40, 60, 2, RESAMPLE_LINEAR, 320, 480, linear);
  g_assert_cmpfloat (get_rmse (lifted, scene.chroma, 2 * 320 * 480), <,
                     0.7 * get_rmse (linear, scene.chroma, 2 * 320 * 480));

  /* And the color of each place, on average, is what was given for it. */
  resample_map (NULL, lifted, 320, 480, 2, RESAMPLE_LINEAR, 40, 60, reduced);
  g_assert_cmpfloat (get_rmse (reduced, small, 2 * 40 * 60), <, 1.5);
}

/* However strong the luminance's detail, chroma stays within that of the 3 x 3 small pixels around it
 * and three tenths of its range. */
static void
test_overshoot (void)
{
  g_autoptr (Pool) pool = pool_new (1, NULL);
  gfloat luminance[9 * 11];
  gfloat chroma[2 * 9 * 11];
  gfloat detail[18 * 22];
  gfloat lifted[2 * 18 * 22];
  g_autoptr (LiftStep) step = NULL;

  for (gint i = 0; i < 9 * 11; i++)
    {
      luminance[i]      = g_test_rand_double_range (0.0, 100.0);
      chroma[2 * i]     = luminance[i];
      chroma[2 * i + 1] = 30.0f - 0.5f * luminance[i];
    }
  for (gint i = 0; i < 18 * 22; i++)
    detail[i] = g_test_rand_bit () ? 0.0f : 100.0f;

  step = lift_step_new (pool, chroma, luminance, 9, 11, 18, 22);
  lift_step_run (step, detail, 0, 0, 22, 18, lifted);

  for (gint i = 0; i < 2 * 18 * 22; i++)
    {
      gint    y    = i / 44 / 2;
      gint    x    = i % 44 / 4;
      gdouble low  = INFINITY;
      gdouble high = -INFINITY;

      for (gint row = MAX (y - 1, 0); row <= MIN (y + 1, 8); row++)
        for (gint column = MAX (x - 1, 0); column <= MIN (x + 1, 10); column++)
          {
            gdouble value = chroma[2 * (11 * row + column) + i % 2];

            low  = MIN (low, value);
            high = MAX (high, value);
          }
      g_assert_cmpfloat (lifted[i], >=, low - 0.3 * (high - low) - 1e-3);
      g_assert_cmpfloat (lifted[i], <=, high + 0.3 * (high - low) + 1e-3);
    }
}

/* Grain has no color: where there is one color, there stays one, and elsewhere the result is still
 * better than without the luminance. */
static void
test_grain (void)
{
  g_auto (Scene) scene = { 0 };
  gfloat             small[2 * 40 * 60];
  gfloat             flat[2 * 40 * 60];
  g_autofree gfloat *lifted    = NULL;
  g_autofree gfloat *unchanged = NULL;
  g_autofree gfloat *linear    = g_new (gfloat, 2 * 320 * 480);
  g_autofree gfloat *luminance = g_new (gfloat, 320 * 480);

  scene_init (&scene, 320, 480);
  for (gint i = 0; i < 320 * 480; i++)
    luminance[i] = scene.luminance[i] + g_test_rand_double_range (-8.6, 8.6); /* deviation: 5 */

  lifted = reduce_and_lift (&scene, luminance, 40, 60, 2, small);
  resample_map (NULL, small, 40, 60, 2, RESAMPLE_LINEAR, 320, 480, linear);
  g_assert_cmpfloat (get_rmse (lifted, scene.chroma, 2 * 320 * 480), <,
                     0.8 * get_rmse (linear, scene.chroma, 2 * 320 * 480));

  for (gint i = 0; i < 2 * 320 * 480; i++)
    scene.chroma[i] = i % 2 ? 12.0f : -7.0f;
  unchanged = reduce_and_lift (&scene, luminance, 40, 60, 2, flat);
  for (gint i = 0; i < 2 * 320 * 480; i++)
    g_assert_cmpfloat_with_epsilon (unchanged[i], scene.chroma[i], 1e-3);
}

static void
test_threads (void)
{
  g_auto (Scene) scene = { 0 };
  gfloat             small[2 * 27 * 41];
  g_autofree gfloat *alone = NULL;

  scene_init (&scene, 211, 333);
  alone = reduce_and_lift (&scene, scene.luminance, 27, 41, 1, small);
  for (gint n_threads = 2; n_threads <= 5; n_threads++)
    {
      g_autofree gfloat *lifted =
        reduce_and_lift (&scene, scene.luminance, 27, 41, n_threads, small);

      g_assert_cmpmem (lifted, sizeof (gfloat) * 2 * 211 * 333, alone,
                       sizeof (gfloat) * 2 * 211 * 333);
    }
}

/* Photos smaller than their chroma, of one row or column, of odd and of extreme shapes. */
static void
test_odd_sizes (void)
{
  static const gint sizes[][4] = { { 1, 1, 28, 28 },    { 1, 5000, 8, 112 }, { 5000, 1, 112, 8 },
                                   { 20, 300, 28, 28 }, { 2, 2, 1, 1 },      { 77, 131, 1, 1 },
                                   { 57, 43, 28, 21 },  { 3, 3, 3, 3 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const gint *size          = sizes[i];
      g_auto (Scene) scene      = { 0 };
      g_autofree gfloat *small  = g_new (gfloat, 2 * size[2] * size[3]);
      g_autofree gfloat *lifted = NULL;

      scene_init (&scene, size[0], size[1]);
      lifted = reduce_and_lift (&scene, scene.luminance, size[2], size[3], 2, small);
      for (gint k = 0; k < 2 * size[0] * size[1]; k++)
        g_assert_true (isfinite (lifted[k]) && fabsf (lifted[k]) < 60.0f);
    }
}

/* The same picture at three sizes, the largest of them reduced while it is read: the same colors. */
static void
test_any_size (void)
{
  static const gint  widths[]  = { 600, 1200, 3000 };
  g_autofree gfloat *reduced   = g_new (gfloat, 2 * 100 * 150);
  g_autofree gfloat *smaller   = g_new (gfloat, 2 * 100 * 150);
  g_autofree gfloat *small_map = g_new (gfloat, 2 * 28 * 42);

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      g_auto (Scene) scene      = { 0 };
      gint               height = widths[i] * 2 / 3;
      g_autofree gfloat *lifted = NULL;

      scene_init (&scene, height, widths[i]);
      lifted = reduce_and_lift (&scene, scene.luminance, 28, 42, 2, small_map);
      resample_map (NULL, lifted, height, widths[i], 2, RESAMPLE_LINEAR, 100, 150, reduced);
      if (i > 0)
        g_assert_cmpfloat (get_rmse (reduced, smaller, 2 * 100 * 150), <, 1.0);
      memcpy (smaller, reduced, sizeof (gfloat) * 2 * 100 * 150);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lift/edges", test_edges);
  g_test_add_func ("/lift/overshoot", test_overshoot);
  g_test_add_func ("/lift/grain", test_grain);
  g_test_add_func ("/lift/threads", test_threads);
  g_test_add_func ("/lift/odd-sizes", test_odd_sizes);
  g_test_add_func ("/lift/any-size", test_any_size);

  return g_test_run ();
}
