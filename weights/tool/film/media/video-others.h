/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All that a film has beside its picture, copied from one container to another as it is: sound, subtitles, attachments,
 * chapters and metadata. For one thread.
 */

#pragma once

#include "video-reader.h"

G_BEGIN_DECLS

typedef struct _VideoOthers VideoOthers;

/* Makes the streams in `to`, whose first stream is the picture's.
 * origin   what the result begins with, in microseconds
 * length   of the result, in microseconds
 * lost     gets what the container cannot hold, each as “sound (CODEC)” */
VideoOthers                *video_others_new (AVFormatContext *from,
                                              gint             picture,
                                              AVFormatContext *to,
                                              gint64           origin,
                                              gint64           length,
                                              GPtrArray       *lost);
void                        video_others_free (VideoOthers *others);

/* Writes a packet of `from`, unless the result has no place for it. Returns 0 or an error of FFmpeg's. */
gint                        video_others_put (VideoOthers *others, const AVPacket *packet);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VideoOthers, video_others_free)

G_END_DECLS
