/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "colorize.h"

G_BEGIN_DECLS

/* COLORIZE_ERROR_MEMORY, where a smaller working size would help. */
void error_set_memory (GError **error);

G_END_DECLS
