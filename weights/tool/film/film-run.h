/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The whole way of a film. For the main thread.
 */

#pragma once

#include "film-options.h"

G_BEGIN_DECLS

/* notice   set to what the user is to know of the result, to be freed
 * Errors: those of clip.h; G_IO_ERROR_CANCELLED after Ctrl+C, then a whole sentence for the user. */
gboolean film_run (const FilmOptions *options,
                   ColorizeWeights   *weights,
                   gchar            **notice,
                   GError           **error);

G_END_DECLS
