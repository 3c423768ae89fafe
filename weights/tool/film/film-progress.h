/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The line that a terminal shows while a film is worked on: how far it is, frames a second and the time left. For the main
 * thread.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gboolean is_shown;
  gint64   begin, last; /* microseconds */
  gint64   n_frames;    /* in all; 0: nobody knows */
  gint64   n_first;     /* of the frames that were done before it began */
} FilmProgress;

/* is_wanted   unless nobody sees it */
void film_progress_start (FilmProgress *progress,
                          gint64        n_frames,
                          gint64        n_first,
                          gboolean      is_wanted);

/* what   is being done, such as "scene 3 of 12" */
void film_progress_show (FilmProgress *progress, const gchar *what, gint64 n_done);

/* Takes the line away. */
void film_progress_end (FilmProgress *progress);

G_END_DECLS
