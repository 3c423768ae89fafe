/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads the photo while its window is open. Buffers of GIMP's may be read in the main thread only, so
 * that is done strip by strip whenever the window has nothing else to do; all work on the pixels is
 * done in threads of its own.
 */

#pragma once

#include <gegl.h>

#include "colorize.h"
#include "picture.h"

G_BEGIN_DECLS

/* Where the photo comes from. */
typedef struct
{
  GeglBuffer *pixels;
  GeglBuffer *selection;   /* NULL: nothing is selected, which selects all */
  gint        selection_x; /* where the photo's top left corner lies in `selection` */
  gint        selection_y;
} ColorizePreviewSource;

/* Lets go of the buffers. */
void                           colorize_preview_source_clear (ColorizePreviewSource *source);

typedef struct _ColorizeReader ColorizeReader;

/* Called in the main thread, when a part has come (ends = FALSE), and once when all is there. */
typedef void (*ColorizeReaderNews) (gboolean ends, gpointer data);

/* Starts to read. Takes references of what is in `source`.
 * Errors: COLORIZE_ERROR_PHOTO, COLORIZE_ERROR_MEMORY. */
ColorizeReader *colorize_reader_new (const ColorizePreviewSource *source,
                                     ColorizeReaderNews           news,
                                     gpointer                     data,
                                     GError                     **error);

/* Stops reading, if that goes on. */
void            colorize_reader_free (ColorizeReader *reader);

/* The size of the photo. */
void            colorize_reader_get_size (const ColorizeReader *reader, gint *width, gint *height);

/* How long that took, in seconds; 0 as long as it goes on. */
gdouble         colorize_reader_get_seconds (const ColorizeReader *reader);

/* The whole photo, reduced to two megapixels at most, as far as it has been read; never with chroma.
 * Owned by the reader. */
const ColorizePicture *colorize_reader_get_overview (const ColorizeReader *reader);

/* The photo for the network, with its own colors if it has any; NULL as long as it is not complete. Owned by the reader. */
ColorizePhoto         *colorize_reader_get_photo (const ColorizeReader *reader);

/* Whether what has been read of the photo has a color anywhere. */
gboolean               colorize_reader_has_colors (const ColorizeReader *reader);

/* A rectangle of the photo, pixel by pixel, without chroma. What lies outside of the photo is
 * transparent. NULL if there is not enough memory. */
ColorizePicture       *colorize_reader_read_region (const ColorizeReader *reader,
                                                    gint                  x,
                                                    gint                  y,
                                                    gint                  width,
                                                    gint                  height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizeReader, colorize_reader_free)

G_END_DECLS
