/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the preview draws besides the photo. Lengths are in the window's units.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How far to both sides of it the divider can be taken hold of. */
#define DIVIDER_REACH 9.0

/* The squares that shine through what is transparent. */
void preview_draw_checks (cairo_t *cr, const GdkRectangle *area);

/* The line between before and after at `x`, over the height of `area`, with its handle. */
void preview_draw_divider (GtkWidget *widget, cairo_t *cr, const GdkRectangle *area, gdouble x);

/* The words beside the divider, each as far as it has room on its side. */
void preview_draw_words (GtkWidget          *widget,
                         cairo_t            *cr,
                         const GdkRectangle *area,
                         gdouble             x,
                         const gchar        *left,
                         const gchar        *right);

G_END_DECLS
