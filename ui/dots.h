/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dots of color that the user has put on the photos in the preview, and what was done to them, photo by
 * photo: each step can be taken back. Main thread only.
 */

#pragma once

#include "colorize.h"

G_BEGIN_DECLS

typedef struct
{
  gdouble x, y;   /* its center, in pixels of the photo from its upper left corner */
  guint8  rgb[3]; /* sRGB, as people see it; its lightness is of no account to the photo */
} ColorizeDot;

typedef struct _ColorizeDots ColorizeDots;

/* For photos 0 .. n_photos - 1, without any dot. */
ColorizeDots                *colorize_dots_new (gint n_photos);
void                         colorize_dots_free (ColorizeDots *dots);

/* Those of a photo [n], in the order in which they were added. Owned by `dots`, until the next change. */
const ColorizeDot           *colorize_dots_get (const ColorizeDots *dots, gint photo, gint *n);

/* Each of these is a step. */
void     colorize_dots_add (ColorizeDots *dots, gint photo, const ColorizeDot *dot);
void     colorize_dots_change (ColorizeDots *dots, gint photo, gint index, const ColorizeDot *dot);
void     colorize_dots_remove (ColorizeDots *dots, gint photo, gint index);
void     colorize_dots_remove_all (ColorizeDots *dots, gint photo);

/* To another place.
 * goes_on   no step of its own, but the rest of the last one, which moved the same dot */
void     colorize_dots_move (ColorizeDots *dots,
                             gint          photo,
                             gint          index,
                             gdouble       x,
                             gdouble       y,
                             gboolean      goes_on);

/* Takes the last step back, or does again what was taken back last. FALSE: there is none. */
gboolean colorize_dots_undo (ColorizeDots *dots, gint photo);
gboolean colorize_dots_redo (ColorizeDots *dots, gint photo);

/* Adds those of a photo to hints, whose size it has. */
void     colorize_dots_add_to_hints (const ColorizeDots *dots,
                                     gint                photo,
                                     gint                width,
                                     gint                height,
                                     ColorizeHints      *hints);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizeDots, colorize_dots_free)

G_END_DECLS
