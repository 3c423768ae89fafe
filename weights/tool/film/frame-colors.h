/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The colors of one frame, small: maps of one size for all frames of a film. Any thread.
 */

#pragma once

#include "clip.h"

G_BEGIN_DECLS

/* The size of the maps of a film of that size. */
void     frame_colors_get_size (gint width, gint height, gint *map_width, gint *map_height);

/* What the network says of a photo, or of a frame, at saturation 100, warmth 0 and tint 0.
 * luminance   set to L* of the frame, [height][width]
 * chroma      set to a* and b*, [height][width][2]
 * Errors: as colorize_predict. */
gboolean frame_colors_predict_photo (ColorizePhoto         *photo,
                                     ColorizeWeights       *weights,
                                     const ColorizeView    *view,
                                     const ColorizeOptions *options,
                                     gint                   width,
                                     gint                   height,
                                     gfloat                *luminance,
                                     gfloat                *chroma,
                                     GError               **error);
gboolean frame_colors_predict (ClipFrame             *frame,
                               ColorizeWeights       *weights,
                               const ColorizeView    *view,
                               const ColorizeOptions *options,
                               gint                   width,
                               gint                   height,
                               gfloat                *luminance,
                               gfloat                *chroma,
                               GError               **error);

/* Gives the frame the colors of a map, [height][width][2]. Of the options, saturation, warmth and tint count.
 * Errors: COLORIZE_ERROR_MEMORY. */
gboolean frame_colors_put (ClipFrame             *frame,
                           const gfloat          *chroma,
                           gint                   width,
                           gint                   height,
                           const ColorizeOptions *options,
                           GError               **error);

G_END_DECLS
