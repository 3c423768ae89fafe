/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a preview shows of the photo, before and after, ready to be drawn. Made anew where it has been
 * forgotten, and only then.
 */

#pragma once

#include <gdk/gdk.h>

#include "colorize.h"
#include "picture.h"
#include "preview-geometry.h"
#include "reader.h"

G_BEGIN_DECLS

typedef struct
{
  const ColorizeReader *reader;   /* not owned; NULL: there is no photo */
  const ColorizeChroma *chroma;   /* not owned; NULL: not yet */
  PreviewGeometry       geometry; /* once there is a reader */
  ColorizeLook          look;

  /* What is seen: with the pixels of the screen or, where those of the photo are larger, with these. NULL:
   * to be made anew. */
  ColorizePicture      *picture;
  cairo_surface_t      *before;
  cairo_surface_t      *after; /* only where there are colors */
} PreviewView;

gboolean preview_view_is_zoomed (const PreviewView *view);

/* Makes whatever is missing. FALSE: there is not enough memory for anything to be seen. */
gboolean preview_view_prepare (PreviewView *view);

/* To be made anew: the colors, or all of it. */
void     preview_view_forget_after (PreviewView *view);
void     preview_view_forget (PreviewView *view);

/* Other colors; NULL: none. Not owned. */
void     preview_view_set_chroma (PreviewView *view, const ColorizeChroma *chroma);

/* The mean L* of the photo around a place on it, of which there must be one: lengths are in its pixels. */
gdouble  preview_view_get_luminance (const PreviewView *view, gdouble x, gdouble y, gdouble radius);

/* Draws what lies between `begin` and `end` of `area`, which has the whole view.
 * surface        the view's, before or after
 * scale_factor   pixels of the screen in one unit of the window */
void     preview_view_draw (const PreviewView  *view,
                            cairo_t            *cr,
                            const GdkRectangle *area,
                            gdouble             begin,
                            gdouble             end,
                            cairo_surface_t    *surface,
                            gint                scale_factor);

G_END_DECLS
