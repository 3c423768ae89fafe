/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the network looks like: one description for all variants, made from the header of a weights
 * file. Immutable once made.
 *
 * The network is that of Iizuka et al. 2016, table 1: a low-level net shared by two streams, a
 * global stream on the photo squeezed to a square, a mid-level stream on the photo at its working
 * size, the fusion of both (their equation 5), and the colorization net. `seed`, `baseline` and
 * `rgb` are the settings and ablations of its 2020 re-implementation. `distribution` predicts a
 * probability for each of Q colors instead of one color (Zhang et al. 2016).
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  LAYER_LOW1,
  LAYER_LOW2,
  LAYER_LOW3,
  LAYER_LOW4,
  LAYER_LOW5,
  LAYER_LOW6,
  LAYER_GLOBAL1,
  LAYER_GLOBAL2,
  LAYER_GLOBAL3,
  LAYER_GLOBAL4,
  LAYER_GLOBAL_FC1,
  LAYER_GLOBAL_FC2,
  LAYER_GLOBAL_FC3,
  LAYER_MID1,
  LAYER_MID2,
  LAYER_FUSION,
  LAYER_COLOR1,
  LAYER_COLOR2,
  LAYER_COLOR3,
  LAYER_COLOR4,
  LAYER_OUTPUT,
  LAYER_CLASS1,
  LAYER_CLASS2,
  N_LAYERS
} LayerId;

typedef enum
{
  ACTIVATION_NONE, /* also softmax, which is applied when the outputs are decoded */
  ACTIVATION_RELU,
  ACTIVATION_SIGMOID
} Activation;

typedef struct
{
  const gchar *name;     /* NULL: the variant has no such layer */
  gint         n_inputs; /* channels; of fusion: of both its inputs together */
  gint         n_outputs;
  gint         kernel;     /* 3 or 1: a convolution, padded by kernel / 2; 0: fully connected */
  gint         stride;     /* 1 or 2 */
  gint         upsampling; /* 2: the input is first enlarged, nearest neighbor; else 1 */
  Activation   activation;
  gboolean     may_be_normalized; /* by batch norm; whether it is shows in its tensors */
} Layer;

typedef enum
{
  OUTPUT_CHROMA,      /* [2]: (a*b* + 100) / 200 */
  OUTPUT_RGB,         /* [3]: gamma-encoded sRGB, 0..1 */
  OUTPUT_DISTRIBUTION /* [Q]: before the softmax */
} OutputKind;

typedef enum
{
  INPUT_LUMINANCE, /* L* / 100 */
  INPUT_LUMA       /* Y' of BT.601, 0..1, as Iizuka's own published net */
} InputKind;

typedef struct
{
  const gchar *variant;
  gint         width_divisor;
  gint         global_size; /* side of the square that the global stream sees; 0: no such stream */
  gint         global_map;  /* side of its last feature map */
  gint         n_classes;   /* 0: no classification head */
  gdouble      norm_epsilon;
  OutputKind   output_kind;
  InputKind    input_kind;
  gdouble      mean; /* taken off the input */
  gint         working_size;
  gdouble      chroma_gain;
  gdouble      temperature;
  gdouble      prior_exponent;
  Layer        layers[N_LAYERS];
} Architecture;

/* Fills `architecture` from a file's metadata (const gchar * -> const gchar *). On failure says in
 * `complaint`, to be freed, what is wrong with which key. */
gboolean architecture_init (Architecture *architecture, GHashTable *metadata, gchar **complaint);

/* The first layer of the given name, or -1. */
gint     architecture_find (const Architecture *architecture, const gchar *name, gsize name_length);

/* Side lengths of a layer's output for an input of `size` pixels a side. */
gint     layer_output_size (const Layer *layer, gint size);

static inline gboolean
architecture_has (const Architecture *architecture, LayerId id)
{
  return architecture->layers[id].name != NULL;
}

G_END_DECLS
