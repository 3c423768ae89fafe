/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which pictures are taken for faded prints, and what is made of them.
 */

#include <math.h>

#include "picture/levels.h"
#include "map/median.h"

#define WIDTH  240
#define HEIGHT 180

/* What happens to L*: low + (high - low) (L* / 100)^gamma. */
typedef struct
{
  const gchar *name;
  gfloat       low, high;
  gfloat       gamma;
  gfloat       amount; /* of the whole leveling, that it gets without being asked at least */
} Fading;

/* A print that has become dark looks much like a photo that is. */
static const Fading fadings[] = { { "all of it", 35.0f, 75.0f, 1.0f, 0.95f },
                                  { "less", 20.0f, 80.0f, 1.0f, 0.95f },
                                  { "black alone", 40.0f, 100.0f, 1.0f, 0.95f },
                                  { "white alone", 0.0f, 60.0f, 1.0f, 0.6f },
                                  { "with lifted middle tones", 25.0f, 80.0f, 0.7f, 0.95f } };

/* Soft shapes and hard ones; the shares of the tones are those of a photo: few dark ones, and as few
 * light ones. From `black` to `white`. */
static gfloat *
make_picture (gint width, gint height, gfloat black, gfloat white)
{
  gfloat *luminance = g_new (gfloat, (gsize) width * height);

  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      {
        gdouble u    = (gdouble) x / width;
        gdouble v    = (gdouble) y / height;
        gdouble tone = 0.5 + 0.25 * sin (5.0 * u + 2.0 * v) + 0.2 * cos (3.0 * u - 7.0 * v);

        if (hypot (u - 0.3, v - 0.6) < 0.06)
          tone = 0.0;
        if (hypot (u - 0.8, v - 0.2) < 0.06)
          tone = 1.0;
        luminance[(gsize) y * width + x] = black + (white - black) * CLAMP (tone, 0.0, 1.0);
      }
  return luminance;
}

static void
fade (gfloat *luminance, gsize n, const Fading *fading)
{
  for (gsize i = 0; i < n; i++)
    luminance[i] =
      fading->low + (fading->high - fading->low) * powf (luminance[i] / 100.0f, fading->gamma);
}

/* Black and white lines a pixel wide, and specks: together more than 1 % of the picture. */
static void
scratch (gfloat *luminance, gint width, gint height)
{
  for (gint i = 0; i < 6; i++)
    {
      gint   begin = g_test_rand_int_range (0, height / 2);
      gint   end   = g_test_rand_int_range (height / 2, height);
      gint   x     = g_test_rand_int_range (0, width - end / 4);
      gfloat light = i % 2 ? 100.0f : 0.0f;

      for (gint y = begin; y < end; y++)
        luminance[y * width + x + (i < 3 ? y / 4 : 0)] = light;
    }

  for (gint i = 0; i < width * height / 150; i++)
    luminance[g_test_rand_int_range (0, width * height)] = i % 2 ? 100.0f : 0.0f;
}

static Levels
measure (const gfloat *luminance, gint width, gint height, ColorizeLevel level)
{
  g_autoptr (ColorizePhoto) photo = colorize_photo_new (width, height, NULL);
  g_autoptr (Pool) pool           = pool_new (1, NULL);
  GError *error                   = NULL;
  Levels  levels;

  colorize_photo_add_rows (photo, luminance, height);
  levels_measure (&levels, pool, photo, level, &error);
  g_assert_no_error (error);
  return levels;
}

static void
assert_unchanged (const Levels *levels)
{
  gfloat light[] = { 0.0f, 0.1f, 33.3f, 77.7f, 100.0f };
  gfloat same[]  = { 0.0f, 0.1f, 33.3f, 77.7f, 100.0f };

  g_assert_cmpfloat (levels->chroma, ==, 1.0f);
  levels_apply (levels, light, G_N_ELEMENTS (light));
  g_assert_cmpmem (light, sizeof light, same, sizeof same);
}

/* With scratches and without: what was black and white is so again, and the colors are nearly as
 * pale as the print. */
static void
test_faded (void)
{
  for (guint i = 0; i < 2 * G_N_ELEMENTS (fadings); i++)
    {
      const Fading      *fading    = &fadings[i / 2];
      g_autofree gfloat *luminance = make_picture (WIDTH, HEIGHT, 5.0f, 95.0f);
      gfloat             seen[]    = { 5.0f, 95.0f };
      Levels             found, asked;

      fade (luminance, WIDTH * HEIGHT, fading);
      fade (seen, 2, fading);
      if (i % 2)
        scratch (luminance, WIDTH, HEIGHT);

      found = measure (luminance, WIDTH, HEIGHT, COLORIZE_LEVEL_AUTO);
      asked = measure (luminance, WIDTH, HEIGHT, COLORIZE_LEVEL_YES);
      levels_apply (&asked, seen, 2);
      g_test_message ("%s: black %g, white %g, stretch %g of %g, chroma %g", fading->name, seen[0],
                      seen[1], found.stretch, asked.stretch, found.chroma);
      g_assert_cmpfloat_with_epsilon (seen[0], 4.0, 2.0);
      g_assert_cmpfloat_with_epsilon (seen[1], 95.0, 2.0);
      g_assert_cmpfloat_with_epsilon (asked.chroma,
                                      pow ((fading->high - fading->low) / 100.0, 0.75), 0.05);
      g_assert_cmpfloat (found.stretch - 1.0, >=, fading->amount * (asked.stretch - 1.0));
      g_assert_cmpfloat (found.stretch, <=, asked.stretch);
      g_assert_cmpfloat_with_epsilon (found.chroma, pow (found.stretch, -0.75), 1e-4);
    }
}

/* Neither a good print nor a dull one, nor one of high or low key, of fog or at night; scratched or
 * not. */
static void
test_good (void)
{
  static const gfloat tones[][2] = { { 0.0f, 100.0f }, { 8.0f, 90.0f },   { 20.0f, 95.0f },
                                     { 2.0f, 68.0f },  { 25.0f, 100.0f }, { 10.0f, 80.0f } };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (tones); i++)
    {
      g_autofree gfloat *luminance = make_picture (WIDTH, HEIGHT, tones[i / 2][0], tones[i / 2][1]);
      Levels             levels;

      if (i % 2)
        scratch (luminance, WIDTH, HEIGHT);
      levels = measure (luminance, WIDTH, HEIGHT, COLORIZE_LEVEL_AUTO);
      assert_unchanged (&levels);
    }
}

/* Fog: all is light, but for what is near. A night: all is dark, but for a lamp. */
static void
test_fog (void)
{
  for (gint i = 0; i < 2; i++)
    {
      g_autofree gfloat *luminance =
        make_picture (WIDTH, HEIGHT, i ? 5.0f : 50.0f, i ? 50.0f : 90.0f);
      Levels levels;

      for (gint y = 150; y < 165; y++)
        for (gint x = 100; x < 115; x++)
          luminance[y * WIDTH + x] = i ? 97.0f : 9.0f;
      levels = measure (luminance, WIDTH, HEIGHT, COLORIZE_LEVEL_AUTO);
      assert_unchanged (&levels);
    }
}

/* A little more fading changes a little, and always the same way. */
static void
test_smooth (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fadings); i++)
    {
      Levels last = { 1.0f, 0.0f, 1.0f };

      for (gint step = 0; step <= 20; step++)
        {
          g_autofree gfloat *luminance = make_picture (WIDTH, HEIGHT, 5.0f, 95.0f);
          gfloat             part      = step / 20.0f;
          Fading fading = { NULL, part * fadings[i].low, 100.0f - part * (100.0f - fadings[i].high),
                            1.0f, 0.0f };
          Levels levels;

          fade (luminance, WIDTH * HEIGHT, &fading);
          levels = measure (luminance, WIDTH, HEIGHT, COLORIZE_LEVEL_AUTO);
          g_assert_cmpfloat (levels.stretch, >=, last.stretch - 1e-4);
          g_assert_cmpfloat (levels.chroma, <=, last.chroma + 1e-4);
          g_assert_cmpfloat (levels.stretch, <, last.stretch + 0.3);
          g_assert_cmpfloat (levels.chroma, >, last.chroma - 0.2);
          g_assert_cmpfloat (fabs (levels.shift - last.shift), <, 20.0);
          last = levels;
        }
      g_assert_cmpfloat (last.stretch, >, 1.4);
    }
}

static void
test_kinds (void)
{
  g_autofree gfloat *dull  = make_picture (WIDTH, HEIGHT, 12.0f, 85.0f);
  g_autofree gfloat *faded = make_picture (WIDTH, HEIGHT, 35.0f, 75.0f);
  Levels             levels;

  levels = measure (faded, WIDTH, HEIGHT, COLORIZE_LEVEL_NO);
  assert_unchanged (&levels);
  levels = measure (dull, WIDTH, HEIGHT, COLORIZE_LEVEL_AUTO);
  assert_unchanged (&levels);
  levels = measure (dull, WIDTH, HEIGHT, COLORIZE_LEVEL_YES);
  g_assert_cmpfloat_with_epsilon (levels.stretch, 91.0 / 73.0, 0.03);
  g_assert_cmpfloat_with_epsilon (levels.chroma, pow (73.0 / 91.0, 0.75), 0.03);
}

/* A picture of one gray, or of nearly one, gets no color worth the name, and never more than one with a
 * little more in it. */
static void
test_gray (void)
{
  for (gint light = 0; light < 100; light += 5)
    for (ColorizeLevel level = 0; level <= COLORIZE_LEVEL_NO; level++)
      {
        gfloat last = 0.0f;

        for (gfloat contrast = 0.0f; contrast <= 4.0f; contrast += 0.5f)
          {
            g_autofree gfloat *luminance = make_picture (50, 40, light, light + contrast);
            Levels             levels    = measure (luminance, 50, 40, level);

            if (level == COLORIZE_LEVEL_NO)
              {
                assert_unchanged (&levels);
                continue;
              }
            g_assert_true (isfinite (levels.stretch) && isfinite (levels.shift));
            g_assert_cmpfloat (levels.chroma, >=, last - 0.01f);
            g_assert_cmpfloat (levels.chroma, <, 0.01f + 0.035f * contrast);
            last = levels.chroma;
          }
      }
}

/* Of any size, of any content. */
static void
test_sizes (void)
{
  for (gint i = 0; i < 150; i++)
    {
      gint               width    = i == 0 ? 1 : g_test_rand_int_range (1, i % 10 ? 40 : 2000);
      gint               height   = i == 0 ? 1 : g_test_rand_int_range (1, 40);
      gfloat             black    = g_test_rand_double_range (0.0, 100.0);
      gfloat             white    = g_test_rand_double_range (black, 100.0);
      gfloat             extent[] = { black, white };

      g_autofree gfloat *luminance = make_picture (width, height, black, white);
      Levels             levels    = measure (luminance, width, height, i % 3);

      levels_apply (&levels, extent, 2);
      g_assert_true (isfinite (levels.stretch) && isfinite (levels.shift));
      g_assert_cmpfloat (levels.stretch, >=, 1.0);
      g_assert_cmpfloat (levels.stretch, <=, 8.0);
      g_assert_cmpfloat (levels.chroma, >, 0.0);
      g_assert_cmpfloat (levels.chroma, <=, 1.0);
      g_assert_cmpfloat (extent[0], <=, extent[1]);
      g_assert_cmpfloat (extent[0], >=, 0.0);
      g_assert_cmpfloat (extent[1], <=, 100.0);
    }
}

static gint
compare_floats (gconstpointer a, gconstpointer b)
{
  gfloat one   = *(const gfloat *) a;
  gfloat other = *(const gfloat *) b;

  return one < other ? -1 : one > other;
}

/* Against sorting. */
static void
test_median (void)
{
  for (gint i = 0; i < 60; i++)
    {
      gint               width  = i == 0 ? 1 : g_test_rand_int_range (1, 20);
      gint               height = i == 0 ? 1 : g_test_rand_int_range (1, 20);
      g_autofree gfloat *from   = g_new (gfloat, width * height);
      g_autofree gfloat *to     = g_new (gfloat, width * height);

      for (gint k = 0; k < width * height; k++)
        from[k] = g_test_rand_int_range (0, i % 2 ? 5 : 1000);
      g_assert_true (median_filter (from, height, width, to));

      for (gint y = 0; y < height; y++)
        for (gint x = 0; x < width; x++)
          {
            gfloat around[9];

            for (gint k = 0; k < 9; k++)
              around[k] = from[CLAMP (y + k / 3 - 1, 0, height - 1) * width
                               + CLAMP (x + k % 3 - 1, 0, width - 1)];
            qsort (around, 9, sizeof *around, compare_floats);
            g_assert_cmpfloat (to[y * width + x], ==, around[4]);
          }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/levels/faded", test_faded);
  g_test_add_func ("/levels/good", test_good);
  g_test_add_func ("/levels/fog", test_fog);
  g_test_add_func ("/levels/smooth", test_smooth);
  g_test_add_func ("/levels/kinds", test_kinds);
  g_test_add_func ("/levels/gray", test_gray);
  g_test_add_func ("/levels/sizes", test_sizes);
  g_test_add_func ("/levels/median", test_median);

  return g_test_run ();
}
