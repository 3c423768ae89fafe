/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The button that shows the photo as it is, as long as it is held down.
 */

#pragma once

#include "preview.h"

G_BEGIN_DECLS

/* Held by the mouse or the space bar. Who cannot hold a button presses Return, or has a screen reader
 * press it: that switches back and forth. */
GtkWidget *colorize_compare_button_new (ColorizePreview *preview);

G_END_DECLS
