/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The choice of weights: by name, or any file; and what the chosen ones say of themselves.
 */

#pragma once

#include <libgimp/gimpui.h>

G_BEGIN_DECLS

#define COLORIZE_TYPE_WEIGHTS_CHOOSER (colorize_weights_chooser_get_type ())
G_DECLARE_FINAL_TYPE (ColorizeWeightsChooser,
                      colorize_weights_chooser,
                      COLORIZE,
                      WEIGHTS_CHOOSER,
                      GtkBox)

/* Chooses the property "weights" of `config`, a GFile. None stands for `bundled`. The label in front
 * joins `labels`. */
GtkWidget *colorize_weights_chooser_new (GObject *config, GFile *bundled, GtkSizeGroup *labels);

G_END_DECLS
