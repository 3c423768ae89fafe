/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Painted color hints: a transparent layer of the image, on which people paint colors that they know of a photo. It
 * belongs to the photo (ledger.h) wherever it lies in the image, and counts where it lies over the photo.
 */

#pragma once

#include <libgimp/gimp.h>

#include "colorize.h"
#include "drawable.h"
#include "ledger.h"

G_BEGIN_DECLS

/* Which layer counts for one of the sources, which have just been opened, by what the config holds.
 * copy   set to what that layer is in the sources' copy; NULL: none counts
 * FALSE: the config names a layer that is not in the image, or is a photo to color or a result; the error is a sentence. */
gboolean   colorize_hints_layer_choose (const ColorizeSources *sources,
                                        gint                   index,
                                        GimpProcedureConfig   *config,
                                        GimpLayer            **copy,
                                        GError               **error);

/* Reads what is painted on a layer of the sources' copy, where it lies over one of them.
 * copy    NULL, or the layer
 * hints   set; NULL: nothing is
 * FALSE: failed; the error is a sentence. */
gboolean   colorize_hints_layer_read (const ColorizeSources *sources,
                                      gint                   index,
                                      GimpLayer             *copy,
                                      GCancellable          *cancellable,
                                      ColorizeHints        **hints,
                                      GError               **error);

/* Adds the dots that the user has put on the source to what is painted there.
 * painted     NULL, or of the source's size; only read
 * elsewhere   whether they go to what is of the same kind, too
 * hints     set, and the caller's; NULL: there are none
 * FALSE: there is not enough memory. */
gboolean   colorize_hints_layer_add_dots (const ColorizeSources *sources,
                                          gint                   index,
                                          ColorizeHints         *painted,
                                          gboolean               elsewhere,
                                          ColorizeHints        **hints,
                                          GError               **error);

/* Keeps what a run has gone by, for the next one: the layer that the config names becomes the photo's own, the dots
 * are painted on it (on a new one above the result, if there is none), and it is hidden. FALSE: GIMP did not take it. */
gboolean   colorize_hints_layer_keep (ColorizeLedger        *ledger,
                                      const ColorizeSources *sources,
                                      gint                   index,
                                      GimpLayer             *result,
                                      GimpProcedureConfig   *config);

/* Makes the photo's hints layer ready to be painted on: that which the config names, or else the old one, or a new one
 * above the photo, with the dots that the user has put on it; in an RGB image. One step to undo. FALSE: failed; the error
 * is a sentence. */
gboolean   colorize_hints_layer_prepare (const ColorizeSources *sources,
                                         gint                   index,
                                         GimpProcedureConfig   *config,
                                         GError               **error);

/* Which layers of the image hints may be painted on: those with transparency that are neither photos to color nor
 * results. GimpLayer, not owned. */
GPtrArray *colorize_hints_layer_list (const ColorizeSources *sources);

G_END_DECLS
