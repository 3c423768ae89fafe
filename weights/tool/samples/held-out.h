/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which photos are held out of the training, to check it by.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Holds out n_validation photos, or all if there are fewer, by a hash of each one's name (gchar *).
 * training, validation   of guint, places among the names; they are appended in order */
void held_out_split (const GPtrArray *names,
                     guint            n_validation,
                     GArray          *training,
                     GArray          *validation);

G_END_DECLS
