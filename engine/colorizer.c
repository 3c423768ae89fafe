/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <babl/babl.h>

#include "error.h"
#include "network.h"
#include "photo.h"
#include "prediction.h"

/* What the network was trained to see: L* / 100 or luma, less its mean. */
static gfloat *
normalize (const Architecture *architecture, const Reduction *reduction)
{
  gsize   n_pixels = (gsize) reduction->width * reduction->height;
  gfloat *input    = g_try_new (gfloat, MAX (n_pixels, 1));

  if (! input)
    return NULL;

  if (architecture->input_kind == INPUT_LUMA)
    babl_process (babl_fish (babl_format ("CIE L float"), babl_format ("Y' float")),
                  reduction->luminance, input, n_pixels);
  else
    for (gsize i = 0; i < n_pixels; i++)
      input[i] = reduction->luminance[i] / 100.0f;

  for (gsize i = 0; i < n_pixels; i++)
    input[i] -= architecture->mean;

  return input;
}

ColorizePrediction *
colorize_predict (ColorizeWeights     *weights,
                  const ColorizePhoto *photo,
                  gint                 n_threads,
                  GCancellable        *cancellable,
                  ColorizeProgress     progress,
                  gpointer             progress_data,
                  GError             **error)
{
  const Architecture *architecture          = &weights->architecture;
  g_autoptr (ColorizePrediction) prediction = g_new0 (ColorizePrediction, 1);
  g_autoptr (Pool) pool                     = NULL;
  g_autofree gfloat *local                  = normalize (architecture, &photo->local);
  g_autofree gfloat *global                 = normalize (architecture, &photo->global);
  NetworkWatch       watch = { .progress = progress, .progress_data = progress_data };
  NetworkInput       input = { local, photo->local.height, photo->local.width,
                         architecture->global_size > 0 ? global : NULL };

  prediction->weights      = colorize_weights_ref (weights);
  prediction->photo_width  = photo->width;
  prediction->photo_height = photo->height;
  network_get_output_size (architecture, input.height, input.width, &prediction->height,
                           &prediction->width, &prediction->channels);
  prediction->output =
    g_try_new (gfloat, (gsize) prediction->height * prediction->width * prediction->channels);

  if (photo->n_rows < photo->height)
    {
      g_set_error (error, COLORIZE_ERROR, COLORIZE_ERROR_PHOTO,
                   "Only %d of the photo’s %d rows could be read.", photo->n_rows, photo->height);
      return NULL;
    }
  if (! local || ! global || ! prediction->output)
    {
      error_set_memory (error);
      return NULL;
    }

  /* A square photo at a working size of G shows both streams the same: once is enough. */
  if (photo->local.width == photo->global.width && photo->local.height == photo->global.height)
    input.global = input.local;

  pool = pool_new (n_threads, cancellable);
  if (! network_run (weights, &input, pool, cancellable, &watch, prediction->output, error))
    return NULL;

  return g_steal_pointer (&prediction);
}

void
colorize_prediction_free (ColorizePrediction *prediction)
{
  if (! prediction)
    return;

  colorize_weights_unref (prediction->weights);
  g_free (prediction->output);
  g_free (prediction);
}
