/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ways of making grey, against their formulas.
 */

#include <math.h>

#include <babl/babl.h>

#include "grey.h"
#include "reference.h"

static const guint8 colours[][3] = { { 0, 0, 0 },       { 255, 255, 255 }, { 255, 0, 0 },
                                     { 0, 255, 0 },     { 0, 0, 255 },     { 255, 255, 0 },
                                     { 1, 2, 3 },       { 200, 100, 30 },  { 17, 130, 99 },
                                     { 64, 64, 200 },   { 5, 9, 0 },       { 250, 128, 114 },
                                     { 128, 128, 128 }, { 90, 20, 140 } };

static gdouble
make_grey (Grey way, const guint8 rgb[3])
{
  gdouble r = rgb[0] / 255.0;
  gdouble g = rgb[1] / 255.0;
  gdouble b = rgb[2] / 255.0;
  gdouble lab[3];

  switch (way)
    {
    case GREY_LIGHTNESS:
      reference_lab (rgb, lab);
      return reference_encode (reference_luminance (lab[0]));
    case GREY_BT601:
      return 0.299 * r + 0.587 * g + 0.114 * b;
    case GREY_BT709:
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    case GREY_MEAN:
      return (r + g + b) / 3.0;
    case GREY_HSL:
      return (fmax (r, fmax (g, b)) + fmin (r, fmin (g, b))) / 2.0;
    case GREY_HSV:
      return fmax (r, fmax (g, b));
    case GREY_MINIMUM:
      return fmin (r, fmin (g, b));
    case GREY_RED:
      return r;
    case GREY_GREEN:
      return g;
    case GREY_BLUE:
      return b;
    case N_GREYS:
      break;
    }
  g_assert_not_reached ();
}

static void
test_ways (void)
{
  gfloat grey[G_N_ELEMENTS (colours)];

  for (Grey way = 0; way < N_GREYS; way++)
    {
      gdouble tolerance = way == GREY_LIGHTNESS ? 5e-4 : 1e-6;

      grey_from_srgb (way, colours[0], G_N_ELEMENTS (colours), grey);
      for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
        assert_near (grey[i], make_grey (way, colours[i]), tolerance);
    }
}

/* All ways agree on what is grey already. */
static void
test_grey_stays (void)
{
  guint8 rgb[256][3];
  gfloat grey[256];

  for (gint i = 0; i < 256; i++)
    rgb[i][0] = rgb[i][1] = rgb[i][2] = i;

  for (Grey way = 0; way < N_GREYS; way++)
    {
      grey_from_srgb (way, rgb[0], 256, grey);
      for (gint i = 0; i < 256; i++)
        assert_near (grey[i], i / 255.0, 5e-4);
    }
}

static void
test_lightness (void)
{
  gfloat values[1001];

  for (gint i = 0; i <= 1000; i++)
    values[i] = i / 1000.0f;
  grey_get_lightness (values, 1001, values);
  for (gint i = 0; i <= 1000; i++)
    assert_near (values[i], reference_lightness (reference_decode (i / 1000.0)), 2e-3);
}

static void
test_odd_values (void)
{
  const gfloat odd[] = { -0.5f, 1.5f, NAN, INFINITY };
  gfloat       lightness[G_N_ELEMENTS (odd)];

  grey_get_lightness (odd, G_N_ELEMENTS (odd), lightness);
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
  gint n[N_GREYS]          = { 0 };

  for (gint i = 0; i < 24000; i++)
    n[grey_draw (random)]++;
  for (Grey way = 0; way < GREY_RED; way++)
    g_assert_cmpint (ABS (n[way] - 3000), <, 308);
  for (Grey way = GREY_RED; way < N_GREYS; way++)
    g_assert_cmpint (ABS (n[way] - 1000), <, 186);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  babl_init ();
  g_test_add_func ("/grey/ways", test_ways);
  g_test_add_func ("/grey/grey-stays", test_grey_stays);
  g_test_add_func ("/grey/lightness", test_lightness);
  g_test_add_func ("/grey/odd-values", test_odd_values);
  g_test_add_func ("/grey/draw", test_draw);
  return g_test_run ();
}
