/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An MP4 file of a finished part: the picture from there, all else from the film's source. For one thread.
 */

#pragma once

#include "video-encoder.h"

G_BEGIN_DECLS

typedef struct
{
  const gchar        *part;
  const gchar        *source;
  gint                picture; /* the stream of the source that was colored */
  const VideoEncoder *encoder;
  AVRational          time_base; /* of the times */
  const gint64 *times; /* [n_frames], rising: when each frame is shown. Matroska rounds them */
  gint64        n_frames;
  gint64        last_duration;
  gint64        origin, length; /* in microseconds, of what is to be taken of the source */
} VideoPart;

/* Writes `to`. Errors: G_IO_ERROR, COLORIZE_ERROR_MEMORY. */
gboolean video_part_make_mp4 (const VideoPart *part,
                              const gchar     *to,
                              GPtrArray       *lost,
                              GError         **error);

G_END_DECLS
