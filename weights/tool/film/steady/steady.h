/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Colors that do not flicker: what the network says of a thing in all frames about one goes into its color there, carried along
 * the thing's motion.
 *
 * Forward in time, with a_t = 1 - 1 / n_t,
 *
 *   n_t = 1 + trust warp (n_t-1), at most STEADY_FRAMES
 *   f_t = a_t warp (f_t-1) + (1 - a_t) net_t
 *
 * and the same backward, b_t with m_t. The result is what both have seen, net_t once: (n f + m b - net) / (n + m - 1). Where nothing leads
 * to a pixel from before and after, as where something uncovers it, it is net_t.
 *
 * Of frames whose colors people have given, key frames, these go along the same motion, forward and backward, as far as it can be
 * trusted; between two of them, by how near each is. The rest has the colors above.
 *
 * A window of frames moves over the film: those that were added are worked on together, the first ones are taken and dropped,
 * and the rest stays as what comes after them. For one thread, but for the pool's.
 */

#pragma once

#include "parallel.h"

G_BEGIN_DECLS

#define STEADY_FRAMES 48

typedef struct _Steady Steady;

/* For maps of that size. */
Steady                *steady_new (gint height, gint width);
void                   steady_free (Steady *steady);

/* How many frames fit into so many bytes. */
gint                   steady_count_room (const Steady *steady, gsize n_bytes);

/* The next frame.
 * luminance   [height][width], L* 0..100
 * chroma      [height][width][2]: what the network says
 * is_first    nothing goes on from the frame before, as after a cut
 * FALSE if there is not enough memory. */
gboolean               steady_add (Steady       *steady,
                                   const gfloat *luminance,
                                   const gfloat *chroma,
                                   gboolean      is_first);
/* Makes the last frame that was added a key frame: chroma [height][width][2]. FALSE if there is not enough memory. */
gboolean               steady_set_key (Steady *steady, const gfloat *chroma);

gint                   steady_get_n_frames (const Steady *steady);

/* Works on the window. FALSE if there is not enough memory. */
gboolean               steady_run (Steady *steady, Pool *pool);

/* The colors of frame i of the window, after steady_run: [height][width][2]. Any thread. */
void                   steady_get (const Steady *steady, gint i, gfloat *chroma);

/* Takes the window's first n frames out. */
void                   steady_drop (Steady *steady, gint n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Steady, steady_free)

G_END_DECLS
