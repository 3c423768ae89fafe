/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ways of making a photo grey. A net that has seen only one of them knows only that one; the
 * others also stand for old films, which saw colours unlike an eye: orthochromatic ones were blind
 * to red, the first ones to all but blue.
 *
 * All are of gamma-encoded sRGB, and so are their greys: 0..1, of which 255ths would be the pixels
 * of a grey photo. L* has the D50 white of ICC profiles, as babl's "CIE Lab" (for a grey the white
 * does not matter). babl_init must have been called. Any thread.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  GREY_LIGHTNESS, /* a grey of the colour's L* */
  GREY_BT601,     /* 0.299 R' + 0.587 G' + 0.114 B' (ITU-R BT.601) */
  GREY_BT709,     /* 0.2126 R' + 0.7152 G' + 0.0722 B' (ITU-R BT.709) */
  GREY_MEAN,      /* of R', G' and B' */
  GREY_HSL,       /* the lightness of HSL: the mean of the largest and the smallest */
  GREY_HSV,       /* the value of HSV: the largest */
  GREY_MINIMUM,   /* the smallest */
  GREY_RED,       /* a single channel, as through a filter before the lens */
  GREY_GREEN,
  GREY_BLUE,
  N_GREYS
} Grey;

/* One of the eight ways, each as likely as the others; a single channel, of any colour, is one. */
Grey grey_draw (GRand *random);

/* rgb    [n_pixels][3]
 * grey   [n_pixels] */
void grey_from_srgb (Grey way, const guint8 *rgb, gsize n_pixels, gfloat *grey);

/* L*, 0..100, of greys of 0..1; what lies outside is brought there. Both may be the same memory. */
void grey_get_lightness (const gfloat *grey, gsize n_pixels, gfloat *lightness);

G_END_DECLS
