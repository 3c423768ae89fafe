/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where on a photo the pictures are.
 */

#pragma once

#include "page/border-find.h"
#include "photo.h"

G_BEGIN_DECLS

typedef struct
{
  gint          n_frames;                  /* at least 1 */
  ColorizeFrame frames[BORDER_MAX_FRAMES]; /* in pixels of the photo */
  gfloat       *cover; /* how much of each pixel that is kept of the photo belongs to a picture,
                          [kept_height][kept_width], 0..1; NULL: all do */
} Border;

/* What the view asks for; a border that it does not give is looked for.
 * Errors: COLORIZE_ERROR_PHOTO if the border leaves nothing, COLORIZE_ERROR_MEMORY. */
gboolean border_init (Border              *border,
                      Pool                *pool,
                      const ColorizePhoto *photo,
                      const ColorizeView  *view,
                      GError             **error);
void     border_clear (Border *border);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Border, border_clear)

G_END_DECLS
