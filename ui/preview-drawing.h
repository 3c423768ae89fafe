/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the preview draws besides the photo. Lengths are in the window's units.
 */

#pragma once

#include <gtk/gtk.h>

#include "colorize.h"
#include "preview-sight.h"

G_BEGIN_DECLS

/* How far to both sides of it the divider can be taken hold of. */
#define DIVIDER_REACH 9.0

/* The squares that shine through what is transparent. */
void preview_draw_checks (cairo_t *cr, const GdkRectangle *area);

/* The part of `area` between `begin` and `end`, of a surface whose pixels are `magnification` units of the
 * window large, from x, y on. Larger pixels are squares. */
void preview_draw_surface (cairo_t            *cr,
                           const GdkRectangle *area,
                           gdouble             begin,
                           gdouble             end,
                           cairo_surface_t    *surface,
                           gdouble             x,
                           gdouble             y,
                           gdouble             magnification);

/* A thin line around a picture on the photo. The photo's corner is at x, y; `scale` units of the window
 * are a pixel of it. */
void preview_draw_frame (cairo_t             *cr,
                         const GdkRectangle  *area,
                         const ColorizeFrame *frame,
                         gdouble              x,
                         gdouble              y,
                         gdouble              scale);

/* Lines around all of them [n_frames], but one that is the whole photo. */
void preview_draw_frames (cairo_t             *cr,
                          const PreviewSight  *sight,
                          const ColorizeFrame *frames,
                          gint                 n_frames);

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
