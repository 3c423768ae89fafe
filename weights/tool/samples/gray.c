/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "gray.h"
#include "picture/conversion.h"

/* Steps of a table: between them a straight line is within 1e-4 of L*'s curve. */
#define N_STEPS 4096

/* A function of 0..1, by its values at 0, 1 / N_STEPS, ... 1. */
typedef struct
{
  gfloat values[N_STEPS + 1];
} Curve;

static void
curve_init (Curve *curve, const gchar *from, gfloat largest, const gchar *to)
{
  for (gint i = 0; i <= N_STEPS; i++)
    curve->values[i] = largest * i / N_STEPS;
  convert_pixels (babl_format (from), babl_format (to), curve->values, curve->values, N_STEPS + 1);
}

/* NaN becomes 0. */
static gfloat
curve_get (const Curve *curve, gfloat x)
{
  gfloat position = x > 0.0f ? MIN (x, 1.0f) * N_STEPS : 0.0f;
  gint   i        = MIN ((gint) position, N_STEPS - 1);

  return curve->values[i] + (position - i) * (curve->values[i + 1] - curve->values[i]);
}

typedef struct
{
  Curve to_lightness; /* Y' to L*, 1 for 100 */
  Curve to_encoded;   /* back */
} Curves;

/* babl's own way takes a power and a root for each pixel. */
static const Curves *
get_curves (void)
{
  static Curves curves;
  static gsize  is_ready = 0;

  if (g_once_init_enter (&is_ready))
    {
      curve_init (&curves.to_lightness, "Y' float", 1.0f, "CIE L float");
      curve_init (&curves.to_encoded, "CIE L float", 100.0f, "Y' float");
      g_once_init_leave (&is_ready, 1);
    }
  return &curves;
}

static void
encode_lightness (const guint8 *rgb, gsize n_pixels, gfloat *gray)
{
  const Curve *curve = &get_curves ()->to_encoded;

  convert_pixels (babl_format ("R'G'B' u8"), babl_format ("CIE L float"), rgb, gray, n_pixels);
  for (gsize i = 0; i < n_pixels; i++)
    gray[i] = curve_get (curve, gray[i] / 100.0f);
}

static void
weigh (const guint8 *rgb, gsize n_pixels, gfloat red, gfloat green, gfloat blue, gfloat *gray)
{
  for (gsize i = 0; i < n_pixels; i++, rgb += 3)
    gray[i] = (red * rgb[0] + green * rgb[1] + blue * rgb[2]) / 255.0f;
}

static void
weigh_extremes (const guint8 *rgb, gsize n_pixels, gfloat largest, gfloat smallest, gfloat *gray)
{
  for (gsize i = 0; i < n_pixels; i++, rgb += 3)
    gray[i] =
      (largest * MAX (MAX (rgb[0], rgb[1]), rgb[2]) + smallest * MIN (MIN (rgb[0], rgb[1]), rgb[2]))
      / 255.0f;
}

Gray
gray_draw (GRand *random)
{
  Gray way = g_rand_int_range (random, GRAY_LIGHTNESS, GRAY_RED + 1);

  return way == GRAY_RED ? (Gray) g_rand_int_range (random, GRAY_RED, N_GRAYS) : way;
}

void
gray_from_srgb (Gray way, const guint8 *rgb, gsize n_pixels, gfloat *gray)
{
  switch (way)
    {
    case GRAY_LIGHTNESS:
      encode_lightness (rgb, n_pixels, gray);
      break;

    case GRAY_BT601:
      weigh (rgb, n_pixels, 0.299f, 0.587f, 0.114f, gray);
      break;

    case GRAY_BT709:
      weigh (rgb, n_pixels, 0.2126f, 0.7152f, 0.0722f, gray);
      break;

    case GRAY_MEAN:
      weigh (rgb, n_pixels, 1.0f / 3.0f, 1.0f / 3.0f, 1.0f / 3.0f, gray);
      break;

    case GRAY_HSL:
      weigh_extremes (rgb, n_pixels, 0.5f, 0.5f, gray);
      break;

    case GRAY_HSV:
      weigh_extremes (rgb, n_pixels, 1.0f, 0.0f, gray);
      break;

    case GRAY_MINIMUM:
      weigh_extremes (rgb, n_pixels, 0.0f, 1.0f, gray);
      break;

    case GRAY_RED:
      weigh (rgb, n_pixels, 1.0f, 0.0f, 0.0f, gray);
      break;

    case GRAY_GREEN:
      weigh (rgb, n_pixels, 0.0f, 1.0f, 0.0f, gray);
      break;

    case GRAY_BLUE:
      weigh (rgb, n_pixels, 0.0f, 0.0f, 1.0f, gray);
      break;

    case N_GRAYS:
      g_assert_not_reached ();
    }
}

void
gray_get_lightness (const gfloat *gray, gsize n_pixels, gfloat *lightness)
{
  const Curve *curve = &get_curves ()->to_lightness;

  for (gsize i = 0; i < n_pixels; i++)
    lightness[i] = curve_get (curve, gray[i]);
}
