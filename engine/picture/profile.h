/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * RGB profiles of look-up tables, as scanners and printers have them. babl has no space for them, so
 * the numbers of such a photo lie in buffers of sRGB, and mean something else.
 */

#pragma once

#include <gegl.h>

G_BEGIN_DECLS

/* Counted; never changes, so that any number of threads may use it at once. */
typedef struct _ColorizeProfile ColorizeProfile;

/* icc   [length], a profile as files have it; copied
 * NULL unless it is of RGB and good (profile-check.h). */
ColorizeProfile                *colorize_profile_new (gconstpointer icc, gsize length);
ColorizeProfile                *colorize_profile_ref (ColorizeProfile *profile);
void                            colorize_profile_unref (ColorizeProfile *profile);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizeProfile, colorize_profile_unref)

/* From pixels of a format to L*a*b* and alpha ("CIE Lab alpha float"), and back.
 * profile   what the pixels' numbers are of; NULL: of their format's space
 * lab       [n_pixels][4]; colorize_profile_write leaves something else there */
void    colorize_profile_read (const ColorizeProfile *profile,
                               const Babl            *format,
                               gconstpointer          pixels,
                               gfloat                *lab,
                               gsize                  n_pixels);
void    colorize_profile_write (const ColorizeProfile *profile,
                                gfloat                *lab,
                                const Babl            *format,
                                gpointer               pixels,
                                gsize                  n_pixels);

/* L*a*b* and alpha of colors all over the sides of the RGB cube: [n_colors][4]. */
gfloat *colorize_profile_list_sides (const ColorizeProfile *profile, gsize *n_colors);

/* Says that a buffer's numbers are of this profile. NULL, as at the beginning: of its format's
 * space. The buffer keeps a reference. */
void    colorize_profile_attach (ColorizeProfile *profile, GeglBuffer *buffer);
const ColorizeProfile *colorize_profile_of (GeglBuffer *buffer);

G_END_DECLS
