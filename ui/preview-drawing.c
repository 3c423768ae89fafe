/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "preview-drawing.h"

#include <math.h>


#define CHECK_SIZE    8
#define HANDLE_RADIUS 11.0
#define WORD_MARGIN   8.0
#define WORD_PADDING  5.0


void
preview_draw_checks (cairo_t *cr, const GdkRectangle *area)
{
  cairo_save (cr);
  gdk_cairo_rectangle (cr, area);
  cairo_clip (cr);
  cairo_set_source_rgb (cr, 0.4, 0.4, 0.4);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0.6, 0.6, 0.6);

  for (gint y = 0; y < area->height; y += CHECK_SIZE)
    for (gint x = y / CHECK_SIZE % 2 * CHECK_SIZE; x < area->width; x += 2 * CHECK_SIZE)
      cairo_rectangle (cr, area->x + x, area->y + y, CHECK_SIZE, CHECK_SIZE);

  cairo_fill (cr);
  cairo_restore (cr);
}

void
preview_draw_surface (cairo_t            *cr,
                      const GdkRectangle *area,
                      gdouble             begin,
                      gdouble             end,
                      cairo_surface_t    *surface,
                      gdouble             x,
                      gdouble             y,
                      gdouble             magnification)
{
  cairo_save (cr);
  cairo_rectangle (cr, begin, area->y, end - begin, area->height);
  cairo_clip (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, magnification, magnification);
  cairo_set_source_surface (cr, surface, 0.0, 0.0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
}

void
preview_draw_frame (cairo_t             *cr,
                    const GdkRectangle  *area,
                    const ColorizeFrame *frame,
                    gdouble              x,
                    gdouble              y,
                    gdouble              scale)
{
  cairo_save (cr);
  gdk_cairo_rectangle (cr, area);
  cairo_clip (cr);
  cairo_translate (cr, x + frame->x * scale, y + frame->y * scale);
  cairo_rotate (cr, frame->angle * G_PI / 180.0);
  cairo_rectangle (cr, -frame->width * scale / 2.0, -frame->height * scale / 2.0,
                   frame->width * scale, frame->height * scale);

  /* As the divider, it shows on any photo. */
  cairo_set_source_rgba (cr, 0.0, 0.0, 0.0, 0.45);
  cairo_set_line_width (cr, 3.0);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, 1.0, 1.0, 1.0);
  cairo_set_line_width (cr, 1.0);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* One that is all of the photo would tell nothing. */
static gboolean
is_whole (const PreviewSight *sight, const ColorizeFrame *frame)
{
  return fabs (frame->angle) < 0.01 && frame->width > sight->photo_width - 1.0
         && frame->height > sight->photo_height - 1.0;
}

void
preview_draw_frames (cairo_t             *cr,
                     const PreviewSight  *sight,
                     const ColorizeFrame *frames,
                     gint                 n_frames)
{
  gdouble x, y;

  preview_sight_show (sight, 0.0, 0.0, &x, &y);

  for (gint i = 0; i < n_frames; i++)
    {
      if (! is_whole (sight, &frames[i]))
        preview_draw_frame (cr, &sight->area, &frames[i], x, y, 1.0 / sight->pixels);
    }
}

/* A triangle beside x, y that points to the left (direction -1) or to the right (1). */
static void
draw_arrow (cairo_t *cr, gdouble x, gdouble y, gdouble direction)
{
  cairo_move_to (cr, x + direction * 7.0, y);
  cairo_line_to (cr, x + direction * 2.5, y - 4.5);
  cairo_line_to (cr, x + direction * 2.5, y + 4.5);
  cairo_close_path (cr);
  cairo_fill (cr);
}

void
preview_draw_divider (GtkWidget *widget, cairo_t *cr, const GdkRectangle *area, gdouble x)
{
  gdouble y       = area->y + area->height / 2.0;
  GdkRGBA marking = { 0.21, 0.52, 0.89, 1.0 };

  cairo_save (cr);
  gdk_cairo_rectangle (cr, area);
  cairo_clip (cr);

  /* White with a dark edge shows on any photo. */
  cairo_set_source_rgba (cr, 0.0, 0.0, 0.0, 0.45);
  cairo_rectangle (cr, x - 1.5, area->y, 3.0, area->height);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 1.0, 1.0, 1.0);
  cairo_rectangle (cr, x - 0.5, area->y, 1.0, area->height);
  cairo_fill (cr);

  cairo_arc (cr, x, y, HANDLE_RADIUS, 0.0, 2.0 * G_PI);
  cairo_set_source_rgb (cr, 1.0, 1.0, 1.0);
  cairo_fill_preserve (cr);

  if (gtk_widget_has_visible_focus (widget))
    {
      gtk_style_context_lookup_color (gtk_widget_get_style_context (widget),
                                      "theme_selected_bg_color", &marking);
      gdk_cairo_set_source_rgba (cr, &marking);
      cairo_set_line_width (cr, 3.0);
    }
  else
    {
      cairo_set_source_rgba (cr, 0.0, 0.0, 0.0, 0.6);
      cairo_set_line_width (cr, 1.0);
    }

  cairo_stroke (cr);

  cairo_set_source_rgb (cr, 0.2, 0.2, 0.2);
  draw_arrow (cr, x, y, -1.0);
  draw_arrow (cr, x, y, 1.0);
  cairo_restore (cr);
}

/* direction   -1: to the left of x, 1: to the right */
static void
draw_word (GtkWidget          *widget,
           cairo_t            *cr,
           const GdkRectangle *area,
           gdouble             x,
           gdouble             direction,
           const gchar        *word)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, word);
  gint    width, height;
  gdouble room = direction < 0.0 ? x - area->x : area->x + area->width - x;
  gdouble left;

  pango_layout_get_pixel_size (layout, &width, &height);

  if (room < width + 2.0 * WORD_MARGIN + 2.0 * WORD_PADDING)
    return;

  left = direction < 0.0 ? x - WORD_MARGIN - WORD_PADDING - width : x + WORD_MARGIN + WORD_PADDING;

  cairo_set_source_rgba (cr, 0.0, 0.0, 0.0, 0.55);
  cairo_rectangle (cr, left - WORD_PADDING, area->y + WORD_MARGIN, width + 2.0 * WORD_PADDING,
                   height + WORD_PADDING);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 1.0, 1.0, 1.0);
  cairo_move_to (cr, left, area->y + WORD_MARGIN + WORD_PADDING / 2.0);
  pango_cairo_show_layout (cr, layout);
}

void
preview_draw_words (GtkWidget          *widget,
                    cairo_t            *cr,
                    const GdkRectangle *area,
                    gdouble             x,
                    const gchar        *left,
                    const gchar        *right)
{
  draw_word (widget, cr, area, x, -1.0, left);
  draw_word (widget, cr, area, x, 1.0, right);
}
