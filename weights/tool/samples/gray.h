/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ways of making a photo gray. A net that has seen only one of them knows only that one; the
 * others also stand for old films, which saw colors unlike an eye: orthochromatic ones were blind
 * to red, the first ones to all but blue.
 *
 * All are of gamma-encoded sRGB, and so are their grays: 0..1, of which 255ths would be the pixels
 * of a gray photo. L* has the D50 white of ICC profiles, as babl's "CIE Lab" (for a gray the white
 * does not matter). babl_init must have been called. Any thread.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  GRAY_LIGHTNESS, /* a gray of the color's L* */
  GRAY_BT601,     /* 0.299 R' + 0.587 G' + 0.114 B' (ITU-R BT.601) */
  GRAY_BT709,     /* 0.2126 R' + 0.7152 G' + 0.0722 B' (ITU-R BT.709) */
  GRAY_MEAN,      /* of R', G' and B' */
  GRAY_HSL,       /* the lightness of HSL: the mean of the largest and the smallest */
  GRAY_HSV,       /* the value of HSV: the largest */
  GRAY_MINIMUM,   /* the smallest */
  GRAY_RED,       /* a single channel, as through a filter before the lens */
  GRAY_GREEN,
  GRAY_BLUE,
  N_GRAYS
} Gray;

/* One of the eight ways, each as likely as the others; a single channel, of any color, is one. */
Gray gray_draw (GRand *random);

/* rgb    [n_pixels][3]
 * gray   [n_pixels] */
void gray_from_srgb (Gray way, const guint8 *rgb, gsize n_pixels, gfloat *gray);

/* L*, 0..100, of grays of 0..1; what lies outside is brought there. Both may be the same memory. */
void gray_get_lightness (const gfloat *gray, gsize n_pixels, gfloat *lightness);

G_END_DECLS
