/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Folders of photos as the trainer takes them up.
 */

#pragma once

#include "photo-set.h"

G_BEGIN_DECLS

#define ORANGE 0xE08020

extern const PhotoSetOptions standard_options;

/* Which must succeed. */
PhotoSet                    *load_set (gchar *folder, const PhotoSetOptions *options);

G_END_DECLS
