/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Robust smoothing by reweighted least squares: each step is a system of equations with a band of five.
 */

#include "tone.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The picture's parts, along each side. */
#define PARTS     8
#define N_SAMPLES (PARTS * PARTS * TONE_BINS)

/* The share of a part that a lightness must have to count, and to count in full. */
#define MIN_SHARE  0.002
#define FULL_SHARE 0.05

#define SMOOTHNESS 200.0

/* Of that: what keeps the tone at the ends, where nothing is so dark or light, from running away. */
#define FLATNESS 1e-4

/* Distances, in a*b*: from which a color is its own at first, later, and less than which there is always. */
#define FIRST_SCALE 25.0
#define MIN_SCALE   2.0
#define MIN_SPREAD  0.3

#define N_STEPS       20
#define N_FIRST_STEPS 3
#define BAND          2

/* The pixels of one lightness in one part of the picture. */
typedef struct
{
  gint    bin;
  gdouble weight;
  gdouble chroma[2]; /* their medians */
  gdouble distance;  /* from the tone */
} Sample;

typedef struct
{
  gdouble distance;
  gdouble weight;
} Weighed;

static gint
compare_floats (gconstpointer one, gconstpointer other)
{
  gfloat a = *(const gfloat *) one;
  gfloat b = *(const gfloat *) other;

  return (a > b) - (a < b);
}

static gint
compare_distances (gconstpointer one, gconstpointer other)
{
  gdouble a = ((const Weighed *) one)->distance;
  gdouble b = ((const Weighed *) other)->distance;

  return (a > b) - (a < b);
}

static gint
get_sample (gfloat luminance, gint y, gint x, gint height, gint width)
{
  gint part = (gint) ((gint64) y * PARTS / height) * PARTS + (gint) ((gint64) x * PARTS / width);
  gint bin  = CLAMP ((gint) (luminance * TONE_BINS / 100.0f), 0, TONE_BINS - 1);

  return part * TONE_BINS + bin;
}

/* The channel of all pixels, one sample's after the other's.
 * ends   [N_SAMPLES]: where each begins; afterwards where it ends */
static void
sort_pixels (const gfloat *luminance,
             const gfloat *chroma,
             gint          height,
             gint          width,
             gint          c,
             gsize        *ends,
             gfloat       *sorted)
{
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      {
        gsize pixel = (gsize) y * width + x;

        sorted[ends[get_sample (luminance[pixel], y, x, height, width)]++] = chroma[2 * pixel + c];
      }
}

/* Returns their number; 0 if there is not enough memory.
 * samples   [N_SAMPLES] */
static gint
take_samples (const gfloat *luminance,
              const gfloat *chroma,
              gint          height,
              gint          width,
              Sample       *samples)
{
  gsize              n_pixels = (gsize) height * width;
  gdouble            part     = (gdouble) n_pixels / (PARTS * PARTS);
  g_autofree gfloat *sorted   = g_try_new (gfloat, n_pixels);
  g_autofree gsize  *counts   = g_new0 (gsize, N_SAMPLES);
  g_autofree gsize  *ends     = g_new (gsize, N_SAMPLES);
  gint               n        = 0;

  if (! sorted)
    return 0;

  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      counts[get_sample (luminance[(gsize) y * width + x], y, x, height, width)]++;

  for (gint c = 0; c < 2; c++)
    {
      gsize begin = 0;

      for (gint i = 0; i < N_SAMPLES; begin += counts[i++])
        ends[i] = begin;
      sort_pixels (luminance, chroma, height, width, c, ends, sorted);

      n = 0;
      for (gint i = 0; i < N_SAMPLES; i++)
        if (counts[i] > 0 && counts[i] >= MIN_SHARE * part)
          {
            gfloat *values = sorted + ends[i] - counts[i];

            qsort (values, counts[i], sizeof *values, compare_floats);
            samples[n].bin       = i % TONE_BINS;
            samples[n].weight    = MIN (counts[i] / (FULL_SHARE * part), 1.0);
            samples[n].chroma[c] = values[counts[i] / 2];
            n++;
          }
    }

  return n;
}

/* The weighted median distance from the tone.
 * weighed   [n], for use here */
static gdouble
find_spread (const Sample *samples, gint n, Weighed *weighed)
{
  gdouble sum  = 0.0;
  gdouble half = 0.0;
  gint    i;

  for (i = 0; i < n; i++)
    {
      weighed[i] = (Weighed) { samples[i].distance, samples[i].weight };
      sum += samples[i].weight;
    }
  qsort (weighed, n, sizeof *weighed, compare_distances);
  for (i = 0; i < n - 1; i++)
    {
      half += weighed[i].weight;
      if (half >= sum / 2.0)
        break;
    }
  return weighed[i].distance;
}

/* Smoothness: squares of second differences, and, a little, of first ones. */
static void
set_smoothness (gdouble matrix[TONE_BINS][TONE_BINS])
{
  static const gdouble second[] = { 1.0, -2.0, 1.0 };
  static const gdouble first[]  = { 1.0, -1.0 };

  memset (matrix, 0, sizeof (gdouble[TONE_BINS][TONE_BINS]));
  for (gint i = 0; i + 2 < TONE_BINS; i++)
    for (gint k = 0; k < 3; k++)
      for (gint l = 0; l < 3; l++)
        matrix[i + k][i + l] += SMOOTHNESS * second[k] * second[l];
  for (gint i = 0; i + 1 < TONE_BINS; i++)
    for (gint k = 0; k < 2; k++)
      for (gint l = 0; l < 2; l++)
        matrix[i + k][i + l] += SMOOTHNESS * FLATNESS * first[k] * first[l];
}

/* matrix = F F^T, after Cholesky; then F F^T x = x for either channel. */
static void
solve (gdouble matrix[TONE_BINS][TONE_BINS], gdouble x[2][TONE_BINS])
{
  for (gint i = 0; i < TONE_BINS; i++)
    for (gint j = MAX (i - BAND, 0); j <= i; j++)
      {
        gdouble sum = matrix[i][j];

        for (gint k = MAX (i - BAND, 0); k < j; k++)
          sum -= matrix[i][k] * matrix[j][k];
        matrix[i][j] = i == j ? sqrt (sum) : sum / matrix[j][j];
      }

  for (gint c = 0; c < 2; c++)
    {
      for (gint i = 0; i < TONE_BINS; i++)
        {
          for (gint k = MAX (i - BAND, 0); k < i; k++)
            x[c][i] -= matrix[i][k] * x[c][k];
          x[c][i] /= matrix[i][i];
        }
      for (gint i = TONE_BINS - 1; i >= 0; i--)
        {
          for (gint k = i + 1; k < MIN (i + BAND + 1, TONE_BINS); k++)
            x[c][i] -= matrix[k][i] * x[c][k];
          x[c][i] /= matrix[i][i];
        }
    }
}

/* The tone that is nearest to the samples, those at a distance above `scale` hardly counted. */
static void
fit_once (Tone *tone, const Sample *samples, gint n, gdouble scale, gdouble spread)
{
  gdouble matrix[TONE_BINS][TONE_BINS];

  set_smoothness (matrix);
  memset (tone, 0, sizeof *tone);
  for (gint i = 0; i < n; i++)
    {
      gdouble ratio  = samples[i].distance / scale;
      gdouble falls  = 1.0 + ratio * ratio;
      gdouble weight = samples[i].weight / (falls * falls * spread * spread);

      matrix[samples[i].bin][samples[i].bin] += weight;
      for (gint c = 0; c < 2; c++)
        tone->chroma[c][samples[i].bin] += weight * samples[i].chroma[c];
    }
  solve (matrix, tone->chroma);
}

gboolean
tone_fit (Tone *tone, const gfloat *luminance, const gfloat *chroma, gint height, gint width)
{
  g_autofree Sample  *samples = g_new0 (Sample, N_SAMPLES);
  g_autofree Weighed *weighed = g_new (Weighed, N_SAMPLES);
  gint                n       = take_samples (luminance, chroma, height, width, samples);
  gdouble             spread  = FIRST_SCALE;

  if (n == 0)
    return FALSE;

  for (gint step = 0; step < N_STEPS; step++)
    {
      gdouble scale = step < N_FIRST_STEPS ? FIRST_SCALE : MAX (spread, MIN_SCALE);

      fit_once (tone, samples, n, scale, spread);
      for (gint i = 0; i < n; i++)
        samples[i].distance = hypot (samples[i].chroma[0] - tone->chroma[0][samples[i].bin],
                                     samples[i].chroma[1] - tone->chroma[1][samples[i].bin]);
      spread = MAX (find_spread (samples, n, weighed), MIN_SPREAD);
    }

  return TRUE;
}

void
tone_get (const Tone *tone, gfloat luminance, gfloat chroma[2])
{
  gfloat place = CLAMP (luminance * TONE_BINS / 100.0f - 0.5f, 0.0f, TONE_BINS - 1.0f);
  gint   bin   = MIN ((gint) place, TONE_BINS - 2);
  gfloat share = place - bin;

  for (gint c = 0; c < 2; c++)
    chroma[c] = tone->chroma[c][bin] + share * (tone->chroma[c][bin + 1] - tone->chroma[c][bin]);
}
