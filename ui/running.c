/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "running.h"


typedef struct
{
  GtkDialog          *dialog;
  ColorizeBottomLine *line;
  gint                resets;
  GCancellable       *cancellable;
} Running;


static void
show_progress (gdouble fraction, gpointer data)
{
  Running *running = data;

  colorize_bottom_line_show_progress (running->line, fraction);

  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
cancel (Running *running, gint response)
{
  g_cancellable_cancel (running->cancellable);
  gtk_dialog_set_response_sensitive (running->dialog, GTK_RESPONSE_CANCEL, FALSE);
}

static gboolean
refuse_to_close (GtkWidget *window, GdkEvent *event, gpointer data)
{
  return TRUE;
}

static void
show_running (const Running *running, gboolean runs)
{
  const gint responses[] = { GTK_RESPONSE_HELP, running->resets };
  GtkWidget *content     = gtk_dialog_get_content_area (running->dialog);
  GtkWidget *cancel = gtk_dialog_get_widget_for_response (running->dialog, GTK_RESPONSE_CANCEL);
  g_autoptr (GList) children = gtk_container_get_children (GTK_CONTAINER (content));

  for (GList *child = children; child; child = child->next)
    {
      if (child->data != running->line && ! gtk_widget_is_ancestor (cancel, child->data))
        gtk_widget_set_sensitive (child->data, ! runs);
    }

  for (guint i = 0; i < G_N_ELEMENTS (responses); i++)
    gtk_dialog_set_response_sensitive (running->dialog, responses[i], ! runs);

  colorize_bottom_line_set_running (running->line, runs);
}

ColorizeRunningEnd
colorize_running_do (GtkDialog          *dialog,
                     ColorizeBottomLine *line,
                     gint                resets,
                     ColorizeRunningWork work,
                     gpointer            data,
                     GError            **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Running            running           = { dialog, line, resets, cancellable };
  ColorizeRunningEnd end               = COLORIZE_RUNNING_DONE;
  gulong             response, closing;

  show_running (&running, TRUE);
  response = g_signal_connect_swapped (dialog, "response", G_CALLBACK (cancel), &running);
  closing  = g_signal_connect (dialog, "delete-event", G_CALLBACK (refuse_to_close), NULL);

  if (! work (cancellable, show_progress, &running, data, error))
    end = g_cancellable_is_cancelled (cancellable) ? COLORIZE_RUNNING_CANCELLED
                                                   : COLORIZE_RUNNING_FAILED;

  g_signal_handler_disconnect (dialog, response);
  g_signal_handler_disconnect (dialog, closing);

  if (end == COLORIZE_RUNNING_FAILED)
    show_running (&running, FALSE);

  return end;
}
