/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "reference.h"

/* Linear sRGB to XYZ, adapted to D50 by Bradford's way (Lindbloom), and the white. */
static const gdouble xyz_from_rgb[3][3] = { { 0.4360747, 0.3850649, 0.1430804 },
                                            { 0.2225045, 0.7168786, 0.0606169 },
                                            { 0.0139322, 0.0971045, 0.7141733 } };
static const gdouble white[3]           = { 0.96422, 1.0, 0.82521 };

gdouble
reference_decode (gdouble encoded)
{
  return encoded <= 0.04045 ? encoded / 12.92 : pow ((encoded + 0.055) / 1.055, 2.4);
}

gdouble
reference_encode (gdouble linear)
{
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow (linear, 1.0 / 2.4) - 0.055;
}

static gdouble
compress (gdouble x)
{
  return x > 216.0 / 24389.0 ? cbrt (x) : (24389.0 / 27.0 * x + 16.0) / 116.0;
}

gdouble
reference_lightness (gdouble luminance)
{
  return 116.0 * compress (luminance) - 16.0;
}

gdouble
reference_luminance (gdouble lightness)
{
  return lightness > 8.0 ? pow ((lightness + 16.0) / 116.0, 3.0) : lightness * 27.0 / 24389.0;
}

void
reference_lab (const guint8 rgb[3], gdouble lab[3])
{
  gdouble f[3];

  for (gint i = 0; i < 3; i++)
    {
      gdouble sum = 0.0;

      for (gint k = 0; k < 3; k++)
        sum += xyz_from_rgb[i][k] * reference_decode (rgb[k] / 255.0);
      f[i] = compress (sum / white[i]);
    }

  lab[0] = 116.0 * f[1] - 16.0;
  lab[1] = 500.0 * (f[0] - f[1]);
  lab[2] = 200.0 * (f[1] - f[2]);
}

/* Counted out on a grid of which both sides are divisors. */
gdouble
reference_area_mean (const gdouble *values,
                     gint           stride,
                     gint           n_channels,
                     gint           side,
                     gint           to_side,
                     gint           x,
                     gint           y)
{
  gdouble sum = 0.0;

  for (gint i = 0; i < side; i++)
    for (gint k = 0; k < side; k++)
      {
        gint row    = (y * side + i) / to_side;
        gint column = (x * side + k) / to_side;

        sum += values[((gsize) row * stride + column) * n_channels];
      }

  return sum / ((gdouble) side * side);
}
