/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The mood of photos that others are to be like.
 */

#pragma once

#include "coloring.h"

G_BEGIN_DECLS

/* Takes the mean mood of photos, and of all photos in folders, each read in a process of its own.
 * paths   at least one, NULL-terminated
 * Returns EXIT_SUCCESS, or another exit code, having said why. */
int like_take_mood (const Coloring  *coloring,
                    gchar          **paths,
                    ColorizeWeights *weights,
                    ColorizeMood   **mood);

G_END_DECLS
