/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include <cblas.h>

#include "layers.h"

void
fusion_forward (Pool               *pool,
                const Layer        *layer,
                const LayerWeights *weights,
                const gfloat       *global,
                const FeatureMap   *mid,
                gfloat             *scratch,
                FeatureMap         *output)
{
  gint               n_global   = layer->n_inputs / 2;
  gint               n_outputs  = layer->n_outputs;
  const gfloat      *mid_kernel = weights->kernel + (gsize) n_global * n_outputs;
  g_autofree gfloat *bias       = g_memdup2 (weights->bias, n_outputs * sizeof *bias);
  Layer              mid_half   = *layer;

  cblas_sgemv (CblasRowMajor, CblasTrans, n_global, n_outputs, 1.0f, weights->kernel, n_outputs,
               global, 1, 1.0f, bias, 1);

  mid_half.n_inputs = n_global;
  convolution_forward (pool, &mid_half, mid_kernel, bias, mid, scratch, output);
}
