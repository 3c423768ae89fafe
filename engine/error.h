/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "colorize.h"

G_BEGIN_DECLS

/* COLORIZE_ERROR_MEMORY, where a smaller working size would help. */
void error_set_memory (GError **error);

/* COLORIZE_ERROR_MEMORY while the weights named `title` are made ready. */
void error_set_weights_memory (const gchar *title, GError **error);

G_END_DECLS
