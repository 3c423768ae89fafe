/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "help.h"

#include <glib/gi18n.h>


typedef struct
{
  GtkWindow         *window; /* not owned */
  GFile             *page;
  ColorizeHelpFailed failed;
  gpointer           data;
} Help;


static void
help_free (gpointer data)
{
  Help *help = data;

  g_object_unref (help->page);
  g_free (help);
}

/* Not by what opens any address: where there is no program, that may hand it to a portal which is not there,
 * and be content. */
static gboolean
launch (Help *help)
{
  g_autoptr (GAppInfo) program = g_file_query_default_handler (help->page, NULL, NULL);
  g_autoptr (GdkAppLaunchContext) context =
    gdk_display_get_app_launch_context (gtk_widget_get_display (GTK_WIDGET (help->window)));
  GList files = { .data = help->page };

  gdk_app_launch_context_set_timestamp (context, gtk_get_current_event_time ());

  return program && g_app_info_launch (program, &files, G_APP_LAUNCH_CONTEXT (context), NULL);
}

static void
show (Help *help)
{
  g_autoptr (GError) error = NULL;

  if (launch (help))
    return;

  g_set_error (&error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               _ ("No program shows web pages here; the help is in the file %s."),
               g_file_peek_path (help->page));
  help->failed (error, help->data);
}

static void
show_at_key (const gchar *help_id, gpointer data)
{
  show (data);
}

/* GIMP connects both in its own way when it makes a dialog, and takes no other function. */
static void
forget_handlers (GtkWidget *widget, const gchar *name)
{
  g_signal_handlers_disconnect_matched (
    widget, G_SIGNAL_MATCH_ID, g_signal_lookup (name, G_OBJECT_TYPE (widget)), 0, NULL, NULL, NULL);
}

void
colorize_help_connect (GtkDialog *dialog, GFile *page, ColorizeHelpFailed failed, gpointer data)
{
  GtkWidget *button = gtk_dialog_get_widget_for_response (dialog, GTK_RESPONSE_HELP);
  Help      *help   = g_new0 (Help, 1);

  help->window = GTK_WINDOW (dialog);
  help->page   = g_object_ref (page);
  help->failed = failed;
  help->data   = data;

  forget_handlers (GTK_WIDGET (dialog), "show-help");
  gimp_help_connect (GTK_WIDGET (dialog), NULL, show_at_key, NULL, help, help_free);

  /* A user may have no such button, by GIMP's settings. */
  if (button)
    {
      forget_handlers (button, "clicked");
      g_signal_connect_swapped (button, "clicked", G_CALLBACK (show), help);
    }
}
