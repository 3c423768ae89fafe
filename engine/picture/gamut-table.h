/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The gamut of a space that no matrix describes, as a table of the largest chroma for each L* and hue.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _GamutTable GamutTable;

/* sides   [n][4], L*a*b* and alpha of colors on the sides of the RGB cube, from all over them and
 *         some tens of thousands */
GamutTable                *gamut_table_new (const gfloat *sides, gsize n);
void                       gamut_table_free (GamutTable *table);

/* As gamut_limit does; but near the gamut's edge a color may lose a little chroma that it need not. */
void                       gamut_table_limit (const GamutTable *table,
                                              const gfloat     *luminance,
                                              gfloat           *chroma,
                                              gsize             n_pixels);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GamutTable, gamut_table_free)

G_END_DECLS
