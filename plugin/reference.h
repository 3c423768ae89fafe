/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Photos whose mood others take, as GIMP has them: files that it opens, and layers that are open.
 */

#pragma once

#include <libgimp/gimp.h>

#include "mood-control.h"
#include "references.h"

G_BEGIN_DECLS

/* A picture in a file, as GIMP opens it. NULL: it cannot be read; the error is a sentence. */
ColorizeReference *colorize_reference_open_file (GFile *file, GError **error);

/* A layer of an open image, with its effects. NULL: it has been closed, or there is no memory. */
ColorizeReference *colorize_reference_open_layer (gint layer, GError **error);

/* All that the arguments name, ColorizeReference; empty: they name none. NULL: one cannot be read. */
GPtrArray         *colorize_reference_read_all (GimpProcedureConfig *config, GError **error);

/* Sets the arguments to what is in the list, as far as they can: files. */
void       colorize_reference_write_all (GimpProcedureConfig *config, const GPtrArray *references);

/* Layers that may be opened, ColorizeOpenLayer: all but those that are to be colored, and what
 * the plug-in itself has open. */
GPtrArray *colorize_reference_list_layers (GimpDrawable *const *colored);

G_END_DECLS
