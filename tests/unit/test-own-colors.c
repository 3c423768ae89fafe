/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A photo's own colors on made-up maps: toned, tinted by hand, faded.
 */

#include <math.h>
#include <string.h>

#include <babl/babl.h>

#include "picture/conversion.h"
#include "picture/own-colors.h"
#include "picture/photo.h"
#include "picture/tone.h"

/* A map, and what is known of it. */
typedef struct
{
  gint    height;
  gint    width;
  gsize   n_pixels;
  gfloat *luminance; /* [height][width] */
  gfloat *own;       /* [2][height][width] */
  gfloat *network;   /* [height][width][2] */
  gfloat *hints;     /* [height][width][3] */
} Map;

typedef struct
{
  gdouble a, b;
} Chroma;

typedef Chroma (*ToneCurve) (gdouble light);

static void
map_clear (Map *map)
{
  g_free (map->luminance);
  g_free (map->own);
  g_free (map->network);
  g_free (map->hints);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Map, map_clear)

static gdouble
draw (gdouble range)
{
  return g_test_rand_double_range (-range, range);
}

/* Of a gray ramp with steps, waves and some grain; no colors. */
static void
map_init (Map *map, gint height, gint width)
{
  gdouble wave   = g_test_rand_double_range (0.02, 0.2);
  map->height    = height;
  map->width     = width;
  map->n_pixels  = (gsize) height * width;
  map->luminance = g_new (gfloat, map->n_pixels);
  map->own       = g_new0 (gfloat, 2 * map->n_pixels);
  map->network   = g_new (gfloat, 2 * map->n_pixels);
  map->hints     = g_new (gfloat, 3 * map->n_pixels);

  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      {
        gsize   i     = (gsize) y * width + x;
        gdouble steps = (x * 5 / width + y * 4 / height) % 3;

        map->luminance[i] = CLAMP (
          8.0 + 60.0 * x / width + 10.0 * steps + 6.0 * sin (wave * y) + draw (1.5), 0.0, 100.0);
        map->network[2 * i]     = 6.0 + draw (3.0);
        map->network[2 * i + 1] = 8.0 + draw (3.0);
      }
}

static gboolean
is_tinted (const Map *map, gint x, gint y)
{
  return x > map->width / 2 && x < map->width * 3 / 4 && y > map->height / 3
         && y < map->height * 3 / 4;
}

static Chroma
tone_gray (gdouble light)
{
  return (Chroma) { 0.0, 0.0 };
}

static Chroma
tone_sepia (gdouble light)
{
  return (Chroma) { 24.0 * light * (1.0 - light), 6.0 + 60.0 * light * (1.0 - light) };
}

/* Shadows alone. */
static Chroma
tone_selenium (gdouble light)
{
  gdouble amount = (1.0 - light) * (1.0 - light) * MIN (8.0 * light, 1.0);

  return (Chroma) { 12.0 * amount, -9.0 * amount };
}

static Chroma
tone_cyanotype (gdouble light)
{
  return (Chroma) { -32.0 * light * (1.0 - light),
                    -3.0 - 38.0 * (1.0 - light) * MIN (3.0 * light, 1.0) };
}

static const ToneCurve tones[] = { tone_gray, tone_sepia, tone_selenium, tone_cyanotype };

/* With noise that is the same on blocks of 8 x 8, as JPEG's is, and some that is not. */
static void
tone_map (Map *map, ToneCurve tone, gdouble noise, Chroma tint)
{
  gint               columns = map->width / 8 + 1;
  g_autofree Chroma *blocks  = g_new (Chroma, columns * (map->height / 8 + 1));

  for (gint i = 0; i < columns * (map->height / 8 + 1); i++)
    blocks[i] = (Chroma) { draw (noise), draw (noise) };

  for (gint y = 0; y < map->height; y++)
    for (gint x = 0; x < map->width; x++)
      {
        gsize  i      = (gsize) y * map->width + x;
        Chroma chroma = tone (map->luminance[i] / 100.0);
        Chroma block  = blocks[y / 8 * columns + x / 8];
        Chroma paint  = is_tinted (map, x, y) ? tint : (Chroma) { 0.0, 0.0 };

        map->own[i]                 = chroma.a + block.a + draw (noise) + paint.a;
        map->own[map->n_pixels + i] = chroma.b + block.b + draw (noise) + paint.b;
      }
}

static void
find (Map *map, gint n_threads)
{
  g_autoptr (Pool) pool = pool_new (n_threads, NULL);

  g_assert_true (own_colors_find (pool, map->luminance, map->own, map->network, map->height,
                                  map->width, map->hints));
}

static gdouble
get_mean_weight (const Map *map)
{
  gdouble sum = 0.0;

  for (gsize i = 0; i < map->n_pixels; i++)
    sum += map->hints[3 * i + 2];
  return sum / map->n_pixels;
}

/* A tone is no color, whatever its curve is and however noisy its colors are. */
static void
test_tones (void)
{
  for (gint i = 0; i < 12; i++)
    {
      g_auto (Map) map = { 0 };
      gdouble noise    = i < 4 ? 0.0 : g_test_rand_double_range (0.0, 1.5);

      map_init (&map, g_test_rand_int_range (60, 500), g_test_rand_int_range (60, 500));
      tone_map (&map, tones[i % 4], noise, (Chroma) { 0.0, 0.0 });
      find (&map, 1);
      g_assert_cmpfloat (get_mean_weight (&map), <, 0.03);
    }
}

/* What was painted on a print stays, the rest is the network's. */
static void
test_tint (void)
{
  for (gint i = 0; i < 12; i++)
    {
      const Chroma tint = { (i & 1 ? 1 : -1) * g_test_rand_double_range (10.0, 25.0), draw (15.0) };
      g_auto (Map) map  = { 0 };
      gdouble in = 0.0, out = 0.0, a = 0.0, b = 0.0;
      gint    n = 0;

      map_init (&map, g_test_rand_int_range (80, 400), g_test_rand_int_range (80, 400));
      tone_map (&map, tones[i % 4], 0.5, tint);
      find (&map, 1);
      for (gsize k = 0; k < map.n_pixels; k++)
        {
          gfloat *hint = map.hints + 3 * k;

          if (! is_tinted (&map, k % map.width, k / map.width))
            {
              out += hint[2];
              continue;
            }
          n++;
          in += hint[2];
          a += hint[0];
          b += hint[1];
        }
      g_assert_cmpfloat (in / n, >, 0.9);
      g_assert_cmpfloat (out / (map.n_pixels - n), <, 0.05);

      /* Its hue within 30 degrees, its chroma within a half and twice. */
      g_assert_cmpfloat ((a * tint.a + b * tint.b) / hypot (a, b) / hypot (tint.a, tint.b), >,
                         0.866);
      g_assert_cmpfloat (hypot (a, b) / n, >, 0.5 * hypot (tint.a, tint.b));
      g_assert_cmpfloat (hypot (a, b) / n, <, 2.0 * hypot (tint.a, tint.b));
    }
}

/* Patches of any color, faded by Beer and Lambert: cyan most. Gives what they were. */
static Chroma *
fade_map (Map *map)
{
  static const gdouble left[]  = { 0.45, 0.65, 0.85 };
  static const gdouble stain[] = { 0.03, 0.08, 0.15 };
  Chroma              *truth   = g_new (Chroma, map->n_pixels);
  Chroma               patches[64];

  for (guint i = 0; i < G_N_ELEMENTS (patches); i++)
    patches[i] = (Chroma) { draw (20.0), draw (20.0) };

  for (gsize i = 0; i < map->n_pixels; i++)
    {
      gint   patch  = i % map->width * 8 / map->width + 8 * (i / map->width * 8 / map->height);
      gfloat lab[3] = { map->luminance[i], patches[patch].a, patches[patch].b };
      gfloat light[3];

      truth[i] = patches[patch];
      convert_pixels (babl_format ("CIE Lab float"), babl_format ("RGB float"), lab, light, 1);
      for (gint c = 0; c < 3; c++)
        light[c] = pow (MAX (light[c], 0.003), left[c]) * pow (10.0, -stain[c]);
      convert_pixels (babl_format ("RGB float"), babl_format ("CIE Lab float"), light, lab, 1);
      map->luminance[i]           = lab[0];
      map->own[i]                 = lab[1];
      map->own[map->n_pixels + i] = lab[2];
    }
  return truth;
}

/* A faded photo comes nearer to what it was, in all of it, and nearer than a network is that is right, but pale. */
static void
test_faded (void)
{
  for (gint i = 0; i < 6; i++)
    {
      g_auto (Map) map         = { 0 };
      g_autofree Chroma *truth = NULL;
      gdouble            found = 0.0, faded = 0.0, network = 0.0;
      gdouble            chroma = 0.0, true_chroma = 0.0;

      map_init (&map, g_test_rand_int_range (80, 400), g_test_rand_int_range (80, 400));
      truth = fade_map (&map);
      for (gsize k = 0; k < map.n_pixels; k++)
        {
          map.network[2 * k]     = 0.3 * truth[k].a + draw (5.0);
          map.network[2 * k + 1] = 0.3 * truth[k].b + draw (5.0);
        }
      find (&map, 1);
      for (gsize k = 0; k < map.n_pixels; k++)
        {
          chroma += hypot (map.hints[3 * k], map.hints[3 * k + 1]);
          true_chroma += hypot (truth[k].a, truth[k].b);
          found += hypot (map.hints[3 * k] - truth[k].a, map.hints[3 * k + 1] - truth[k].b);
          faded += hypot (map.own[k] - truth[k].a, map.own[map.n_pixels + k] - truth[k].b);
          network += hypot (map.network[2 * k] - truth[k].a, map.network[2 * k + 1] - truth[k].b);
        }
      g_assert_cmpfloat (get_mean_weight (&map), >, 0.9);
      g_assert_cmpfloat (chroma, >, 0.7 * true_chroma);
      g_assert_cmpfloat (chroma, <, 1.1 * true_chroma);
      g_assert_cmpfloat (found, <, 0.8 * faded);
      g_assert_cmpfloat (found, <, 0.8 * network);
    }
}

/* Any map of any size, from 1 x 1 up: no NaN, weights of 0 to 1, and the same on any number of threads. */
static void
test_any (void)
{
  for (gint i = 0; i < 60; i++)
    {
      gint range             = i < 20 ? 4 : 320;
      g_auto (Map) map       = { 0 };
      g_autofree gfloat *one = NULL;

      map_init (&map, g_test_rand_int_range (1, range), g_test_rand_int_range (1, range));
      if (i % 3 == 0)
        for (gsize k = 0; k < map.n_pixels; k++)
          {
            map.luminance[k]          = 100.0 * g_test_rand_int_range (0, 2);
            map.own[k]                = draw (128.0);
            map.own[map.n_pixels + k] = 128.0 * g_test_rand_int_range (-1, 2);
          }
      else
        tone_map (&map, tones[i % 4], draw (20.0), (Chroma) { draw (100.0), draw (100.0) });

      find (&map, 1);
      one = g_memdup2 (map.hints, 3 * map.n_pixels * sizeof *one);
      find (&map, g_test_rand_int_range (2, 9));
      g_assert_cmpmem (one, 3 * map.n_pixels * sizeof *one, map.hints,
                       3 * map.n_pixels * sizeof *one);
      for (gsize k = 0; k < map.n_pixels; k++)
        {
          g_assert_true (fabsf (one[3 * k]) < 200.0f && fabsf (one[3 * k + 1]) < 200.0f);
          g_assert_true (one[3 * k + 2] >= 0.0f && one[3 * k + 2] <= 1.0f);
        }
    }
}

/* The network's colors stay to the bit at 0, and go the way by the amount. */
static void
test_amount (void)
{
  g_autoptr (Pool) pool    = pool_new (1, NULL);
  g_autofree gfloat *given = NULL;
  g_auto (Map) map         = { 0 };

  map_init (&map, 120, 90);
  tone_map (&map, tone_sepia, 0.5, (Chroma) { 20.0, -10.0 });
  find (&map, 1);
  given = g_memdup2 (map.network, 2 * map.n_pixels * sizeof *given);

  g_assert_true (
    own_colors_apply (pool, 0.0, map.luminance, map.own, map.height, map.width, given));
  g_assert_cmpmem (given, 2 * map.n_pixels * sizeof *given, map.network,
                   2 * map.n_pixels * sizeof *given);

  g_assert_true (
    own_colors_apply (pool, 40.0, map.luminance, map.own, map.height, map.width, given));
  for (gsize i = 0; i < map.n_pixels; i++)
    for (gint c = 0; c < 2; c++)
      {
        gfloat network = map.network[2 * i + c];
        gfloat wanted  = network + 0.4f * map.hints[3 * i + 2] * (map.hints[3 * i + c] - network);

        g_assert_cmpfloat_with_epsilon (given[2 * i + c], wanted, 1e-3);
      }
}

/* A tone that bends as tones do is found, beside things of many colors too. */
static void
test_tone (void)
{
  for (gint i = 0; i < 8; i++)
    {
      g_auto (Map) map          = { 0 };
      g_autofree gfloat *chroma = NULL;
      Tone               tone;

      map_init (&map, 150, 200);
      tone_map (&map, tones[i % 4], 0.3, (Chroma) { 30.0, -30.0 });
      chroma = g_new (gfloat, 2 * map.n_pixels);
      for (gsize k = 0; k < map.n_pixels; k++)
        {
          chroma[2 * k]     = map.own[k];
          chroma[2 * k + 1] = map.own[map.n_pixels + k];
        }
      g_assert_true (tone_fit (&tone, map.luminance, chroma, map.height, map.width));
      for (gfloat luminance = 20.0f; luminance <= 75.0f; luminance += 5.0f)
        {
          Chroma wanted = tones[i % 4](luminance / 100.0f);
          gfloat found[2];

          tone_get (&tone, luminance, found);
          g_assert_cmpfloat (hypot (found[0] - wanted.a, found[1] - wanted.b), <, 0.9);
        }
    }
}

/* A photo keeps its colors as it does its luminance: by area, in rows as they come, NaN as gray. */
static void
test_photo (void)
{
  for (gint i = 0; i < 6; i++)
    {
      gint               width        = i == 0 ? 3000 : g_test_rand_int_range (1, 300);
      gint               height       = i == 0 ? 1001 : g_test_rand_int_range (1, 300);
      gsize              n            = (gsize) width * height;
      g_autofree gfloat *light        = g_new (gfloat, n);
      g_autofree gfloat *chroma       = g_new (gfloat, 2 * n);
      g_autoptr (ColorizePhoto) photo = colorize_photo_new (width, height, NULL);
      gsize n_kept;

      for (gsize k = 0; k < n; k++)
        {
          light[k]          = g_test_rand_double_range (0.0, 50.0);
          chroma[2 * k]     = light[k] - 40.0f;
          chroma[2 * k + 1] = k % 7 ? 25.0f : NAN;
        }
      g_assert_false (colorize_photo_keeps_colors (photo));
      g_assert_true (colorize_photo_keep_colors (photo, NULL));
      for (gint y = 0, rows; y < height; y += rows)
        {
          rows = g_test_rand_int_range (1, height - y + 1);
          colorize_photo_add_rows (photo, light + (gsize) y * width, rows);
          colorize_photo_add_colors (photo, chroma + 2 * (gsize) y * width, rows);
        }
      n_kept = (gsize) photo->kept_width * photo->kept_height;
      for (gsize k = 0; k < n_kept; k++)
        {
          g_assert_cmpfloat_with_epsilon (photo->own[k], photo->luminance[k] - 40.0, 1e-3);
          g_assert_true (photo->own[n_kept + k] > -0.01f && photo->own[n_kept + k] < 25.01f);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  babl_init ();

  g_test_add_func ("/own-colors/tone", test_tone);
  g_test_add_func ("/own-colors/tones", test_tones);
  g_test_add_func ("/own-colors/tint", test_tint);
  g_test_add_func ("/own-colors/faded", test_faded);
  g_test_add_func ("/own-colors/any", test_any);
  g_test_add_func ("/own-colors/amount", test_amount);
  g_test_add_func ("/own-colors/photo", test_photo);

  return g_test_run ();
}
