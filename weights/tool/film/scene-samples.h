/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Some frames of a scene, evenly spread, that stand for all of it: their mean mood, the border that they have in common, the darkest
 * black and the lightest white. For one thread.
 */

#pragma once

#include "colorize.h"
#include "parallel.h"

G_BEGIN_DECLS

typedef struct _SceneSamples SceneSamples;

SceneSamples                *scene_samples_new (void);
void                         scene_samples_free (SceneSamples *samples);

/* Whether the frame, which is the next one, is to be added. */
gboolean                     scene_samples_want (const SceneSamples *samples, gint64 frame);

/* Takes the photo. */
void     scene_samples_add (SceneSamples *samples, gint64 frame, ColorizePhoto *photo);

/* Those of a scene, which are taken out: frames before `end`. The user's settings stay; what they leave to us is set.
 * mood   set, to be unreferenced; NULL where the weights have none
 * Errors: COLORIZE_ERROR_MEMORY. */
gboolean scene_samples_settle (SceneSamples    *samples,
                               gint64           end,
                               ColorizeWeights *weights,
                               Pool            *pool,
                               ColorizeView    *view,
                               ColorizeMood   **mood,
                               GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SceneSamples, scene_samples_free)

G_END_DECLS
