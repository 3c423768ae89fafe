/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the network's output to a*b*, and from there to the photo's own size.
 */

#include <math.h>

#include <babl/babl.h>

#include "error.h"
#include "prediction.h"

/* Colours rarer than this in the training photos gain no further from the exponent. */
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
  const Babl        *fish = babl_fish (babl_format ("R'G'B' float"), babl_format ("CIE Lab float"));
  g_autofree gfloat *lab  = g_new (gfloat, 3 * n_pixels);

  babl_process (fish, output, lab, n_pixels);
  for (gsize i = 0; i < n_pixels; i++)
    {
      chroma[2 * i]     = lab[3 * i + 1];
      chroma[2 * i + 1] = lab[3 * i + 2];
    }
}

/* a*b* = sum p c with p = softmax ((z - g log prior) / T): the annealed mean of Zhang et al. 2016,
 * equation 5, of a distribution whose rare colours have been raised by g. */
static void
decode_distribution (const ColorizeWeights *weights,
                     const gfloat          *output,
                     gsize                  n_pixels,
                     gdouble                prior_exponent,
                     gfloat                *chroma)
{
  gint               n_colors = weights->architecture.layers[LAYER_OUTPUT].n_outputs;
  gfloat             scale    = 1.0 / weights->architecture.temperature;
  g_autofree gfloat *offset   = g_new (gfloat, n_colors);
  g_autofree gfloat *score    = g_new (gfloat, n_colors);

  for (gint i = 0; i < n_colors; i++)
    offset[i] = -prior_exponent * logf (MAX (weights->prior[i], MIN_PRIOR));

  for (gsize pixel = 0; pixel < n_pixels; pixel++, output += n_colors, chroma += 2)
    {
      gfloat  largest = -INFINITY;
      gdouble sum     = 0.0;
      gdouble a       = 0.0;
      gdouble b       = 0.0;

      for (gint i = 0; i < n_colors; i++)
        {
          score[i] = scale * (output[i] + offset[i]);
          largest  = MAX (largest, score[i]);
        }
      for (gint i = 0; i < n_colors; i++)
        {
          gfloat p = expf (score[i] - largest);

          sum += p;
          a += p * weights->colors[2 * i];
          b += p * weights->colors[2 * i + 1];
        }
      chroma[0] = a / sum;
      chroma[1] = b / sum;
    }
}

void
prediction_decode_output (const ColorizeWeights *weights,
                          const gfloat          *output,
                          gsize                  n_pixels,
                          gdouble                prior_exponent,
                          gfloat                *chroma)
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
      decode_distribution (weights, output, n_pixels, prior_exponent, chroma);
      break;
    }
}

/* One row of the enlarged map: first between the rows, then between the columns. */
static void
resample_row (const gfloat       *chroma,
              gint                width,
              const ResampleTaps *row_taps,
              const ResampleAxis *columns,
              gfloat             *between, /* [width][2] */
              gfloat             *to)                  /* [columns->length][2] */
{
  const gfloat *row = chroma + (gsize) row_taps->first * width * 2;

  for (gint i = 0; i < 2 * width; i++)
    between[i] = 0.0f;
  for (gint k = 0; k < row_taps->n; k++, row += 2 * width)
    for (gint i = 0; i < 2 * width; i++)
      between[i] += row_taps->weights[k] * row[i];

  for (gint x = 0; x < columns->length; x++, to += 2)
    {
      const ResampleTaps *taps = &columns->taps[x];
      const gfloat       *from = between + 2 * taps->first;
      gfloat              a    = 0.0f;
      gfloat              b    = 0.0f;

      for (gint k = 0; k < taps->n; k++, from += 2)
        {
          a += taps->weights[k] * from[0];
          b += taps->weights[k] * from[1];
        }
      to[0] = a;
      to[1] = b;
    }
}

void
prediction_double (const gfloat *chroma, gint height, gint width, gfloat *doubled)
{
  g_autoptr (ResampleAxis) rows    = resample_axis_new (height, 2 * height);
  g_autoptr (ResampleAxis) columns = resample_axis_new (width, 2 * width);
  g_autofree gfloat *between       = g_new (gfloat, 2 * width);

  for (gint y = 0; y < 2 * height; y++)
    resample_row (chroma, width, &rows->taps[y], columns, between,
                  doubled + (gsize) y * 2 * width * 2);
}

static void
apply_options (const ColorizePrediction *prediction,
               const ColorizeOptions    *options,
               gfloat                   *chroma,
               gsize                     n_pixels)
{
  gfloat factor = prediction->weights->architecture.chroma_gain * options->saturation / 100.0;
  gfloat warmth = options->warmth;

  for (gsize i = 0; i < n_pixels; i++)
    {
      chroma[2 * i] *= factor;
      chroma[2 * i + 1] = factor * chroma[2 * i + 1] + warmth;
    }
}

ColorizeChroma *
colorize_prediction_decode (const ColorizePrediction *prediction,
                            const ColorizeOptions    *options,
                            GError                  **error)
{
  const Architecture *architecture  = &prediction->weights->architecture;
  g_autoptr (ColorizeChroma) chroma = g_new0 (ColorizeChroma, 1);
  gint               enlarge        = architecture->output_kind == OUTPUT_DISTRIBUTION ? 2 : 1;
  gsize              n_pixels       = (gsize) prediction->width * prediction->height;
  gdouble            exponent       = architecture->prior_exponent;
  g_autofree gfloat *decoded        = g_try_new (gfloat, 2 * n_pixels);

  chroma->photo_width  = prediction->photo_width;
  chroma->photo_height = prediction->photo_height;
  chroma->width        = enlarge * prediction->width;
  chroma->height       = enlarge * prediction->height;
  if (enlarge > 1)
    chroma->chroma = g_try_new (gfloat, 2 * n_pixels * enlarge * enlarge);

  if (! decoded || (enlarge > 1 && ! chroma->chroma))
    {
      error_set_memory (error);
      return NULL;
    }

  if (options->vividness >= 0.0)
    exponent = options->vividness / 100.0 * MAX_PRIOR_EXPONENT;

  prediction_decode_output (prediction->weights, prediction->output, n_pixels, exponent, decoded);
  apply_options (prediction, options, decoded, n_pixels);
  if (enlarge > 1)
    prediction_double (decoded, prediction->height, prediction->width, chroma->chroma);
  else
    chroma->chroma = g_steal_pointer (&decoded);

  chroma->rows    = resample_axis_new (chroma->height, chroma->photo_height);
  chroma->columns = resample_axis_new (chroma->width, chroma->photo_width);
  return g_steal_pointer (&chroma);
}

void
colorize_chroma_lift_rows (const ColorizeChroma *chroma, gint y, gint n_rows, gfloat *rows)
{
  g_autofree gfloat *between = g_new (gfloat, 2 * chroma->width);

  g_return_if_fail (y >= 0 && n_rows <= chroma->photo_height - y);

  for (gint i = 0; i < n_rows; i++)
    resample_row (chroma->chroma, chroma->width, &chroma->rows->taps[y + i], chroma->columns,
                  between, rows + (gsize) i * chroma->photo_width * 2);
}

void
colorize_chroma_free (ColorizeChroma *chroma)
{
  if (! chroma)
    return;

  resample_axis_free (chroma->rows);
  resample_axis_free (chroma->columns);
  g_free (chroma->chroma);
  g_free (chroma);
}
