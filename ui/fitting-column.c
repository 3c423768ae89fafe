/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "fitting-column.h"


/* Of the window, where the screen is as wide. */
#define WIDTH 940

/* For the window's title and edges. */
#define TITLE_ROOM 40

/* For what may be unfolded later. */
#define UNFOLDING_ROOM 120


GtkWidget *
colorize_fitting_column_new (GtkWidget *content)
{
  GtkWidget         *column   = gtk_scrolled_window_new (NULL, NULL);
  GtkScrolledWindow *scrolled = GTK_SCROLLED_WINDOW (column);

  gtk_scrolled_window_set_policy (scrolled, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (scrolled, TRUE);
  gtk_scrolled_window_set_overlay_scrolling (scrolled, FALSE);
  gtk_container_add (GTK_CONTAINER (column), content);

  return column;
}

static void
get_screen (GtkWindow *window, GdkRectangle *screen)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (window));
  GdkMonitor *monitor = gdk_display_get_primary_monitor (display);

  if (! monitor)
    monitor = gdk_display_get_monitor (display, 0);

  gdk_monitor_get_workarea (monitor, screen);
}

void
colorize_fitting_column_fit (GtkWidget *column, GtkWindow *window)
{
  gint         of_window, of_column, room;
  GdkRectangle screen;

  get_screen (window, &screen);
  gtk_widget_get_preferred_height (GTK_WIDGET (window), NULL, &of_window);
  gtk_widget_get_preferred_height (column, NULL, &of_column);
  room = screen.height - TITLE_ROOM;

  if (of_window > room)
    gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (column),
                                                MAX (of_column - (of_window - room), 1));

  gtk_window_set_default_size (window, MIN (WIDTH, screen.width),
                               MIN (of_window + UNFOLDING_ROOM, room));
}
