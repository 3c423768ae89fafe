/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The run itself: steps, checks, checkpoints, until it is done or interrupted.
 */

#pragma once

#include "checkpoint.h"
#include "train-report.h"
#include "trainer.h"

G_BEGIN_DECLS

/* All that a run works with; everything is borrowed. */
typedef struct
{
  const TrainSettings *settings;
  const PhotoSet      *set;
  const GArray        *training; /* guint, indices into the set */
  ColorizeWeights     *weights;
  Trainer             *trainer;
  Validation          *validation; /* NULL: no photo is held out */
  TrainReport         *report;
  const gchar         *folder;
  RunState            *state;
} TrainRun;

/* Seconds that a step and a check take, measured without changing the weights. Errors: as those of
 * a check. */
gboolean train_run_measure (TrainRun *run,
                            gdouble  *seconds_per_step,
                            gdouble  *seconds_per_check,
                            GError  **error);

/* Steps between two checks. */
guint64  train_run_get_interval (const TrainRun *run);

/* Goes on from run->state to its end. Returns the exit code; it has said what is to be said. */
int      train_run_go (TrainRun *run);

G_END_DECLS
