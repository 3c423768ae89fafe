/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The network's runs for the preview, in a thread of their own. What is asked for last counts: a run
 * of the network that nobody waits for any more is cancelled, and what is still right of an earlier
 * run (the weights in memory, the network's output) is used again.
 */

#pragma once

#include "colorize.h"
#include "miniatures.h"
#include "picture.h"
#include "wish.h"

G_BEGIN_DECLS

typedef struct _ColorizePredictor ColorizePredictor;

/* Called in the main thread when something has changed: a run has begun or ended, the weights are
 * there, a new sketch or chroma is, or an error. */
typedef void (*ColorizePredictorNews) (gpointer data);

ColorizePredictor *colorize_predictor_new (ColorizePredictorNews news, gpointer data);

/* Cancels what goes on. Returns at once. */
void               colorize_predictor_free (ColorizePredictor *predictor);

/* The photo, once it is complete; until then, weights are loaded already. A reference is taken. NULL:
 * another one will come; what was made of the last one is freed. */
void colorize_predictor_set_photo (ColorizePredictor *predictor, ColorizePhoto *photo);

/* Asks for a chroma. `wish` is copied, and references are taken to what is in it. */
void colorize_predictor_ask (ColorizePredictor *predictor, const ColorizeWish *wish);

/* Asks for miniatures of the same photo: they are made, in all tastes, after the chroma, whenever the network has
 * seen the photo anew, or there are other hints, and nothing else is to be done. Taken over; NULL: none are wanted
 * any more. */
void colorize_predictor_ask_miniatures (ColorizePredictor  *predictor,
                                        ColorizeMiniatures *miniatures);

/* Those that are new; NULL: there are none. To be freed. */
ColorizeMiniatures   *colorize_predictor_take_miniatures (ColorizePredictor *predictor);

/* Cancels what goes on, and forgets what was asked for. */
void                  colorize_predictor_stop (ColorizePredictor *predictor);

/* What came before the chroma of the run that goes on, and faster; NULL: nothing, or it has been taken. */
ColorizeSketch       *colorize_predictor_take_sketch (ColorizePredictor *predictor);

/* A run goes on, or what was asked for last waits for the photo. Miniatures do not count. */
gboolean              colorize_predictor_is_busy (const ColorizePredictor *predictor);

/* The weights, chroma and error of what was asked for last, as far as there are any; the chroma of
 * an earlier wish until the new one is there. Owned by the predictor, until the next news. */
ColorizeWeights      *colorize_predictor_get_weights (const ColorizePredictor *predictor);
const ColorizeChroma *colorize_predictor_get_chroma (const ColorizePredictor *predictor);
const GError         *colorize_predictor_get_error (const ColorizePredictor *predictor);

/* The pictures on the photo that the network looked at: [n_frames]. Owned by the predictor, until the next
 * news. */
const ColorizeFrame  *colorize_predictor_get_frames (const ColorizePredictor *predictor,
                                                     gint                    *n_frames);

/* The colors that the network thinks likeliest at a place of the photo, in its pixels, whatever hints say: fills
 * colors [n][2], a* and b*, the likeliest first. Returns how many there are, at most `n`; 0 beside the pictures, and
 * as long as the network has not run. */
gint                  colorize_predictor_get_likely_colors (const ColorizePredictor *predictor,
                                                            gdouble                  x,
                                                            gdouble                  y,
                                                            gfloat                  *colors,
                                                            gint                     n);

/* How long the network's last run took, in seconds; 0 before the first one. */
gdouble               colorize_predictor_get_seconds (const ColorizePredictor *predictor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizePredictor, colorize_predictor_free)

G_END_DECLS
