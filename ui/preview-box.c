/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "preview-box.h"

#include <libgimp/gimpui.h>

#include <glib/gi18n.h>

#include "compare-button.h"
#include "preview-geometry.h"


/* Of the buttons. */
static const gdouble zooms[] = { PREVIEW_FIT, 1.0, 2.0 };

struct _ColorizePreviewBox
{
  GtkBox     parent_instance;

  GtkWidget *preview;
  GtkWidget *buttons[G_N_ELEMENTS (zooms)];
  GtkWidget *layers; /* the row; shown if there are several */
  GtkWidget *layer;  /* which is shown */
  GtkWidget *previous;
  GtkWidget *next;
  gint       index;
};

static guint layer_asked; /* the signal */

G_DEFINE_TYPE (ColorizePreviewBox, colorize_preview_box, GTK_TYPE_BOX)


/* A picture takes less room than a word. */
static void
set_icon (GtkWidget *button, const gchar *icon, const gchar *name)
{
  gtk_button_set_image (GTK_BUTTON (button),
                        gtk_image_new_from_icon_name (icon, GTK_ICON_SIZE_BUTTON));
  atk_object_set_name (gtk_widget_get_accessible (button), name);
}


/* The zoom. The buttons say what it is, as far as it is one of theirs. */

static void
show_zoom (ColorizePreviewBox *box)
{
  gdouble zoom;

  g_object_get (box->preview, "zoom", &zoom, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (box->buttons[i]), zoom == zooms[i]);
}

static void
zoom_toggled (GtkToggleButton *button, ColorizePreviewBox *box)
{
  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      if (box->buttons[i] == GTK_WIDGET (button) && gtk_toggle_button_get_active (button))
        g_object_set (box->preview, "zoom", zooms[i], NULL);
    }

  /* The one that is active stays so. */
  show_zoom (box);
}

static GtkWidget *
zoom_buttons_new (ColorizePreviewBox *box)
{
  const gchar *const labels[] = { NULL, _ ("_100 %"), _ ("_200 %") };
  const gchar *const helps[]  = {
    _ ("Show the whole photo. The mouse wheel zooms as well, or the keys +, - and 0."),
    _ ("Show each pixel of the photo as one of the screen. A click on the preview does the same; "
         "drag to see other parts."),
    _ ("Show each pixel of the photo twice as large."),
  };
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_style_context_add_class (gtk_widget_get_style_context (row), GTK_STYLE_CLASS_LINKED);

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      GtkWidget *button = box->buttons[i] =
        labels[i] ? gtk_toggle_button_new_with_mnemonic (labels[i]) : gtk_toggle_button_new ();

      if (! labels[i])
        set_icon (button, GIMP_ICON_ZOOM_FIT_BEST, _ ("Fit"));

      gimp_help_set_help_data (button, helps[i], NULL);
      gtk_box_pack_start (GTK_BOX (row), button, FALSE, FALSE, 0);
    }

  show_zoom (box);

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    g_signal_connect (box->buttons[i], "toggled", G_CALLBACK (zoom_toggled), box);

  g_signal_connect_object (box->preview, "notify::zoom", G_CALLBACK (show_zoom), box,
                           G_CONNECT_SWAPPED);

  return row;
}


/* The dots of color */

static GtkWidget *
dot_buttons_new (ColorizePreviewBox *box)
{
  GtkWidget *row    = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *pick   = gtk_toggle_button_new ();
  GtkWidget *remove = gtk_button_new ();

  gtk_style_context_add_class (gtk_widget_get_style_context (row), GTK_STYLE_CLASS_LINKED);
  set_icon (pick, GIMP_ICON_TOOL_COLOR_PICKER, _ ("Pick a color"));
  set_icon (remove, GIMP_ICON_EDIT_CLEAR, _ ("Remove all dots"));
  gimp_help_set_help_data (
    pick,
    _ ("Say what color something is: click on it in the preview, and choose. It goes over "
       "all that belongs together. A dot stays there, to be dragged, or clicked on for "
       "another color."),
    NULL);
  gimp_help_set_help_data (
    remove, _ ("Take all dots off this photo. Ctrl+Z in the preview brings them back."), NULL);
  gtk_box_pack_start (GTK_BOX (row), pick, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), remove, FALSE, FALSE, 0);
  g_object_bind_property (pick, "active", box->preview, "picking", G_BINDING_SYNC_CREATE);
  g_object_bind_property (box->preview, "has-dots", remove, "sensitive", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (colorize_preview_remove_dots),
                           box->preview, G_CONNECT_SWAPPED);

  return row;
}


/* The layers */

static void
layer_clicked (GtkButton *button, ColorizePreviewBox *box)
{
  gint step = GTK_WIDGET (button) == box->next ? 1 : -1;

  g_signal_emit (box, layer_asked, 0, box->index + step);
}

static GtkWidget *
layer_button_new (ColorizePreviewBox *box, const gchar *icon, const gchar *name)
{
  GtkWidget *button = gtk_button_new ();

  set_icon (button, icon, name);
  gtk_widget_set_tooltip_text (button, name);
  g_signal_connect (button, "clicked", G_CALLBACK (layer_clicked), box);

  return button;
}

static void
add_layers (ColorizePreviewBox *box)
{
  GtkWidget *row = box->layers = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  box->previous = layer_button_new (box, "go-previous", _ ("Previous layer"));
  box->next     = layer_button_new (box, "go-next", _ ("Next layer"));
  box->layer    = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (box->layer), PANGO_ELLIPSIZE_MIDDLE);
  gtk_box_pack_start (GTK_BOX (row), box->previous, FALSE, FALSE, 0);
  gtk_box_set_center_widget (GTK_BOX (row), box->layer);
  gtk_box_pack_end (GTK_BOX (row), box->next, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), row, FALSE, FALSE, 0);
  gtk_widget_show_all (row);
  gtk_widget_set_no_show_all (row, TRUE);
  gtk_widget_hide (row);
}


static void
colorize_preview_box_class_init (ColorizePreviewBoxClass *klass)
{
  layer_asked = g_signal_new ("layer-asked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                              NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
colorize_preview_box_init (ColorizePreviewBox *box)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (box), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (box), 6);
  box->preview = colorize_preview_new ();

  gtk_box_pack_start (GTK_BOX (row), colorize_compare_button_new (COLORIZE_PREVIEW (box->preview)),
                      FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), zoom_buttons_new (box), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), dot_buttons_new (box), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), box->preview, TRUE, TRUE, 0);
  add_layers (box);
  gtk_box_pack_start (GTK_BOX (box), row, FALSE, FALSE, 0);
}

GtkWidget *
colorize_preview_box_new (void)
{
  return g_object_new (COLORIZE_TYPE_PREVIEW_BOX, NULL);
}

ColorizePreview *
colorize_preview_box_get_preview (ColorizePreviewBox *box)
{
  return COLORIZE_PREVIEW (box->preview);
}

void
colorize_preview_box_set_layer (ColorizePreviewBox *box, gint index, gint n, const gchar *name)
{
  /* TRANSLATORS: which of several layers is shown, and its name, as in "2 of 3: Background". */
  g_autofree gchar *text = g_strdup_printf (_ ("%d of %d: %s"), index + 1, n, name);

  box->index = index;
  gtk_label_set_text (GTK_LABEL (box->layer), text);
  gtk_widget_set_sensitive (box->previous, index > 0);
  gtk_widget_set_sensitive (box->next, index < n - 1);
  gtk_widget_set_visible (box->layers, n > 1);
}
