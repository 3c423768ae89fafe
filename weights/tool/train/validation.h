/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far a run has come: the held-out photos, colored by the weights so far, scored and shown.
 */

#pragma once

#include "parallel.h"
#include "photo-set.h"
#include "sample.h"
#include "network/weights.h"

G_BEGIN_DECLS

/* Of a*b* (D50) at the size of the network's output, over all held-out photos. */
typedef struct
{
  gdouble rmse;
  gdouble share_of_gray; /* rmse over that of leaving the photos gray: below 1 is a gain */
  gdouble chroma;        /* mean predicted chroma over mean true chroma: 1 is as colorful */
} ValidationScores;

typedef struct _Validation Validation;

/* photos   guint, indices into the set; they are looked at as they are, the middle square
 * shape    as the network wants it
 * Errors: whatever keeps a photo from being read again. */
Validation                *validation_new (const PhotoSet    *set,
                                           const GArray      *photos,
                                           const SampleShape *shape,
                                           GError           **error);
void                       validation_free (Validation *validation);

/* weights   unfolded */
gboolean                   validation_run (Validation            *validation,
                                           const ColorizeWeights *weights,
                                           Pool                  *pool,
                                           ValidationScores      *scores,
                                           GError               **error);

/* Draws what the last run made of some of the photos: gray, colored, true. */
gboolean validation_save_sheet (const Validation *validation, const gchar *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Validation, validation_free)

G_END_DECLS
