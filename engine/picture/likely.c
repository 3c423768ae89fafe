/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The colors that the network thinks likeliest at one place.
 *
 * A distribution over bins of a*b* has several peaks where a thing may have several colors: a dress is red, blue or gray,
 * and hardly what lies between. After the palette of Zhang, Zhu, Isola, Geng, Lin, Yu and Efros, "Real-time user-guided
 * image colorization with learned deep priors", ACM TOG 36 (4), 2017.
 */

#include <math.h>

#include "prediction.h"

/* Bins of one peak, in a*b*, about which they lie: two steps of the grid that the default weights have. */
#define PEAK_RADIUS 20.0f

/* Less is not worth offering. */
#define MIN_PROBABILITY 0.01

/* Of a picture, where the place lies on the smallest view. FALSE: beside it. */
static gboolean
find_pixel (const ColorizeFrame  *frame,
            const PredictionView *view,
            gdouble               x,
            gdouble               y,
            gint                 *column,
            gint                 *row)
{
  gdouble angle  = frame->angle * G_PI / 180.0;
  gdouble across = (x - frame->x) * cos (angle) + (y - frame->y) * sin (angle);
  gdouble down   = (y - frame->y) * cos (angle) - (x - frame->x) * sin (angle);

  *column = (gint) floor ((across / frame->width + 0.5) * view->width);
  *row    = (gint) floor ((down / frame->height + 0.5) * view->height);
  return *column >= 0 && *column < view->width && *row >= 0 && *row < view->height;
}

/* Adds the probabilities of one pixel [n_colors], their rare ones raised as for its color. */
static void
add_pixel (const ColorizeWeights *weights,
           const gfloat          *output,
           gdouble                prior_exponent,
           gint                   n_colors,
           gdouble               *sums)
{
  g_autofree gfloat *p       = g_new (gfloat, n_colors);
  gfloat             largest = -INFINITY;
  gdouble            sum     = 0.0;

  for (gint i = 0; i < n_colors; i++)
    {
      p[i]    = prediction_get_score (weights, output, i, prior_exponent);
      largest = MAX (largest, p[i]);
    }
  for (gint i = 0; i < n_colors; i++)
    {
      p[i] = expf (p[i] - largest);
      sum += p[i];
    }
  for (gint i = 0; i < n_colors; i++)
    sums[i] += p[i] / sum;
}

/* The mean of the 3 x 3 about a pixel: [n_colors], to be freed. */
static gdouble *
get_probabilities (const ColorizeWeights *weights,
                   const PredictionView  *view,
                   gdouble                prior_exponent,
                   gint                   column,
                   gint                   row)
{
  gdouble *p = g_new0 (gdouble, view->channels);
  gint     n = 0;

  for (gint y = MAX (row - 1, 0); y <= MIN (row + 1, view->height - 1); y++)
    for (gint x = MAX (column - 1, 0); x <= MIN (column + 1, view->width - 1); x++, n++)
      add_pixel (weights, view->output + ((gsize) y * view->width + x) * view->channels,
                 prior_exponent, view->channels, p);
  for (gint i = 0; i < view->channels; i++)
    p[i] /= n;
  return p;
}

/* Takes the highest peak out of p: the mean of the bins about the likeliest one. */
static ColorizeLikelyColor
take_peak (const gfloat *bins, gint n_bins, gfloat gain, gdouble *p)
{
  ColorizeLikelyColor color = { 0 };
  gint                top   = 0;

  for (gint i = 1; i < n_bins; i++)
    if (p[i] > p[top])
      top = i;
  for (gint i = 0; i < n_bins; i++)
    if (hypotf (bins[2 * i] - bins[2 * top], bins[2 * i + 1] - bins[2 * top + 1]) <= PEAK_RADIUS)
      {
        color.a += p[i] * bins[2 * i];
        color.b += p[i] * bins[2 * i + 1];
        color.probability += p[i];
        p[i] = 0.0;
      }
  if (color.probability > 0.0)
    {
      color.a *= gain / color.probability;
      color.b *= gain / color.probability;
    }
  return color;
}

static gint
compare (gconstpointer one, gconstpointer other)
{
  const ColorizeLikelyColor *a = one;
  const ColorizeLikelyColor *b = other;

  return (a->probability < b->probability) - (a->probability > b->probability);
}

static gint
list_peaks (const ColorizePrediction *prediction,
            const PredictionPicture  *picture,
            gdouble                   prior_exponent,
            gint                      column,
            gint                      row,
            ColorizeLikelyColor       colors[COLORIZE_MAX_LIKELY])
{
  const ColorizeWeights *weights = prediction->weights;
  const PredictionView  *view    = &picture->views[0];
  gfloat                 gain    = weights->architecture.chroma_gain * picture->levels.chroma;
  g_autofree gdouble    *p       = get_probabilities (weights, view, prior_exponent, column, row);
  gint                   n       = 0;

  while (n < COLORIZE_MAX_LIKELY)
    {
      colors[n] = take_peak (weights->colors, view->channels, gain, p);
      if (! (colors[n].probability >= MIN_PROBABILITY))
        break;
      n++;
    }

  /* The highest bin need not be that of the largest peak. */
  qsort (colors, n, sizeof *colors, compare);
  return n;
}

gint
colorize_prediction_get_likely_colors (const ColorizePrediction *prediction,
                                       const ColorizeOptions    *options,
                                       gdouble                   x,
                                       gdouble                   y,
                                       ColorizeLikelyColor       colors[COLORIZE_MAX_LIKELY])
{
  const ColorizeWeights *weights = prediction->weights;
  gint                   column, row;

  for (gint i = 0; i < prediction->border.n_frames; i++)
    {
      const PredictionPicture *picture = &prediction->pictures[i];
      const PredictionView    *view    = &picture->views[0];
      gfloat                   chroma[2];

      if (! find_pixel (&prediction->border.frames[i], view, x, y, &column, &row))
        continue;
      if (weights->architecture.output_kind == OUTPUT_DISTRIBUTION)
        return list_peaks (prediction, picture, prediction_get_exponent (weights, options), column,
                           row, colors);

      prediction_decode_output (
        weights, view->output + ((gsize) row * view->width + column) * view->channels, 1, 0.0,
        chroma, NULL);
      colors[0].a = chroma[0] * weights->architecture.chroma_gain * picture->levels.chroma;
      colors[0].b = chroma[1] * weights->architecture.chroma_gain * picture->levels.chroma;
      colors[0].probability = 1.0;
      return 1;
    }

  return 0;
}
