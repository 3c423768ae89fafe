/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the preview asks for.
 */

#pragma once

#include "colorize.h"

G_BEGIN_DECLS

typedef struct
{
  GFile          *weights;
  ColorizeView    view;
  ColorizeOptions taste; /* vividness, evenness and own_colors count */
  ColorizeHints  *hints; /* NULL, or of the size of the photo */
  gint            width; /* of the sketch; 0: none is wanted */
  gint            height;
} ColorizeWish;

/* References are taken to what is in it; what was in `to` is let go. */
void     colorize_wish_copy (ColorizeWish *to, const ColorizeWish *from);

/* Lets go of what is in one that is a copy. */
void     colorize_wish_clear (ColorizeWish *wish);

/* Whether both are for the same weights. */
gboolean colorize_wish_has_same_file (const ColorizeWish *one, const ColorizeWish *other);

/* Whether the network's run for one does for the other. */
gboolean colorize_wish_has_same_view (const ColorizeWish *one, const ColorizeWish *other);

G_END_DECLS
