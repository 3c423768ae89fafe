/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which part of a photo a preview shows, how large, and where. Knows no window.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Pixels of the screen for one of the photo, of which 0 stands for as many as show all of it. */
#define PREVIEW_FIT 0.0

typedef struct
{
  gint    photo_width, photo_height; /* each at least 1 */
  gint    room_width, room_height;   /* of the widget, in pixels of the screen; each at least 1 */
  gdouble zoom;                      /* PREVIEW_FIT, or above 0 */
  gdouble left, top; /* of what is seen, in pixels of the photo; not for PREVIEW_FIT */
} PreviewGeometry;

/* A rectangle of whole pixels of the photo. */
typedef struct
{
  gint x, y;
  gint width, height;
} PreviewPart;

/* Pixels of the screen for one of the photo: the zoom, or what PREVIEW_FIT comes to, which enlarges a
 * photo that is smaller than the room. */
gdouble     preview_geometry_get_scale (const PreviewGeometry *geometry);

/* The size of the picture in pixels of the screen: at most the room, which has it in the middle, and at
 * least 1. */
void        preview_geometry_get_size (const PreviewGeometry *geometry, gint *width, gint *height);

/* All pixels of the photo that are seen, if only in part. */
PreviewPart preview_geometry_get_part (const PreviewGeometry *geometry);

/* Shows another part: of the photo, as near to it as there is one. */
void        preview_geometry_move (PreviewGeometry *geometry, gdouble left, gdouble top);

/* x, y   the point of the room, in pixels of the screen, that keeps what it shows, where the photo's
 *        edges let it */
void        preview_geometry_zoom (PreviewGeometry *geometry, gdouble zoom, gdouble x, gdouble y);

/* The next larger zoom (1), or the next smaller one (-1); what it is already, where there is none.
 * PREVIEW_FIT has its place among them. */
gdouble     preview_geometry_step (const PreviewGeometry *geometry, gint direction);

G_END_DECLS
