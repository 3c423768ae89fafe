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

/* Reads what is painted for one of the sources, which have been opened, by what the config holds.
 * hints   set; NULL: nothing is
 * FALSE: failed; the error is a sentence. */
gboolean       colorize_hints_layer_read (const ColorizeSources *sources,
                                          gint                   index,
                                          GimpProcedureConfig   *config,
                                          GCancellable          *cancellable,
                                          ColorizeHints        **hints,
                                          GError               **error);

/* Adds the dots that the user has put on the source to what is painted there.
 * painted   NULL, or of the source's size; only read
 * Returns hints that are the caller's; NULL: there are none, or there is not enough memory. */
ColorizeHints *colorize_hints_layer_add_dots (const ColorizeSources *sources,
                                              gint                   index,
                                              const ColorizeHints   *painted);

/* Keeps what a run has gone by, for the next one: the layer that the config names becomes the photo's own, the dots
 * are painted on it (on a new one, if there is none), and it is hidden. FALSE: GIMP did not take it. */
gboolean       colorize_hints_layer_keep (ColorizeLedger        *ledger,
                                          const ColorizeSources *sources,
                                          gint                   index,
                                          GimpProcedureConfig   *config);

/* Makes the photo's hints layer ready to be painted on: the old one, if there is one, or a new one above the photo; in
 * an RGB image. One step to undo. FALSE: GIMP could not. */
gboolean       colorize_hints_layer_prepare (GimpImage *image, GimpLayer *photo, GError **error);

/* Which layers of the image hints may be painted on: those with transparency that are neither photos to color nor
 * results. GimpLayer, not owned. */
GPtrArray     *colorize_hints_layer_list (const ColorizeSources *sources);

/* The photo's hints layer in the image; NULL: there is none. */
GimpLayer     *colorize_hints_layer_get (const ColorizeSources *sources, gint index);

G_END_DECLS
