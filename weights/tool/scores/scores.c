/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "cielab.h"
#include "scores.h"

/* Zhang, Isola and Efros, "Colorful image colorization", 2016: the largest distance counted, and
 * the deviation that smooths the distribution of colors. */
#define AUC_RANGE    150.0
#define SMOOTH_SIGMA 5.0

/* Where the error is zero, PSNR has no bound. */
#define PSNR_MAX 100.0

/* Mean square of red-green and yellow-blue, in steps of 8 bits, that a gray photo may have. */
#define GRAY_NOISE 0.5

static gint
get_bin (gfloat value)
{
  gint bin = (gint) floorf (value / SCORE_BIN_WIDTH + 0.5f) + SCORE_N_BINS / 2;

  return CLAMP (bin, 0, SCORE_N_BINS - 1);
}

static void
opponent_sums_add (OpponentSums *sums, const guint8 *rgb)
{
  gdouble rg = rgb[0] - rgb[1];
  gdouble yb = (rgb[0] + rgb[1]) / 2.0 - rgb[2];

  sums->rg += rg;
  sums->yb += yb;
  sums->squared_rg += rg * rg;
  sums->squared_yb += yb * yb;
}

static gdouble
get_colorfulness (const OpponentSums *sums, gdouble n_pixels)
{
  gdouble rg        = sums->rg / n_pixels;
  gdouble yb        = sums->yb / n_pixels;
  gdouble mean      = hypot (rg, yb);
  gdouble variance  = sums->squared_rg / n_pixels - rg * rg + sums->squared_yb / n_pixels - yb * yb;
  gdouble deviation = sqrt (MAX (variance, 0.0));

  return deviation + 0.3 * mean;
}

static gdouble
get_psnr (const PhotoSums *sums)
{
  gdouble mean_square = sums->squared_rgb / (3.0 * sums->n_pixels);

  return mean_square > 0.0 ? MIN (10.0 * log10 (255.0 * 255.0 / mean_square), PSNR_MAX) : PSNR_MAX;
}

void
photo_sums_add (PhotoSums    *sums,
                gsize         n_pixels,
                const guint8 *true_rgb,
                const gfloat *true_lab,
                const guint8 *rgb,
                const gfloat *lab)
{
  sums->n_pixels += n_pixels;

  for (gsize i = 0; i < n_pixels; i++, true_rgb += 3, true_lab += 3, rgb += 3, lab += 3)
    {
      gdouble da     = lab[1] - true_lab[1];
      gdouble db     = lab[2] - true_lab[2];
      gdouble square = da * da + db * db;
      gint    bin_a  = get_bin (true_lab[1]);
      gint    bin_b  = get_bin (true_lab[2]);

      sums->squared_ab += square;
      for (gint k = 0; k < 3; k++)
        {
          gint d = rgb[k] - true_rgb[k];

          sums->squared_rgb += d * d;
        }
      sums->difference += cielab_get_difference (true_lab, lab);
      opponent_sums_add (&sums->truth, true_rgb);
      opponent_sums_add (&sums->result, rgb);

      /* A pixel at distance d is within t for all t from d on: its share of the area. */
      sums->counts[bin_a][bin_b] += 1.0;
      sums->closeness[bin_a][bin_b] += MAX (1.0 - sqrt (square) / AUC_RANGE, 0.0);
    }
}

gboolean
photo_sums_is_gray (const PhotoSums *sums)
{
  return sums->truth.squared_rg + sums->truth.squared_yb <= GRAY_NOISE * sums->n_pixels;
}

void
score_totals_add (ScoreTotals *totals, const PhotoSums *sums)
{
  PhotoSums *pooled            = &totals->pooled;
  gdouble    colorfulness      = get_colorfulness (&sums->result, sums->n_pixels);
  gdouble    true_colorfulness = get_colorfulness (&sums->truth, sums->n_pixels);

  totals->n_photos++;
  totals->psnr += get_psnr (sums);
  totals->colorfulness += colorfulness;
  totals->true_colorfulness += true_colorfulness;
  totals->colorfulness_distance += fabs (colorfulness - true_colorfulness);

  pooled->n_pixels += sums->n_pixels;
  pooled->squared_ab += sums->squared_ab;
  pooled->squared_rgb += sums->squared_rgb;
  pooled->difference += sums->difference;
  for (gint a = 0; a < SCORE_N_BINS; a++)
    for (gint b = 0; b < SCORE_N_BINS; b++)
      {
        pooled->counts[a][b] += sums->counts[a][b];
        pooled->closeness[a][b] += sums->closeness[a][b];
      }
}

/* How often colors near the middle of a bin occur; on no scale. */
static gdouble
get_frequency (const PhotoSums *sums, gint bin_a, gint bin_b)
{
  gdouble frequency = 0.0;

  for (gint a = 0; a < SCORE_N_BINS; a++)
    for (gint b = 0; b < SCORE_N_BINS; b++)
      {
        gdouble distance = hypot (a - bin_a, b - bin_b) * (SCORE_BIN_WIDTH / SMOOTH_SIGMA);

        frequency += sums->counts[a][b] * exp (-0.5 * distance * distance);
      }

  return frequency;
}

void
score_totals_finish (const ScoreTotals *totals, Scores *scores)
{
  const PhotoSums *pooled   = &totals->pooled;
  gdouble          area     = 0.0;
  gdouble          rare     = 0.0;
  gdouble          weighted = 0.0;

  for (gint a = 0; a < SCORE_N_BINS; a++)
    for (gint b = 0; b < SCORE_N_BINS; b++)
      if (pooled->counts[a][b] > 0.0)
        {
          gdouble weight = 1.0 / get_frequency (pooled, a, b);

          area += pooled->closeness[a][b];
          rare += weight * pooled->closeness[a][b];
          weighted += weight * pooled->counts[a][b];
        }

  scores->rmse_ab               = sqrt (pooled->squared_ab / (2.0 * pooled->n_pixels));
  scores->auc                   = 100.0 * area / pooled->n_pixels;
  scores->auc_rebalanced        = 100.0 * rare / weighted;
  scores->psnr_pooled           = get_psnr (pooled);
  scores->psnr_mean             = totals->psnr / totals->n_photos;
  scores->ciede2000             = pooled->difference / pooled->n_pixels;
  scores->colorfulness          = totals->colorfulness / totals->n_photos;
  scores->colorfulness_distance = totals->colorfulness_distance / totals->n_photos;
  scores->true_colorfulness     = totals->true_colorfulness / totals->n_photos;
}
