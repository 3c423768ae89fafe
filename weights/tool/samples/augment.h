/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What old photographs went through, done to a gray picture, so that a net learns colors that hold
 * for them too. Their true colors stay as they are.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Strengths are 0..1; 0 leaves it out. Grain, blur and JPEG noise come to every other photo, each
 * on its own, with a strength drawn evenly from none to the given one. */
typedef struct
{
  gdouble  crop;  /* smallest crop, as a share of the largest square: 0.3..1 */
  gboolean flips; /* every other photo, left to right */
  gdouble  film;  /* share of photos whose gray is made in another way; with R'G'B' targets, if it
                   * is not 0, each photo's gray is made in one of the eight ways */
  gdouble  tone;  /* deviation of the logarithm of gamma: 1 is from 1 / e to e, mostly */
  gdouble  grain; /* 1 is a deviation of 0.1, which is 10 of L* */
  gdouble  blur;  /* 1 is a deviation of 1.5 pixels of the network's input */
  gdouble  jpeg;  /* 1 is down to a quality of 30, as libjpeg counts */
} Augmentation;

/* A new tone curve, blur, grain and JPEG noise, in the order in which a photograph meets with them.
 * gray   [side][side], 0..1: L* / 100 or Y' */
void augment_gray (const Augmentation *augmentation, GRand *random, gint side, gfloat *gray);

G_END_DECLS
