/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inside of the preview, and what mouse, fingers and keyboard do to it.
 */

#pragma once

#include "preview.h"

G_BEGIN_DECLS

struct _ColorizePreview
{
  GtkDrawingArea        parent_instance;

  const ColorizeReader *reader;
  const ColorizeChroma *chroma;
  ColorizeLook          look;

  gdouble               split; /* share of the width that shows the photo before, from the start */
  gboolean              comparing;
  gboolean              zoomed;
  gdouble               left, top; /* of what is seen of the photo while zoomed, in its pixels */

  /* What was drawn last, at the screen's resolution; NULL: to be made anew. */
  ColorizePicture      *picture;
  cairo_surface_t      *before;
  cairo_surface_t      *after;

  GtkGesture           *drag;
  enum
  {
    DRAGS_NOTHING,
    DRAGS_DIVIDER,
    DRAGS_PHOTO
  } drags;
  gdouble drag_split, drag_left, drag_top; /* as they were when it began */
};

/* Where things are: lengths in the window's units, but for the picture's size, which is in pixels of the
 * screen. They need a reader. */
gboolean     preview_is_mirrored (ColorizePreview *preview);
void         preview_get_picture_size (ColorizePreview *preview, gint *width, gint *height);
GdkRectangle preview_get_area (ColorizePreview *preview);
gdouble      preview_get_divider (ColorizePreview *preview, const GdkRectangle *area);
gboolean     preview_shows_divider (ColorizePreview *preview);

/* Changes what is seen; what is out of range is brought into it.
 * x, y   the point of the widget that keeps what it shows */
void         preview_set_split (ColorizePreview *preview, gdouble split);
void         preview_set_origin (ColorizePreview *preview, gdouble left, gdouble top);
void         preview_set_zoomed (ColorizePreview *preview, gboolean zoomed, gdouble x, gdouble y);

/* The input. */
void         preview_add_gestures (ColorizePreview *preview);
void         preview_show_cursor (ColorizePreview *preview, gdouble x);
gboolean     preview_press_key (ColorizePreview *preview, const GdkEventKey *event);

G_END_DECLS
