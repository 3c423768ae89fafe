/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What becomes of an image while the dialog is open. GIMP tells a plug-in nothing, so it has to ask.
 */

#pragma once

#include <libgimp/gimp.h>

#include "drawable.h"

G_BEGIN_DECLS

typedef struct _ColorizeWatch ColorizeWatch;

/* Notes how the image and the layers are. To be freed with colorize_watch_free. */
ColorizeWatch                *colorize_watch_new (const ColorizeSources *sources);
void                          colorize_watch_free (ColorizeWatch *watch);

/* Whether they still are as they were; an undo makes them so again. Takes a few calls of GIMP, each a
 * fraction of a millisecond.
 * use_selection  the selection counts, too
 * error          says what has changed, and what to do */
gboolean colorize_watch_check (const ColorizeWatch *watch, gboolean use_selection, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizeWatch, colorize_watch_free)

G_END_DECLS
