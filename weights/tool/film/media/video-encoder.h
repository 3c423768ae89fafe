/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Colored frames to H.264 (libx264) or FFV1. For one thread; the encoder has threads of its own.
 */

#pragma once

#include "clip.h"
#include "video-planes.h"
#include "video-reader.h"

G_BEGIN_DECLS

typedef struct _VideoEncoder VideoEncoder;

/* Gets each packet, whose times are in the time base of the reader's stream. Returns 0 or an error of FFmpeg's. */
typedef gint (*VideoPacketSink) (AVPacket *packet, gpointer data);

/* The depth of the result for luma of so many bits; 10 at most where it is H.264. */
gint          video_encoder_choose_depth (gint depth, gboolean lossless);

/* Errors: G_IO_ERROR, COLORIZE_ERROR_MEMORY. */
VideoEncoder *video_encoder_new (const VideoReader  *reader,
                                 const VideoPlanes  *planes,
                                 const TapeSettings *settings,
                                 VideoPacketSink     sink,
                                 gpointer            data,
                                 GError            **error);
void          video_encoder_free (VideoEncoder *encoder);

/* Makes a stream of a container for what it gives. Returns 0 or an error of FFmpeg's. */
gint          video_encoder_describe (const VideoEncoder *encoder, AVStream *stream);

/* The next frame, or NULL for the end. is_start: playing, and a resumed run, can begin with it. Returns 0 or an error
 * of FFmpeg's or of the sink's. */
gint          video_encoder_put (VideoEncoder *encoder, AVFrame *frame, gboolean is_start);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VideoEncoder, video_encoder_free)

G_END_DECLS
