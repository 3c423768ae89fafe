/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tone that lies over the whole of a photo: sepia, yellowed paper, dyes that have faded. What it is at
 * each lightness, for it is none in white and much in gray, or the other way round.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From black to white. */
#define TONE_BINS 40

typedef struct
{
  gdouble chroma[2][TONE_BINS]; /* a* and b* in the middle of each bin of L* */
} Tone;

/* The smooth curve of L* that most of the picture lies on:
 *
 *   sum_i n_i rho (|m_i - tone (L_i)| / s) s^2 / s_0^2 + smoothness sum_L |tone''(L)|^2
 *
 * over the medians m_i of the pixels of one lightness in one part of the picture, so that a large thing is no
 * more than a small one; rho (x) = x^2 / (1 + x^2) (Geman and McClure 1987), for what has a color of its own is not to
 * count; s_0 is the median distance, s the same or 2. Where all pixels keep to one curve, s_0 is small and the tone is
 * just that, however bent; the more colors there are, the stiffer it is.
 *
 * luminance   [height][width], L* 0..100
 * chroma      [height][width][2], a*, b*; finite
 * It is the same each time. Any thread. FALSE if there is not enough memory. */
gboolean tone_fit (Tone         *tone,
                   const gfloat *luminance,
                   const gfloat *chroma,
                   gint          height,
                   gint          width);

/* a* and b* of the tone at an L* of 0..100. */
void     tone_get (const Tone *tone, gfloat luminance, gfloat chroma[2]);

G_END_DECLS
