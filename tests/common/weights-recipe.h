/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Weights files for tests and benchmarks: right ones of random values, to be spoilt on purpose.
 */

#pragma once

#include "weights-file/safetensors.h"

G_BEGIN_DECLS

typedef struct
{
  gchar          *name;
  gint            n_dimensions;
  gsize           shape[SAFETENSORS_MAX_DIMENSIONS];
  SafetensorsType type;
  gfloat         *values;
} RecipeTensor;

typedef struct
{
  GHashTable *metadata; /* gchar * -> gchar * */
  GPtrArray  *tensors;  /* RecipeTensor */
} WeightsRecipe;

/* All tensors of a variant, with values that keep activations of the order of 1 (He et al. 2015).
 * `normalized` adds batch norm to each layer that may have it. */
WeightsRecipe *weights_recipe_new (const gchar *variant,
                                   const gchar *width_divisor,
                                   gboolean     normalized);
void           weights_recipe_free (WeightsRecipe *recipe);

/* The tensor of that name, which must be there. */
RecipeTensor  *weights_recipe_find (WeightsRecipe *recipe, const gchar *name);

void           weights_recipe_set (WeightsRecipe *recipe, const gchar *key, const gchar *value);
void           weights_recipe_add (WeightsRecipe  *recipe,
                                   const gchar    *name,
                                   SafetensorsType type,
                                   gint            n_dimensions,
                                   const gsize    *shape);

/* Writes a new temporary file; the caller deletes it. */
GFile         *weights_recipe_write (WeightsRecipe *recipe);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeightsRecipe, weights_recipe_free)

G_END_DECLS
