/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What becomes of each photo, told to the program that runs `colorize apply --report json-lines`: one JSON object
 * a line on standard output. Members:
 *
 *   event    "begin", once, first; "done", "left-alone" or "failed", once a photo; "end", once, last
 *   total    how many photos there are to color
 *   others   of begin: the files that are passed over, as they are no photos
 *   n        of a photo: 1..total, rising by 1
 *   source   of a photo, and
 *   result   of a photo: where it is to be, or is. Both are file: URIs, for a name is bytes, which need not be
 *            text, and may hold anything
 *   reason   of failed: the end of a sentence that begins with the photo, without the full stop
 *   notice   of done, where there is one: what the result could not keep, said in the same way
 *   stopped  of end: whether it was stopped before all photos were done
 *
 * Where there is nothing to color, or the command itself is wrong, the end does not come: the exit code is 2, and
 * standard error says why. For the main thread.
 */

#pragma once

#include "photo-list.h"

G_BEGIN_DECLS

#define REPORT_FORMAT "json-lines"

void report_begin (const PhotoList *list);

/* NULL for a reason or a notice that there is not. */
void report_photo (const PhotoJob *job,
                   const gchar    *event,
                   guint           n,
                   guint           total,
                   const gchar    *reason,
                   const gchar    *notice);

void report_end (guint total, gboolean stopped);

G_END_DECLS
