/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The palette that a dot gets its color from: the colors that the network thinks likeliest at the place, those
 * that were chosen last, none, and any other one. It closes when something has been chosen, or by Escape.
 *
 * Signals: "chosen" with a color (const guint8 *, [3], sRGB), and "deleted".
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define COLORIZE_TYPE_DOT_POPOVER (colorize_dot_popover_get_type ())
G_DECLARE_FINAL_TYPE (ColorizeDotPopover, colorize_dot_popover, COLORIZE, DOT_POPOVER, GtkPopover)

GtkWidget *colorize_dot_popover_new (GtkWidget *relative_to);

/* The most that are offered as likely. */
#define COLORIZE_N_LIKELY 6

/* Opens it, where it points to.
 * luminance   L* of the photo there, in which all colors are shown, but for what is nearly black or white
 * likely      [n_likely][2], a* and b*, the likeliest first
 * present     the color of the dot that is there, sRGB [3]; NULL: there is none yet */
void colorize_dot_popover_ask (ColorizeDotPopover *popover,
                               gdouble             luminance,
                               const gfloat       *likely,
                               gint                n_likely,
                               const guint8       *present);

G_END_DECLS
