/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Colored pixels in, a new layer out.
 */

#pragma once

#include <libgimp/gimp.h>

#include "drawable.h"
#include "options.h"
#include "record.h"

G_BEGIN_DECLS

/* Puts a layer of the colored pixels above each source, or in the place of its former result, as one undo
 * step. The mask of a former result stays unless something is selected.
 * pixels  a layer of a canvas (canvas.h) for each source, of its size
 * record  of the run; what the layers say of themselves is filled in
 * Returns the new layers, as many as there are sources and a NULL; free with g_free. */
GimpLayer **colorize_result_insert (const ColorizeSources  *sources,
                                    GimpLayer             **pixels,
                                    const ColorizeSettings *settings,
                                    ColorizeRecord         *record,
                                    GError                **error);

G_END_DECLS
