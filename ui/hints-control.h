/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Painted color hints: which layer they are on, and a button that leads to painting them.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define COLORIZE_TYPE_HINTS_CONTROL (colorize_hints_control_get_type ())
G_DECLARE_FINAL_TYPE (ColorizeHintsControl, colorize_hints_control, COLORIZE, HINTS_CONTROL, GtkBox)

/* Emits "chosen" with the number of a layer (gint; -1: none) when the user has chosen, and "paint".
 * layers   names; NULL: there is no choice
 * labels   that its label joins */
GtkWidget *colorize_hints_control_new (const gchar *const *layers, GtkSizeGroup *labels);

/* Shows which one counts; -1: none. */
void       colorize_hints_control_choose (ColorizeHintsControl *control, gint choice);

G_END_DECLS
