/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a result says of itself: JSON in the parasite "colorize" of its layer.
 *
 * Anybody may have written it. What is missing, of another type or out of range does not count.
 */

#pragma once

#include <json-glib/json-glib.h>
#include <libgimp/gimp.h>

#include "options.h"
#include "references.h"

G_BEGIN_DECLS

typedef struct
{
  JsonObject *json;
  gchar      *photo;    /* which photo it gives its colors to: the photo's own sign (ledger.h) */
  guint       tattoo;   /* the photo's, when the result was made */
  gint        number;   /* of the run: later ones have higher numbers; 0: it does not say */
  gboolean    selected; /* its mask comes from a selection */
} ColorizeRecord;

/* What one run was asked for, still without a photo.
 * mood   that was taken of others; NULL: none
 * Free with colorize_record_free. */
ColorizeRecord    *colorize_record_new (const ColorizeSettings *settings,
                                        const ColorizeWeights  *weights,
                                        const ColorizeMood     *mood);
void               colorize_record_free (ColorizeRecord *record);

/* NULL: the layer is not a result. Free with colorize_record_free. */
ColorizeRecord    *colorize_record_read (GimpLayer *layer);

/* Writes it with the fields as they are now. To be undone with what else is done to the layer. */
void               colorize_record_attach (const ColorizeRecord *record, GimpLayer *layer);

/* The mood that was taken of others, under their names; NULL: there was none, or nobody knows. */
ColorizeReference *colorize_record_get_mood (const ColorizeRecord *record);

/* Sets the arguments to what they were in the run. */
void colorize_record_repeat (const ColorizeRecord *record, GimpProcedureConfig *config);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizeRecord, colorize_record_free)

G_END_DECLS
