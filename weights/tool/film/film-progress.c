/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "film-progress.h"

#include <unistd.h>

#define INTERVAL (G_TIME_SPAN_SECOND / 5)

void
film_progress_start (FilmProgress *progress, gint64 n_frames, gint64 n_first, gboolean is_wanted)
{
  *progress = (FilmProgress) { .is_shown = is_wanted && isatty (STDERR_FILENO),
                               .begin    = g_get_monotonic_time (),
                               .n_frames = n_frames,
                               .n_first  = n_first };
}

void
film_progress_show (FilmProgress *progress, const gchar *what, gint64 n_done)
{
  gint64  now     = g_get_monotonic_time ();
  gdouble seconds = (gdouble) (now - progress->begin) / G_TIME_SPAN_SECOND;
  gint64  n       = n_done - progress->n_first;
  gdouble rate    = seconds > 0.0 ? n / seconds : 0.0;
  gdouble left;

  if (! progress->is_shown || now - progress->last < INTERVAL)
    return;

  progress->last = now;
  g_printerr ("\r\033[K%s, frame %" G_GINT64_FORMAT, what, n_done);
  if (progress->n_frames > 0)
    g_printerr (" of %" G_GINT64_FORMAT, MAX (progress->n_frames, n_done));
  if (n <= 0)
    return;

  g_printerr (", %.1f a second", rate);
  left = (progress->n_frames - n_done) / rate;
  if (left > 90.0)
    g_printerr (", %.0f min left", left / 60.0);
  else if (left > 0.0)
    g_printerr (", %.0f s left", left);
}

void
film_progress_end (FilmProgress *progress)
{
  if (progress->is_shown)
    g_printerr ("\r\033[K");
}
