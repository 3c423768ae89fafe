/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "compare-button.h"

#include <libgimp/gimpui.h>

#include <glib/gi18n.h>


static gboolean
button_changed (GtkWidget *button, GdkEventButton *event, ColorizePreview *preview)
{
  if (event->button == GDK_BUTTON_PRIMARY)
    colorize_preview_set_comparing (preview, event->type == GDK_BUTTON_PRESS);

  return FALSE;
}

/* The space bar comes as a stream of presses while it is held. It is taken here, or the button would
 * be clicked as well. */
static gboolean
key_changed (GtkWidget *button, GdkEventKey *event, ColorizePreview *preview)
{
  if (event->keyval != GDK_KEY_space)
    return FALSE;

  colorize_preview_set_comparing (preview, event->type == GDK_KEY_PRESS);

  return TRUE;
}

static gboolean
focus_lost (GtkWidget *button, GdkEventFocus *event, ColorizePreview *preview)
{
  colorize_preview_set_comparing (preview, FALSE);

  return FALSE;
}

/* Not of the mouse's, which has let the button go before. */
static void
clicked (GtkButton *button, ColorizePreview *preview)
{
  g_autoptr (GdkEvent) event = gtk_get_current_event ();

  if (! event || event->type != GDK_BUTTON_RELEASE)
    colorize_preview_set_comparing (preview, ! colorize_preview_get_comparing (preview));
}

GtkWidget *
colorize_compare_button_new (ColorizePreview *preview)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("Hold to co_mpare"));

  gimp_help_set_help_data (button,
                           _ ("Show the photo as it is, as long as the button or the space "
                              "bar is held down. Return switches back and forth."),
                           NULL);
  g_signal_connect (button, "button-press-event", G_CALLBACK (button_changed), preview);
  g_signal_connect (button, "button-release-event", G_CALLBACK (button_changed), preview);
  g_signal_connect (button, "key-press-event", G_CALLBACK (key_changed), preview);
  g_signal_connect (button, "key-release-event", G_CALLBACK (key_changed), preview);
  g_signal_connect (button, "focus-out-event", G_CALLBACK (focus_lost), preview);
  g_signal_connect (button, "clicked", G_CALLBACK (clicked), preview);

  return button;
}
