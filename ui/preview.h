/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The preview: the photo before and after, with a divider between them, as a whole or at any zoom.
 * Whatever changes is drawn at the next frame, so that any number of changes may come before it.
 */

#pragma once

#include <gtk/gtk.h>

#include "colorize.h"
#include "dots.h"
#include "picture.h"
#include "reader.h"

G_BEGIN_DECLS

#define COLORIZE_TYPE_PREVIEW (colorize_preview_get_type ())
G_DECLARE_FINAL_TYPE (ColorizePreview, colorize_preview, COLORIZE, PREVIEW, GtkDrawingArea)

/* Says which colors are likeliest at a place of the photo, in its pixels: fills colors [n][2], a* and b*, the
 * likeliest first, and returns how many there are. */
typedef gint (*ColorizePreviewLikely) (gdouble x, gdouble y, gfloat *colors, gint n, gpointer data);

/* The property "zoom" is how many pixels of the screen one of the photo has: a gdouble, PREVIEW_FIT for the
 * whole photo (preview-geometry.h). "picking" is whether a click on the photo asks for a color there, and
 * "has-dots" whether colors have been put on it. The signal "dots-changed" comes after each change of them. */
GtkWidget *colorize_preview_new (void);

/* Where the photo comes from; NULL: from nowhere any more. Not owned. */
void       colorize_preview_set_reader (ColorizePreview *preview, const ColorizeReader *reader);

/* Says that more of the photo has been read. */
void       colorize_preview_update_photo (ColorizePreview *preview);

/* Its colors; NULL: none yet. Not owned: must stay until the next call. */
void       colorize_preview_set_chroma (ColorizePreview *preview, const ColorizeChroma *chroma);

/* Its colors in a hurry, for as long as it stays as it is. Copied. */
void       colorize_preview_set_sketch (ColorizePreview *preview, const ColorizeSketch *sketch);

/* The size of a sketch that shows the whole photo; 0 x 0: none is wanted now. */
void       colorize_preview_get_sketch_size (ColorizePreview *preview, gint *width, gint *height);

/* The pictures on the photo, which are shown where they are not all of it: [n_frames], in pixels of the
 * photo. Copied. */
void       colorize_preview_set_frames (ColorizePreview     *preview,
                                        const ColorizeFrame *frames,
                                        gint                 n_frames);

/* Those that the user puts on the photo, which is one of several. Not owned. */
void       colorize_preview_set_dots (ColorizePreview *preview, ColorizeDots *dots, gint photo);
void       colorize_preview_remove_dots (ColorizePreview *preview);

/* Who knows what a click on the photo is to offer; NULL: nobody any more. */
void       colorize_preview_set_likely (ColorizePreview      *preview,
                                        ColorizePreviewLikely likely,
                                        gpointer              data);

void       colorize_preview_set_look (ColorizePreview *preview, const ColorizeLook *look);

/* TRUE: shows the photo as it is, all over. */
void       colorize_preview_set_comparing (ColorizePreview *preview, gboolean comparing);
gboolean   colorize_preview_get_comparing (ColorizePreview *preview);

G_END_DECLS
