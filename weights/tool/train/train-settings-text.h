/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The settings of a training run in a checkpoint, from which the run is resumed.
 */

#pragma once

#include "train-settings.h"

G_BEGIN_DECLS

/* The settings that make a run what it is, as text and back. */
gchar   *train_settings_to_text (const TrainSettings *settings);
gboolean train_settings_from_text (TrainSettings *settings, const gchar *text, GError **error);

/* The first setting in which two texts differ, such as "batch", to be freed; NULL: none does. */
gchar   *train_settings_find_difference (const gchar *text, const gchar *other);

G_END_DECLS
