/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A film of colored frames, MP4 or Matroska by its name, with all else that its source has. Until it is whole it lies
 * beside as NAME.part.mkv, which can be played however the work ends: Matroska needs no end. For one thread.
 */

#pragma once

#include "video-planes.h"
#include "video-reader.h"

G_BEGIN_DECLS

typedef struct _VideoWriter VideoWriter;

/* source   the path of the reader's file, which is read again at the end where the result is MP4
 * Of the reader, which must live longer, other streams' packets come to the writer.
 * Errors: G_IO_ERROR (G_IO_ERROR_EXISTS where a result is there), COLORIZE_ERROR_MEMORY. */
VideoWriter                *video_writer_new (VideoReader        *reader,
                                              VideoPlanes        *planes,
                                              const gchar        *source,
                                              const gchar        *path,
                                              const TapeSettings *settings,
                                              GError            **error);
void                        video_writer_free (VideoWriter *writer);

/* The next colored frame. */
gboolean video_writer_put (VideoWriter *writer, AVFrame *frame, gboolean is_start, GError **error);

/* Ends the part, and makes the result of it. */
gboolean video_writer_finish (VideoWriter *writer, GError **error);

/* Ends the part. */
gboolean video_writer_stop (VideoWriter *writer, GError **error);

const gchar *video_writer_get_part (const VideoWriter *writer);

/* What of the source the result cannot hold, in the manner of an error's message; NULL: nothing. */
const gchar *video_writer_get_notice (const VideoWriter *writer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VideoWriter, video_writer_free)

G_END_DECLS
