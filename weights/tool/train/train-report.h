/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a run went: a table for programs, loss.csv, and a picture for people, loss.png.
 */

#pragma once

#include "report-row.h"

G_BEGIN_DECLS

typedef struct _TrainReport TrainReport;

/* folder   of the files, which is there */
TrainReport                *train_report_new (const gchar *folder);
void                        train_report_free (TrainReport *report);

/* Takes up the rows that loss.csv has up to the given step; those of a part of the run that is done
 * again are dropped. A file that is not there is an empty one. */
gboolean train_report_read (TrainReport *report, guint64 last_step, GError **error);

void     train_report_add (TrainReport *report, const ReportRow *row);

/* Writes both files, each whole or not at all. */
gboolean train_report_save (const TrainReport *report, guint64 n_steps, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TrainReport, train_report_free)

G_END_DECLS
