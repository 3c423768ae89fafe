/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How closely the network looks at the photo: the argument "working-size", in words.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define COLORIZE_TYPE_DETAIL_CONTROL (colorize_detail_control_get_type ())
G_DECLARE_FINAL_TYPE (ColorizeDetailControl,
                      colorize_detail_control,
                      COLORIZE,
                      DETAIL_CONTROL,
                      GtkBox)

/* Sets the property "working-size" of `config`, where 0 stands for what the model says. The label in front
 * joins `labels`. */
GtkWidget *colorize_detail_control_new (GObject *config, GtkSizeGroup *labels);

/* size   that the model asks for, in pixels */
void       colorize_detail_control_set_own_size (ColorizeDetailControl *detail, gint size);

G_END_DECLS
