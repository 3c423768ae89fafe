/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A line of the report on a run.
 */

#pragma once

#include "validation.h"

G_BEGIN_DECLS

typedef struct
{
  guint64          step;
  gdouble          seconds; /* since the begin, without pauses between resumed runs */
  gdouble          images_per_second;
  gdouble          loss; /* mean over the steps since the row before; NaN: there was none */
  gdouble          learning_rate;
  gboolean         is_check;
  ValidationScores scores; /* of checks */
} ReportRow;

G_END_DECLS
