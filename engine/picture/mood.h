/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inside of ColorizeMood.
 */

#pragma once

#include "network/weights.h"

G_BEGIN_DECLS

struct _ColorizeMood
{
  gatomicrefcount ref_count;
  gchar          *stream; /* a fingerprint of the layers that the features come from */
  gint            n_features;
  gfloat         *features; /* [n_features], as global_fc3 gives them */
};

/* Errors: COLORIZE_ERROR_WEIGHTS where the weights' global features are others, or none. */
gboolean mood_fits (const ColorizeMood *mood, const ColorizeWeights *weights, GError **error);

G_END_DECLS
