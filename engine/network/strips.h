/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A chain of convolutions in strips: a few rows at a time go through all of its layers, so that the
 * large maps between them are never held as a whole, nor leave the processor's cache. Each layer
 * keeps the last rows of a strip for the next one, so that nothing is computed twice.
 */

#pragma once

#include "network/layers/layers.h"

G_BEGIN_DECLS

#define STRIPS_MAX_LAYERS 4

typedef struct
{
  LayerId             id;
  const Layer        *layer;
  const LayerWeights *weights; /* packed */
  FeatureMap          whole;   /* the size of its output; of the last layer with data */
  FeatureMap          held;    /* the rows of it that the next layer still needs */
  gint                done;    /* rows of it that are computed */
  gint                n_rows;  /* that `held` has room for */
} StripsLink;

typedef struct
{
  StripsLink links[STRIPS_MAX_LAYERS];
  gint       n_links;
  gint       n_rows; /* of the last output, in a strip */
} Strips;

/* Called with what a layer has done of its map. */
typedef void (*StripsWatch) (LayerId id, const FeatureMap *rows, gpointer data);

/* The chain of layers ids [n], those that the variant has, for an input of the given size.
 * largest   floats that a map between the layers may have, unless four rows of output need more */
Strips strips_init (const ColorizeWeights *weights,
                    const LayerId         *ids,
                    gint                   n,
                    gint                   height,
                    gint                   width,
                    gsize                  largest);

/* Floats of what is held between the layers, and of the layers' scratch. */
gsize  strips_held_size (const Strips *strips);
gsize  strips_scratch_size (const Strips *strips, gint n_threads);

/* held, scratch   of the sizes above; `held` begins with a cache line
 * output          of the last layer's size */
void   strips_run (Strips           *strips,
                   Pool             *pool,
                   const FeatureMap *input,
                   gfloat           *held,
                   gfloat           *scratch,
                   gfloat           *output,
                   StripsWatch       watch,
                   gpointer          watch_data);

G_END_DECLS
