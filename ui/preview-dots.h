/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dots of color in the preview: how they are drawn, taken hold of, moved and chosen, by mouse and by
 * keyboard. The colors themselves come from a palette (dot-popover.h).
 */

#pragma once

#include <gtk/gtk.h>

#include "dots.h"
#include "preview-sight.h"

G_BEGIN_DECLS

/* What the preview knows, and what it wants to know. */
typedef struct
{
  /* FALSE: there is nothing to be seen yet. */
  gboolean (*get_sight) (GtkWidget *widget, PreviewSight *sight);

  /* L* of the photo around a place on it, within `radius`; all in pixels of the photo. */
  gdouble (*get_luminance) (GtkWidget *widget, gdouble x, gdouble y, gdouble radius);

  /* The colors that are likeliest there: fills colors [n][2], a* and b*, and says how many there are. */
  gint (*get_likely) (GtkWidget *widget, gdouble x, gdouble y, gfloat *colors, gint n);

  /* Another dot is selected, or the dots have changed: `has_changed`. */
  void (*news) (GtkWidget *widget, gboolean has_changed);
} PreviewDotsFunctions;

typedef struct _PreviewDots PreviewDots;

/* Neither argument is owned. */
PreviewDots *preview_dots_new (GtkWidget *widget, const PreviewDotsFunctions *functions);
void         preview_dots_free (PreviewDots *dots);

/* Those of a photo; NULL: of none. Not owned. */
void         preview_dots_set (PreviewDots *dots, ColorizeDots *model, gint photo);

/* Whether a click on the photo asks for a color. */
void         preview_dots_set_picking (PreviewDots *dots, gboolean picking);
gboolean     preview_dots_get_picking (const PreviewDots *dots);

gint         preview_dots_count (const PreviewDots *dots);
void         preview_dots_remove_all (PreviewDots *dots);

void         preview_dots_draw (const PreviewDots *dots, cairo_t *cr, const PreviewSight *sight);

/* What is selected, in words, to be freed; NULL: nothing. */
gchar       *preview_dots_describe (const PreviewDots *dots);

/* The dot [n] at a place in the widget, the nearest of several; -1: there is none. */
gint         preview_dots_find (const ColorizeDot  *dot,
                                gint                n,
                                const PreviewSight *sight,
                                gdouble             x,
                                gdouble             y);

/* Whether there is one of them. */
gboolean     preview_dots_has (const PreviewDots  *dots,
                               const PreviewSight *sight,
                               gdouble             x,
                               gdouble             y);

/* A press at a place in the widget, which selects the dot there. FALSE: there is none, and no other is
 * selected any more. */
gboolean preview_dots_press (PreviewDots *dots, const PreviewSight *sight, gdouble x, gdouble y);

/* How far the dot that was pressed has been dragged since; 0, 0: it may go anywhere again. */
void     preview_dots_drag (PreviewDots *dots, const PreviewSight *sight, gdouble x, gdouble y);

/* A click: asks for a color, of the dot there or for a new one. FALSE: it is for somebody else. */
gboolean preview_dots_click (PreviewDots *dots, const PreviewSight *sight, gdouble x, gdouble y);

/* FALSE: the key means nothing here. */
gboolean preview_dots_press_key (PreviewDots *dots, const GdkEventKey *event);

G_END_DECLS
