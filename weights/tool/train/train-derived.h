/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What follows from the settings of a training run.
 */

#pragma once

#include "augment.h"
#include "network/architecture.h"
#include "optimizer.h"
#include "train-settings.h"

G_BEGIN_DECLS

/* Seconds that `time` stands for ("90s", "30min", "2h", "1.5d"); 0 where there is none. */
gdouble       train_settings_get_seconds (const TrainSettings *settings);

/* Photos of a step: all of its batches. */
gint          train_settings_count_photos (const TrainSettings *settings);

Augmentation  train_settings_get_augmentation (const TrainSettings *settings);
gboolean      train_settings_keep_statistics (const TrainSettings *settings);
OptimizerKind train_settings_get_optimizer (const TrainSettings *settings);
gdouble       train_settings_get_learning_rate (const TrainSettings *settings);

/* The layers that --freeze names, of those that the network has. FALSE: it names none such; said on
 * standard error. */
gboolean      train_settings_get_frozen (const TrainSettings *settings,
                                         const Architecture  *architecture,
                                         gboolean             frozen[N_LAYERS]);

G_END_DECLS
