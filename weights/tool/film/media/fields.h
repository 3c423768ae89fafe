/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole frames of interlaced ones, whose odd and even lines were taken one after the other: by FFmpeg's filter bwdif
 * (yadif with the BBC's filter between lines).
 */

#pragma once

#include <libavutil/frame.h>
#include <libavutil/rational.h>

#include <glib.h>

G_BEGIN_DECLS

typedef struct _Fields Fields;

/* The next frame as it comes, to be freed; NULL at the end. */
typedef AVFrame *(*FieldsSource) (gpointer data);

Fields  *fields_new (AVRational time_base);
void     fields_free (Fields *fields);

/* The next whole frame, to be freed; NULL at the end, or where FFmpeg lacks the filter. */
AVFrame *fields_next (Fields *fields, FieldsSource source, gpointer data);

G_END_DECLS
