/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "preview-sight.h"


void
preview_sight_init (PreviewSight          *sight,
                    const PreviewGeometry *geometry,
                    gint                   width,
                    gint                   height,
                    gint                   scale_factor)
{
  gboolean is_whole = geometry->zoom <= PREVIEW_FIT;
  gint     seen_width, seen_height;

  /* In the middle of the widget. */
  preview_geometry_get_size (geometry, &seen_width, &seen_height);
  sight->area.width  = (seen_width + scale_factor - 1) / scale_factor;
  sight->area.height = (seen_height + scale_factor - 1) / scale_factor;
  sight->area.x      = (width - sight->area.width) / 2;
  sight->area.y      = (height - sight->area.height) / 2;

  sight->zoom         = geometry->zoom;
  sight->pixels       = scale_factor / preview_geometry_get_scale (geometry);
  sight->left         = is_whole ? 0.0 : geometry->left;
  sight->top          = is_whole ? 0.0 : geometry->top;
  sight->photo_width  = geometry->photo_width;
  sight->photo_height = geometry->photo_height;
}

void
preview_sight_divide (PreviewSight *sight, gdouble split, gboolean mirrored)
{
  sight->mirrored = mirrored;
  sight->split    = split;
  sight->divider  = sight->area.x + sight->area.width * (mirrored ? 1.0 - split : split);
}

void
preview_sight_find (const PreviewSight *sight,
                    gdouble             x,
                    gdouble             y,
                    gdouble            *photo_x,
                    gdouble            *photo_y)
{
  *photo_x = sight->left + (x - sight->area.x) * sight->pixels;
  *photo_y = sight->top + (y - sight->area.y) * sight->pixels;
}

void
preview_sight_show (const PreviewSight *sight,
                    gdouble             photo_x,
                    gdouble             photo_y,
                    gdouble            *x,
                    gdouble            *y)
{
  *x = sight->area.x + (photo_x - sight->left) / sight->pixels;
  *y = sight->area.y + (photo_y - sight->top) / sight->pixels;
}

gboolean
preview_sight_contains (const PreviewSight *sight, gdouble x, gdouble y)
{
  return x >= sight->area.x && y >= sight->area.y && x < sight->area.x + sight->area.width
         && y < sight->area.y + sight->area.height;
}
