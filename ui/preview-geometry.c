/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "preview-geometry.h"

#include <math.h>


/* Two of them show the same. */
#define NEARLY 1.001


/* Smaller ones would have the network's colors brought to more pixels than a screen has. */
static const gdouble zooms[] = { 0.5, 1.0, 2.0, 4.0 };


static gdouble
get_fit (const PreviewGeometry *geometry)
{
  return MIN ((gdouble) geometry->room_width / geometry->photo_width,
              (gdouble) geometry->room_height / geometry->photo_height);
}

gdouble
preview_geometry_get_scale (const PreviewGeometry *geometry)
{
  return geometry->zoom > 0.0 ? geometry->zoom : get_fit (geometry);
}

static gint
get_length (gint photo, gint room, gdouble scale)
{
  return CLAMP ((gint) floor (MIN (photo * scale, (gdouble) room) + 0.5), 1, MAX (room, 1));
}

void
preview_geometry_get_size (const PreviewGeometry *geometry, gint *width, gint *height)
{
  gdouble scale = preview_geometry_get_scale (geometry);

  *width  = get_length (geometry->photo_width, geometry->room_width, scale);
  *height = get_length (geometry->photo_height, geometry->room_height, scale);
}

/* From the pixel that holds `begin` to the one that holds begin + length, of n. */
static void
cover (gdouble begin, gdouble length, gint n, gint *first, gint *count)
{
  gint end;

  *first = CLAMP ((gint) floor (begin), 0, n - 1);
  end    = CLAMP ((gint) ceil (begin + length), *first + 1, n);
  *count = end - *first;
}

PreviewPart
preview_geometry_get_part (const PreviewGeometry *geometry)
{
  PreviewPart part = { 0, 0, geometry->photo_width, geometry->photo_height };
  gint        width, height;

  if (geometry->zoom <= 0.0)
    return part;

  preview_geometry_get_size (geometry, &width, &height);
  cover (geometry->left, width / geometry->zoom, geometry->photo_width, &part.x, &part.width);
  cover (geometry->top, height / geometry->zoom, geometry->photo_height, &part.y, &part.height);

  return part;
}

/* Pixels of the photo begin where pixels of the screen do, and the other way round, so that neither is
 * blurred. */
static gdouble
settle (gdouble begin, gint photo, gdouble seen, gdouble zoom)
{
  return floor (CLAMP (begin, 0.0, MAX (photo - seen, 0.0)) * zoom + 0.5) / zoom;
}

void
preview_geometry_move (PreviewGeometry *geometry, gdouble left, gdouble top)
{
  gint width, height;

  if (geometry->zoom <= 0.0)
    return;

  preview_geometry_get_size (geometry, &width, &height);
  geometry->left = settle (left, geometry->photo_width, width / geometry->zoom, geometry->zoom);
  geometry->top  = settle (top, geometry->photo_height, height / geometry->zoom, geometry->zoom);
}

void
preview_geometry_zoom (PreviewGeometry *geometry, gdouble zoom, gdouble x, gdouble y)
{
  gdouble scale = preview_geometry_get_scale (geometry);
  gdouble left  = geometry->zoom > 0.0 ? geometry->left : 0.0;
  gdouble top   = geometry->zoom > 0.0 ? geometry->top : 0.0;
  gdouble across, down;
  gint    width, height;

  /* The pixel of the photo under the point. */
  preview_geometry_get_size (geometry, &width, &height);
  across = left + CLAMP (x - (geometry->room_width - width) / 2, 0.0, width) / scale;
  down   = top + CLAMP (y - (geometry->room_height - height) / 2, 0.0, height) / scale;

  geometry->zoom = zoom;
  scale          = preview_geometry_get_scale (geometry);
  preview_geometry_get_size (geometry, &width, &height);
  preview_geometry_move (geometry, across - (x - (geometry->room_width - width) / 2) / scale,
                         down - (y - (geometry->room_height - height) / 2) / scale);
}

gdouble
preview_geometry_step (const PreviewGeometry *geometry, gint direction)
{
  gdouble fit   = get_fit (geometry);
  gdouble scale = preview_geometry_get_scale (geometry);
  gdouble next  = direction > 0 ? G_MAXDOUBLE : 0.0;

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      /* What shows less than the room has space for is left to those who ask for it. */
      if (zooms[i] <= MIN (fit, 1.0) / NEARLY)
        continue;

      if (direction > 0 && zooms[i] > scale * NEARLY)
        next = MIN (next, zooms[i]);
      else if (direction < 0 && zooms[i] < scale / NEARLY)
        next = MAX (next, zooms[i]);
    }

  /* The whole photo has its place among them. */
  if (direction > 0 && fit > scale * NEARLY && fit < next)
    return PREVIEW_FIT;

  if (direction < 0 && fit < scale / NEARLY && fit > next / NEARLY)
    return PREVIEW_FIT;

  return next == 0.0 || next == G_MAXDOUBLE ? geometry->zoom : next;
}
