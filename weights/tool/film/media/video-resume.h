/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Going on with the part that a stopped run has left. While its packets are copied to a new one it has another name, under which
 * it is found again should that be stopped as well. For one thread.
 */

#pragma once

#include <libavformat/avformat.h>

#include <gio/gio.h>

G_BEGIN_DECLS

/* The names of what lies beside a result, to be freed. */
gchar   *video_resume_name_part (const gchar *path);
gchar   *video_resume_name_old (const gchar *path);

/* Seconds of a result that the part beside it has; negative: there is none, or nothing in it. */
gdouble  video_resume_measure (const gchar *path);

/* Gives the part its other name. Errors: G_IO_ERROR. */
gboolean video_resume_put_aside (const gchar *path, GError **error);

/* Copies all packets before a time of the part that was put aside, whose first frame is shown at `first`; both in seconds. The streams of `to` are those of the part, in their order.
 * Errors: G_IO_ERROR. */
gboolean video_resume_copy (const gchar     *path,
                            gdouble          first,
                            gdouble          seconds,
                            AVFormatContext *to,
                            GError         **error);

G_END_DECLS
