/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which layers of an image are results, or hold color hints, and of which photos.
 *
 * A photo that has been colored, or has hints, carries a sign, a random text in the parasite "colorize-photo", which its
 * results name (record.h), and its hints in their parasite "colorize-hints": the sign, a space and the photo's tattoo. A tattoo would not do alone: GIMP gives out new ones where an image is
 * duplicated, or a layer pasted. Where a photo's copies carry its sign as well, the tattoo decides.
 */

#pragma once

#include <libgimp/gimp.h>

#include "record.h"

G_BEGIN_DECLS

typedef struct _ColorizeLedger ColorizeLedger;

/* Looks at all layers as they are now. */
ColorizeLedger                *colorize_ledger_new (GimpImage *image);
void                           colorize_ledger_free (ColorizeLedger *ledger);

/* NULL: the layer is not a result. Owned by the ledger. */
const ColorizeRecord *colorize_ledger_get_record (const ColorizeLedger *ledger, GimpLayer *layer);

/* The photo of a result, or of hints; NULL: it is not in the image. */
GimpLayer            *colorize_ledger_find_photo (const ColorizeLedger *ledger, GimpLayer *result);

/* The latest result of a photo; NULL: there is none. */
GimpLayer            *colorize_ledger_find_result (const ColorizeLedger *ledger, GimpLayer *photo);

/* The layer on which the photo's color hints are painted (hints-layer.h); NULL: there is none. */
GimpLayer            *colorize_ledger_find_hints (const ColorizeLedger *ledger, GimpLayer *photo);

/* Whether the layer is one of hints, for whatever photo. */
gboolean              colorize_ledger_is_hints (const ColorizeLedger *ledger, GimpLayer *layer);

/* Makes a layer the one of the photo's hints. To be undone with what else is done to the layer. */
void colorize_ledger_enter_hints (ColorizeLedger *ledger, GimpLayer *photo, GimpLayer *hints);

/* Makes a record one of the photo, by a number above those of its other results and by its sign, which
 * it gets where it has none of its own. To be undone with what else is done to the layer. */
void colorize_ledger_enter (ColorizeLedger *ledger, GimpLayer *photo, ColorizeRecord *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizeLedger, colorize_ledger_free)

G_END_DECLS
