/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which Cb and Cr give a color of the luma that a frame has.
 *
 * a*b* at the frame's L* has another luma than gray of that L*, so that a frame whose luma stays would change
 * its lightness and its chroma were Cb and Cr taken from there. The table asks for the color of just these a* and
 * b* whose luma is the frame's: its hue and chroma are as predicted, and its L* is nearly the frame's. What the
 * RGB space cannot hold loses chroma (gamut.h).
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ChromaTable ChromaTable;

/* kr, kb      the weights of red and blue in luma: ITU-R BT.601, BT.709 or BT.2020, section on the
 *             derivation of luma
 * primaries   chromaticities of red, green and blue, x and y of each; NULL: those of sRGB. The white is D65
 *             and the curve sRGB's, as screens show films. */
ChromaTable                *chroma_table_new (gdouble kr, gdouble kb, const gdouble primaries[6]);
void                        chroma_table_free (ChromaTable *table);

/* Any thread.
 * luma         0..1
 * differences  set to Cb and Cr, -0.5..0.5 */
void                        chroma_table_look_up (const ChromaTable *table,
                                                  gfloat             luma,
                                                  const gfloat       chroma[2],
                                                  gfloat             differences[2]);

/* L* of gray of a luma of 0..1. */
void chroma_table_get_luminance (const gfloat *luma, gfloat *luminance, gsize n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChromaTable, chroma_table_free)

G_END_DECLS
