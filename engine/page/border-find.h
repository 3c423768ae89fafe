/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looks for the pictures on a scan: inside of a white, black or colored border, a mat or a slide's frame, or
 * several prints on one page.
 *
 * The page is looked at small. What lies at its edge is the ground, if it is uniform (ground.h). Where the
 * ground ends, seen from each side, the same line is met again and again if a picture has been laid or printed
 * there, which nothing in a picture does so sharply on all of its sides (outline.h). What is found there is
 * looked at in turn, for a print on a page may have a border of its own. In doubt there is none.
 */

#pragma once

#include "colorize.h"
#include "parallel.h"

G_BEGIN_DECLS

/* Of a scanner's sheet or a page of an album. */
#define BORDER_MAX_FRAMES 8

/* Finds nothing (*n_frames is 0) where there is nothing around one picture.
 * luminance   [height][width], L* 0..100
 * frames      [*n_frames], in pixels of the page
 * cover       how much of each pixel belongs to a picture, [height][width], 0..1; to be freed
 * Errors: COLORIZE_ERROR_MEMORY. */
gboolean border_find (Pool         *pool,
                      const gfloat *luminance,
                      gint          height,
                      gint          width,
                      ColorizeFrame frames[BORDER_MAX_FRAMES],
                      gint         *n_frames,
                      gfloat      **cover,
                      GError      **error);

G_END_DECLS
