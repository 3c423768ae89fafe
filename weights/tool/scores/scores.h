/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How near colored photos come to the true ones. Pure arithmetic: one photo's sums are filled
 * strip by strip, photos are added up, and the scores follow.
 *
 *   photo_sums_add (&sums, ...)           for each strip of a photo, from zeros
 *   score_totals_add (&totals, &sums)     for each photo, from zeros
 *   score_totals_finish (&totals, &scores)
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The a*b* plane in squares of 10, centered on multiples of 10 from -130 to 130: more than the whole
 * of sRGB. */
#define SCORE_BIN_WIDTH 10
#define SCORE_N_BINS    27

/* Of one picture; enough for the measure of Hasler and Suesstrunk, "Measuring colorfulness in
 * natural images", 2003. */
typedef struct
{
  gdouble rg;
  gdouble yb;
  gdouble squared_rg;
  gdouble squared_yb;
} OpponentSums;

/* Of one photo, colored in one way. */
typedef struct
{
  gdouble      n_pixels;
  gdouble      squared_ab;
  gdouble      squared_rgb;
  gdouble      difference;
  OpponentSums truth;
  OpponentSums result;

  /* By the true color, for the rebalanced AuC: pixels, and 1 - distance / 150 summed over them. */
  gdouble      counts[SCORE_N_BINS][SCORE_N_BINS];
  gdouble      closeness[SCORE_N_BINS][SCORE_N_BINS];
} PhotoSums;

typedef struct
{
  guint     n_photos;
  PhotoSums pooled;
  gdouble   psnr;
  gdouble   colorfulness;
  gdouble   true_colorfulness;
  gdouble   colorfulness_distance;
} ScoreTotals;

typedef struct
{
  gdouble rmse_ab;               /* of a* and b*, over all their values */
  gdouble auc;                   /* %: the mean share of pixels whose a*b* lies nearer than t to the
                                     truth, t = 0..150; Zhang, Isola and Efros 2016 */
  gdouble auc_rebalanced;        /* %: each pixel weighted by the rarity of its true color */
  gdouble psnr_pooled;           /* dB, of R'G'B' over all pixels of all photos */
  gdouble psnr_mean;             /* dB, mean over photos; a photo without error counts 100 */
  gdouble ciede2000;             /* mean over pixels */
  gdouble colorfulness;          /* mean over photos */
  gdouble colorfulness_distance; /* mean over photos of how far it is from the true one */
  gdouble true_colorfulness;     /* of the originals, mean over photos */
} Scores;

/* The next n_pixels of a photo, [n_pixels][3] each: the original as 8-bit sRGB and the same as
 * L*a*b* (D65), and the colored one. */
void     photo_sums_add (PhotoSums    *sums,
                         gsize         n_pixels,
                         const guint8 *true_rgb,
                         const gfloat *true_lab,
                         const guint8 *rgb,
                         const gfloat *lab);

/* TRUE if the original is gray everywhere, but for what lossy codecs and conversions leave, so that there is nothing to compare with. */
gboolean photo_sums_is_gray (const PhotoSums *sums);

void     score_totals_add (ScoreTotals *totals, const PhotoSums *sums);
void     score_totals_finish (const ScoreTotals *totals, Scores *scores);

G_END_DECLS
