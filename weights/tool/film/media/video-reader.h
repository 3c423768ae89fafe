/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The frames of a film that libavformat opens, in the order in which they are shown, of one size and format. For one
 * thread.
 */

#pragma once

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

#include "clip.h"

G_BEGIN_DECLS

typedef struct _VideoReader VideoReader;

/* Gets each packet of the other streams as it comes by. */
typedef void (*VideoPacketFunc) (const AVPacket *packet, gpointer data);

/* Opens the file's film: its best video stream that is no cover picture. Errors: G_IO_ERROR. */
VideoReader     *video_reader_new (const gchar *path, const ClipRange *range, GError **error);
void             video_reader_free (VideoReader *reader);

AVFormatContext *video_reader_get_container (const VideoReader *reader);
AVStream        *video_reader_get_stream (const VideoReader *reader);

/* The first frame, which `next` will give: for what frames are like. Owned by the reader. */
const AVFrame   *video_reader_get_first (const VideoReader *reader);

/* The pace that the stream names, frames a second. */
AVRational       video_reader_get_rate (const VideoReader *reader);

/* How many frames are to come in all; 0: nobody knows. */
gint64           video_reader_estimate_frames (const VideoReader *reader);

/* When the range begins, in the stream's time base, and in microseconds from the file's zero. */
gint64           video_reader_get_origin (const VideoReader *reader);
gint64           video_reader_get_microseconds (const VideoReader *reader);

/* The next frame, to be freed; its `pts` is in the stream's time base, rises, and begins with 0 at the range's
 * beginning, its `duration` is its own or a guess. NULL at the end, or with `error` set: G_IO_ERROR. */
AVFrame         *video_reader_next (VideoReader *reader, GError **error);

/* To be called before the first frame is asked for. */
void   video_reader_set_packet_func (VideoReader *reader, VideoPacketFunc func, gpointer data);

/* Frames, so far, that were two fields, and places that were damaged. */
gint64 video_reader_count_interlaced (const VideoReader *reader);
gint64 video_reader_count_damaged (const VideoReader *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VideoReader, video_reader_free)

G_END_DECLS
