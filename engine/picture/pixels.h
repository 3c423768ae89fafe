/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between the engine and GEGL: whole photos, strip by strip, so that a large scan needs no more
 * memory than a small one. Each buffer is read and written in its own color space, or in the
 * profile that profile.h has attached to it.
 *
 * All functions do all their buffer access in the calling thread; with a drawable's buffer that
 * must be GIMP's main thread. The pixels themselves are worked on by n_threads threads (0: one a
 * processor). They stop with G_IO_ERROR_CANCELLED between two strips.
 */

#pragma once

#include <gegl.h>

#include "colorize.h"

G_BEGIN_DECLS

/* To be called before GEGL or babl start. */
void     colorize_pixels_prepare (void);

/* Hands the luminance of all of `source` to `photo`, which must be of the same size, and its a*b* where
 * the photo keeps them. */
gboolean colorize_pixels_reduce (GeglBuffer      *source,
                                 ColorizePhoto   *photo,
                                 gint             n_threads,
                                 GCancellable    *cancellable,
                                 ColorizeProgress progress,
                                 gpointer         progress_data,
                                 GError         **error);

/* Adds all of a painted picture to `hints`, which must be of the same size: its colors by its alpha. Its lightness is of
 * no account. */
gboolean colorize_pixels_read_hints (GeglBuffer    *paint,
                                     ColorizeHints *hints,
                                     gint           n_threads,
                                     GCancellable  *cancellable,
                                     GError       **error);

/* Writes `source` with new chroma to `result`, a buffer of the same size whose format can hold
 * color. L* and alpha are the source's.
 * strength   0..1: how far a*b* goes from the source's to the predicted */
gboolean colorize_pixels_lift (const ColorizeChroma  *chroma,
                               const ColorizeOptions *options,
                               gdouble                strength,
                               GeglBuffer            *source,
                               GeglBuffer            *result,
                               gint                   n_threads,
                               GCancellable          *cancellable,
                               ColorizeProgress       progress,
                               gpointer               progress_data,
                               GError               **error);

/* The whole way, without progress: reduces `source`, runs the network, lifts the colors to
 * `result`. Parameters as above and in colorize.h. */
gboolean colorize_pixels_color (GeglBuffer            *source,
                                ColorizeWeights       *weights,
                                const ColorizeView    *view,
                                const ColorizeOptions *options,
                                ColorizeHints         *hints,
                                gdouble                strength,
                                gint                   n_threads,
                                GeglBuffer            *result,
                                GCancellable          *cancellable,
                                GError               **error);

G_END_DECLS
