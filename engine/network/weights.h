/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The weights as the layers read them, kernels in the order of the products.
 */

#pragma once

#include "architecture.h"
#include "colorize.h"
#include "parallel.h"
#include "workspace.h"

G_BEGIN_DECLS

/* The exponent of the prior that vividness 100 stands for. */
#define MAX_PRIOR_EXPONENT 0.6

/* A convolution's kernel in the order of the products, for layers/packed-kernel.h. */
typedef struct
{
  gfloat  *values; /* panels; of each point of Winograd's algorithm `plane` floats further */
  gsize    plane;
  gboolean is_winograd;
} PackedKernel;

typedef struct
{
  /* convolution: [kernel][kernel][n_inputs][n_outputs]
   * fully connected: [n_outputs][n_inputs]; global_fc1 takes its inputs in the order row, column,
   * channel of a feature map in memory, not channel, row, column as in the file */
  gfloat      *kernel;
  gfloat      *bias; /* [n_outputs] */

  /* What weights that are ready to run have instead of the convolutions' kernels; fusion's, of which
   * this is the half that sees the mid-level features, has both. */
  PackedKernel packed;

  /* Of fully connected layers that are ready to run: the kernel, where each of its values is one of
   * 16 bits, in place of `kernel`; and the factor of each output that a folded norm leaves. NULL
   * where there is none. */
  guint16     *halves;
  gfloat      *scale;

  /* Batch norm, each [n_outputs]; NULL where there is none, or where it is folded. */
  gfloat      *norm_weight;
  gfloat      *norm_bias;
  gfloat      *running_mean;
  gfloat      *running_variance;
} LayerWeights;

/* One array of a layer, for what goes through all of them. The first N_PARAMETER_PARTS are
 * parameters, which training steps; the others are statistics. */
typedef enum
{
  PART_KERNEL,
  PART_BIAS,
  PART_NORM_WEIGHT,
  PART_NORM_BIAS,
  PART_RUNNING_MEAN,
  PART_RUNNING_VARIANCE,
  N_PARTS,
  N_PARAMETER_PARTS = PART_RUNNING_MEAN
} LayerPart;

struct _ColorizeWeights
{
  gatomicrefcount ref_count;
  Architecture    architecture;
  GHashTable     *metadata;
  LayerWeights    layers[N_LAYERS];
  gfloat         *colors; /* distribution only: [Q][2], a*b* */
  gfloat         *prior;  /* distribution only: [Q], frequency in the training photos */
  gsize           n_parameters;
  Workspace      *workspace; /* of weights that are ready to run */
};

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

ColorizeWeights *weights_copy (const ColorizeWeights *weights);

/* Folds batch norm into the kernels.
 * keeps_scale   fully connected layers keep the norm's scale apart from their kernels */
void             weights_fold_norms (ColorizeWeights *weights, gboolean keeps_scale);

/* A copy of unfolded weights with batch norm folded in. */
ColorizeWeights *weights_fold (const ColorizeWeights *weights);

/* The same network with more feature maps, which says what `weights`, unfolded, says: each map is there
 * width_divisor times less divided. Unfolded, too.
 * width_divisor   one that the weights' own is a multiple of
 * parting         0..1: how far what reads the copies of a map tells them apart, as a share of its
 *                 kernel's values; without it training would never make a difference between them
 * complaint       to be freed: what is wrong with the wider header, where NULL is returned */
ColorizeWeights *weights_widen (const ColorizeWeights *weights,
                                gint                   width_divisor,
                                gdouble                parting,
                                GRand                 *random,
                                gchar                **complaint);

/* Makes folded weights ready to run, unless the pool is cancelled. Errors: COLORIZE_ERROR_MEMORY. */
gboolean         weights_pack (ColorizeWeights *weights, Pool *pool, GError **error);

/* Takes from `from`, unfolded like `to`, all layers that have the same shape in both. global_fc1 of
 * another global size is made to fit: its map is repeated, or averaged. Where `to` has no norms,
 * those of `from` are folded in. Appends the names of the layers to `taken` and `left`
 * (const gchar *). */
void             weights_take_layers (ColorizeWeights       *to,
                                      const ColorizeWeights *from,
                                      GPtrArray             *taken,
                                      GPtrArray             *left);

/* Values of a layer's kernel, and of any of its parts. */
gsize            layer_count_kernel (const Layer *layer);
gsize            layer_count_part (const Layer *layer, LayerPart part);

/* NULL where the layer has no such part. */
gfloat          *layer_weights_get_part (const LayerWeights *weights, LayerPart part);
void             packed_kernel_clear (PackedKernel *packed);
void             layer_weights_free_norm (LayerWeights *weights);

G_END_DECLS
