/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The scores of some weights beside those of two ways to color photos without looking at them.
 */

#pragma once

#include <json-glib/json-glib.h>

#include "scores.h"

G_BEGIN_DECLS

typedef enum
{
  WAY_MODEL,
  WAY_GRAY, /* no color */
  WAY_TINT, /* one warm color for all */
  N_WAYS
} Way;

/* scores       of each way, over the same photos
 * n_left_out   photos of the folder that are not in the scores */
void     score_report_print (const Scores scores[N_WAYS], guint n_photos);
gboolean score_report_save (const Scores scores[N_WAYS],
                            guint        n_photos,
                            guint        n_left_out,
                            const gchar *path,
                            GError     **error);

G_END_DECLS
