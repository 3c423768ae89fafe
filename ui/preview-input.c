/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "preview-input.h"

#include <math.h>

#include "preview-drawing.h"


/* Of the width, that an arrow key moves the divider by. */
#define KEY_STEP 0.02


/* The mouse, and fingers */

static gboolean
is_on_divider (ColorizePreview *preview, gdouble x)
{
  GdkRectangle area;

  if (! preview->reader || ! preview_shows_divider (preview))
    return FALSE;

  area = preview_get_area (preview);

  return fabs (x - preview_get_divider (preview, &area)) <= DIVIDER_REACH;
}

static void
drag_begin (GtkGestureDrag *drag, gdouble x, gdouble y, ColorizePreview *preview)
{
  if (! preview->reader)
    return;

  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (preview));
  preview->drags      = is_on_divider (preview, x) ? DRAGS_DIVIDER : DRAGS_NOTHING;
  preview->drag_split = preview->split;
  preview->drag_left  = preview->left;
  preview->drag_top   = preview->top;
}

static void
drag_update (GtkGestureDrag *drag, gdouble x, gdouble y, ColorizePreview *preview)
{
  GtkWidget   *widget = GTK_WIDGET (preview);
  gint         scale  = gtk_widget_get_scale_factor (widget);
  GdkRectangle area;

  if (! preview->reader)
    return;

  area = preview_get_area (preview);

  if (preview->drags == DRAGS_NOTHING && preview->zoomed
      && gtk_drag_check_threshold (widget, 0, 0, (gint) x, (gint) y))
    preview->drags = DRAGS_PHOTO;

  if (preview->drags == DRAGS_DIVIDER)
    preview_set_split (preview, preview->drag_split
                                  + (preview_is_mirrored (preview) ? -x : x) / MAX (area.width, 1));
  else if (preview->drags == DRAGS_PHOTO)
    preview_set_origin (preview, preview->drag_left - x * scale, preview->drag_top - y * scale);
}

static void
drag_end (GtkGestureDrag *drag, gdouble x, gdouble y, ColorizePreview *preview)
{
  gdouble start_x, start_y;

  /* What did not move was a click. */
  if (preview->drags == DRAGS_NOTHING
      && ! gtk_drag_check_threshold (GTK_WIDGET (preview), 0, 0, (gint) x, (gint) y)
      && gtk_gesture_drag_get_start_point (drag, &start_x, &start_y))
    preview_set_zoomed (preview, ! preview->zoomed, start_x, start_y);

  preview->drags = DRAGS_NOTHING;
}

void
preview_show_cursor (ColorizePreview *preview, gdouble x)
{
  GtkWidget   *widget          = GTK_WIDGET (preview);
  const gchar *name            = preview->zoomed ? "move" : "zoom-in";
  g_autoptr (GdkCursor) cursor = NULL;

  if (preview->drags == DRAGS_DIVIDER || is_on_divider (preview, x))
    name = "col-resize";

  cursor = gdk_cursor_new_from_name (gtk_widget_get_display (widget), name);
  gdk_window_set_cursor (gtk_widget_get_window (widget), cursor);
}


/* The keyboard */

static gboolean
move_by_key (ColorizePreview *preview, guint key, gboolean pans)
{
  gdouble x = key == GDK_KEY_Left ? -1.0 : key == GDK_KEY_Right ? 1.0 : 0.0;
  gdouble y = key == GDK_KEY_Up ? -1.0 : key == GDK_KEY_Down ? 1.0 : 0.0;
  gint    width, height;

  if (pans && preview->zoomed)
    {
      preview_get_picture_size (preview, &width, &height);
      preview_set_origin (preview, preview->left + x * width / 4, preview->top + y * height / 4);
      return TRUE;
    }

  /* Up and down go on to the widgets around. */
  if (pans || x == 0.0)
    return FALSE;

  preview_set_split (preview, preview->split + (preview_is_mirrored (preview) ? -x : x) * KEY_STEP);

  return TRUE;
}

gboolean
preview_press_key (ColorizePreview *preview, const GdkEventKey *event)
{
  GtkWidget *widget    = GTK_WIDGET (preview);
  gdouble    middle_x  = gtk_widget_get_allocated_width (widget) / 2.0;
  gdouble    middle_y  = gtk_widget_get_allocated_height (widget) / 2.0;
  guint      modifiers = event->state & gtk_accelerator_get_default_mod_mask ();

  if (! preview->reader || (modifiers & ~GDK_CONTROL_MASK) != 0)
    return FALSE;

  switch (event->keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Right:
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      if (move_by_key (preview, event->keyval, modifiers != 0))
        return TRUE;
      break;

    case GDK_KEY_Home:
      preview_set_split (preview, 0.0);
      return TRUE;

    case GDK_KEY_End:
      preview_set_split (preview, 1.0);
      return TRUE;

    case GDK_KEY_plus:
    case GDK_KEY_KP_Add:
      preview_set_zoomed (preview, TRUE, middle_x, middle_y);
      return TRUE;

    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      preview_set_zoomed (preview, FALSE, middle_x, middle_y);
      return TRUE;

    case GDK_KEY_space:
      colorize_preview_set_comparing (preview, TRUE);
      return TRUE;
    }

  return FALSE;
}

void
preview_add_gestures (ColorizePreview *preview)
{
  preview->drag = gtk_gesture_drag_new (GTK_WIDGET (preview));
  g_signal_connect (preview->drag, "drag-begin", G_CALLBACK (drag_begin), preview);
  g_signal_connect (preview->drag, "drag-update", G_CALLBACK (drag_update), preview);
  g_signal_connect (preview->drag, "drag-end", G_CALLBACK (drag_end), preview);
}
