/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Motion, colors along it, and cuts, on pictures of our own.
 */

#include <math.h>
#include <string.h>

#include "steady/cuts.h"
#include "steady/motion.h"
#include "steady/steady.h"

#define N_WAVES 24

/* A picture that goes on for ever: a sum of waves, the long ones the strongest, as in nature. */
typedef struct
{
  gdouble x[N_WAVES], y[N_WAVES], phase[N_WAVES], height[N_WAVES];
} Waves;

static void
waves_init (Waves *waves)
{
  for (gint i = 0; i < N_WAVES; i++)
    {
      gdouble length = 6.0 * pow (2.0, 4.0 * i / N_WAVES);
      gdouble angle  = g_test_rand_double_range (0, 2 * G_PI);

      waves->x[i]      = 2 * G_PI / length * cos (angle);
      waves->y[i]      = 2 * G_PI / length * sin (angle);
      waves->height[i] = 4.0 * sqrt (length / 24.0);
      waves->phase[i]  = g_test_rand_double_range (0, 2 * G_PI);
    }
}

static gfloat
waves_get (const Waves *waves, gdouble x, gdouble y)
{
  gdouble sum = 0.0;

  for (gint i = 0; i < N_WAVES; i++)
    sum += waves->height[i] * sin (waves->x[i] * x + waves->y[i] * y + waves->phase[i]);
  return CLAMP (50.0 + sum, 0.0, 100.0);
}

static void
draw (const Waves *waves, gint height, gint width, gdouble dx, gdouble dy, gfloat *luminance)
{
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      luminance[y * width + x] = waves_get (waves, x + dx, y + dy);
}

static void
add_noise (gfloat *values, gsize n, gdouble amount)
{
  for (gsize i = 0; i < n; i++)
    values[i] += g_test_rand_double_range (-amount, amount);
}

static void
test_motion (void)
{
  for (gint i = 0; i < 8; i++)
    {
      gint    height = g_test_rand_int_range (60, 130), width = g_test_rand_int_range (60, 180);
      gsize   n  = (gsize) height * width;
      gdouble dx = g_test_rand_double_range (-9, 9), dy = g_test_rand_double_range (-9, 9);
      gdouble gain = g_test_rand_double_range (0.85, 1.15);
      Waves   waves;
      gint    n_right = 0, n_inside = 0, n_sure = 0, n_lost = 0, n_outside = 0;
      g_autofree gfloat       *luminance = g_new (gfloat, n);
      g_autofree gfloat       *residual  = g_new (gfloat, n);
      g_autofree gfloat       *returned  = g_new (gfloat, n);
      g_autofree MotionVector *vectors   = g_new (MotionVector, n);
      g_autofree MotionVector *back      = g_new (MotionVector, n);
      g_autofree guint8       *trust     = g_new (guint8, n);
      g_autoptr (MotionFrame) here       = NULL;
      g_autoptr (MotionFrame) there      = NULL;

      waves_init (&waves);
      draw (&waves, height, width, 0, 0, luminance);
      here = motion_frame_new (luminance, height, width);
      draw (&waves, height, width, -dx, -dy, luminance);
      for (gsize k = 0; k < n; k++)
        luminance[k] *= gain;
      add_noise (luminance, n, 1.0);
      there = motion_frame_new (luminance, height, width);
      motion_find (here, there, vectors, residual);
      motion_find (there, here, back, returned);
      motion_trust (vectors, residual, back, height, width, trust);

      for (gint y = 0; y < height; y++)
        for (gint x = 0; x < width; x++)
          {
            gsize    pixel  = (gsize) y * width + x;
            gboolean inside = x + dx > 4 && x + dx < width - 5 && y + dy > 4 && y + dy < height - 5;

            if (inside)
              {
                n_inside++;
                n_right += hypot (vectors[pixel].x / (gdouble) MOTION_UNIT - dx,
                                  vectors[pixel].y / (gdouble) MOTION_UNIT - dy)
                           < 0.3;
                n_sure += trust[pixel] > 200;
              }
            else if (x + dx < -2 || x + dx > width + 1 || y + dy < -2 || y + dy > height + 1)
              {
                n_outside++;
                n_lost += trust[pixel] < 128;
              }
          }
      g_test_message ("%d x %d by %.2f, %.2f: right %d and sure %d of %d, lost %d of %d", width,
                      height, dx, dy, n_right, n_sure, n_inside, n_lost, n_outside);
      g_assert_cmpint (n_right, >, 0.9 * n_inside);
      g_assert_cmpint (n_sure, >, 0.9 * n_inside);
      g_assert_cmpint (n_lost, >=, 0.9 * n_outside);
    }
}

/* A block of its own texture and color goes over another one. */
static void
test_steady (void)
{
  const gint         height = 72, width = 101, n_frames = 20, side = 24;
  const gfloat       colors[2][2] = { { 20.0f, -12.0f }, { -15.0f, 25.0f } };
  gsize              n            = (gsize) height * width;
  gdouble            errors[2] = { 0 }, changes[2] = { 0 }, uncovered[2] = { 0 };
  gint               n_uncovered = 0;
  Waves              behind, before;
  g_autofree gfloat *luminance = g_new (gfloat, n);
  g_autofree gfloat *net       = g_new (gfloat, n_frames * 2 * n);
  g_autofree gfloat *film      = g_new (gfloat, 2 * n);
  g_autofree gfloat *last      = g_new (gfloat, 2 * n);
  g_autofree gfloat *in_one    = g_new (gfloat, n_frames * 2 * n);

  waves_init (&behind);
  waves_init (&before);
  for (gint n_threads = 1; n_threads <= 3; n_threads++)
    {
      g_autoptr (Pool) pool     = pool_new (n_threads, NULL);
      g_autoptr (Steady) steady = steady_new (height, width);

      for (gint t = 0; t < n_frames; t++)
        {
          for (gint y = 0; y < height; y++)
            for (gint x = 0; x < width; x++)
              {
                gint     left      = 8 + 3 * t;
                gboolean is_object = x >= left && x < left + side && y >= 20 && y < 20 + side;
                gsize    pixel     = (gsize) y * width + x;

                luminance[pixel] = is_object ? waves_get (&before, x - left, y)
                                             : waves_get (&behind, x + 0.6 * t, y - 0.3 * t);
                for (gint c = 0; c < 2 && n_threads == 1; c++)
                  net[t * 2 * n + 2 * pixel + c] =
                    colors[is_object][c] + g_test_rand_double_range (-8, 8);
              }
          g_assert_true (steady_add (steady, luminance, net + t * 2 * n, t == 0));
        }
      g_assert_true (steady_run (steady, pool));

      for (gint t = 0; t < n_frames; t++)
        {
          steady_get (steady, t, film);
          if (n_threads == 1)
            memcpy (in_one + t * 2 * n, film, 2 * n * sizeof *film);
          /* The same on any number of threads. */
          g_assert_cmpmem (in_one + t * 2 * n, 2 * n * sizeof *film, film, 2 * n * sizeof *film);

          for (gint y = 3; y < height - 3 && n_threads == 1; y++)
            for (gint x = 3; x < width - 3; x++)
              {
                gint     left      = 8 + 3 * t;
                gsize    i         = 2 * ((gsize) y * width + x);
                gboolean is_object = x >= left && x < left + side && y >= 20 && y < 20 + side;
                gboolean was       = x >= left - 9 && x < left - 2 && y >= 22 && y < 18 + side;
                gdouble  found =
                  hypot (film[i] - colors[is_object][0], film[i + 1] - colors[is_object][1]);
                gdouble said = hypot (net[t * 2 * n + i] - colors[is_object][0],
                                      net[t * 2 * n + i + 1] - colors[is_object][1]);

                errors[0] += said;
                errors[1] += found;
                if (was && t > 3)
                  {
                    uncovered[0] += said;
                    uncovered[1] += found;
                    n_uncovered++;
                  }
                if (t > 0)
                  {
                    changes[0] += hypot (net[t * 2 * n + i] - net[(t - 1) * 2 * n + i],
                                         net[t * 2 * n + i + 1] - net[(t - 1) * 2 * n + i + 1]);
                    changes[1] += hypot (film[i] - last[i], film[i + 1] - last[i + 1]);
                  }
              }
          memcpy (last, film, 2 * n * sizeof *film);
        }
    }

  g_test_message ("error %.3f of the frames', change %.3f, where it was uncovered %.3f",
                  errors[1] / errors[0], changes[1] / changes[0], uncovered[1] / uncovered[0]);
  g_assert_cmpint (n_uncovered, >, 100);
  g_assert_cmpfloat (errors[1], <, 0.4 * errors[0]);
  g_assert_cmpfloat (changes[1], <, 0.3 * changes[0]);
  /* A trail would have the other color, which is four times as far away as the noise. */
  g_assert_cmpfloat (uncovered[1], <, uncovered[0]);
}

/* What is dropped does not change what follows. */
static void
test_window (void)
{
  const gint         height = 40, width = 57, n_frames = 12;
  gsize              n = (gsize) height * width;
  Waves              waves;
  g_autofree gfloat *luminance = g_new (gfloat, n);
  g_autofree gfloat *chroma    = g_new0 (gfloat, 2 * n);
  g_autofree gfloat *found     = g_new (gfloat, 2 * n);
  g_autoptr (Pool) pool        = pool_new (2, NULL);
  g_autoptr (Steady) whole     = steady_new (height, width);
  g_autoptr (Steady) parts     = steady_new (height, width);

  waves_init (&waves);
  for (gint t = 0; t < n_frames; t++)
    {
      draw (&waves, height, width, t, 0, luminance);
      add_noise (chroma, 2 * n, 5.0);
      g_assert_true (steady_add (whole, luminance, chroma, FALSE));
      g_assert_true (steady_add (parts, luminance, chroma, FALSE));
      if (t == 5)
        {
          g_assert_true (steady_run (parts, pool));
          steady_drop (parts, 4);
        }
    }
  g_assert_true (steady_run (whole, pool) && steady_run (parts, pool));
  for (gint t = 4; t < n_frames; t++)
    {
      steady_get (whole, t, chroma);
      steady_get (parts, t - 4, found);
      g_assert_cmpmem (chroma, 2 * n * sizeof *chroma, found, 2 * n * sizeof *found);
    }
}

static void
test_cuts (void)
{
  for (gint i = 0; i < 6; i++)
    {
      gint       height = g_test_rand_int_range (40, 112), width = g_test_rand_int_range (60, 180);
      gsize      n      = (gsize) height * width;
      gint       first  = g_test_rand_int_range (30, 50);
      gint       middle = first + g_test_rand_int_range (45, 60);
      gint       length = g_test_rand_int_range (12, 28);
      gint       flash  = first - 12;
      Waves      scenes[3];
      guint      n_cuts;
      const Cut *found;
      g_autofree gfloat *luminance = g_new (gfloat, n);
      g_autofree gfloat *other     = g_new (gfloat, n);
      g_autoptr (Cuts) cuts        = cuts_new (height, width);

      for (gint k = 0; k < 3; k++)
        waves_init (&scenes[k]);
      for (gint t = 0; t < middle + 40; t++)
        {
          gdouble share = CLAMP ((t - middle) / (gdouble) length + 0.5, 0.0, 1.0);

          draw (&scenes[t < first ? 0 : 1], height, width, 0.3 * t, 0.1 * t, luminance);
          draw (&scenes[2], height, width, -0.1 * t, 0, other);
          for (gsize k = 0; k < n; k++)
            luminance[k] += share * (other[k] - luminance[k]);
          for (gsize k = 0; k < n && t == flash; k++)
            luminance[k] = 95.0f + luminance[k] / 40.0f;
          add_noise (luminance, n, 4.0);
          cuts_add (cuts, luminance);
        }
      cuts_end (cuts);
      found = cuts_get (cuts, &n_cuts);
      for (guint k = 0; k < n_cuts; k++)
        g_test_message ("cut at %d, dissolve about %d over %d: found %d (%d)", first, middle,
                        length, (gint) found[k].frame, found[k].dissolve);
      g_assert_cmpint (n_cuts, ==, 2);
      g_assert_cmpint (found[0].frame, ==, first);
      g_assert_cmpint (found[0].dissolve, ==, 0);
      g_assert_cmpint (ABS (found[1].frame - middle), <=, length / 2);
      g_assert_cmpint (found[1].dissolve, >, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/film/motion", test_motion);
  g_test_add_func ("/film/steady", test_steady);
  g_test_add_func ("/film/window", test_window);
  g_test_add_func ("/film/cuts", test_cuts);
  return g_test_run ();
}
