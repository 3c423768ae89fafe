/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inside of ColorizePrediction, what the network's output means, and how it becomes chroma.
 */

#pragma once

#include "border.h"
#include "levels.h"
#include "parallel.h"
#include "network/weights.h"

G_BEGIN_DECLS

/* Of 8 pixels, doubled up to 4096. */
#define PREDICTION_MAX_VIEWS 10

/* What the network said at one working size. */
typedef struct
{
  gint    width;
  gint    height;
  gint    channels;
  gfloat *output; /* [height][width][channels] */
} PredictionView;

/* What it said of one picture of the photo. */
typedef struct
{
  ColorizePhoto *photo; /* the picture alone, upright */
  Levels         levels;
  gint           n_views;
  PredictionView views[PREDICTION_MAX_VIEWS]; /* from the smallest working size to the largest */
  PredictionView features; /* the mid-level ones of the largest; output NULL: there are none */
} PredictionPicture;

struct _ColorizePrediction
{
  ColorizeWeights  *weights;
  ColorizePhoto    *photo;
  Border            border;
  PredictionPicture pictures[BORDER_MAX_FRAMES]; /* [border.n_frames] */
};

/* The g of what follows, at the vividness that the options ask for. */
gdouble prediction_get_exponent (const ColorizeWeights *weights, const ColorizeOptions *options);

/* (z - g log prior) / T of one color of an output [channels] of a distribution. */
gfloat  prediction_get_score (const ColorizeWeights *weights,
                              const gfloat          *output,
                              gint                   color,
                              gdouble                prior_exponent);

/* a*b* [height][width][2] of one output [height][width][channels] of the network, before gain and
 * settings.
 * prior_exponent   the g of a*b* = sum p c, p = softmax ((z - g log prior) / T)
 * variance         NULL, or [height][width] for sum p |c - a*b*|^2: how unsure the network is. Only a
 *                  distribution says it; else it is not set */
void    prediction_decode_output (const ColorizeWeights *weights,
                                  const gfloat          *output,
                                  gsize                  n_pixels,
                                  gdouble                prior_exponent,
                                  gfloat                *chroma,
                                  gfloat                *variance);

/* a*b* of all views of a picture together, of the size of the last one, with the weights' gain; NULL if
 * there is not enough memory.
 * options    vividness and evenness count
 * variance   of the size of the first view, [height][width], to be freed: how unsure the network is. NULL
 *            where it does not say so, or evenness is 0 */
gfloat *prediction_decode (const ColorizePrediction *prediction,
                           const PredictionPicture  *picture,
                           Pool                     *pool,
                           const ColorizeOptions    *options,
                           gfloat                  **variance);

/* The chroma of a photo from any map of it, [height][width][2]; NULL if there is not enough memory. */
ColorizeChroma *chroma_new (Pool                *pool,
                            const ColorizePhoto *photo,
                            const gfloat        *map,
                            gint                 height,
                            gint                 width);

G_END_DECLS
