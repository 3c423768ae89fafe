/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The preview with the buttons that belong to it.
 */

#pragma once

#include "preview.h"

G_BEGIN_DECLS

#define COLORIZE_TYPE_PREVIEW_BOX (colorize_preview_box_get_type ())
G_DECLARE_FINAL_TYPE (ColorizePreviewBox, colorize_preview_box, COLORIZE, PREVIEW_BOX, GtkBox)

GtkWidget       *colorize_preview_box_new (void);

/* Owned by the box. */
ColorizePreview *colorize_preview_box_get_preview (ColorizePreviewBox *box);

/* Of several layers, says which is shown, and has buttons for the others: these emit "layer-asked" with the
 * index (gint) that is asked for.
 * index   0 .. n - 1 */
void             colorize_preview_box_set_layer (ColorizePreviewBox *box,
                                                 gint                index,
                                                 gint                n,
                                                 const gchar        *name);

G_END_DECLS
