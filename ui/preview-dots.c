/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "preview-dots.h"

#include <math.h>

#include <glib/gi18n.h>

#include "dot-popover.h"


/* In the window's units, at any zoom. */
#define RADIUS      6.0
#define THIN_RADIUS 4.0
#define REACH       9.0

/* How far an arrow key moves a dot with Shift, instead of 1. */
#define LARGE_STEP 10.0


struct _PreviewDots
{
  GtkWidget                  *widget;
  const PreviewDotsFunctions *functions;
  ColorizeDotPopover         *popover;

  ColorizeDots               *model; /* not owned; NULL: there is no photo */
  gint                        photo;
  gboolean                    picking;
  gint                        selected; /* -1: none */

  ColorizeDot                 start; /* the selected one where it was taken hold of */
  gboolean                    moves; /* it has been moved since, by the last step of the model */

  ColorizeDot                 asked; /* the place that the popover is about */
};


static const ColorizeDot *
get_dots (const PreviewDots *dots, gint *n)
{
  *n = 0;

  return dots->model ? colorize_dots_get (dots->model, dots->photo, n) : NULL;
}

/* NULL: none. */
static const ColorizeDot *
get_selected (const PreviewDots *dots)
{
  gint               n;
  const ColorizeDot *dot = get_dots (dots, &n);

  return dots->selected >= 0 ? &dot[dots->selected] : NULL;
}

static void
select_dot (PreviewDots *dots, gint selected)
{
  dots->moves    = FALSE;
  dots->selected = selected;

  if (selected >= 0)
    dots->start = *get_selected (dots);

  dots->functions->news (dots->widget, FALSE);
}

/* After a step. */
static void
changed (PreviewDots *dots, gint selected)
{
  select_dot (dots, selected);
  dots->functions->news (dots->widget, TRUE);
}


/* Drawing */

static void
draw_ring (cairo_t *cr, gdouble x, gdouble y, gdouble radius, gdouble width)
{
  cairo_arc (cr, x, y, radius, 0.0, 2.0 * G_PI);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
}

static void
draw_dot (const PreviewDots *dots,
          cairo_t           *cr,
          const ColorizeDot *dot,
          gdouble            x,
          gdouble            y,
          gboolean           selected)
{
  gdouble radius  = dots->picking || selected ? RADIUS : THIN_RADIUS;
  gdouble width   = dots->picking || selected ? 2.0 : 1.0;
  GdkRGBA marking = { 0.21, 0.52, 0.89, 1.0 };

  cairo_arc (cr, x, y, radius, 0.0, 2.0 * G_PI);
  cairo_set_source_rgb (cr, dot->rgb[0] / 255.0, dot->rgb[1] / 255.0, dot->rgb[2] / 255.0);
  cairo_fill (cr);

  /* White in black shows on any photo, and around any color. */
  cairo_set_source_rgba (cr, 0.0, 0.0, 0.0, 0.7);
  draw_ring (cr, x, y, radius, width + 2.0);
  cairo_set_source_rgb (cr, 1.0, 1.0, 1.0);
  draw_ring (cr, x, y, radius, width);

  if (! selected)
    return;

  gtk_style_context_lookup_color (gtk_widget_get_style_context (dots->widget),
                                  "theme_selected_bg_color", &marking);
  gdk_cairo_set_source_rgba (cr, &marking);
  draw_ring (cr, x, y, radius + 3.5, 2.5);
}

void
preview_dots_draw (const PreviewDots *dots, cairo_t *cr, const PreviewSight *sight)
{
  gint               n;
  const ColorizeDot *dot = get_dots (dots, &n);

  cairo_save (cr);
  gdk_cairo_rectangle (cr, &sight->area);
  cairo_clip (cr);

  for (gint i = 0; i < n; i++)
    {
      gdouble x, y;

      preview_sight_show (sight, dot[i].x, dot[i].y, &x, &y);
      draw_dot (dots, cr, &dot[i], x, y, i == dots->selected);
    }

  cairo_restore (cr);
}

gchar *
preview_dots_describe (const PreviewDots *dots)
{
  const ColorizeDot *dot = get_selected (dots);
  gint               n;

  if (! dot)
    return NULL;

  get_dots (dots, &n);

  /* TRANSLATORS: of the dots of color on the photo, which is selected, and its color, as in "Dot 2 of 3". */
  return g_strdup_printf (_ ("Dot %d of %d, #%02x%02x%02x: the arrow keys move it, Return changes "
                             "its color, Delete takes it away."),
                          dots->selected + 1, n, dot->rgb[0], dot->rgb[1], dot->rgb[2]);
}


/* The palette */

static gdouble
get_radius (const PreviewSight *sight)
{
  return colorize_hints_get_dot_radius (sight->photo_width, sight->photo_height);
}

static void
ask (PreviewDots *dots, const PreviewSight *sight, gdouble x, gdouble y)
{
  const ColorizeDot *dot = get_selected (dots);
  gfloat             likely[2 * COLORIZE_N_LIKELY];
  gint               n_likely;
  gdouble            luminance, at_x, at_y;
  GdkRectangle       at;

  dots->asked = dot ? *dot : (ColorizeDot) { .x = x, .y = y };
  preview_sight_show (sight, dots->asked.x, dots->asked.y, &at_x, &at_y);
  at = (GdkRectangle) { (gint) (at_x - REACH), (gint) (at_y - REACH), 2 * (gint) REACH,
                        2 * (gint) REACH };

  gtk_popover_set_pointing_to (GTK_POPOVER (dots->popover), &at);
  luminance =
    dots->functions->get_luminance (dots->widget, dots->asked.x, dots->asked.y, get_radius (sight));
  n_likely = dots->functions->get_likely (dots->widget, dots->asked.x, dots->asked.y, likely,
                                          COLORIZE_N_LIKELY);
  colorize_dot_popover_ask (dots->popover, luminance, likely, n_likely, dot ? dot->rgb : NULL);
}

static void
color_chosen (PreviewDots *dots, const guint8 *rgb)
{
  gint selected = dots->selected;

  memcpy (dots->asked.rgb, rgb, sizeof dots->asked.rgb);

  if (selected >= 0)
    colorize_dots_change (dots->model, dots->photo, selected, &dots->asked);
  else
    {
      selected = preview_dots_count (dots);
      colorize_dots_add (dots->model, dots->photo, &dots->asked);
    }

  changed (dots, selected);
}

static void
delete_selected (PreviewDots *dots)
{
  if (dots->selected < 0)
    return;

  colorize_dots_remove (dots->model, dots->photo, dots->selected);
  changed (dots, -1);
}


/* The mouse, and fingers */

gint
preview_dots_find (const ColorizeDot *dot, gint n, const PreviewSight *sight, gdouble x, gdouble y)
{
  gint    found   = -1;
  gdouble nearest = REACH;

  if (! preview_sight_contains (sight, x, y))
    return -1;

  for (gint i = 0; i < n; i++)
    {
      gdouble at_x, at_y, distance;

      preview_sight_show (sight, dot[i].x, dot[i].y, &at_x, &at_y);
      distance = hypot (at_x - x, at_y - y);

      /* The later one is drawn above. */
      if (distance <= nearest)
        {
          nearest = distance;
          found   = i;
        }
    }

  return found;
}

static gint
find (const PreviewDots *dots, const PreviewSight *sight, gdouble x, gdouble y)
{
  gint               n;
  const ColorizeDot *dot = get_dots (dots, &n);

  return preview_dots_find (dot, n, sight, x, y);
}

gboolean
preview_dots_has (const PreviewDots *dots, const PreviewSight *sight, gdouble x, gdouble y)
{
  return find (dots, sight, x, y) >= 0;
}

gboolean
preview_dots_press (PreviewDots *dots, const PreviewSight *sight, gdouble x, gdouble y)
{
  select_dot (dots, find (dots, sight, x, y));

  return dots->selected >= 0;
}

/* From where it was taken hold of, in pixels of the photo, on which it stays. */
static void
move_selected (PreviewDots *dots, const PreviewSight *sight, gdouble x, gdouble y)
{
  colorize_dots_move (dots->model, dots->photo, dots->selected,
                      CLAMP (dots->start.x + x, 0.0, sight->photo_width),
                      CLAMP (dots->start.y + y, 0.0, sight->photo_height), dots->moves);
  dots->moves = TRUE;
  dots->functions->news (dots->widget, TRUE);
}

void
preview_dots_drag (PreviewDots *dots, const PreviewSight *sight, gdouble x, gdouble y)
{
  if (dots->selected >= 0)
    move_selected (dots, sight, x * sight->pixels, y * sight->pixels);
}

gboolean
preview_dots_click (PreviewDots *dots, const PreviewSight *sight, gdouble x, gdouble y)
{
  gdouble photo_x, photo_y;

  if (! dots->model || (dots->selected < 0 && ! dots->picking)
      || ! preview_sight_contains (sight, x, y))
    return FALSE;

  preview_sight_find (sight, x, y, &photo_x, &photo_y);
  ask (dots, sight, photo_x, photo_y);

  return TRUE;
}


/* The keyboard */

/* Each dot in turn; before the first and behind the last, the key goes on to the widgets around. */
static gboolean
select_next (PreviewDots *dots, gint step)
{
  gint n    = preview_dots_count (dots);
  gint next = dots->selected < 0 && step < 0 ? n - 1 : dots->selected + step;

  select_dot (dots, next < n ? next : -1);

  return dots->selected >= 0;
}

static gboolean
go_through_history (PreviewDots *dots, gboolean back)
{
  gboolean done = back ? colorize_dots_undo (dots->model, dots->photo)
                       : colorize_dots_redo (dots->model, dots->photo);

  if (done)
    changed (dots, dots->selected < preview_dots_count (dots) ? dots->selected : -1);

  return TRUE;
}

static gboolean
press_control_key (PreviewDots *dots, guint key, gboolean shift)
{
  switch (gdk_keyval_to_lower (key))
    {
    case GDK_KEY_z:
      return go_through_history (dots, ! shift);

    case GDK_KEY_y:
      return go_through_history (dots, FALSE);
    }

  return FALSE;
}

/* A pixel of the photo; where these are smaller than what can be seen, one of the window's units. */
static gboolean
move_by_key (PreviewDots *dots, const PreviewSight *sight, guint key, gboolean shift)
{
  const ColorizeDot *dot  = get_selected (dots);
  gdouble            step = MAX (sight->pixels, 1.0) * (shift ? LARGE_STEP : 1.0);
  gdouble            x    = key == GDK_KEY_Left ? -step : key == GDK_KEY_Right ? step : 0.0;
  gdouble            y    = key == GDK_KEY_Up ? -step : key == GDK_KEY_Down ? step : 0.0;

  move_selected (dots, sight, dot->x - dots->start.x + x, dot->y - dots->start.y + y);

  return TRUE;
}

/* In the middle of what is seen, if no dot is selected. */
static gboolean
ask_by_key (PreviewDots *dots, const PreviewSight *sight)
{
  return preview_dots_click (dots, sight, sight->area.x + sight->area.width / 2.0,
                             sight->area.y + sight->area.height / 2.0);
}

static gboolean
press_key_of_selected (PreviewDots *dots, const PreviewSight *sight, guint key, gboolean shift)
{
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Right:
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      return move_by_key (dots, sight, key, shift);

    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
    case GDK_KEY_BackSpace:
      delete_selected (dots);
      return TRUE;

    case GDK_KEY_Escape:
      select_dot (dots, -1);
      return TRUE;
    }

  return FALSE;
}

gboolean
preview_dots_press_key (PreviewDots *dots, const GdkEventKey *event)
{
  guint        modifiers = event->state & gtk_accelerator_get_default_mod_mask () & ~GDK_SHIFT_MASK;
  gboolean     shift     = (event->state & GDK_SHIFT_MASK) != 0;
  PreviewSight sight;

  if (! dots->model || ! dots->functions->get_sight (dots->widget, &sight))
    return FALSE;

  if (modifiers == GDK_CONTROL_MASK)
    return press_control_key (dots, event->keyval, shift);

  if (modifiers != 0)
    return FALSE;

  switch (event->keyval)
    {
    case GDK_KEY_Tab:
      return select_next (dots, 1);

    case GDK_KEY_ISO_Left_Tab:
      return select_next (dots, -1);

    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      return ask_by_key (dots, &sight);
    }

  return dots->selected >= 0 && press_key_of_selected (dots, &sight, event->keyval, shift);
}


/* The dots as a whole */

PreviewDots *
preview_dots_new (GtkWidget *widget, const PreviewDotsFunctions *functions)
{
  PreviewDots *dots = g_new0 (PreviewDots, 1);

  dots->widget    = widget;
  dots->functions = functions;
  dots->selected  = -1;
  dots->popover   = COLORIZE_DOT_POPOVER (colorize_dot_popover_new (widget));
  g_object_ref (dots->popover);
  g_signal_connect_swapped (dots->popover, "chosen", G_CALLBACK (color_chosen), dots);
  g_signal_connect_swapped (dots->popover, "deleted", G_CALLBACK (delete_selected), dots);

  return dots;
}

void
preview_dots_free (PreviewDots *dots)
{
  g_signal_handlers_disconnect_by_data (dots->popover, dots);
  gtk_widget_destroy (GTK_WIDGET (dots->popover));
  g_object_unref (dots->popover);
  g_free (dots);
}

void
preview_dots_set (PreviewDots *dots, ColorizeDots *model, gint photo)
{
  dots->model    = model;
  dots->photo    = photo;
  dots->selected = -1;
  dots->functions->news (dots->widget, FALSE);
}

void
preview_dots_set_picking (PreviewDots *dots, gboolean picking)
{
  dots->picking = picking;
  dots->functions->news (dots->widget, FALSE);
}

gboolean
preview_dots_get_picking (const PreviewDots *dots)
{
  return dots->picking;
}

gint
preview_dots_count (const PreviewDots *dots)
{
  gint n;

  get_dots (dots, &n);

  return n;
}

void
preview_dots_remove_all (PreviewDots *dots)
{
  colorize_dots_remove_all (dots->model, dots->photo);
  changed (dots, -1);
}
