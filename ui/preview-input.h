/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What mouse, fingers and keyboard do to a preview, which tells what it shows and does what it is asked.
 */

#pragma once

#include <gtk/gtk.h>

#include "preview-dots.h"
#include "preview-sight.h"

G_BEGIN_DECLS

/* The preview, which is asked in the main thread. What is out of range it brings into it. */
typedef struct
{
  /* FALSE: there is nothing to be seen yet, and no other function is called. */
  gboolean (*get_sight) (GtkWidget *widget, PreviewSight *sight);

  void (*set_split) (GtkWidget *widget, gdouble split);
  void (*set_origin) (GtkWidget *widget, gdouble left, gdouble top);

  /* x, y   the point of the widget that keeps what it shows */
  void (*set_zoom) (GtkWidget *widget, gdouble zoom, gdouble x, gdouble y);

  /* direction   1: the next larger zoom; -1: the next smaller one */
  void (*step_zoom) (GtkWidget *widget, gint direction, gdouble x, gdouble y);

  /* From the whole photo to its pixels, or back. */
  void (*switch_zoom) (GtkWidget *widget, gdouble x, gdouble y);

  /* Shows the photo as it is. */
  void (*set_comparing) (GtkWidget *widget, gboolean comparing);
} PreviewFunctions;

typedef struct _PreviewInput PreviewInput;

/* Listens to drags and clicks, of which the dots take what is theirs. No argument is owned; to be freed before
 * `widget` ends. */
PreviewInput                *preview_input_new (GtkWidget              *widget,
                                                const PreviewFunctions *functions,
                                                PreviewDots            *dots);
void                         preview_input_free (PreviewInput *input);

/* The cursor that says what a press at a place in the widget would do. */
void                         preview_input_show_cursor (PreviewInput *input, gdouble x, gdouble y);

/* The wheel of a mouse, or two fingers. */
void     preview_input_scroll (PreviewInput *input, const GdkEventScroll *event);

/* FALSE: the key means nothing here. */
gboolean preview_input_press_key (PreviewInput *input, const GdkEventKey *event);

G_END_DECLS
