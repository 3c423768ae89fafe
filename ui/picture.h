/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the preview shows: one rectangle of the photo at the screen's own resolution, before and
 * after. Knows neither the network nor the window; fast enough to be drawn anew while a slider moves.
 */

#pragma once

#include <cairo.h>
#include "colorize.h"

G_BEGIN_DECLS

/* The settings that change colors already predicted. */
typedef struct
{
  gdouble         strength; /* 0..100 %: opacity of the new layer */
  ColorizeOptions taste;    /* saturation, warmth and tint count */
  gboolean        use_mask; /* color only what the selection holds */
} ColorizeLook;

/* Rows run from the top, without padding. */
typedef struct
{
  gint     width;
  gint     height;
  guint32 *before;    /* [height][width]: sRGB as cairo has it, CAIRO_FORMAT_ARGB32 */
  guint8  *mask;      /* [height][width], 0..255; NULL: nothing is selected */
  gfloat  *luminance; /* [height][width], L* */
  gfloat
    *chroma;    /* [height][width][2], a*b* at saturation 100, warmth 0 and tint 0; NULL: not yet */
  gfloat *held; /* [height][width], 0..1: how far hints hold it; NULL: there are no hints */
} ColorizePicture;

/* Colors of the whole photo, small. */
typedef struct
{
  gfloat *chroma; /* [height][width][2], a*b* at saturation 100, warmth 0 and tint 0 */
  gfloat *held;   /* [height][width], 0..1: how far hints hold it; NULL without hints */
  gint    width;
  gint    height;
} ColorizeSketch;

/* babl's name for the pixels of `before`. */
#define COLORIZE_PICTURE_FORMAT "cairo-ARGB32"

/* Finds the conversions that painting takes, which babl does the first time it is asked for them: in a
 * thread of its own, so that the first painting need not wait. */
void             colorize_picture_warm_up (void);

/* All black and transparent, without chroma; NULL if there is not enough memory. */
ColorizePicture *colorize_picture_new (gint width, gint height, gboolean has_mask);
void             colorize_picture_free (ColorizePicture *picture);

/* The same at another size, without chroma: averages over areas where it is smaller. NULL if there
 * is not enough memory. */
ColorizePicture *colorize_picture_resize (const ColorizePicture *from, gint width, gint height);

void             colorize_sketch_free (ColorizeSketch *sketch);

/* Gives the picture its chroma, from a whole picture of another size: [height][width][2].
 * held   NULL, or how far hints hold it: [height][width], 0..1 */
void             colorize_picture_set_chroma (ColorizePicture *picture,
                                              const gfloat    *chroma,
                                              const gfloat    *held,
                                              gint             width,
                                              gint             height);

/* The photo as it is, and as it will be; the latter needs chroma. To be destroyed by the caller. */
cairo_surface_t *colorize_picture_paint_before (const ColorizePicture *picture);
cairo_surface_t *colorize_picture_paint_after (const ColorizePicture *picture,
                                               const ColorizeLook    *look);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizeSketch, colorize_sketch_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizePicture, colorize_picture_free)

G_END_DECLS
