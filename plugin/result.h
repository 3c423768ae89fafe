/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Colored pixels in, a new layer out.
 */

#pragma once

#include <libgimp/gimp.h>

#include "drawable.h"
#include "options.h"

G_BEGIN_DECLS

/* Puts a layer of the colored pixels above each source, as one undo step.
 * pixels       a layer of a canvas (canvas.h) for each source, of its size
 * description  goes into the layers' parasite
 * Returns the new layers, as many as there are sources and a NULL; free with g_free. */
GimpLayer **colorize_result_insert (const ColorizeSources  *sources,
                                    GimpLayer             **pixels,
                                    const ColorizeSettings *settings,
                                    const gchar            *description,
                                    GError                **error);

G_END_DECLS
