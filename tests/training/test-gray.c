/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ways of making gray, against their formulas.
 */

#include <math.h>

#include <babl/babl.h>

#include "gray.h"
#include "reference.h"

static const guint8 colors[][3] = { { 0, 0, 0 },       { 255, 255, 255 }, { 255, 0, 0 },
                                    { 0, 255, 0 },     { 0, 0, 255 },     { 255, 255, 0 },
                                    { 1, 2, 3 },       { 200, 100, 30 },  { 17, 130, 99 },
                                    { 64, 64, 200 },   { 5, 9, 0 },       { 250, 128, 114 },
                                    { 128, 128, 128 }, { 90, 20, 140 } };

static gdouble
make_gray (Gray way, const guint8 rgb[3])
{
  gdouble r = rgb[0] / 255.0;
  gdouble g = rgb[1] / 255.0;
  gdouble b = rgb[2] / 255.0;
  gdouble lab[3];

  switch (way)
    {
    case GRAY_LIGHTNESS:
      reference_lab (rgb, lab);
      return reference_encode (reference_luminance (lab[0]));
    case GRAY_BT601:
      return 0.299 * r + 0.587 * g + 0.114 * b;
    case GRAY_BT709:
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    case GRAY_MEAN:
      return (r + g + b) / 3.0;
    case GRAY_HSL:
      return (fmax (r, fmax (g, b)) + fmin (r, fmin (g, b))) / 2.0;
    case GRAY_HSV:
      return fmax (r, fmax (g, b));
    case GRAY_MINIMUM:
      return fmin (r, fmin (g, b));
    case GRAY_RED:
      return r;
    case GRAY_GREEN:
      return g;
    case GRAY_BLUE:
      return b;
    case N_GRAYS:
      break;
    }
  g_assert_not_reached ();
}

static void
test_ways (void)
{
  gfloat gray[G_N_ELEMENTS (colors)];

  for (Gray way = 0; way < N_GRAYS; way++)
    {
      gdouble tolerance = way == GRAY_LIGHTNESS ? 5e-4 : 1e-6;

      gray_from_srgb (way, colors[0], G_N_ELEMENTS (colors), gray);
      for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
        assert_near (gray[i], make_gray (way, colors[i]), tolerance);
    }
}

/* All ways agree on what is gray already. */
static void
test_gray_stays (void)
{
  guint8 rgb[256][3];
  gfloat gray[256];

  for (gint i = 0; i < 256; i++)
    rgb[i][0] = rgb[i][1] = rgb[i][2] = i;

  for (Gray way = 0; way < N_GRAYS; way++)
    {
      gray_from_srgb (way, rgb[0], 256, gray);
      for (gint i = 0; i < 256; i++)
        assert_near (gray[i], i / 255.0, 5e-4);
    }
}

static void
test_lightness (void)
{
  gfloat values[1001];

  for (gint i = 0; i <= 1000; i++)
    values[i] = i / 1000.0f;
  gray_get_lightness (values, 1001, values);
  for (gint i = 0; i <= 1000; i++)
    assert_near (values[i], reference_lightness (reference_decode (i / 1000.0)), 2e-3);
}

static void
test_odd_values (void)
{
  const gfloat odd[] = { -0.5f, 1.5f, NAN, INFINITY };
  gfloat       lightness[G_N_ELEMENTS (odd)];

  gray_get_lightness (odd, G_N_ELEMENTS (odd), lightness);
  assert_near (lightness[0], 0.0, 1e-3);
  assert_near (lightness[1], 100.0, 1e-3);
  assert_near (lightness[2], 0.0, 1e-3);
  assert_near (lightness[3], 100.0, 1e-3);
}

/* The three channels share one of eight equal shares; the bounds are six deviations away. */
static void
test_draw (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  gint n[N_GRAYS]          = { 0 };

  for (gint i = 0; i < 24000; i++)
    n[gray_draw (random)]++;
  for (Gray way = 0; way < GRAY_RED; way++)
    g_assert_cmpint (ABS (n[way] - 3000), <, 308);
  for (Gray way = GRAY_RED; way < N_GRAYS; way++)
    g_assert_cmpint (ABS (n[way] - 1000), <, 186);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  babl_init ();
  g_test_add_func ("/gray/ways", test_ways);
  g_test_add_func ("/gray/gray-stays", test_gray_stays);
  g_test_add_func ("/gray/lightness", test_lightness);
  g_test_add_func ("/gray/odd-values", test_odd_values);
  g_test_add_func ("/gray/draw", test_draw);
  return g_test_run ();
}
