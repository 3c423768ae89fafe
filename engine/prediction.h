/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inside of ColorizePrediction and ColorizeChroma.
 */

#pragma once

#include "colorize.h"
#include "resample.h"
#include "weights.h"

G_BEGIN_DECLS

struct _ColorizePrediction
{
  ColorizeWeights *weights;
  gint             photo_width;
  gint             photo_height;
  gint             width; /* of the network's output */
  gint             height;
  gint             channels;
  gfloat          *output; /* [height][width][channels] */
};

struct _ColorizeChroma
{
  gint          photo_width;
  gint          photo_height;
  gint          width;
  gint          height;
  gfloat       *chroma;  /* [height][width][2]: a*, b* */
  ResampleAxis *rows;    /* from `height` to the photo's */
  ResampleAxis *columns; /* from `width` to the photo's */
};

/* a*b* [height][width][2] of one output [height][width][channels] of the network, before gain and
 * settings.
 * prior_exponent   the g of a*b* = sum p c, p = softmax ((z - g log prior) / T) */
void prediction_decode_output (const ColorizeWeights *weights,
                               const gfloat          *output,
                               gsize                  n_pixels,
                               gdouble                prior_exponent,
                               gfloat                *chroma);

/* Twice the size, linear between pixel centres, edges clamped: [2 height][2 width][2]. */
void prediction_double (const gfloat *chroma, gint height, gint width, gfloat *doubled);

G_END_DECLS
