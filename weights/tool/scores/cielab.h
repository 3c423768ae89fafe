/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CIE L*a*b* with the D65 white, from 8-bit sRGB and back, as published scores have it. babl's own
 * "CIE Lab" has the D50 white of ICC profiles: the numbers of a color differ by up to a few units.
 *
 * Sources: IEC 61966-2-1:1999 (sRGB), CIE 15:2004 (L*a*b*), ISO/CIE 11664-6:2014 (CIEDE2000).
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* rgb   [n_pixels][3]
 * lab   [n_pixels][3], L* 0..100 */
void    cielab_from_srgb (const guint8 *rgb, gsize n_pixels, gfloat *lab);

/* What sRGB cannot show becomes the nearest value of each channel. */
void    cielab_to_srgb (const gfloat *lab, gsize n_pixels, guint8 *rgb);

/* CIEDE2000 of two colors, with kL = kC = kH = 1. */
gdouble cielab_get_difference (const gfloat lab_1[3], const gfloat lab_2[3]);

G_END_DECLS
