/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which colors an RGB space can hold, and what becomes of those that it cannot: they lose chroma
 * until they fit, and keep L* and hue. Where each channel is clipped by itself instead, a sky turns
 * violet and a face changes its lightness.
 */

#pragma once

#include <babl/babl.h>
#include <glib.h>

G_BEGIN_DECLS

/* Of one space; never changes, so that any number of threads may use it at once. */
typedef struct _Gamut Gamut;

/* space   RGB, of primaries and tone curves; NULL: sRGB */
Gamut                *gamut_new (const Babl *space);
void                  gamut_free (Gamut *gamut);

/* Brings colors into the gamut by reducing chroma. Colors in it stay as they are, to the bit.
 * luminance   [n_pixels], L* of CIE L*a*b* with the white of ICC profiles (D50). Where it is 0 or
 *             less, or 100 or more, there is no color but gray.
 * chroma      [n_pixels][2], a* and b*; numbers that are none become 0 */
void gamut_limit (const Gamut *gamut, const gfloat *luminance, gfloat *chroma, gsize n_pixels);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Gamut, gamut_free)

G_END_DECLS
