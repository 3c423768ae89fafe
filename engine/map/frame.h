/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between the map of a page and that of a picture on it.
 */

#pragma once

#include "colorize.h"
#include "parallel.h"

G_BEGIN_DECLS

/* The same place where the page is `columns` times as wide and `rows` times as high. */
ColorizeFrame frame_scale (const ColorizeFrame *frame, gdouble columns, gdouble rows);

/* Whether it is all of a page width x height. */
gboolean      frame_is_whole (const ColorizeFrame *frame, gint width, gint height);

/* Takes the picture from the page, upright, interpolated. For sizes that are about the frame's.
 * page      [page_height][page_width][n_channels]
 * frame     in pixels of the page
 * picture   [height][width][n_channels] */
void          frame_cut (Pool                *pool,
                         const gfloat        *page,
                         gint                 page_height,
                         gint                 page_width,
                         gint                 n_channels,
                         const ColorizeFrame *frame,
                         gint                 height,
                         gint                 width,
                         gfloat              *picture);

/* Puts a*b* of the picture on the page, where the page's pixels have their centers in the frame; and what its
 * edge has around it, as far as a picture may be ragged there, where the page has nothing (0, 0) yet.
 * picture   [height][width][2]
 * page      [page_height][page_width][2] */
void          frame_paste (Pool                *pool,
                           const gfloat        *picture,
                           gint                 height,
                           gint                 width,
                           const ColorizeFrame *frame,
                           gint                 page_height,
                           gint                 page_width,
                           gfloat              *page);

G_END_DECLS
