/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A JPEG file in memory, handed to libjpeg so that it misses no damage, and survives an early end.
 */

#pragma once

#include <stdio.h>

#include <glib.h>
#include <jpeglib.h>

G_BEGIN_DECLS

typedef struct
{
  struct jpeg_source_mgr manager; /* must be first: libjpeg hands back a pointer to it */
  gchar                 *content; /* of the file; the caller's */
  gsize                  length, handed_out;
  gboolean               at_end; /* of the file, and nothing has ended the picture */
} JpegSource;

/* `content` and `length` are set, and outlast the decoder. Where the file ends too early, libjpeg's warning
 * JWRN_JPEG_EOF comes and then the end of the picture; or a call of libjpeg's returns without result, is told
 * of the end by jpeg_source_put_end, and is to be called again. */
void  jpeg_source_attach (JpegSource *source, j_decompress_ptr decoder);
void  jpeg_source_put_end (JpegSource *source, j_decompress_ptr decoder);

/* How much of the file has been read. */
gsize jpeg_source_tell (const JpegSource *source);

G_END_DECLS
