/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "mood-control.h"

#include <libgimp/gimpui.h>

#include <glib/gi18n.h>


/* Of a photo's name, which may be of any length. */
#define NAME_WIDTH 12

#define PREVIEW_SIZE 192

/* Of the list of open layers, in pixels. */
#define MAX_LIST_HEIGHT 240


struct _ColorizeMoodControl
{
  GtkBox                    parent_instance;

  const ColorizeMoodSource *source; /* not owned */
  gpointer                  data;
  GPtrArray                *references; /* never changed: another one takes its place */
  GtkWidget                *rows;
  GtkWidget                *note;
};

static guint changed, failed; /* the signals */

G_DEFINE_TYPE (ColorizeMoodControl, colorize_mood_control, GTK_TYPE_BOX)


void
colorize_open_layer_free (ColorizeOpenLayer *layer)
{
  g_free (layer->name);
  g_clear_object (&layer->thumbnail);
  g_free (layer);
}


/* What is there */

static void add_row (ColorizeMoodControl *control, const ColorizeReference *reference);

static void
show_references (ColorizeMoodControl *control)
{
  g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (control->rows));

  for (GList *row = rows; row; row = row->next)
    gtk_widget_destroy (row->data);

  for (guint i = 0; i < control->references->len; i++)
    add_row (control, control->references->pdata[i]);

  gtk_widget_set_visible (control->rows, control->references->len > 0);
  gtk_widget_set_visible (control->note, control->references->len == 0);
}

/* Takes the list over. */
static void
set_references (ColorizeMoodControl *control, GPtrArray *references)
{
  g_ptr_array_unref (control->references);
  control->references = references;
  show_references (control);
  g_signal_emit (control, changed, 0);
}

/* Takes the reference over, or tells why there is none. */
static void
add_reference (ColorizeMoodControl *control, ColorizeReference *reference, GError *error)
{
  GPtrArray *references;

  if (! reference)
    {
      g_signal_emit (control, failed, 0, error);
      g_clear_error (&error);
      return;
    }

  references = colorize_references_copy (control->references);
  g_ptr_array_add (references, reference);
  set_references (control, references);
}

static void
remove_clicked (GtkButton *button, ColorizeMoodControl *control)
{
  GtkWidget *row         = gtk_widget_get_parent (GTK_WIDGET (button));
  g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (control->rows));
  GPtrArray *references  = colorize_references_copy (control->references);

  g_ptr_array_remove_index (references, g_list_index (rows, row));
  set_references (control, references);
}

static void
add_row (ColorizeMoodControl *control, const ColorizeReference *reference)
{
  GtkWidget        *row    = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget        *label  = gtk_label_new (reference->name);
  GtkWidget        *button = gtk_button_new_from_icon_name ("list-remove", GTK_ICON_SIZE_BUTTON);
  g_autofree gchar *text   = g_strdup_printf (_ ("Take “%s” away"), reference->name);

  if (reference->thumbnail)
    gtk_box_pack_start (GTK_BOX (row), gtk_image_new_from_pixbuf (reference->thumbnail), FALSE,
                        FALSE, 0);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (label), NAME_WIDTH);
  gtk_widget_set_tooltip_text (label, reference->name);
  gtk_box_pack_start (GTK_BOX (row), label, TRUE, TRUE, 0);

  gtk_widget_set_tooltip_text (button, text);
  atk_object_set_name (gtk_widget_get_accessible (button), text);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect (button, "clicked", G_CALLBACK (remove_clicked), control);
  gtk_box_pack_start (GTK_BOX (row), button, FALSE, FALSE, 0);
  gtk_widget_show_all (row);
  gtk_box_pack_start (GTK_BOX (control->rows), row, FALSE, FALSE, 0);
}


/* Files */

static void
open_file (ColorizeMoodControl *control, GFile *file)
{
  GError            *error     = NULL;
  ColorizeReference *reference = control->source->open_file (file, control->data, &error);

  add_reference (control, reference, error);
}

static void
show_preview (GtkFileChooser *chooser, GtkWidget *image)
{
  g_autofree gchar *path       = gtk_file_chooser_get_preview_filename (chooser);
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  if (path)
    pixbuf = gdk_pixbuf_new_from_file_at_scale (path, PREVIEW_SIZE, PREVIEW_SIZE, TRUE, NULL);

  gtk_image_set_from_pixbuf (GTK_IMAGE (image), pixbuf);
  gtk_file_chooser_set_preview_widget_active (chooser, pixbuf != NULL);
}

static void
add_filter (GtkFileChooser *chooser, const gchar *name, const gchar *type)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_mime_type (filter, type);
  gtk_file_chooser_add_filter (chooser, filter);
}

static gboolean
choose_files (gpointer data)
{
  ColorizeMoodControl *control = data;
  GtkWidget           *window  = gtk_widget_get_toplevel (GTK_WIDGET (control));
  GtkWidget           *image   = gtk_image_new ();
  GtkWidget           *dialog  = gtk_file_chooser_dialog_new (
    _ ("Choose Photos Whose Mood Is Taken"), GTK_WINDOW (window), GTK_FILE_CHOOSER_ACTION_OPEN,
    _ ("_Cancel"), GTK_RESPONSE_CANCEL, _ ("_Open"), GTK_RESPONSE_OK, NULL);
  GtkFileChooser *chooser   = GTK_FILE_CHOOSER (dialog);
  g_autoptr (GSList) chosen = NULL;

  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK);
  gtk_file_chooser_set_select_multiple (chooser, TRUE);
  gtk_file_chooser_set_preview_widget (chooser, image);
  g_signal_connect (dialog, "update-preview", G_CALLBACK (show_preview), image);
  add_filter (chooser, _ ("Photos"), "image/*");
  add_filter (chooser, _ ("All files"), "*");

  if (gtk_dialog_run (GTK_DIALOG (dialog)) == GTK_RESPONSE_OK)
    chosen = gtk_file_chooser_get_files (chooser);

  gtk_widget_destroy (dialog);

  for (GSList *file = chosen; file; file = file->next)
    {
      open_file (control, file->data);
      g_object_unref (file->data);
    }

  return G_SOURCE_REMOVE;
}

/* Not at once: a screen reader that has pressed it would wait until the window is closed again. */
static void
file_clicked (ColorizeMoodControl *control)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, choose_files, g_object_ref (control), g_object_unref);
}

static void
dropped (GtkWidget        *widget,
         GdkDragContext   *context,
         gint              x,
         gint              y,
         GtkSelectionData *selection,
         guint             info,
         guint             time)
{
  g_auto (GStrv) uris = gtk_selection_data_get_uris (selection);

  for (gint i = 0; uris && uris[i]; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (uris[i]);

      open_file (COLORIZE_MOOD_CONTROL (widget), file);
    }

  gtk_drag_finish (context, uris != NULL, FALSE, time);
}


/* Open layers */

static void
layer_chosen (GtkWidget *button, ColorizeMoodControl *control)
{
  gint               layer     = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "layer"));
  GError            *error     = NULL;
  ColorizeReference *reference = control->source->open_layer (layer, control->data, &error);

  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER)));
  add_reference (control, reference, error);
}

static GtkWidget *
layer_button_new (const ColorizeOpenLayer *layer)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box    = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label  = gtk_label_new (layer->name);

  if (layer->thumbnail)
    gtk_box_pack_start (GTK_BOX (box), gtk_image_new_from_pixbuf (layer->thumbnail), FALSE, FALSE,
                        0);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (label), 2 * NAME_WIDTH);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_box_pack_start (GTK_BOX (box), label, TRUE, TRUE, 0);
  gtk_container_add (GTK_CONTAINER (button), box);
  gtk_button_set_relief (GTK_BUTTON (button), GTK_RELIEF_NONE);
  atk_object_set_name (gtk_widget_get_accessible (button), layer->name);
  g_object_set_data (G_OBJECT (button), "layer", GINT_TO_POINTER (layer->layer));

  return button;
}

/* What is open may change while the window is. */
static void
layers_clicked (GtkWidget *button, ColorizeMoodControl *control)
{
  g_autoptr (GPtrArray) layers = control->source->list_layers (control->data);
  GtkWidget *popover           = gtk_popover_new (button);
  GtkWidget *scrolled          = gtk_scrolled_window_new (NULL, NULL);
  GtkWidget *box               = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  for (guint i = 0; i < layers->len; i++)
    {
      GtkWidget *layer = layer_button_new (layers->pdata[i]);

      g_signal_connect (layer, "clicked", G_CALLBACK (layer_chosen), control);
      gtk_box_pack_start (GTK_BOX (box), layer, FALSE, FALSE, 0);
    }

  if (layers->len == 0)
    gtk_container_add (GTK_CONTAINER (box), gtk_label_new (_ ("No other layer is open.")));

  gtk_container_set_border_width (GTK_CONTAINER (box), 6);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), MAX_LIST_HEIGHT);
  gtk_container_add (GTK_CONTAINER (scrolled), box);
  gtk_container_add (GTK_CONTAINER (popover), scrolled);
  g_signal_connect (popover, "closed", G_CALLBACK (gtk_widget_destroy), NULL);
  gtk_widget_show_all (scrolled);
  gtk_popover_popup (GTK_POPOVER (popover));
}


/* The widget */

static void
colorize_mood_control_finalize (GObject *object)
{
  g_ptr_array_unref (COLORIZE_MOOD_CONTROL (object)->references);

  G_OBJECT_CLASS (colorize_mood_control_parent_class)->finalize (object);
}

static void
colorize_mood_control_class_init (ColorizeMoodControlClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize             = colorize_mood_control_finalize;
  GTK_WIDGET_CLASS (klass)->drag_data_received = dropped;

  changed = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                          NULL, G_TYPE_NONE, 0);
  failed  = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                          NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
add_buttons (ColorizeMoodControl *control)
{
  GtkWidget *row    = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *file   = gtk_button_new_with_label (_ ("Add photo..."));
  GtkWidget *layers = gtk_button_new_with_label (_ ("Open layer..."));

  gtk_widget_set_tooltip_text (file,
                               _ ("Adds a photo from your computer. You can also drop one here."));
  gtk_widget_set_tooltip_text (layers, _ ("Adds a layer that is open in GIMP."));
  g_signal_connect_swapped (file, "clicked", G_CALLBACK (file_clicked), control);
  g_signal_connect (layers, "clicked", G_CALLBACK (layers_clicked), control);
  gtk_box_pack_start (GTK_BOX (row), file, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (row), layers, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (control), row, FALSE, FALSE, 0);
}

static void
colorize_mood_control_init (ColorizeMoodControl *control)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (control), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (control), 4);

  control->note = gtk_label_new (
    _ ("Colors this photo as if it had been taken where another one was: at sunset, say, or in the "
       "snow."));
  gtk_label_set_xalign (GTK_LABEL (control->note), 0.0);
  gtk_label_set_line_wrap (GTK_LABEL (control->note), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (control->note), 2 * NAME_WIDTH);
  gtk_style_context_add_class (gtk_widget_get_style_context (control->note),
                               GTK_STYLE_CLASS_DIM_LABEL);
  gtk_widget_set_no_show_all (control->note, TRUE);

  control->rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_set_no_show_all (control->rows, TRUE);
  gtk_box_pack_start (GTK_BOX (control), control->note, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (control), control->rows, FALSE, FALSE, 0);
  add_buttons (control);

  gtk_drag_dest_set (GTK_WIDGET (control), GTK_DEST_DEFAULT_ALL, NULL, 0, GDK_ACTION_COPY);
  gtk_drag_dest_add_uri_targets (GTK_WIDGET (control));
}

GtkWidget *
colorize_mood_control_new (const ColorizeMoodSource *source,
                           gpointer                  data,
                           const GPtrArray          *references)
{
  ColorizeMoodControl *control = g_object_new (COLORIZE_TYPE_MOOD_CONTROL, NULL);

  control->source     = source;
  control->data       = data;
  control->references = colorize_references_copy (references);
  show_references (control);

  return GTK_WIDGET (control);
}

GPtrArray *
colorize_mood_control_get_references (ColorizeMoodControl *control)
{
  return g_ptr_array_ref (control->references);
}

void
colorize_mood_control_clear (ColorizeMoodControl *control)
{
  if (control->references->len > 0)
    set_references (control, colorize_references_new ());
}
