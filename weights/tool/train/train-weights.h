/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The weights that a run begins with, and what their file says of them.
 */

#pragma once

#include "photo-set.h"
#include "train-settings.h"
#include "validation.h"

G_BEGIN_DECLS

/* New unfolded weights as the settings ask for, with what fits of those that --init names. NULL:
 * said on standard error what is wrong.
 * training   guint, indices into the set: the photos to train on
 * notes      where to say which layers come from --init */
ColorizeWeights *train_weights_new (const TrainSettings *settings,
                                    const PhotoSet      *set,
                                    const GArray        *training,
                                    GString             *notes);

/* Whether new weights are normalized: unless told otherwise, as those of --init. */
gboolean         train_weights_are_normalized (const ColorizeWeights *weights);

/* Brings up to date what the file's header says: scores, photos seen, date. */
void             train_weights_describe (ColorizeWeights        *weights,
                                         guint64                 n_seen,
                                         const ValidationScores *scores);

G_END_DECLS
