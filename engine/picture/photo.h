/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inside of ColorizePhoto.
 */

#pragma once

#include "colorize.h"
#include "map/resample.h"

G_BEGIN_DECLS

/* Three stride-2 layers halve both sides three times. */
#define PHOTO_GRID 8

struct _ColorizePhoto
{
  gint          n_references; /* atomic */
  gint          width;
  gint          height;
  gint          n_rows; /* given so far */
  gint          n_color_rows;
  gint          kept_width; /* of the luminance that is kept: the photo's own size, or smaller */
  gint          kept_height;
  gfloat       *luminance; /* [kept_height][kept_width], L* 0..100 */
  gfloat       *own;     /* [2][kept_height][kept_width], a*, then b*; NULL unless they are kept */
  ResampleAxis *columns; /* from the photo to the luminance that is kept */
  ResampleAxis *rows;
  gfloat *row; /* [width] and [kept_width]: one row of the photo, whole and reduced in width */
  gfloat *reduced_row;
};

/* Whether it has all its rows. Errors: COLORIZE_ERROR_PHOTO where it has not. */
gboolean       photo_is_complete (const ColorizePhoto *photo, GError **error);
/* The photo's own a*b* at another size, [2][height][width], a*, then b*; NULL if there is not enough memory.
 * The photo must keep them. */
gfloat        *photo_resample_own (const ColorizePhoto *photo, Pool *pool, gint height, gint width);

/* Errors: COLORIZE_ERROR_PHOTO where no photo can have that size. */
gboolean       photo_check_size (gint width, gint height, GError **error);

/* The size that is kept of a photo: its own, or smaller. */
void           photo_get_kept_size (gint width, gint height, gint *kept_height, gint *kept_width);

/* A picture of the photo, upright; a frame that is the whole photo is the photo itself.
 * frame   in pixels of the photo
 * Errors: COLORIZE_ERROR_MEMORY. */
ColorizePhoto *photo_new_picture (ColorizePhoto       *photo,
                                  const ColorizeFrame *frame,
                                  Pool                *pool,
                                  GError             **error);

/* Puts in place of what is beside a picture, in the corners of an oval's box or the gaps of a ragged edge, the
 * picture's nearest pixel on the same row or column: the network sees no mat then.
 * cover   of the page that the picture was taken from (border.h)
 * Errors: COLORIZE_ERROR_MEMORY. */
gboolean       photo_fill_corners (ColorizePhoto       *picture,
                                   const ColorizePhoto *page,
                                   const ColorizeFrame *frame,
                                   const gfloat        *cover,
                                   Pool                *pool,
                                   GError             **error);

/* The size, in multiples of the grid, at which the network looks at the photo: `working_size` is the
 * short side. The long side is squeezed beyond four times that, so that a panorama or a strip of film
 * keeps to the proportions that the network knows. */
void           photo_get_working_size (const ColorizePhoto *photo,
                                       gint                 working_size,
                                       gint                *height,
                                       gint                *width);

/* The luminance at another size, [height][width], L* 0..100; NULL if there is not enough memory. */
gfloat        *photo_resample (const ColorizePhoto *photo, Pool *pool, gint height, gint width);

G_END_DECLS
