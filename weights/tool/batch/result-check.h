/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What would go wrong with a result, found before the work for it is done.
 */

#pragma once

#include "photo-list.h"

G_BEGIN_DECLS

/* Gives each photo whose result could not be written a problem. Nothing is written or made.
 * replaces   whether results that are there are written over: a photo that is itself one of the list
 *            must not be */
void result_check (const PhotoList *list, gboolean replaces);

G_END_DECLS
