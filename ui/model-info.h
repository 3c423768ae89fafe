/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a model says of itself, behind a button.
 */

#pragma once

#include <gtk/gtk.h>

#include "weights-list.h"

G_BEGIN_DECLS

/* A button that opens the rest of what is known: license, author, training and figures. */
GtkWidget *colorize_model_info_new (void);

/* button         of colorize_model_info_new
 * entry          what its file says; not kept
 * n_parameters   0: not yet known */
void       colorize_model_info_show (GtkWidget                  *button,
                                     const ColorizeWeightsEntry *entry,
                                     gsize                       n_parameters);

G_END_DECLS
