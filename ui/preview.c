/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "preview.h"

#include <math.h>

#include <glib/gi18n.h>

#include "preview-drawing.h"
#include "preview-input.h"


/* Most of the photo is to be seen in color at first, and that it was gray. */
#define FIRST_SPLIT 0.2

#define MIN_WIDTH  240
#define MIN_HEIGHT 180


enum
{
  PROP_ZOOMED = 1
};

struct _ColorizePreview
{
  GtkDrawingArea        parent_instance;

  const ColorizeReader *reader;
  const ColorizeChroma *chroma;
  ColorizeLook          look;
  PreviewInput         *input;

  gdouble               split; /* share of the width that shows the photo before, from the start */
  gboolean              comparing;
  gboolean              zoomed;
  gdouble               left, top; /* of what is seen of the photo while zoomed, in its pixels */

  /* What was drawn last, at the screen's resolution; NULL: to be made anew. */
  ColorizePicture      *picture;
  cairo_surface_t      *before;
  cairo_surface_t      *after;
};

G_DEFINE_TYPE (ColorizePreview, colorize_preview, GTK_TYPE_DRAWING_AREA)


/* Where things are: lengths in the window's units, but for the picture's size, which is in pixels of the
 * screen. */

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
  /* Between a change and the next drawing as well, when the colors are there but not painted. */
  return (preview->chroma || (preview->picture && preview->picture->chroma))
         && ! preview->comparing;
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
  gint             width, height, photo_width, photo_height;

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
  set_origin (GTK_WIDGET (preview), across * photo_width - (x - area.x) * scale,
              down * photo_height - (y - area.y) * scale);
}

static void
set_zoomed (GtkWidget *widget, gboolean zoomed, gdouble x, gdouble y)
{
  ColorizePreview *preview = COLORIZE_PREVIEW (widget);

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

  if (preview->after && shows_divider (preview))
    draw_both (preview, cr, &area);
  else
    draw_surface (preview, cr, &area, area.x, area.x + area.width, preview->before);

  return FALSE;
}


/* Events */

static gboolean
get_sight (GtkWidget *widget, PreviewSight *sight)
{
  ColorizePreview *preview = COLORIZE_PREVIEW (widget);
  GdkRectangle     area;

  if (! preview->reader)
    return FALSE;

  area               = get_area (preview);
  sight->mirrored    = is_mirrored (preview);
  sight->has_divider = shows_divider (preview);
  sight->divider     = get_divider (preview, &area);
  sight->split       = preview->split;
  sight->width       = area.width;
  sight->zoomed      = preview->zoomed;
  sight->left        = preview->left;
  sight->top         = preview->top;
  get_picture_size (preview, &sight->seen_x, &sight->seen_y);

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
  .set_zoomed    = set_zoomed,
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
  ColorizePreview *preview = COLORIZE_PREVIEW (widget);

  GTK_WIDGET_CLASS (colorize_preview_parent_class)->size_allocate (widget, allocation);

  if (preview->reader && preview->zoomed)
    set_origin (widget, preview->left, preview->top);
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

  set_zoomed (widget, g_value_get_boolean (value), gtk_widget_get_allocated_width (widget) / 2.0,
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

  preview->input = preview_input_new (widget, &input_functions);
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
