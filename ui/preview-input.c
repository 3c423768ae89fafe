/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "preview-input.h"

#include <math.h>

#include "preview-drawing.h"


/* Of the width, that an arrow key moves the divider by. */
#define KEY_STEP 0.02


struct _PreviewInput
{
  GtkWidget              *widget;
  const PreviewFunctions *functions;
  PreviewDots            *dots;

  GtkGesture             *drag;
  enum
  {
    DRAGS_NOTHING,
    DRAGS_DOT,
    DRAGS_DIVIDER,
    DRAGS_PHOTO
  } drags;
  PreviewSight start;    /* of the drag */
  gboolean     moved;    /* it has gone further than a hand trembles */
  gdouble      scrolled; /* since the last step, in steps; down is above 0 */
};


/* The mouse, and fingers */

static gboolean
is_on_divider (const PreviewSight *sight, gdouble x)
{
  return sight->has_divider && fabs (x - sight->divider) <= DIVIDER_REACH;
}

static void
drag_begin (GtkGestureDrag *drag, gdouble x, gdouble y, PreviewInput *input)
{
  if (! input->functions->get_sight (input->widget, &input->start))
    return;

  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (input->widget);
  input->moved = FALSE;

  /* The divider can be taken hold of elsewhere. */
  if (preview_dots_press (input->dots, &input->start, x, y))
    input->drags = DRAGS_DOT;
  else
    input->drags = is_on_divider (&input->start, x) ? DRAGS_DIVIDER : DRAGS_NOTHING;
}

static void
drag_update (GtkGestureDrag *drag, gdouble x, gdouble y, PreviewInput *input)
{
  PreviewSight sight;

  if (! input->functions->get_sight (input->widget, &sight))
    return;

  input->moved |= gtk_drag_check_threshold (input->widget, 0, 0, (gint) x, (gint) y);

  if (input->drags == DRAGS_NOTHING && sight.zoom > PREVIEW_FIT && input->moved)
    input->drags = DRAGS_PHOTO;

  if (input->drags == DRAGS_DOT && input->moved)
    preview_dots_drag (input->dots, &sight, x, y);
  else if (input->drags == DRAGS_DIVIDER)
    input->functions->set_split (
      input->widget, input->start.split + (sight.mirrored ? -x : x) / MAX (sight.area.width, 1));
  else if (input->drags == DRAGS_PHOTO)
    input->functions->set_origin (input->widget, input->start.left - x * sight.pixels,
                                  input->start.top - y * sight.pixels);
}

static void
drag_end (GtkGestureDrag *drag, gdouble x, gdouble y, PreviewInput *input)
{
  gdouble      start_x, start_y;
  PreviewSight sight;

  gboolean     clicked = input->drags == DRAGS_NOTHING || input->drags == DRAGS_DOT;

  input->drags = DRAGS_NOTHING;

  /* What did not move was a click. */
  if (clicked && ! input->moved && gtk_gesture_drag_get_start_point (drag, &start_x, &start_y)
      && input->functions->get_sight (input->widget, &sight)
      && ! preview_dots_click (input->dots, &sight, start_x, start_y))
    input->functions->switch_zoom (input->widget, start_x, start_y);
}

void
preview_input_show_cursor (PreviewInput *input, gdouble x, gdouble y)
{
  const gchar *name            = "zoom-in";
  g_autoptr (GdkCursor) cursor = NULL;
  PreviewSight sight;

  if (! input->functions->get_sight (input->widget, &sight))
    return;

  if (input->drags == DRAGS_DOT || preview_dots_has (input->dots, &sight, x, y))
    name = "pointer";
  else if (input->drags == DRAGS_DIVIDER || is_on_divider (&sight, x))
    name = "col-resize";
  else if (preview_dots_get_picking (input->dots) && preview_sight_contains (&sight, x, y))
    name = "crosshair";
  else if (sight.zoom > PREVIEW_FIT)
    name = "move";

  cursor = gdk_cursor_new_from_name (gtk_widget_get_display (input->widget), name);
  gdk_window_set_cursor (gtk_widget_get_window (input->widget), cursor);
}

void
preview_input_scroll (PreviewInput *input, const GdkEventScroll *event)
{
  gdouble      x, y;
  PreviewSight sight;

  if (! input->functions->get_sight (input->widget, &sight))
    return;

  if (event->direction == GDK_SCROLL_UP)
    input->scrolled = -1.0;
  else if (event->direction == GDK_SCROLL_DOWN)
    input->scrolled = 1.0;
  else if (gdk_event_get_scroll_deltas ((const GdkEvent *) event, &x, &y))
    input->scrolled += y;

  if (fabs (input->scrolled) < 1.0)
    return;

  input->functions->step_zoom (input->widget, input->scrolled < 0.0 ? 1 : -1, event->x, event->y);
  input->scrolled = 0.0;
}


/* The keyboard */

static gboolean
move_by_key (PreviewInput *input, const PreviewSight *sight, guint key, gboolean pans)
{
  gdouble x = key == GDK_KEY_Left ? -1.0 : key == GDK_KEY_Right ? 1.0 : 0.0;
  gdouble y = key == GDK_KEY_Up ? -1.0 : key == GDK_KEY_Down ? 1.0 : 0.0;

  if (pans && sight->zoom > PREVIEW_FIT)
    {
      input->functions->set_origin (input->widget,
                                    sight->left + x * sight->area.width * sight->pixels / 4,
                                    sight->top + y * sight->area.height * sight->pixels / 4);
      return TRUE;
    }

  /* Up and down go on to the widgets around. */
  if (pans || x == 0.0)
    return FALSE;

  input->functions->set_split (input->widget, sight->split + (sight->mirrored ? -x : x) * KEY_STEP);

  return TRUE;
}

gboolean
preview_input_press_key (PreviewInput *input, const GdkEventKey *event)
{
  const PreviewFunctions *functions = input->functions;
  GtkWidget              *widget    = input->widget;
  gdouble                 middle_x  = gtk_widget_get_allocated_width (widget) / 2.0;
  gdouble                 middle_y  = gtk_widget_get_allocated_height (widget) / 2.0;
  /* On many keyboards "+" takes Shift. */
  guint        modifiers = event->state & gtk_accelerator_get_default_mod_mask () & ~GDK_SHIFT_MASK;
  PreviewSight sight;

  if (preview_dots_press_key (input->dots, event))
    return TRUE;

  if ((modifiers & ~GDK_CONTROL_MASK) != 0 || ! functions->get_sight (widget, &sight))
    return FALSE;

  switch (event->keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Right:
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      return move_by_key (input, &sight, event->keyval, modifiers != 0);

    case GDK_KEY_Home:
      functions->set_split (widget, 0.0);
      return TRUE;

    case GDK_KEY_End:
      functions->set_split (widget, 1.0);
      return TRUE;

    case GDK_KEY_plus:
    case GDK_KEY_KP_Add:
      functions->step_zoom (widget, 1, middle_x, middle_y);
      return TRUE;

    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      functions->step_zoom (widget, -1, middle_x, middle_y);
      return TRUE;

    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      functions->set_zoom (widget, PREVIEW_FIT, middle_x, middle_y);
      return TRUE;

    case GDK_KEY_1:
    case GDK_KEY_KP_1:
      functions->set_zoom (widget, 1.0, middle_x, middle_y);
      return TRUE;

    case GDK_KEY_2:
    case GDK_KEY_KP_2:
      functions->set_zoom (widget, 2.0, middle_x, middle_y);
      return TRUE;

    case GDK_KEY_space:
      functions->set_comparing (widget, TRUE);
      return TRUE;
    }

  return FALSE;
}


PreviewInput *
preview_input_new (GtkWidget *widget, const PreviewFunctions *functions, PreviewDots *dots)
{
  PreviewInput *input = g_new0 (PreviewInput, 1);

  input->widget    = widget;
  input->functions = functions;
  input->dots      = dots;
  input->drag      = gtk_gesture_drag_new (widget);
  g_signal_connect (input->drag, "drag-begin", G_CALLBACK (drag_begin), input);
  g_signal_connect (input->drag, "drag-update", G_CALLBACK (drag_update), input);
  g_signal_connect (input->drag, "drag-end", G_CALLBACK (drag_end), input);

  return input;
}

void
preview_input_free (PreviewInput *input)
{
  g_object_unref (input->drag);
  g_free (input);
}
