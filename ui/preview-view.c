/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "preview-view.h"

#include <math.h>

#include "preview-drawing.h"


gboolean
preview_view_is_zoomed (const PreviewView *view)
{
  return view->geometry.zoom > PREVIEW_FIT;
}

void
preview_view_forget_after (PreviewView *view)
{
  g_clear_pointer (&view->after, cairo_surface_destroy);
}

void
preview_view_forget (PreviewView *view)
{
  g_clear_pointer (&view->picture, colorize_picture_free);
  g_clear_pointer (&view->before, cairo_surface_destroy);
  preview_view_forget_after (view);
}

/* What is seen of the photo, with its own pixels; where the screen has fewer, with those of the screen. */
static ColorizePicture *
make_part (PreviewView *view)
{
  ColorizeOptions  plain = COLORIZE_OPTIONS_INIT;
  PreviewPart      part  = preview_geometry_get_part (&view->geometry);
  ColorizePicture *region;
  g_autoptr (ColorizePicture) large = NULL;

  region = colorize_reader_read_region (view->reader, part.x, part.y, part.width, part.height);

  if (region && view->chroma)
    {
      region->chroma = g_new (gfloat, 2 * (gsize) part.width * part.height);
      colorize_chroma_lift (view->chroma, &plain, region->luminance, part.x, part.y, part.width,
                            part.height, region->chroma);
      if (colorize_chroma_get_held (view->chroma))
        {
          region->held = g_new (gfloat, (gsize) part.width * part.height);
          colorize_chroma_lift_held (view->chroma, part.x, part.y, part.width, part.height,
                                     region->held);
        }
    }

  if (! region || view->geometry.zoom >= 1.0)
    return region;

  large  = region;
  region = colorize_picture_resize (large, MAX ((gint) (part.width * view->geometry.zoom + 0.5), 1),
                                    MAX ((gint) (part.height * view->geometry.zoom + 0.5), 1));

  if (region && large->chroma)
    colorize_picture_set_chroma (region, large->chroma, large->held, large->width, large->height);

  return region;
}

static void
give_chroma (PreviewView *view)
{
  gint          width, height;
  const gfloat *chroma;

  if (preview_view_is_zoomed (view))
    {
      preview_view_forget (view);
    }
  else if (view->picture)
    {
      chroma = colorize_chroma_get_kept (view->chroma, &width, &height);
      colorize_picture_set_chroma (view->picture, chroma, colorize_chroma_get_held (view->chroma),
                                   width, height);
    }
}

static void
make_picture (PreviewView *view)
{
  gint width, height;

  if (preview_view_is_zoomed (view))
    {
      view->picture = make_part (view);
      return;
    }

  preview_geometry_get_size (&view->geometry, &width, &height);
  view->picture =
    colorize_picture_resize (colorize_reader_get_overview (view->reader), width, height);

  if (view->chroma)
    give_chroma (view);
}

gboolean
preview_view_prepare (PreviewView *view)
{
  if (! view->picture)
    make_picture (view);

  if (! view->picture)
    return FALSE;

  if (! view->before)
    view->before = colorize_picture_paint_before (view->picture);

  if (! view->after && view->picture->chroma)
    view->after = colorize_picture_paint_after (view->picture, &view->look);

  return TRUE;
}

void
preview_view_set_chroma (PreviewView *view, const ColorizeChroma *chroma)
{
  view->chroma = chroma;

  if (chroma)
    give_chroma (view);

  preview_view_forget_after (view);
}

gdouble
preview_view_get_luminance (const PreviewView *view, gdouble x, gdouble y, gdouble radius)
{
  const PreviewGeometry *geometry = &view->geometry;
  gint                   left     = CLAMP ((gint) (x - radius), 0, geometry->photo_width - 1);
  gint                   top      = CLAMP ((gint) (y - radius), 0, geometry->photo_height - 1);
  gint    width  = CLAMP ((gint) ceil (x + radius), left + 1, geometry->photo_width) - left;
  gint    height = CLAMP ((gint) ceil (y + radius), top + 1, geometry->photo_height) - top;
  gdouble sum    = 0.0;
  g_autoptr (ColorizePicture) around =
    colorize_reader_read_region (view->reader, left, top, width, height);

  if (! around)
    return 50.0;

  for (gint i = 0; i < width * height; i++)
    sum += around->luminance[i];

  return sum / (width * height);
}

void
preview_view_draw (const PreviewView  *view,
                   cairo_t            *cr,
                   const GdkRectangle *area,
                   gdouble             begin,
                   gdouble             end,
                   cairo_surface_t    *surface,
                   gint                scale_factor)
{
  PreviewPart part = preview_geometry_get_part (&view->geometry);
  gdouble     size = view->geometry.zoom / scale_factor;
  gdouble     x    = area->x;
  gdouble     y    = area->y;

  if (preview_view_is_zoomed (view))
    {
      x -= (view->geometry.left - part.x) * size;
      y -= (view->geometry.top - part.y) * size;
    }

  preview_draw_surface (cr, area, begin, end, surface, x, y, MAX (size, 1.0 / scale_factor));
}
