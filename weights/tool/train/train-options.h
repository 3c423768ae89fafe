/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The settings of a training run on the command line.
 */

#pragma once

#include "train-settings.h"

G_BEGIN_DECLS

/* Reads options into `settings`, over what is there, and checks them. FALSE: said on standard error
 * what is wrong. What is left in argv are the folders. */
gboolean train_settings_parse (TrainSettings *settings, int *argc, char ***argv);

G_END_DECLS
