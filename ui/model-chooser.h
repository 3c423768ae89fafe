/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The choice of a model, which is a file of weights: by name, or any file; and what the chosen one says of
 * itself.
 */

#pragma once

#include <libgimp/gimpui.h>

#include "colorize.h"

G_BEGIN_DECLS

#define COLORIZE_TYPE_MODEL_CHOOSER (colorize_model_chooser_get_type ())
G_DECLARE_FINAL_TYPE (ColorizeModelChooser, colorize_model_chooser, COLORIZE, MODEL_CHOOSER, GtkBox)

/* Chooses the property "weights" of `config`, a GFile. None stands for `bundled`. */
GtkWidget *colorize_model_chooser_new (GObject *config, GFile *bundled);

/* The weights that are chosen, once they are there. Not kept. */
void       colorize_model_chooser_set_weights (ColorizeModelChooser  *chooser,
                                               const ColorizeWeights *weights);

G_END_DECLS
