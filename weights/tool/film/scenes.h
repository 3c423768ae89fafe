/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The scenes of a film, and what the network is told of each as a whole: one mood, one border, one black and white.
 */

#pragma once

#include "film-options.h"
#include "parallel.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 first, n_frames;
  gint
    dissolve; /* over how many frames about its first one it is mixed with the scene before; 0: none */
  gint64        key;  /* the sharpest frame of its middle third */
  ColorizeMood *mood; /* the mean of some of its frames; NULL where the weights have none */
  ColorizeView  view; /* of its frames' fine photos; the mood and all */
} Scene;

typedef struct
{
  GPtrArray *scenes;  /* Scene, at least one */
  GArray    *seconds; /* gdouble: when each frame is shown */
} Scenes;

/* Looks through a whole clip. Errors: those of clip_next, COLORIZE_ERROR_MEMORY, G_IO_ERROR_CANCELLED after Ctrl+C. */
Scenes      *scenes_find (Clip              *clip,
                          const FilmOptions *options,
                          ColorizeWeights   *weights,
                          Pool              *pool,
                          GError           **error);
void         scenes_free (Scenes *scenes);

/* The scene that a frame is of. */
guint        scenes_get_index (const Scenes *scenes, gint64 frame);
const Scene *scenes_get (const Scenes *scenes, guint index);

/* How to look at a frame: as its scene says, and in a dissolve in the mood of both. The mood is to be unreferenced. */
ColorizeView scenes_get_view (const Scenes *scenes, gint64 frame, ColorizeMood **mood);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scenes, scenes_free)

G_END_DECLS
