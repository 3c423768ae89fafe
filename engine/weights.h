/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The weights as the layers read them: batch norm folded in, kernels in the order of the products.
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

G_END_DECLS
