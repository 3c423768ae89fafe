/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run as a picture: the loss above, how far the checks are ahead of gray photos below.
 */

#pragma once

#include "report-row.h"

G_BEGIN_DECLS

/* Writes a PNG file, whole or not at all.
 * n_steps   of the whole run, which the axis spans */
gboolean loss_curve_save (const ReportRow *rows,
                          guint            n_rows,
                          guint64          n_steps,
                          const gchar     *path,
                          GError         **error);

G_END_DECLS
