/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "folder-window.h"

#include <glib/gi18n.h>

#include "folder-field.h"
#include "folder-pictures.h"
#include "folder-summary.h"
#include "time-left.h"


#define BORDER 12

/* Of sentences, in characters. */
#define WORDS_WIDTH 64

/* Of the list at the end, in pixels. */
#define LIST_HEIGHT 160

/* In milliseconds. */
#define PULSE_INTERVAL 100

enum
{
  RESPONSE_START = 1,
  RESPONSE_OPEN
};


typedef struct
{
  GFile                  *tool; /* NULL: there is none */
  const gchar *const     *settings;
  GFile                  *source;
  GFile                  *result;
  GFile                  *proposed; /* for the results, when the source was chosen last */
  ColorizeFolderRun      *run;      /* NULL: not yet, or over */
  ColorizeFolderSummary   summary;
  ColorizeTimeLeft        clock;
  guint                   pulse;    /* the timer's */
  gboolean                is_ended; /* the run */
  gboolean                closes;   /* as soon as it has ended */

  GtkWidget              *dialog;
  GtkWidget              *pages; /* GtkStack */
  ColorizeFolderField    *source_field;
  ColorizeFolderField    *result_field;
  GtkWidget              *problem; /* a sentence, on the first page */
  ColorizeFolderPictures *pictures;
  GtkWidget              *count;
  GtkWidget              *bar;
  GtkWidget              *title; /* on the last page */
  GtkWidget              *lines;
  GtkWidget              *list;
  GtkWidget              *list_box; /* what it is scrolled in */
} Window;


/* The window is just as large as the page needs. */
static void
show_page (Window *window, const gchar *name)
{
  gtk_stack_set_visible_child_name (GTK_STACK (window->pages), name);
  gtk_window_resize (GTK_WINDOW (window->dialog), 1, 1);
}


/* The first page */

/* NULL: nothing is wrong. */
static const gchar *
find_problem (Window *window)
{
  if (window->source
      && g_file_query_file_type (window->source, G_FILE_QUERY_INFO_NONE, NULL)
           != G_FILE_TYPE_DIRECTORY)
    return _ ("There is no such folder of photos.");

  if (window->result && g_file_query_exists (window->result, NULL)
      && g_file_query_file_type (window->result, G_FILE_QUERY_INFO_NONE, NULL)
           != G_FILE_TYPE_DIRECTORY)
    return _ ("The results need a folder, and that is a file.");

  return NULL;
}

static void
fields_changed (Window *window)
{
  const gchar *problem;

  g_clear_object (&window->source);
  g_clear_object (&window->result);
  window->source = colorize_folder_field_get (window->source_field);
  window->result = colorize_folder_field_get (window->result_field);

  /* Without a tool there is nothing to do; why is said already. */
  if (! window->tool)
    return;

  problem = find_problem (window);
  gtk_label_set_text (GTK_LABEL (window->problem), problem);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (window->dialog), RESPONSE_START,
                                     ! problem && window->source && window->result);
}

/* NAME-colorized, beside it. */
static GFile *
propose_result (GFile *source)
{
  g_autofree gchar *path   = g_file_get_path (source);
  g_autofree gchar *beside = g_strconcat (path, "-colorized", NULL);

  return g_file_has_parent (source, NULL) ? g_file_new_for_path (beside) : NULL;
}

/* A folder that the user has given for the results stays. */
static void
source_changed (Window *window)
{
  gboolean is_own =
    window->result && ! (window->proposed && g_file_equal (window->result, window->proposed));

  fields_changed (window);

  if (is_own || ! window->source)
    return;

  g_clear_object (&window->proposed);
  window->proposed = propose_result (window->source);
  if (window->proposed)
    colorize_folder_field_set (window->result_field, window->proposed);
}

static GtkWidget *
sentence_new (const gchar *words)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WORDS_WIDTH);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0);

  return label;
}

static ColorizeFolderField *
add_field (GtkGrid *grid, gint row, const gchar *name, const gchar *action)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (name);
  GtkWidget *field = colorize_folder_field_new (GTK_LABEL (label), action);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_widget_set_hexpand (field, TRUE);
  gtk_grid_attach (grid, label, 0, row, 1, 1);
  gtk_grid_attach (grid, field, 1, row, 1, 1);

  return COLORIZE_FOLDER_FIELD (field);
}

static GtkWidget *
choose_page_new (Window *window)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  window->source_field =
    add_field (GTK_GRID (grid), 0, _ ("_Photos in"), _ ("Choose the folder of the photos"));
  window->result_field =
    add_field (GTK_GRID (grid), 1, _ ("_Results in"), _ ("Choose the folder for the results"));
  window->problem = sentence_new (NULL);

  gtk_box_pack_start (
    GTK_BOX (page),
    sentence_new (
      _ ("All photos in a folder and its sub-folders get their colors, with the settings of the "
         "dialog. Each result becomes a file of its own, NAME-colorized. Your photos stay as they "
         "are, and no file is written over.")),
    FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (page), grid, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (page), window->problem, FALSE, FALSE, 0);
  g_signal_connect_swapped (window->source_field, "changed", G_CALLBACK (source_changed), window);
  g_signal_connect_swapped (window->result_field, "changed", G_CALLBACK (fields_changed), window);

  return page;
}


/* The second page */

static GtkWidget *
progress_page_new (Window *window)
{
  GtkWidget *page     = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *pictures = colorize_folder_pictures_new ();

  window->pictures = COLORIZE_FOLDER_PICTURES (pictures);
  window->count    = gtk_label_new (NULL);
  window->bar      = gtk_progress_bar_new ();
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (window->bar), TRUE);
  gtk_box_pack_start (GTK_BOX (page), pictures, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (page), window->count, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (page), window->bar, FALSE, FALSE, 0);

  return page;
}

static gboolean
pulse (gpointer data)
{
  Window *window = data;

  gtk_progress_bar_pulse (GTK_PROGRESS_BAR (window->bar));

  return G_SOURCE_CONTINUE;
}

static void
stop_pulse (Window *window)
{
  g_clear_handle_id (&window->pulse, g_source_remove);
}

static void
show_count (Window *window, gint n)
{
  g_autofree gchar *text = g_strdup_printf (
    /* TRANSLATORS: how many photos are done, and of how many. */
    ngettext ("%d of %d photo", "%d of %d photos", window->summary.n_photos), n,
    window->summary.n_photos);

  gtk_label_set_text (GTK_LABEL (window->count), text);
}


/* The last page */

static GtkWidget *
end_page_new (Window *window)
{
  GtkWidget     *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  PangoAttrList *bold = pango_attr_list_new ();

  window->title    = sentence_new (NULL);
  window->lines    = sentence_new (NULL);
  window->list     = gtk_text_view_new ();
  window->list_box = gtk_scrolled_window_new (NULL, NULL);

  pango_attr_list_insert (bold, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  gtk_label_set_attributes (GTK_LABEL (window->title), bold);
  pango_attr_list_unref (bold);

  gtk_text_view_set_editable (GTK_TEXT_VIEW (window->list), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (window->list), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (window->list), 6);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (window->list), 6);
  atk_object_set_name (gtk_widget_get_accessible (window->list), _ ("Photos with a problem"));
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (window->list_box), GTK_SHADOW_IN);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (window->list_box), LIST_HEIGHT);
  gtk_container_add (GTK_CONTAINER (window->list_box), window->list);
  gtk_widget_set_no_show_all (window->list_box, TRUE);

  gtk_box_pack_start (GTK_BOX (page), window->title, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (page), window->lines, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (page), window->list_box, TRUE, TRUE, 0);

  return page;
}

static void
show_end (Window *window, const gchar *problem)
{
  GtkDialog        *dialog = GTK_DIALOG (window->dialog);
  GtkWidget        *open   = gtk_dialog_get_widget_for_response (dialog, RESPONSE_OPEN);
  GtkWidget        *cancel = gtk_dialog_get_widget_for_response (dialog, GTK_RESPONSE_CANCEL);
  g_autofree gchar *title  = colorize_folder_summary_title (&window->summary);
  g_autofree gchar *lines  = colorize_folder_summary_describe (&window->summary);
  const GString    *list   = window->summary.list;

  gtk_label_set_text (GTK_LABEL (window->title), problem ? problem : title);
  gtk_label_set_text (GTK_LABEL (window->lines), lines);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (window->list)), list->str,
                            list->len);
  gtk_widget_show (window->list);
  gtk_widget_set_visible (window->list_box, list->len > 0);
  gtk_widget_set_visible (open, g_file_query_exists (window->result, NULL));
  gtk_button_set_label (GTK_BUTTON (cancel), _ ("_Close"));
  gtk_dialog_set_response_sensitive (dialog, GTK_RESPONSE_CANCEL, TRUE);
  show_page (window, "end");
  gtk_widget_grab_focus (cancel);
}

static void
open_result (Window *window)
{
  g_autofree gchar *uri      = g_file_get_uri (window->result);
  g_autoptr (GError) error   = NULL;
  g_autofree gchar *sentence = NULL;

  if (gtk_show_uri_on_window (GTK_WINDOW (window->dialog), uri, GDK_CURRENT_TIME, &error))
    return;

  sentence = g_strdup_printf (_ ("No program shows folders here; the results are in %s."),
                              g_file_peek_path (window->result));
  gtk_label_set_text (GTK_LABEL (window->lines), sentence);
}


/* News of the run */

static void
begun (gint total, gint n_others, gpointer data)
{
  Window *window = data;

  window->summary.n_photos = total;
  window->summary.n_others = n_others;
  stop_pulse (window);
  show_count (window, 0);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (window->bar), 0.0);
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (window->bar), _ ("Colorizing"));
  colorize_time_left_start (&window->clock);
}

static void
photo (const ColorizeFolderPhoto *what, gpointer data)
{
  Window           *window   = data;
  gdouble           fraction = what->total > 0 ? (gdouble) what->n / what->total : 1.0;
  g_autofree gchar *text     = colorize_time_left_update (&window->clock, fraction);
  g_autofree gchar *name     = colorize_folder_summary_name (&window->summary, what->source);

  colorize_folder_summary_add (&window->summary, what);
  show_count (window, what->n);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (window->bar), fraction);
  if (text && ! window->summary.is_stopped)
    gtk_progress_bar_set_text (GTK_PROGRESS_BAR (window->bar), text);

  if (what->fate != COLORIZE_FOLDER_FAILED)
    colorize_folder_pictures_show (window->pictures, what->source, what->result, name);
}

static void
ended (const gchar *problem, gpointer data)
{
  Window *window = data;

  window->is_ended = TRUE;
  stop_pulse (window);
  show_end (window, problem);
  if (window->closes)
    gtk_dialog_response (GTK_DIALOG (window->dialog), GTK_RESPONSE_CLOSE);
}

static const ColorizeFolderNews news = { begun, photo, ended };


/* What buttons do */

static void
start (Window *window)
{
  GtkDialog *dialog        = GTK_DIALOG (window->dialog);
  g_autoptr (GError) error = NULL;

  window->run = colorize_folder_run_new (window->tool, window->settings, window->source,
                                         window->result, &news, window, &error);
  if (! window->run)
    {
      gtk_label_set_text (GTK_LABEL (window->problem), error->message);
      return;
    }

  colorize_folder_summary_init (&window->summary, window->source);
  gtk_widget_hide (gtk_dialog_get_widget_for_response (dialog, RESPONSE_START));
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (window->bar), _ ("Looking for photos"));
  window->pulse = g_timeout_add (PULSE_INTERVAL, pulse, window);
  show_page (window, "progress");
}

static void
stop (Window *window)
{
  window->summary.is_stopped = TRUE;
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (window->bar), _ ("Stopping; what is done stays"));
  gtk_dialog_set_response_sensitive (GTK_DIALOG (window->dialog), GTK_RESPONSE_CANCEL, FALSE);
  colorize_folder_run_stop (window->run);
}

/* FALSE: that was the last one. */
static gboolean
respond (Window *window, gint response)
{
  gboolean is_running = window->run && ! window->is_ended;

  if (response == RESPONSE_START)
    start (window);
  else if (response == RESPONSE_OPEN)
    open_result (window);
  else if (is_running)
    {
      /* Closed, or only stopped: then there is something to read. */
      window->closes = response != GTK_RESPONSE_CANCEL;
      stop (window);
    }
  else
    return FALSE;

  return TRUE;
}


/* The window */

static void
add_buttons (Window *window)
{
  GtkDialog *dialog = GTK_DIALOG (window->dialog);
  GtkWidget *open;

  open = gtk_dialog_add_button (dialog, _ ("_Open the Folder"), RESPONSE_OPEN);
  gtk_widget_set_no_show_all (open, TRUE);
  gtk_widget_hide (open);
  gtk_dialog_add_button (dialog, _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (dialog, _ ("Colori_ze"), RESPONSE_START);
  gtk_dialog_set_default_response (dialog, RESPONSE_START);
  gtk_dialog_set_response_sensitive (dialog, RESPONSE_START, FALSE);
}

static void
make_dialog (Window *window, GtkWindow *parent)
{
  GtkWidget *content;

  window->dialog = gtk_dialog_new ();
  window->pages  = gtk_stack_new ();
  gtk_window_set_title (GTK_WINDOW (window->dialog), _ ("Colorize a Folder"));
  gtk_window_set_transient_for (GTK_WINDOW (window->dialog), parent);
  gtk_window_set_modal (GTK_WINDOW (window->dialog), TRUE);
  /* When it grows, all of it is to stay on the screen. */
  gtk_window_set_position (GTK_WINDOW (window->dialog), GTK_WIN_POS_CENTER_ALWAYS);

  gtk_stack_set_vhomogeneous (GTK_STACK (window->pages), FALSE);

  add_buttons (window);
  content = gtk_dialog_get_content_area (GTK_DIALOG (window->dialog));
  gtk_box_set_spacing (GTK_BOX (content), BORDER);
  gtk_container_set_border_width (GTK_CONTAINER (window->dialog), BORDER);
  gtk_stack_add_named (GTK_STACK (window->pages), choose_page_new (window), "choose");
  gtk_stack_add_named (GTK_STACK (window->pages), progress_page_new (window), "progress");
  gtk_stack_add_named (GTK_STACK (window->pages), end_page_new (window), "end");
  gtk_box_pack_start (GTK_BOX (content), window->pages, TRUE, TRUE, 0);
  gtk_widget_show_all (window->pages);
}

void
colorize_folder_window_run (GtkWindow *parent, GFile *tools, const gchar *const *settings)
{
  Window window            = { .settings = settings };
  g_autoptr (GError) error = NULL;

  window.tool = colorize_folder_run_find_tool (tools, &error);
  make_dialog (&window, parent);
  if (error)
    gtk_label_set_text (GTK_LABEL (window.problem), error->message);

  while (respond (&window, gtk_dialog_run (GTK_DIALOG (window.dialog))))
    ;

  g_clear_pointer (&window.run, colorize_folder_run_free);
  colorize_folder_summary_clear (&window.summary);
  gtk_widget_destroy (window.dialog);
  g_clear_object (&window.tool);
  g_clear_object (&window.source);
  g_clear_object (&window.result);
  g_clear_object (&window.proposed);
}
