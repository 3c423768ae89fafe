/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "preview.h"

#include <glib/gi18n.h>

#include "preview-dots.h"
#include "preview-drawing.h"
#include "preview-input.h"
#include "preview-view.h"


/* Most of the photo is to be seen in color at first, and that it was gray. */
#define FIRST_SPLIT 0.2

#define MIN_WIDTH  240
#define MIN_HEIGHT 180


enum
{
  PROP_ZOOM = 1,
  PROP_PICKING,
  PROP_HAS_DOTS
};

static guint dots_changed; /* the signal */

struct _ColorizePreview
{
  GtkDrawingArea        parent_instance;

  PreviewView           view;
  PreviewDots          *dots;
  ColorizePreviewLikely likely;
  gpointer              likely_data;
  PreviewInput         *input;

  gdouble               split; /* share of the width that shows the photo before, from the start */
  gboolean              comparing;
  ColorizeFrame        *frames; /* [n_frames] */
  gint                  n_frames;
};

G_DEFINE_TYPE (ColorizePreview, colorize_preview, GTK_TYPE_DRAWING_AREA)


/* What is seen */

static gboolean
shows_divider (ColorizePreview *preview)
{
  /* Between a change and the next drawing as well, when the colors are there but not painted. */
  return (preview->view.chroma || (preview->view.picture && preview->view.picture->chroma))
         && ! preview->comparing;
}

/* FALSE: nothing yet. */
static gboolean
get_sight (GtkWidget *widget, PreviewSight *sight)
{
  ColorizePreview *preview = COLORIZE_PREVIEW (widget);

  if (! preview->view.reader)
    return FALSE;

  preview_sight_init (sight, &preview->view.geometry, gtk_widget_get_allocated_width (widget),
                      gtk_widget_get_allocated_height (widget),
                      gtk_widget_get_scale_factor (widget));
  preview_sight_divide (sight, preview->split,
                        gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL);
  sight->has_divider = shows_divider (preview);

  return TRUE;
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
  g_autofree gchar *dot         = NULL;
  g_autofree gchar *text        = NULL;

  if (! preview->view.after)
    description = g_strdup (_ ("The photo as it is; its colors are not there yet."));
  else if (preview->comparing)
    description = g_strdup (_ ("The photo as it is."));
  else
    /* TRANSLATORS: the number is a percentage of the width. */
    description = g_strdup_printf (_ ("The photo in color; %.0f %% of it as it is. The left and "
                                      "right arrow keys change that."),
                                   100.0 * preview->split);

  dot  = preview_dots_describe (preview->dots);
  text = dot ? g_strdup_printf ("%s %s", description, dot) : NULL;
  atk_object_set_description (accessible, text ? text : description);
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
           const PreviewSight *sight,
           gdouble             begin,
           gdouble             end,
           cairo_surface_t    *surface)
{
  preview_view_draw (&preview->view, cr, &sight->area, begin, end, surface,
                     gtk_widget_get_scale_factor (GTK_WIDGET (preview)));
}

static void
draw_both (ColorizePreview *preview, cairo_t *cr, const PreviewSight *sight)
{
  const GdkRectangle *area   = &sight->area;
  const gchar        *before = _ ("Before");
  const gchar        *after  = _ ("After");

  draw_part (preview, cr, sight, area->x, sight->divider,
             sight->mirrored ? preview->view.after : preview->view.before);
  draw_part (preview, cr, sight, sight->divider, area->x + area->width,
             sight->mirrored ? preview->view.before : preview->view.after);
  preview_draw_words (GTK_WIDGET (preview), cr, area, sight->divider,
                      sight->mirrored ? after : before, sight->mirrored ? before : after);
  preview_draw_divider (GTK_WIDGET (preview), cr, area, sight->divider);
}

static gboolean
colorize_preview_draw (GtkWidget *widget, cairo_t *cr)
{
  ColorizePreview *preview = COLORIZE_PREVIEW (widget);
  PreviewSight     sight;
  gboolean         had_after = preview->view.after != NULL;

  if (! get_sight (widget, &sight) || ! preview_view_prepare (&preview->view))
    return FALSE;

  if (! had_after)
    describe (preview);

  preview_draw_checks (cr, &sight.area);

  if (preview->view.after && shows_divider (preview))
    {
      draw_both (preview, cr, &sight);
      preview_draw_frames (cr, &sight, preview->frames, preview->n_frames);
    }
  else
    {
      draw_part (preview, cr, &sight, sight.area.x, sight.area.x + sight.area.width,
                 preview->view.before);
    }

  if (! preview->comparing)
    preview_dots_draw (preview->dots, cr, &sight);

  return FALSE;
}


/* Events */

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

static gdouble
get_luminance (GtkWidget *widget, gdouble x, gdouble y, gdouble radius)
{
  return preview_view_get_luminance (&COLORIZE_PREVIEW (widget)->view, x, y, radius);
}

static gint
get_likely (GtkWidget *widget, gdouble x, gdouble y, gfloat *colors, gint n)
{
  ColorizePreview *preview = COLORIZE_PREVIEW (widget);

  return preview->likely ? preview->likely (x, y, colors, n, preview->likely_data) : 0;
}

static void
tell_of_dots (GtkWidget *widget, gboolean has_changed)
{
  describe (COLORIZE_PREVIEW (widget));
  gtk_widget_queue_draw (widget);
  g_object_notify (G_OBJECT (widget), "has-dots");

  if (has_changed)
    g_signal_emit (widget, dots_changed, 0);
}

static const PreviewDotsFunctions dots_functions = {
  .get_sight     = get_sight,
  .get_luminance = get_luminance,
  .get_likely    = get_likely,
  .news          = tell_of_dots,
};

static gboolean
colorize_preview_motion (GtkWidget *widget, GdkEventMotion *event)
{
  preview_input_show_cursor (COLORIZE_PREVIEW (widget)->input, event->x, event->y);

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
  ColorizePreview *preview = COLORIZE_PREVIEW (object);

  if (id == PROP_ZOOM)
    g_value_set_double (value, preview->view.geometry.zoom);
  else if (id == PROP_PICKING)
    g_value_set_boolean (value, preview_dots_get_picking (preview->dots));
  else
    g_value_set_boolean (value, preview_dots_count (preview->dots) > 0);
}

static void
colorize_preview_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  GtkWidget *widget = GTK_WIDGET (object);

  if (id == PROP_ZOOM)
    set_zoom (widget, g_value_get_double (value), gtk_widget_get_allocated_width (widget) / 2.0,
              gtk_widget_get_allocated_height (widget) / 2.0);
  else
    preview_dots_set_picking (COLORIZE_PREVIEW (object)->dots, g_value_get_boolean (value));
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

  /* Not before: a widget that ends loses the focus, and describes itself once more. */
  preview_dots_free (preview->dots);
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
  g_object_class_install_property (
    object_class, PROP_PICKING,
    g_param_spec_boolean ("picking", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (
    object_class, PROP_HAS_DOTS,
    g_param_spec_boolean ("has-dots", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  dots_changed = g_signal_new ("dots-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                               NULL, NULL, NULL, G_TYPE_NONE, 0);
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

  preview->dots  = preview_dots_new (widget, &dots_functions);
  preview->input = preview_input_new (widget, &input_functions, preview->dots);
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
colorize_preview_set_dots (ColorizePreview *preview, ColorizeDots *dots, gint photo)
{
  preview_dots_set (preview->dots, dots, photo);
}

void
colorize_preview_remove_dots (ColorizePreview *preview)
{
  preview_dots_remove_all (preview->dots);
}

void
colorize_preview_set_likely (ColorizePreview *preview, ColorizePreviewLikely likely, gpointer data)
{
  preview->likely      = likely;
  preview->likely_data = data;
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
