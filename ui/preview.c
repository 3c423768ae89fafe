/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "preview.h"

#include <math.h>

#include <glib/gi18n.h>

#include "preview-drawing.h"


/* Most of the photo is to be seen in colour at first, and that it was grey. */
#define FIRST_SPLIT 0.2

#define MIN_WIDTH  240
#define MIN_HEIGHT 180

#define KEY_STEP 0.02


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

enum
{
  PROP_ZOOMED = 1
};

G_DEFINE_TYPE (ColorizePreview, colorize_preview, GTK_TYPE_DRAWING_AREA)


/* Where things are */

static gboolean
is_mirrored (ColorizePreview *preview)
{
  return gtk_widget_get_direction (GTK_WIDGET (preview)) == GTK_TEXT_DIR_RTL;
}

/* The size of the picture in pixels of the screen. */
static void
get_picture_size (ColorizePreview *preview, gint *width, gint *height)
{
  GtkWidget *widget = GTK_WIDGET (preview);
  gint       scale  = gtk_widget_get_scale_factor (widget);
  gint       room_x = gtk_widget_get_allocated_width (widget) * scale;
  gint       room_y = gtk_widget_get_allocated_height (widget) * scale;
  gint       photo_width, photo_height;
  gdouble    factor;

  colorize_reader_get_size (preview->reader, &photo_width, &photo_height);

  if (preview->zoomed)
    {
      *width  = MIN (room_x, photo_width);
      *height = MIN (room_y, photo_height);
      return;
    }

  /* A small photo is not blown up. */
  factor  = MIN ((gdouble) room_x / photo_width, (gdouble) room_y / photo_height);
  factor  = MIN (factor, scale);
  *width  = MAX ((gint) (photo_width * factor + 0.5), 1);
  *height = MAX ((gint) (photo_height * factor + 0.5), 1);
}

/* The same in the window's units, in the middle of the widget. */
static GdkRectangle
get_area (ColorizePreview *preview)
{
  GtkWidget   *widget = GTK_WIDGET (preview);
  gint         scale  = gtk_widget_get_scale_factor (widget);
  GdkRectangle area;
  gint         width, height;

  get_picture_size (preview, &width, &height);
  area.width  = (width + scale - 1) / scale;
  area.height = (height + scale - 1) / scale;
  area.x      = (gtk_widget_get_allocated_width (widget) - area.width) / 2;
  area.y      = (gtk_widget_get_allocated_height (widget) - area.height) / 2;

  return area;
}

static gdouble
get_divider (ColorizePreview *preview, const GdkRectangle *area)
{
  gdouble share = is_mirrored (preview) ? 1.0 - preview->split : preview->split;

  return area->x + area->width * share;
}

static gboolean
shows_divider (ColorizePreview *preview)
{
  return preview->after && ! preview->comparing;
}


/* Changing what is seen */

static void
forget_after (ColorizePreview *preview)
{
  g_clear_pointer (&preview->after, cairo_surface_destroy);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

static void
forget_picture (ColorizePreview *preview)
{
  g_clear_pointer (&preview->picture, colorize_picture_free);
  g_clear_pointer (&preview->before, cairo_surface_destroy);
  forget_after (preview);
}

/* What is to be seen, for those who cannot see it. */
static void
describe (ColorizePreview *preview)
{
  AtkObject        *accessible  = gtk_widget_get_accessible (GTK_WIDGET (preview));
  g_autofree gchar *description = NULL;

  if (! preview->after)
    description = g_strdup (_ ("The photo as it is; its colours are not there yet."));
  else if (preview->comparing)
    description = g_strdup (_ ("The photo as it is."));
  else
    /* TRANSLATORS: the number is a percentage of the width. */
    description = g_strdup_printf (_ ("The photo in colour; %.0f %% of it as it is. The left and "
                                      "right arrow keys change that."),
                                   100.0 * preview->split);

  atk_object_set_description (accessible, description);
}

static void
set_split (ColorizePreview *preview, gdouble split)
{
  preview->split = CLAMP (split, 0.0, 1.0);
  describe (preview);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

static void
set_origin (ColorizePreview *preview, gdouble left, gdouble top)
{
  gint width, height, photo_width, photo_height;

  get_picture_size (preview, &width, &height);
  colorize_reader_get_size (preview->reader, &photo_width, &photo_height);
  preview->left = CLAMP (floor (left), 0.0, photo_width - width);
  preview->top  = CLAMP (floor (top), 0.0, photo_height - height);
  forget_picture (preview);
}

/* Zooms in so that the point x, y of the widget shows what it showed before. */
static void
zoom_in (ColorizePreview *preview, gdouble x, gdouble y)
{
  GdkRectangle area  = get_area (preview);
  gint         scale = gtk_widget_get_scale_factor (GTK_WIDGET (preview));
  gint         photo_width, photo_height;
  gdouble      across = CLAMP ((x - area.x) / area.width, 0.0, 1.0);
  gdouble      down   = CLAMP ((y - area.y) / area.height, 0.0, 1.0);

  colorize_reader_get_size (preview->reader, &photo_width, &photo_height);
  preview->zoomed = TRUE;
  area            = get_area (preview);
  set_origin (preview, across * photo_width - (x - area.x) * scale,
              down * photo_height - (y - area.y) * scale);
}

static void
set_zoomed (ColorizePreview *preview, gboolean zoomed, gdouble x, gdouble y)
{
  if (! preview->reader || preview->zoomed == zoomed)
    return;

  if (zoomed)
    zoom_in (preview, x, y);
  else
    preview->zoomed = FALSE;

  forget_picture (preview);
  g_object_notify (G_OBJECT (preview), "zoomed");
}


/* Drawing */

static ColorizePicture *
make_region (ColorizePreview *preview, gint width, gint height)
{
  ColorizeOptions  plain = COLORIZE_OPTIONS_INIT;
  gint             left  = (gint) preview->left;
  gint             top   = (gint) preview->top;
  ColorizePicture *region;

  region = colorize_reader_read_region (preview->reader, left, top, width, height);

  if (region && preview->chroma)
    {
      region->chroma = g_new (gfloat, 2 * (gsize) width * height);
      colorize_chroma_lift (preview->chroma, &plain, region->luminance, left, top, width, height,
                            region->chroma);
    }

  return region;
}

static void
give_chroma (ColorizePreview *preview)
{
  gint          width, height;
  const gfloat *chroma;

  if (preview->zoomed)
    {
      forget_picture (preview);
    }
  else if (preview->picture)
    {
      chroma = colorize_chroma_get_kept (preview->chroma, &width, &height);
      colorize_picture_set_chroma (preview->picture, chroma, width, height);
    }
}

/* Makes whatever is missing. */
static void
prepare (ColorizePreview *preview)
{
  gint width, height;

  get_picture_size (preview, &width, &height);

  if (! preview->picture && preview->zoomed)
    {
      preview->picture = make_region (preview, width, height);
    }
  else if (! preview->picture)
    {
      preview->picture =
        colorize_picture_resize (colorize_reader_get_overview (preview->reader), width, height);

      if (preview->chroma)
        give_chroma (preview);
    }

  if (! preview->picture)
    return;

  if (! preview->before)
    preview->before = colorize_picture_paint_before (preview->picture);

  if (! preview->after && preview->picture->chroma)
    {
      preview->after = colorize_picture_paint_after (preview->picture, &preview->look);
      describe (preview);
    }
}

static void
draw_surface (ColorizePreview    *preview,
              cairo_t            *cr,
              const GdkRectangle *area,
              gdouble             begin,
              gdouble             end,
              cairo_surface_t    *surface)
{
  gint scale = gtk_widget_get_scale_factor (GTK_WIDGET (preview));

  cairo_save (cr);
  cairo_rectangle (cr, begin, area->y, end - begin, area->height);
  cairo_clip (cr);
  cairo_surface_set_device_scale (surface, scale, scale);
  cairo_set_source_surface (cr, surface, area->x, area->y);
  cairo_paint (cr);
  cairo_restore (cr);
}

static void
draw_both (ColorizePreview *preview, cairo_t *cr, const GdkRectangle *area)
{
  gdouble      divider  = get_divider (preview, area);
  gboolean     mirrored = is_mirrored (preview);
  const gchar *before   = _ ("Before");
  const gchar *after    = _ ("After");

  draw_surface (preview, cr, area, area->x, divider, mirrored ? preview->after : preview->before);
  draw_surface (preview, cr, area, divider, area->x + area->width,
                mirrored ? preview->before : preview->after);
  preview_draw_words (GTK_WIDGET (preview), cr, area, divider, mirrored ? after : before,
                      mirrored ? before : after);
  preview_draw_divider (GTK_WIDGET (preview), cr, area, divider);
}

static gboolean
colorize_preview_draw (GtkWidget *widget, cairo_t *cr)
{
  ColorizePreview *preview = COLORIZE_PREVIEW (widget);
  GdkRectangle     area;

  if (! preview->reader)
    return FALSE;

  prepare (preview);

  if (! preview->before)
    return FALSE;

  area = get_area (preview);
  preview_draw_checks (cr, &area);

  if (shows_divider (preview))
    draw_both (preview, cr, &area);
  else
    draw_surface (preview, cr, &area, area.x, area.x + area.width, preview->before);

  return FALSE;
}


/* The mouse, and fingers */

static gboolean
is_on_divider (ColorizePreview *preview, gdouble x)
{
  GdkRectangle area;

  if (! preview->reader || ! shows_divider (preview))
    return FALSE;

  area = get_area (preview);

  return fabs (x - get_divider (preview, &area)) <= DIVIDER_REACH;
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

  area = get_area (preview);

  if (preview->drags == DRAGS_NOTHING && preview->zoomed
      && gtk_drag_check_threshold (widget, 0, 0, (gint) x, (gint) y))
    preview->drags = DRAGS_PHOTO;

  if (preview->drags == DRAGS_DIVIDER)
    set_split (preview,
               preview->drag_split + (is_mirrored (preview) ? -x : x) / MAX (area.width, 1));
  else if (preview->drags == DRAGS_PHOTO)
    set_origin (preview, preview->drag_left - x * scale, preview->drag_top - y * scale);
}

static void
drag_end (GtkGestureDrag *drag, gdouble x, gdouble y, ColorizePreview *preview)
{
  gdouble start_x, start_y;

  /* What did not move was a click. */
  if (preview->drags == DRAGS_NOTHING
      && ! gtk_drag_check_threshold (GTK_WIDGET (preview), 0, 0, (gint) x, (gint) y)
      && gtk_gesture_drag_get_start_point (drag, &start_x, &start_y))
    set_zoomed (preview, ! preview->zoomed, start_x, start_y);

  preview->drags = DRAGS_NOTHING;
}

static gboolean
colorize_preview_motion (GtkWidget *widget, GdkEventMotion *event)
{
  ColorizePreview *preview     = COLORIZE_PREVIEW (widget);
  const gchar     *name        = preview->zoomed ? "move" : "zoom-in";
  g_autoptr (GdkCursor) cursor = NULL;

  if (preview->drags == DRAGS_DIVIDER || is_on_divider (preview, event->x))
    name = "col-resize";

  cursor = gdk_cursor_new_from_name (gtk_widget_get_display (widget), name);
  gdk_window_set_cursor (gtk_widget_get_window (widget), cursor);

  /* Which hands it to the gesture. */
  return GTK_WIDGET_CLASS (colorize_preview_parent_class)->motion_notify_event (widget, event);
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
      get_picture_size (preview, &width, &height);
      set_origin (preview, preview->left + x * width / 4, preview->top + y * height / 4);
      return TRUE;
    }

  /* Up and down go on to the widgets around. */
  if (pans || x == 0.0)
    return FALSE;

  set_split (preview, preview->split + (is_mirrored (preview) ? -x : x) * KEY_STEP);

  return TRUE;
}

static gboolean
colorize_preview_key_press (GtkWidget *widget, GdkEventKey *event)
{
  ColorizePreview *preview   = COLORIZE_PREVIEW (widget);
  gdouble          middle_x  = gtk_widget_get_allocated_width (widget) / 2.0;
  gdouble          middle_y  = gtk_widget_get_allocated_height (widget) / 2.0;
  guint            modifiers = event->state & gtk_accelerator_get_default_mod_mask ();

  if (! preview->reader || (modifiers & ~GDK_CONTROL_MASK) != 0)
    return GTK_WIDGET_CLASS (colorize_preview_parent_class)->key_press_event (widget, event);

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
      set_split (preview, 0.0);
      return TRUE;

    case GDK_KEY_End:
      set_split (preview, 1.0);
      return TRUE;

    case GDK_KEY_plus:
    case GDK_KEY_KP_Add:
      set_zoomed (preview, TRUE, middle_x, middle_y);
      return TRUE;

    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      set_zoomed (preview, FALSE, middle_x, middle_y);
      return TRUE;

    case GDK_KEY_space:
      colorize_preview_set_comparing (preview, TRUE);
      return TRUE;
    }

  return GTK_WIDGET_CLASS (colorize_preview_parent_class)->key_press_event (widget, event);
}

static gboolean
colorize_preview_key_release (GtkWidget *widget, GdkEventKey *event)
{
  if (event->keyval == GDK_KEY_space)
    {
      colorize_preview_set_comparing (COLORIZE_PREVIEW (widget), FALSE);
      return TRUE;
    }

  return GTK_WIDGET_CLASS (colorize_preview_parent_class)->key_release_event (widget, event);
}

static gboolean
colorize_preview_focus_changed (GtkWidget *widget, GdkEventFocus *event)
{
  /* The key may be let go elsewhere. */
  colorize_preview_set_comparing (COLORIZE_PREVIEW (widget), FALSE);
  gtk_widget_queue_draw (widget);

  return FALSE;
}


/* The widget */

static void
colorize_preview_size_allocate (GtkWidget *widget, GtkAllocation *allocation)
{
  ColorizePreview *preview = COLORIZE_PREVIEW (widget);

  GTK_WIDGET_CLASS (colorize_preview_parent_class)->size_allocate (widget, allocation);

  if (preview->reader && preview->zoomed)
    set_origin (preview, preview->left, preview->top);
  else
    forget_picture (preview);
}

static void
colorize_preview_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_boolean (value, COLORIZE_PREVIEW (object)->zoomed);
}

static void
colorize_preview_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  GtkWidget *widget = GTK_WIDGET (object);

  set_zoomed (COLORIZE_PREVIEW (object), g_value_get_boolean (value),
              gtk_widget_get_allocated_width (widget) / 2.0,
              gtk_widget_get_allocated_height (widget) / 2.0);
}

static void
colorize_preview_dispose (GObject *object)
{
  ColorizePreview *preview = COLORIZE_PREVIEW (object);

  g_clear_object (&preview->drag);

  G_OBJECT_CLASS (colorize_preview_parent_class)->dispose (object);
}

static void
colorize_preview_finalize (GObject *object)
{
  ColorizePreview *preview = COLORIZE_PREVIEW (object);

  g_clear_pointer (&preview->picture, colorize_picture_free);
  g_clear_pointer (&preview->before, cairo_surface_destroy);
  g_clear_pointer (&preview->after, cairo_surface_destroy);

  G_OBJECT_CLASS (colorize_preview_parent_class)->finalize (object);
}

static void
colorize_preview_class_init (ColorizePreviewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose      = colorize_preview_dispose;
  object_class->finalize     = colorize_preview_finalize;
  object_class->get_property = colorize_preview_get_property;
  object_class->set_property = colorize_preview_set_property;

  widget_class->draw                = colorize_preview_draw;
  widget_class->size_allocate       = colorize_preview_size_allocate;
  widget_class->motion_notify_event = colorize_preview_motion;
  widget_class->key_press_event     = colorize_preview_key_press;
  widget_class->key_release_event   = colorize_preview_key_release;
  widget_class->focus_in_event      = colorize_preview_focus_changed;
  widget_class->focus_out_event     = colorize_preview_focus_changed;

  g_object_class_install_property (
    object_class, PROP_ZOOMED,
    g_param_spec_boolean ("zoomed", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY));
}

static void
colorize_preview_init (ColorizePreview *preview)
{
  GtkWidget *widget = GTK_WIDGET (preview);

  preview->split = FIRST_SPLIT;
  gtk_widget_set_can_focus (widget, TRUE);
  gtk_widget_set_size_request (widget, MIN_WIDTH, MIN_HEIGHT);
  gtk_widget_add_events (widget, GDK_POINTER_MOTION_MASK | GDK_BUTTON_PRESS_MASK
                                   | GDK_BUTTON_RELEASE_MASK | GDK_TOUCH_MASK | GDK_KEY_PRESS_MASK
                                   | GDK_KEY_RELEASE_MASK | GDK_FOCUS_CHANGE_MASK);

  preview->drag = gtk_gesture_drag_new (widget);
  g_signal_connect (preview->drag, "drag-begin", G_CALLBACK (drag_begin), preview);
  g_signal_connect (preview->drag, "drag-update", G_CALLBACK (drag_update), preview);
  g_signal_connect (preview->drag, "drag-end", G_CALLBACK (drag_end), preview);
  g_signal_connect (preview, "notify::scale-factor", G_CALLBACK (forget_picture), NULL);

  atk_object_set_name (gtk_widget_get_accessible (widget), _ ("Preview"));
  describe (preview);
}

GtkWidget *
colorize_preview_new (void)
{
  return g_object_new (COLORIZE_TYPE_PREVIEW, NULL);
}

void
colorize_preview_set_reader (ColorizePreview *preview, const ColorizeReader *reader)
{
  preview->reader = reader;
  preview->chroma = NULL;
  forget_picture (preview);
}

void
colorize_preview_update_photo (ColorizePreview *preview)
{
  forget_picture (preview);
}

void
colorize_preview_set_chroma (ColorizePreview *preview, const ColorizeChroma *chroma)
{
  if (chroma == preview->chroma)
    return;

  preview->chroma = chroma;

  if (chroma)
    give_chroma (preview);

  forget_after (preview);
}

void
colorize_preview_take_sketch (ColorizePreview *preview, gfloat *chroma, gint width, gint height)
{
  if (preview->picture && ! preview->zoomed)
    {
      colorize_picture_set_chroma (preview->picture, chroma, width, height);
      forget_after (preview);
    }

  g_free (chroma);
}

void
colorize_preview_get_sketch_size (ColorizePreview *preview, gint *width, gint *height)
{
  *width = *height = 0;

  if (preview->reader && ! preview->zoomed)
    get_picture_size (preview, width, height);
}

void
colorize_preview_set_look (ColorizePreview *preview, const ColorizeLook *look)
{
  preview->look = *look;
  forget_after (preview);
}

void
colorize_preview_set_comparing (ColorizePreview *preview, gboolean comparing)
{
  preview->comparing = comparing;
  describe (preview);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

gboolean
colorize_preview_get_comparing (ColorizePreview *preview)
{
  return preview->comparing;
}
