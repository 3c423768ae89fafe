/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the network's output to a*b*.
 */

#include <math.h>

#include "conversion.h"
#include "prediction.h"

/* Colors rarer than this in the training photos gain no further from the exponent. */
#define MIN_PRIOR 1e-5f

/* a*b* = 200 y - 100 for an output y of 0..1 (Iizuka et al. 2016, section 3.4: chroma is scaled to
 * the range of the sigmoid). */
static void
decode_chroma (const gfloat *output, gsize n_pixels, gfloat *chroma)
{
  for (gsize i = 0; i < 2 * n_pixels; i++)
    chroma[i] = 200.0f * output[i] - 100.0f;
}

static void
decode_rgb (const gfloat *output, gsize n_pixels, gfloat *chroma)
{
  g_autofree gfloat *lab = g_new (gfloat, 3 * n_pixels);

  convert_pixels (babl_format ("R'G'B' float"), babl_format ("CIE Lab float"), output, lab,
                  n_pixels);
  for (gsize i = 0; i < n_pixels; i++)
    {
      chroma[2 * i]     = lab[3 * i + 1];
      chroma[2 * i + 1] = lab[3 * i + 2];
    }
}

gdouble
prediction_get_exponent (const ColorizeWeights *weights, const ColorizeOptions *options)
{
  return options->vividness >= 0.0 ? options->vividness / 100.0 * MAX_PRIOR_EXPONENT
                                   : weights->architecture.prior_exponent;
}

static gfloat
get_offset (const ColorizeWeights *weights, gint color, gdouble prior_exponent)
{
  return -prior_exponent * logf (MAX (weights->prior[color], MIN_PRIOR));
}

gfloat
prediction_get_score (const ColorizeWeights *weights,
                      const gfloat          *output,
                      gint                   color,
                      gdouble                prior_exponent)
{
  return (output[color] + get_offset (weights, color, prior_exponent))
         / weights->architecture.temperature;
}

/* a*b* = sum p c with p = softmax ((z - g log prior) / T): the annealed mean of Zhang et al. 2016,
 * equation 5, of a distribution whose rare colors have been raised by g. */
static void
decode_distribution (const ColorizeWeights *weights,
                     const gfloat          *output,
                     gsize                  n_pixels,
                     gdouble                prior_exponent,
                     gfloat                *chroma,
                     gfloat                *variance)
{
  gint               n_colors = weights->architecture.layers[LAYER_OUTPUT].n_outputs;
  gfloat             scale    = 1.0 / weights->architecture.temperature;
  g_autofree gfloat *offset   = g_new (gfloat, n_colors);
  g_autofree gfloat *score    = g_new (gfloat, n_colors);

  for (gint i = 0; i < n_colors; i++)
    offset[i] = get_offset (weights, i, prior_exponent);

  for (gsize pixel = 0; pixel < n_pixels; pixel++, output += n_colors, chroma += 2)
    {
      gfloat  largest = -INFINITY;
      gdouble sum     = 0.0;
      gdouble a       = 0.0;
      gdouble b       = 0.0;
      gdouble squared = 0.0;

      for (gint i = 0; i < n_colors; i++)
        {
          score[i] = scale * (output[i] + offset[i]);
          largest  = MAX (largest, score[i]);
        }
      for (gint i = 0; i < n_colors; i++)
        {
          gfloat p      = expf (score[i] - largest);
          gfloat part_a = p * weights->colors[2 * i];
          gfloat part_b = p * weights->colors[2 * i + 1];

          sum += p;
          a += part_a;
          b += part_b;
          squared += part_a * weights->colors[2 * i] + part_b * weights->colors[2 * i + 1];
        }
      chroma[0] = a / sum;
      chroma[1] = b / sum;
      if (variance)
        variance[pixel] = MAX (squared / sum - (a * a + b * b) / (sum * sum), 0.0);
    }
}

void
prediction_decode_output (const ColorizeWeights *weights,
                          const gfloat          *output,
                          gsize                  n_pixels,
                          gdouble                prior_exponent,
                          gfloat                *chroma,
                          gfloat                *variance)
{
  switch (weights->architecture.output_kind)
    {
    case OUTPUT_CHROMA:
      decode_chroma (output, n_pixels, chroma);
      break;

    case OUTPUT_RGB:
      decode_rgb (output, n_pixels, chroma);
      break;

    case OUTPUT_DISTRIBUTION:
      decode_distribution (weights, output, n_pixels, prior_exponent, chroma, variance);
      break;
    }
}

typedef struct
{
  const ColorizeWeights *weights;
  const PredictionView  *view;
  gdouble                prior_exponent;
  gfloat                *chroma;
  gfloat                *variance; /* or NULL */
} DecodeJob;

static void
decode_row (gint y, gint thread, gpointer data)
{
  const DecodeJob *job   = data;
  gsize            first = (gsize) y * job->view->width;

  prediction_decode_output (job->weights, job->view->output + first * job->view->channels,
                            job->view->width, job->prior_exponent, job->chroma + 2 * first,
                            job->variance ? job->variance + first : NULL);
}

/* variance   NULL if nobody asks for it, or the network does not say it */
static gboolean
decode_view (const ColorizePrediction *prediction,
             Pool                     *pool,
             const PredictionView     *view,
             gdouble                   prior_exponent,
             gfloat                  **chroma,
             gfloat                  **variance)
{
  gsize     n_pixels = (gsize) view->width * view->height;
  DecodeJob job      = { prediction->weights, view, prior_exponent, NULL, NULL };

  job.chroma = *chroma = g_try_new (gfloat, 2 * n_pixels);
  if (variance)
    job.variance = *variance = g_try_new (gfloat, n_pixels);
  if (! job.chroma || (variance && ! job.variance))
    return FALSE;

  pool_run (pool, view->height, decode_row, &job);
  return TRUE;
}

/* Larger views see smaller things, but each alone colors unevenly: the network was trained on
 * small photos. So the broad colors stay those of the smaller view, and the larger one gives what
 * that has no room for: chroma + up (smaller) - up (reduced (chroma)), as far as it lies between
 * what the two views say of the place. Beyond that, dark beside orange would turn blue. */
static gboolean
blend (Pool                 *pool,
       const PredictionView *smaller_view,
       const gfloat         *smaller,
       const PredictionView *view,
       gfloat               *chroma)
{
  gint               height  = smaller_view->height;
  gint               width   = smaller_view->width;
  gsize              n       = 2 * (gsize) view->width * view->height;
  g_autofree gfloat *reduced = g_try_new (gfloat, 2 * (gsize) width * height);
  g_autofree gfloat *own     = g_try_new (gfloat, n); /* this view's broad colors */
  g_autofree gfloat *broad   = g_try_new (gfloat, n);

  if (! reduced || ! own || ! broad)
    return FALSE;

  resample_map (pool, chroma, view->height, view->width, 2, RESAMPLE_LINEAR, height, width,
                reduced);
  resample_map (pool, reduced, height, width, 2, RESAMPLE_LINEAR, view->height, view->width, own);
  resample_map (pool, smaller, height, width, 2, RESAMPLE_LINEAR, view->height, view->width, broad);
  for (gsize i = 0; i < n; i++)
    chroma[i] =
      CLAMP (chroma[i] + broad[i] - own[i], MIN (chroma[i], broad[i]), MAX (chroma[i], broad[i]));
  return TRUE;
}

/* How unsure the network is, the smallest view says: the broad colors are its own, and what larger ones
 * add stays between theirs and its. On 125 photos the larger views' variances, their means with the
 * smallest's, and the larger or the smaller of both have been no better. */
gfloat *
prediction_decode (const ColorizePrediction *prediction,
                   const PredictionPicture  *picture,
                   Pool                     *pool,
                   const ColorizeOptions    *options,
                   gfloat                  **variance)
{
  const Architecture   *architecture = &prediction->weights->architecture;
  const PredictionView *last         = &picture->views[picture->n_views - 1];
  g_autofree gfloat    *chroma       = NULL;
  g_autofree gfloat    *unsure       = NULL;
  gdouble               exponent     = prediction_get_exponent (prediction->weights, options);
  gfloat                gain         = architecture->chroma_gain * picture->levels.chroma;
  gboolean asks = architecture->output_kind == OUTPUT_DISTRIBUTION && options->evenness > 0.0;

  for (gint i = 0; i < picture->n_views; i++)
    {
      const PredictionView *view    = &picture->views[i];
      g_autofree gfloat    *smaller = g_steal_pointer (&chroma);

      if (! decode_view (prediction, pool, view, exponent, &chroma, asks && i == 0 ? &unsure : NULL)
          || (smaller && ! blend (pool, view - 1, smaller, view, chroma)))
        return NULL;
    }

  for (gsize i = 0; i < 2 * (gsize) last->width * last->height; i++)
    chroma[i] *= gain;
  *variance = g_steal_pointer (&unsure);
  return g_steal_pointer (&chroma);
}
