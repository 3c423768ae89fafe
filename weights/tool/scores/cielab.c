/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "cielab.h"

#define RADIANS(degrees) ((degrees) * (G_PI / 180.0))

/* CIE 15: below (6/29)^3 the cube root gives way to its tangent. */
#define TANGENT_SLOPE  (841.0f / 108.0f)
#define TANGENT_OFFSET (4.0f / 29.0f)
#define TANGENT_END    (6.0f / 29.0f)

/* From linear sRGB to X, Y and Z as shares of those of the D65 white, (0.95047, 1, 1.08883). */
static const gfloat xyz_from_rgb[3][3] = {
  { 0.4124564f / 0.95047f, 0.3575761f / 0.95047f, 0.1804375f / 0.95047f },
  { 0.2126729f, 0.7151522f, 0.0721750f },
  { 0.0193339f / 1.08883f, 0.1191920f / 1.08883f, 0.9503041f / 1.08883f },
};

static const gfloat rgb_from_xyz[3][3] = {
  { 3.2404542f * 0.95047f, -1.5371385f, -0.4985314f * 1.08883f },
  { -0.9692660f * 0.95047f, 1.8760108f, 0.0415560f * 1.08883f },
  { 0.0556434f * 0.95047f, -0.2040259f, 1.0572252f * 1.08883f },
};

static void
multiply (const gfloat matrix[3][3], const gfloat in[3], gfloat out[3])
{
  for (gint i = 0; i < 3; i++)
    out[i] = matrix[i][0] * in[0] + matrix[i][1] * in[1] + matrix[i][2] * in[2];
}

static const gfloat *
get_linear_values (void)
{
  static gfloat values[256];
  static gsize  is_ready = 0;

  if (g_once_init_enter (&is_ready))
    {
      for (gint i = 0; i < 256; i++)
        values[i] = i <= 10 ? i / 255.0 / 12.92 : pow ((i / 255.0 + 0.055) / 1.055, 2.4);
      g_once_init_leave (&is_ready, 1);
    }

  return values;
}

static guint8
encode (gfloat linear)
{
  gfloat value =
    linear <= 0.0031308f ? 12.92f * linear : 1.055f * powf (linear, 1.0f / 2.4f) - 0.055f;

  return CLAMP (value, 0.0f, 1.0f) * 255.0f + 0.5f;
}

void
cielab_from_srgb (const guint8 *rgb, gsize n_pixels, gfloat *lab)
{
  const gfloat *linear_values = get_linear_values ();

  for (gsize i = 0; i < n_pixels; i++, rgb += 3, lab += 3)
    {
      gfloat linear[3] = { linear_values[rgb[0]], linear_values[rgb[1]], linear_values[rgb[2]] };
      gfloat xyz[3];
      gfloat f[3];

      multiply (xyz_from_rgb, linear, xyz);
      for (gint k = 0; k < 3; k++)
        f[k] = xyz[k] > TANGENT_END * TANGENT_END * TANGENT_END
                 ? cbrtf (xyz[k])
                 : TANGENT_SLOPE * xyz[k] + TANGENT_OFFSET;

      lab[0] = 116.0f * f[1] - 16.0f;
      lab[1] = 500.0f * (f[0] - f[1]);
      lab[2] = 200.0f * (f[1] - f[2]);
    }
}

void
cielab_to_srgb (const gfloat *lab, gsize n_pixels, guint8 *rgb)
{
  for (gsize i = 0; i < n_pixels; i++, lab += 3, rgb += 3)
    {
      gfloat y    = (lab[0] + 16.0f) / 116.0f;
      gfloat f[3] = { y + lab[1] / 500.0f, y, y - lab[2] / 200.0f };
      gfloat xyz[3];
      gfloat linear[3];

      for (gint k = 0; k < 3; k++)
        xyz[k] = f[k] > TANGENT_END ? f[k] * f[k] * f[k] : (f[k] - TANGENT_OFFSET) / TANGENT_SLOPE;

      multiply (rgb_from_xyz, xyz, linear);
      for (gint k = 0; k < 3; k++)
        rgb[k] = encode (linear[k]);
    }
}

/* Of a color without chroma: 0, as the standard has it. */
static gdouble
get_hue (gdouble a, gdouble b)
{
  gdouble hue = a == 0.0 && b == 0.0 ? 0.0 : atan2 (b, a);

  return hue < 0.0 ? hue + 2.0 * G_PI : hue;
}

/* C^7 / (C^7 + 25^7) */
static gdouble
get_chroma_share (gdouble chroma)
{
  gdouble power = pow (chroma, 7.0);

  return power / (power + 6103515625.0);
}

/* The turn from hue 1 to hue 2, the short way, and the mean that lies on it. Opposite hues, up to
 * rounding, count as not having crossed 0. */
static gdouble
get_turn (gdouble hue_1, gdouble hue_2, gdouble *mean)
{
  gdouble turn = hue_2 - hue_1;

  *mean = (hue_1 + hue_2) / 2.0;
  if (fabs (turn) <= G_PI + 1e-9)
    return turn;

  *mean += *mean < G_PI ? G_PI : -G_PI;
  return turn + (turn > 0.0 ? -2.0 * G_PI : 2.0 * G_PI);
}

/* The steps and letters are those of Sharma, Wu and Dalal, "The CIEDE2000 color-difference
 * formula", Color Research and Application 30 (1), 2005. */
gdouble
cielab_get_difference (const gfloat lab_1[3], const gfloat lab_2[3])
{
  gdouble chroma = (hypot (lab_1[1], lab_1[2]) + hypot (lab_2[1], lab_2[2])) / 2.0;
  gdouble g      = 0.5 * (1.0 - sqrt (get_chroma_share (chroma)));
  gdouble a_1    = (1.0 + g) * lab_1[1];
  gdouble a_2    = (1.0 + g) * lab_2[1];
  gdouble c_1    = hypot (a_1, lab_1[2]);
  gdouble c_2    = hypot (a_2, lab_2[2]);
  gdouble h_1    = get_hue (a_1, lab_1[2]);
  gdouble h_2    = get_hue (a_2, lab_2[2]);
  gdouble h      = h_1 + h_2;
  gdouble turn   = c_1 * c_2 > 0.0 ? get_turn (h_1, h_2, &h) : 0.0;

  gdouble l = (lab_1[0] + lab_2[0]) / 2.0 - 50.0;
  gdouble c = (c_1 + c_2) / 2.0;
  gdouble t = 1.0 - 0.17 * cos (h - RADIANS (30.0)) + 0.24 * cos (2.0 * h)
              + 0.32 * cos (3.0 * h + RADIANS (6.0)) - 0.20 * cos (4.0 * h - RADIANS (63.0));
  gdouble s_l = 1.0 + 0.015 * l * l / sqrt (20.0 + l * l);
  gdouble s_c = 1.0 + 0.045 * c;
  gdouble s_h = 1.0 + 0.015 * c * t;

  gdouble from_blue = (h - RADIANS (275.0)) / RADIANS (25.0);
  gdouble d_theta   = RADIANS (30.0) * exp (-from_blue * from_blue);
  gdouble r_t       = -2.0 * sqrt (get_chroma_share (c)) * sin (2.0 * d_theta);

  gdouble dl = (lab_2[0] - lab_1[0]) / s_l;
  gdouble dc = (c_2 - c_1) / s_c;
  gdouble dh = 2.0 * sqrt (c_1 * c_2) * sin (turn / 2.0) / s_h;

  return sqrt (dl * dl + dc * dc + dh * dh + r_t * dc * dh);
}
