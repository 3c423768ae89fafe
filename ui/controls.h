/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The settings beside the preview, each bound to an argument of the procedure.
 */

#pragma once

#include <libgimp/gimpui.h>

#include "colorize.h"
#include "mood-control.h"

G_BEGIN_DECLS

#define COLORIZE_TYPE_CONTROLS (colorize_controls_get_type ())
G_DECLARE_FINAL_TYPE (ColorizeControls, colorize_controls, COLORIZE, CONTROLS, GtkBox)

/* The widgets for the arguments of `dialog`, whose arguments `config` holds.
 * bundled        the weights that an empty "weights" stands for
 * has_selection  something is selected, so that there is a choice what to do with it
 * has_former     an earlier result is there, so that there is one whether to keep it */
GtkWidget *colorize_controls_new (GimpProcedureDialog *dialog,
                                  GimpProcedureConfig *config,
                                  GFile               *bundled,
                                  gboolean             has_selection,
                                  gboolean             has_former);

/* The weights that are chosen, once they are there; NULL: not yet. They tell what "as the weights say"
 * means. Not kept. */
void colorize_controls_set_weights (ColorizeControls *controls, const ColorizeWeights *weights);

/* Adds the choice of painted color hints, hints-control.h, and returns it. */
GtkWidget *colorize_controls_add_hints (ColorizeControls *controls, const gchar *const *layers);

/* Adds the photos whose mood is taken, and how far. */
void       colorize_controls_add_mood (ColorizeControls *controls, ColorizeMoodControl *mood);

/* Whether there are color hints, so that there is a choice where they go. */
void       colorize_controls_set_has_hints (ColorizeControls *controls, gboolean has_hints);

/* Whether the photo has colors of its own, so that there is a choice how far to keep them. */
void       colorize_controls_set_has_colors (ColorizeControls *controls, gboolean has_colors);

/* Shows the choice of a model, as the chosen one does not work. */
void       colorize_controls_unfold_model (ColorizeControls *controls);

G_END_DECLS
