/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The colors of one photo in several tastes, for small pictures of it side by side.
 */

#pragma once

#include "colorize.h"

G_BEGIN_DECLS

typedef struct
{
  ColorizeOptions *tastes; /* [n], of which vividness and evenness count */
  gint             n;
  gint             width; /* of each */
  gint             height;
  gfloat **chroma; /* [n], each [height][width][2]: a*b* at saturation 100, warmth 0 and tint 0.
                              Those of equal tastes are one. NULL: not made, or no memory for it */
  gfloat  *held;   /* [height][width], 0..1: how far hints hold each place; NULL without hints */
} ColorizeMiniatures;

/* Whether somebody waits for something else. */
typedef gboolean (*ColorizeMiniaturesStop) (gpointer data);

/* Still without chroma. `tastes` [n] is copied. */
ColorizeMiniatures *colorize_miniatures_new (const ColorizeOptions *tastes,
                                             gint                   n,
                                             gint                   width,
                                             gint                   height);
void                colorize_miniatures_free (ColorizeMiniatures *miniatures);

/* Makes the chroma, in any thread. Asks `stop` before each. FALSE: it was stopped.
 * hints        NULL, or of the size of the photo
 * own_colors   of all, as of ColorizeOptions */
gboolean            colorize_miniatures_make (ColorizeMiniatures       *miniatures,
                                              const ColorizePrediction *prediction,
                                              ColorizeHints            *hints,
                                              gdouble                   own_colors,
                                              ColorizeMiniaturesStop    stop,
                                              gpointer                  data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizeMiniatures, colorize_miniatures_free)

G_END_DECLS
