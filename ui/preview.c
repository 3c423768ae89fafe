/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "preview.h"

#include <math.h>

#include <glib/gi18n.h>

#include "preview-drawing.h"
#include "preview-input.h"
#include "preview-view.h"


/* Most of the photo is to be seen in color at first, and that it was gray. */
#define FIRST_SPLIT 0.2

#define MIN_WIDTH  240
#define MIN_HEIGHT 180


enum
{
  PROP_ZOOM = 1
};

struct _ColorizePreview
{
  GtkDrawingArea parent_instance;

  PreviewView    view;
  PreviewInput  *input;

  gdouble        split; /* share of the width that shows the photo before, from the start */
  gboolean       comparing;
  ColorizeFrame *frames; /* [n_frames] */
  gint           n_frames;
};

G_DEFINE_TYPE (ColorizePreview, colorize_preview, GTK_TYPE_DRAWING_AREA)


/* Where things are, in the window's units */

static gboolean
is_mirrored (ColorizePreview *preview)
{
  return gtk_widget_get_direction (GTK_WIDGET (preview)) == GTK_TEXT_DIR_RTL;
}

/* Of the picture, in the middle of the widget. */
static GdkRectangle
get_area (ColorizePreview *preview)
{
  GtkWidget   *widget = GTK_WIDGET (preview);
  gint         scale  = gtk_widget_get_scale_factor (widget);
  GdkRectangle area;
  gint         width, height;

  preview_geometry_get_size (&preview->view.geometry, &width, &height);
  area.width  = (width + scale - 1) / scale;
  area.height = (height + scale - 1) / scale;
  area.x      = (gtk_widget_get_allocated_width (widget) - area.width) / 2;
  area.y      = (gtk_widget_get_allocated_height (widget) - area.height) / 2;

  return area;
}

/* Of a pixel of the photo. */
static gdouble
get_pixel_size (ColorizePreview *preview)
{
  return preview_geometry_get_scale (&preview->view.geometry)
         / gtk_widget_get_scale_factor (GTK_WIDGET (preview));
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
  /* Between a change and the next drawing as well, when the colors are there but not painted. */
  return (preview->view.chroma || (preview->view.picture && preview->view.picture->chroma))
         && ! preview->comparing;
}


/* Changing what is seen */

static void
forget_after (ColorizePreview *preview)
{
  preview_view_forget_after (&preview->view);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

static void
forget_picture (ColorizePreview *preview)
{
  preview_view_forget (&preview->view);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

/* What is to be seen, for those who cannot see it. */
static void
describe (ColorizePreview *preview)
{
  AtkObject        *accessible  = gtk_widget_get_accessible (GTK_WIDGET (preview));
  g_autofree gchar *description = NULL;

  if (! preview->view.after)
    description = g_strdup (_ ("The photo as it is; its colors are not there yet."));
  else if (preview->comparing)
    description = g_strdup (_ ("The photo as it is."));
  else
    /* TRANSLATORS: the number is a percentage of the width. */
    description = g_strdup_printf (_ ("The photo in color; %.0f %% of it as it is. The left and "
                                      "right arrow keys change that."),
                                   100.0 * preview->split);

  atk_object_set_description (accessible, description);
}

static void
set_split (GtkWidget *widget, gdouble split)
{
  ColorizePreview *preview = COLORIZE_PREVIEW (widget);

  preview->split = CLAMP (split, 0.0, 1.0);
  describe (preview);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

static void
set_origin (GtkWidget *widget, gdouble left, gdouble top)
{
  ColorizePreview *preview = COLORIZE_PREVIEW (widget);

  preview_geometry_move (&preview->view.geometry, left, top);
  forget_picture (preview);
}

static void
set_zoom (GtkWidget *widget, gdouble zoom, gdouble x, gdouble y)
{
  ColorizePreview *preview = COLORIZE_PREVIEW (widget);
  gint             scale   = gtk_widget_get_scale_factor (widget);

  if (! preview->view.reader || zoom == preview->view.geometry.zoom)
    return;

  preview_geometry_zoom (&preview->view.geometry, zoom, x * scale, y * scale);
  forget_picture (preview);
  g_object_notify (G_OBJECT (preview), "zoom");
}

static void
step_zoom (GtkWidget *widget, gint direction, gdouble x, gdouble y)
{
  set_zoom (widget, preview_geometry_step (&COLORIZE_PREVIEW (widget)->view.geometry, direction), x,
            y);
}

static void
switch_zoom (GtkWidget *widget, gdouble x, gdouble y)
{
  ColorizePreview *preview = COLORIZE_PREVIEW (widget);

  if (preview_view_is_zoomed (&preview->view))
    set_zoom (widget, PREVIEW_FIT, x, y);
  else if (preview_geometry_get_scale (&preview->view.geometry) < 1.0)
    set_zoom (widget, 1.0, x, y);
  else
    step_zoom (widget, 1, x, y);
}

/* Takes the size of the widget and that of the photo. */
static void
measure (ColorizePreview *preview)
{
  GtkWidget       *widget   = GTK_WIDGET (preview);
  gint             scale    = gtk_widget_get_scale_factor (widget);
  PreviewGeometry *geometry = &preview->view.geometry;

  forget_picture (preview);

  if (! preview->view.reader)
    return;

  colorize_reader_get_size (preview->view.reader, &geometry->photo_width, &geometry->photo_height);
  geometry->room_width  = MAX (gtk_widget_get_allocated_width (widget) * scale, 1);
  geometry->room_height = MAX (gtk_widget_get_allocated_height (widget) * scale, 1);
  preview_geometry_move (geometry, geometry->left, geometry->top);
}


/* Drawing */

static void
draw_part (ColorizePreview    *preview,
           cairo_t            *cr,
           const GdkRectangle *area,
           gdouble             begin,
           gdouble             end,
           cairo_surface_t    *surface)
{
  preview_view_draw (&preview->view, cr, area, begin, end, surface,
                     gtk_widget_get_scale_factor (GTK_WIDGET (preview)));
}

static void
draw_both (ColorizePreview *preview, cairo_t *cr, const GdkRectangle *area)
{
  gdouble      divider  = get_divider (preview, area);
  gboolean     mirrored = is_mirrored (preview);
  const gchar *before   = _ ("Before");
  const gchar *after    = _ ("After");

  draw_part (preview, cr, area, area->x, divider,
             mirrored ? preview->view.after : preview->view.before);
  draw_part (preview, cr, area, divider, area->x + area->width,
             mirrored ? preview->view.before : preview->view.after);
  preview_draw_words (GTK_WIDGET (preview), cr, area, divider, mirrored ? after : before,
                      mirrored ? before : after);
  preview_draw_divider (GTK_WIDGET (preview), cr, area, divider);
}

/* One that is all of the photo would tell nothing. */
static gboolean
is_whole (ColorizePreview *preview, const ColorizeFrame *frame)
{
  return fabs (frame->angle) < 0.01 && frame->width > preview->view.geometry.photo_width - 1.0
         && frame->height > preview->view.geometry.photo_height - 1.0;
}

static void
draw_frames (ColorizePreview *preview, cairo_t *cr, const GdkRectangle *area)
{
  gdouble scale = get_pixel_size (preview);
  gdouble left  = preview_view_is_zoomed (&preview->view) ? preview->view.geometry.left : 0.0;
  gdouble top   = preview_view_is_zoomed (&preview->view) ? preview->view.geometry.top : 0.0;

  for (gint i = 0; i < preview->n_frames; i++)
    {
      if (! is_whole (preview, &preview->frames[i]))
        preview_draw_frame (cr, area, &preview->frames[i], area->x - left * scale,
                            area->y - top * scale, scale);
    }
}

static gboolean
colorize_preview_draw (GtkWidget *widget, cairo_t *cr)
{
  ColorizePreview *preview = COLORIZE_PREVIEW (widget);
  GdkRectangle     area;
  gboolean         had_after;

  if (! preview->view.reader)
    return FALSE;

  had_after = preview->view.after != NULL;

  if (! preview_view_prepare (&preview->view))
    return FALSE;

  if (! had_after)
    describe (preview);

  area = get_area (preview);
  preview_draw_checks (cr, &area);

  if (preview->view.after && shows_divider (preview))
    {
      draw_both (preview, cr, &area);
      draw_frames (preview, cr, &area);
    }
  else
    {
      draw_part (preview, cr, &area, area.x, area.x + area.width, preview->view.before);
    }

  return FALSE;
}


/* Events */

static gboolean
get_sight (GtkWidget *widget, PreviewSight *sight)
{
  ColorizePreview *preview = COLORIZE_PREVIEW (widget);
  GdkRectangle     area;

  if (! preview->view.reader)
    return FALSE;

  area               = get_area (preview);
  sight->mirrored    = is_mirrored (preview);
  sight->has_divider = shows_divider (preview);
  sight->divider     = get_divider (preview, &area);
  sight->split       = preview->split;
  sight->width       = area.width;
  sight->zoom        = preview->view.geometry.zoom;
  sight->pixels      = 1.0 / get_pixel_size (preview);
  sight->left        = preview->view.geometry.left;
  sight->top         = preview->view.geometry.top;
  sight->seen_width  = area.width * sight->pixels;
  sight->seen_height = area.height * sight->pixels;

  return TRUE;
}

static void
set_comparing (GtkWidget *widget, gboolean comparing)
{
  colorize_preview_set_comparing (COLORIZE_PREVIEW (widget), comparing);
}

static const PreviewFunctions input_functions = {
  .get_sight     = get_sight,
  .set_split     = set_split,
  .set_origin    = set_origin,
  .set_zoom      = set_zoom,
  .step_zoom     = step_zoom,
  .switch_zoom   = switch_zoom,
  .set_comparing = set_comparing,
};

static gboolean
colorize_preview_motion (GtkWidget *widget, GdkEventMotion *event)
{
  preview_input_show_cursor (COLORIZE_PREVIEW (widget)->input, event->x);

  /* Which hands it to the gestures. */
  return GTK_WIDGET_CLASS (colorize_preview_parent_class)->motion_notify_event (widget, event);
}

static gboolean
colorize_preview_scroll (GtkWidget *widget, GdkEventScroll *event)
{
  preview_input_scroll (COLORIZE_PREVIEW (widget)->input, event);

  return TRUE;
}

static gboolean
colorize_preview_key_press (GtkWidget *widget, GdkEventKey *event)
{
  return preview_input_press_key (COLORIZE_PREVIEW (widget)->input, event)
         || GTK_WIDGET_CLASS (colorize_preview_parent_class)->key_press_event (widget, event);
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
  GTK_WIDGET_CLASS (colorize_preview_parent_class)->size_allocate (widget, allocation);
  measure (COLORIZE_PREVIEW (widget));
}

static void
colorize_preview_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_double (value, COLORIZE_PREVIEW (object)->view.geometry.zoom);
}

static void
colorize_preview_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  GtkWidget *widget = GTK_WIDGET (object);

  set_zoom (widget, g_value_get_double (value), gtk_widget_get_allocated_width (widget) / 2.0,
            gtk_widget_get_allocated_height (widget) / 2.0);
}

static void
colorize_preview_dispose (GObject *object)
{
  ColorizePreview *preview = COLORIZE_PREVIEW (object);

  g_clear_pointer (&preview->input, preview_input_free);

  G_OBJECT_CLASS (colorize_preview_parent_class)->dispose (object);
}

static void
colorize_preview_finalize (GObject *object)
{
  ColorizePreview *preview = COLORIZE_PREVIEW (object);

  preview_view_forget (&preview->view);
  g_free (preview->frames);

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
  widget_class->scroll_event        = colorize_preview_scroll;
  widget_class->key_press_event     = colorize_preview_key_press;
  widget_class->key_release_event   = colorize_preview_key_release;
  widget_class->focus_in_event      = colorize_preview_focus_changed;
  widget_class->focus_out_event     = colorize_preview_focus_changed;

  g_object_class_install_property (
    object_class, PROP_ZOOM,
    g_param_spec_double ("zoom", NULL, NULL, PREVIEW_FIT, G_MAXDOUBLE, PREVIEW_FIT,
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
                                   | GDK_BUTTON_RELEASE_MASK | GDK_TOUCH_MASK | GDK_SCROLL_MASK
                                   | GDK_SMOOTH_SCROLL_MASK | GDK_KEY_PRESS_MASK
                                   | GDK_KEY_RELEASE_MASK | GDK_FOCUS_CHANGE_MASK);

  preview->input = preview_input_new (widget, &input_functions);
  g_signal_connect (preview, "notify::scale-factor", G_CALLBACK (measure), NULL);

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
  preview->view.reader = reader;
  preview->view.chroma = NULL;
  colorize_preview_set_frames (preview, NULL, 0);
  measure (preview);
  set_zoom (GTK_WIDGET (preview), PREVIEW_FIT, 0.0, 0.0);
  describe (preview);
}

void
colorize_preview_update_photo (ColorizePreview *preview)
{
  forget_picture (preview);
}

void
colorize_preview_set_chroma (ColorizePreview *preview, const ColorizeChroma *chroma)
{
  if (chroma == preview->view.chroma)
    return;

  preview_view_set_chroma (&preview->view, chroma);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

void
colorize_preview_set_sketch (ColorizePreview *preview, const ColorizeSketch *sketch)
{
  if (! preview->view.picture || preview_view_is_zoomed (&preview->view))
    return;

  colorize_picture_set_chroma (preview->view.picture, sketch->chroma, sketch->held, sketch->width,
                               sketch->height);
  forget_after (preview);
}

void
colorize_preview_get_sketch_size (ColorizePreview *preview, gint *width, gint *height)
{
  *width = *height = 0;

  if (! preview->view.reader || preview_view_is_zoomed (&preview->view))
    return;

  /* A small photo, which is enlarged, has no more colors for that. */
  preview_geometry_get_size (&preview->view.geometry, width, height);
  *width  = MIN (*width, preview->view.geometry.photo_width);
  *height = MIN (*height, preview->view.geometry.photo_height);
}

void
colorize_preview_set_frames (ColorizePreview *preview, const ColorizeFrame *frames, gint n_frames)
{
  g_free (preview->frames);
  preview->frames   = g_memdup2 (frames, n_frames * sizeof *frames);
  preview->n_frames = n_frames;
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

void
colorize_preview_set_look (ColorizePreview *preview, const ColorizeLook *look)
{
  preview->view.look = *look;
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
