/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The weights as the layers read them, kernels in the order of the products.
 */

#pragma once

#include "architecture.h"
#include "colorize.h"
#include "safetensors.h"

G_BEGIN_DECLS

/* The exponent of the prior that vividness 100 stands for. */
#define MAX_PRIOR_EXPONENT 0.6

typedef struct
{
  /* convolution: [kernel][kernel][n_inputs][n_outputs]
   * fully connected: [n_outputs][n_inputs]; global_fc1 takes its inputs in the order row, column,
   * channel of a feature map in memory, not channel, row, column as in the file */
  gfloat *kernel;
  gfloat *bias; /* [n_outputs] */

  /* Batch norm, each [n_outputs]; NULL where there is none, or where it is folded. */
  gfloat *norm_weight;
  gfloat *norm_bias;
  gfloat *running_mean;
  gfloat *running_variance;
} LayerWeights;

struct _ColorizeWeights
{
  gatomicrefcount ref_count;
  Architecture    architecture;
  GHashTable     *metadata;
  LayerWeights    layers[N_LAYERS];
  gfloat         *colors; /* distribution only: [Q][2], a*b* */
  gfloat         *prior;  /* distribution only: [Q], frequency in the training photos */
  gsize           n_parameters;
};

/* As colorize_weights_load, but with batch norm kept apart, so that training can go on. */
ColorizeWeights *weights_load_unfolded (GFile *file, GCancellable *cancellable, GError **error);

/* A network to train from nothing: kernels are drawn from a normal distribution of variance 2 / inputs
 * (He et al. 2015), batch norm is added where `normalized`.
 * metadata        of the header, const gchar * -> const gchar *; referenced
 * colors, prior   [Q][2] and [Q] of the `distribution` variant; else NULL
 * complaint       to be freed: what is wrong with the metadata, where NULL is returned */
ColorizeWeights *weights_new_random (GHashTable   *metadata,
                                     gboolean      normalized,
                                     const gfloat *colors,
                                     const gfloat *prior,
                                     GRand        *random,
                                     gchar       **complaint);

/* A copy of unfolded weights that is ready to run. */
ColorizeWeights *weights_fold (const ColorizeWeights *weights);

/* Writes unfolded weights, kernels in the given type and all else in 32 bits; whole or not at all. */
gboolean         weights_save (const ColorizeWeights *weights,
                               SafetensorsType        kernel_type,
                               GFile                 *file,
                               GCancellable          *cancellable,
                               GError               **error);

/* Values of a layer's kernel. */
gsize            layer_count_kernel (const Layer *layer);

G_END_DECLS
