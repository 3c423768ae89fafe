/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The line at the bottom of the dialog: what a run will take, or what is in its way, and the run's
 * progress as long as it goes on.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define COLORIZE_TYPE_BOTTOM_LINE (colorize_bottom_line_get_type ())
G_DECLARE_FINAL_TYPE (ColorizeBottomLine, colorize_bottom_line, COLORIZE, BOTTOM_LINE, GtkBox)

GtkWidget *colorize_bottom_line_new (void);

/* words        one sentence; empty: there is nothing to say yet
 * is_problem   it says what is wrong */
void colorize_bottom_line_say (ColorizeBottomLine *line, const gchar *words, gboolean is_problem);

/* Says beside it what goes on meanwhile.
 * status   in a few words; empty: nothing does
 * busy     something is worked at */
void colorize_bottom_line_set_status (ColorizeBottomLine *line, const gchar *status, gboolean busy);

/* TRUE: the words give way to a progress bar, which begins at 0. */
void colorize_bottom_line_set_running (ColorizeBottomLine *line, gboolean is_running);

/* fraction   of the run, 0..1 */
void colorize_bottom_line_show_progress (ColorizeBottomLine *line, gdouble fraction);

G_END_DECLS
