/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Colors and averages by their formulas, in double precision and without any code of ours.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Near enough for what babl does in single precision and with a rounded matrix. */
#define LAB_TOLERANCE 0.05

#define assert_near(value, expected, tolerance) \
  g_assert_cmpfloat_with_epsilon ((value), (expected), (tolerance))

/* IEC 61966-2-1 */
gdouble reference_decode (gdouble encoded);
gdouble reference_encode (gdouble linear);

/* L*, 0..100, of a relative luminance, and back (CIE 15). */
gdouble reference_lightness (gdouble luminance);
gdouble reference_luminance (gdouble lightness);

/* D50, from 8-bit sRGB. */
void    reference_lab (const guint8 rgb[3], gdouble lab[3]);

/* The mean over the area that pixel (x, y) of a picture of to_side covers in a square of another.
 * values   [..][stride][n_channels], at the square's first pixel
 * side     of the square */
gdouble reference_area_mean (const gdouble *values,
                             gint           stride,
                             gint           n_channels,
                             gint           side,
                             gint           to_side,
                             gint           x,
                             gint           y);

G_END_DECLS
