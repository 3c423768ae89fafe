/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the preview asks for.
 */

#pragma once

#include "references.h"

G_BEGIN_DECLS

typedef struct
{
  GFile       *weights;
  ColorizeView view;
  GPtrArray
    *references; /* ColorizeReference: whose mood it is; NULL: that of the view. Never changed. */
  ColorizeOptions taste; /* vividness, evenness and own_colors count */
  ColorizeHints  *hints; /* NULL, or of the size of the photo */
  gint            width; /* of the sketch; 0: none is wanted */
  gint            height;
} ColorizeWish;

/* What a config says, by the names of the procedure's arguments; the weights are a reference of the caller's then.
 * bundled   those that an empty argument stands for */
void     colorize_wish_read (ColorizeWish *wish, GObject *config, GFile *bundled);

/* References are taken to what is in it; what was in `to` is let go. */
void     colorize_wish_copy (ColorizeWish *to, const ColorizeWish *from);

/* Takes the mood of the references from another wish, if that has it for the same weights. */
void     colorize_wish_take_mood (ColorizeWish *wish, const ColorizeWish *from);

/* Lets go of what is in one that is a copy. */
void     colorize_wish_clear (ColorizeWish *wish);

/* Whether both are for the same weights. */
gboolean colorize_wish_has_same_file (const ColorizeWish *one, const ColorizeWish *other);

/* Whether the network's run for one does for the other. */
gboolean colorize_wish_has_same_view (const ColorizeWish *one, const ColorizeWish *other);

G_END_DECLS
