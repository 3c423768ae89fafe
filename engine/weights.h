/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The weights as the layers read them, kernels in the order of the products.
 */

#pragma once

#include "architecture.h"
#include "colorize.h"

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
  gfloat         *colors;    /* distribution only: [Q][2], a*b* */
  gfloat         *log_prior; /* distribution only: [Q] */
  gsize           n_parameters;
};

/* As colorize_weights_load, but with batch norm kept apart, so that training can go on. */
ColorizeWeights *weights_load_unfolded (GFile *file, GCancellable *cancellable, GError **error);

/* Values of a layer's kernel. */
gsize            layer_count_kernel (const Layer *layer);

G_END_DECLS
