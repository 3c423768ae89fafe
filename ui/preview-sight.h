/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of a photo is to be seen in the preview, and where: from places in the widget to pixels of the photo
 * and back. Lengths are in the window's units, unless they are said to be others.
 */

#pragma once

#include <gdk/gdk.h>

#include "preview-geometry.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean     mirrored; /* goes from the right to the left; the photo itself does not */
  gboolean     has_divider;
  gdouble      divider;   /* its place in the widget */
  gdouble      split;     /* the share of the width before it, from the start; 0..1 */
  GdkRectangle area;      /* of the picture, in the widget */
  gdouble      zoom;      /* as preview-geometry.h has it */
  gdouble      pixels;    /* of the photo, in one unit of the window; above 0 */
  gdouble      left, top; /* of what is seen, in pixels of the photo */
  gint         photo_width, photo_height; /* in its pixels */
} PreviewSight;

/* width, height   of the widget
 * scale_factor    pixels of the screen in one unit of the window */
void     preview_sight_init (PreviewSight          *sight,
                             const PreviewGeometry *geometry,
                             gint                   width,
                             gint                   height,
                             gint                   scale_factor);

/* Where the divider is, if there is one. */
void     preview_sight_divide (PreviewSight *sight, gdouble split, gboolean mirrored);

/* From a place in the widget to one on the photo, in pixels from its upper left corner, and back. Either may
 * lie outside. */
void     preview_sight_find (const PreviewSight *sight,
                             gdouble             x,
                             gdouble             y,
                             gdouble            *photo_x,
                             gdouble            *photo_y);
void     preview_sight_show (const PreviewSight *sight,
                             gdouble             photo_x,
                             gdouble             photo_y,
                             gdouble            *x,
                             gdouble            *y);

/* Whether a place in the widget shows some of the photo. */
gboolean preview_sight_contains (const PreviewSight *sight, gdouble x, gdouble y);

G_END_DECLS
