/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "controls.h"

#include <math.h>

#include <glib/gi18n.h>

#include "weights-chooser.h"


/* Short sides that make a difference worth having. The argument itself takes more. */
#define MIN_DETAIL 32.0
#define MAX_DETAIL 1024.0

/* Of all numbers, so that the sliders are of one length. */
#define DIGITS_WIDTH 5


struct _ColorizeControls
{
  GtkBox               parent_instance;

  GimpProcedureDialog *dialog; /* not owned */
  GObject             *config; /* not owned: GIMP wants it to end with the procedure */
  GtkSizeGroup        *labels;

  GtkWidget           *vividness;
  GtkWidget           *no_vividness;
  gdouble              own_vividness; /* of the weights; below 0: they have no such dial */

  GtkWidget           *detail;
  GtkWidget           *automatic;
  gint                 own_size; /* of the weights */
};

G_DEFINE_TYPE (ColorizeControls, colorize_controls, GTK_TYPE_BOX)


/* Rows */

/* A title over some rows. */
static GtkWidget *
add_frame (ColorizeControls *controls, const gchar *title)
{
  GtkWidget *frame = gimp_frame_new (title);
  GtkWidget *box   = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  gtk_container_add (GTK_CONTAINER (frame), box);
  gtk_box_pack_start (GTK_BOX (controls), frame, FALSE, FALSE, 0);

  return box;
}

static void
join_labels (ColorizeControls *controls, GtkWidget *widget)
{
  if (GIMP_IS_LABELED (widget))
    gtk_size_group_add_widget (controls->labels, gimp_labeled_get_label (GIMP_LABELED (widget)));
}

/* The slider is a widget beside the number, which has the label: a screen reader would find it
 * without a name. */
static void
finish_scale (ColorizeControls *controls, GtkWidget *entry, gint digits)
{
  GtkWidget   *range = gimp_scale_entry_get_range (GIMP_SCALE_ENTRY (entry));
  GtkWidget   *label = gimp_labeled_get_label (GIMP_LABELED (entry));
  const gchar *text  = gtk_label_get_text (GTK_LABEL (label));

  gimp_label_spin_set_digits (GIMP_LABEL_SPIN (entry), digits);
  gtk_entry_set_width_chars (GTK_ENTRY (gimp_label_spin_get_spin_button (GIMP_LABEL_SPIN (entry))),
                             DIGITS_WIDTH);
  atk_object_set_name (gtk_widget_get_accessible (range), text);
  gtk_widget_set_size_request (range, 110, -1);
  join_labels (controls, entry);
}

static void
add_scale (ColorizeControls *controls, GtkWidget *box, const gchar *argument, gint digits)
{
  GtkWidget *entry = gimp_procedure_dialog_get_scale_entry (controls->dialog, argument, 1.0);

  finish_scale (controls, entry, digits);
  gtk_box_pack_start (GTK_BOX (box), entry, FALSE, FALSE, 0);
}

static GtkWidget *
add_widget (ColorizeControls *controls, GtkWidget *box, const gchar *argument, GType type)
{
  GtkWidget *widget = gimp_procedure_dialog_get_widget (controls->dialog, argument, type);

  join_labels (controls, widget);
  gtk_box_pack_start (GTK_BOX (box), widget, FALSE, FALSE, 0);

  return widget;
}

/* GIMP 3.2 would make radio buttons, which take the height of a small screen. A combo box calls itself by
 * its value, as the procedure's callers write it. */
static GtkWidget *
add_choice (ColorizeControls *controls, GtkWidget *box, const gchar *argument)
{
  GtkWidget *widget = add_widget (controls, box, argument, GTK_TYPE_COMBO_BOX);
  GtkWidget *combo  = gimp_label_string_widget_get_widget (GIMP_LABEL_STRING_WIDGET (widget));
  GtkWidget *label  = gimp_labeled_get_label (GIMP_LABELED (widget));

  atk_object_set_name (gtk_widget_get_accessible (combo), gtk_label_get_text (GTK_LABEL (label)));

  return widget;
}


/* Vividness. -1 stands for what the weights say, and the slider shows what that is. */

static void
show_vividness (ColorizeControls *controls)
{
  gdouble vividness;

  g_object_get (controls->config, "vividness", &vividness, NULL);

  if (vividness < 0.0)
    vividness = MAX (controls->own_vividness, 0.0);

  gimp_label_spin_set_value (GIMP_LABEL_SPIN (controls->vividness), vividness);
}

static void
vividness_changed (GimpLabelSpin *entry, ColorizeControls *controls)
{
  gdouble shown  = gimp_label_spin_get_value (entry);
  gdouble chosen = fabs (shown - controls->own_vividness) < 0.5 ? -1.0 : shown;
  gdouble vividness;

  g_object_get (controls->config, "vividness", &vividness, NULL);

  if (controls->own_vividness >= 0.0 && chosen != vividness)
    g_object_set (controls->config, "vividness", chosen, NULL);
}

static void
add_vividness (ColorizeControls *controls, GtkWidget *box)
{
  GtkWidget *note;

  controls->vividness = gimp_scale_entry_new (_ ("_Vividness"), 0.0, 0.0, 100.0, 0);
  gimp_help_set_help_data (controls->vividness,
                           _ ("How far rare colors are preferred to safe ones, in percent. It "
                              "starts at what the weights say."),
                           NULL);
  finish_scale (controls, controls->vividness, 0);
  gtk_box_pack_start (GTK_BOX (box), controls->vividness, FALSE, FALSE, 0);

  note = controls->no_vividness = gtk_label_new (_ ("These weights know one vividness only."));
  gtk_label_set_xalign (GTK_LABEL (note), 0.0);
  gtk_label_set_line_wrap (GTK_LABEL (note), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (note), 40);
  gtk_style_context_add_class (gtk_widget_get_style_context (note), GTK_STYLE_CLASS_DIM_LABEL);
  gtk_widget_set_no_show_all (note, TRUE);
  gtk_box_pack_start (GTK_BOX (box), note, FALSE, FALSE, 0);

  g_signal_connect (controls->vividness, "value-changed", G_CALLBACK (vividness_changed), controls);
  g_signal_connect_object (controls->config, "notify::vividness", G_CALLBACK (show_vividness),
                           controls, G_CONNECT_SWAPPED);
}


/* Detail: the working size, of which 0 stands for what the weights say. */

static void
show_detail (ColorizeControls *controls)
{
  gint     size;
  gboolean automatic;

  g_object_get (controls->config, "working-size", &size, NULL);
  automatic = size == 0;

  if (automatic)
    size = controls->own_size;

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (controls->automatic), automatic);
  gtk_widget_set_sensitive (controls->detail, ! automatic);

  if (size > 0)
    gimp_label_spin_set_value (GIMP_LABEL_SPIN (controls->detail), size);
}

static void
detail_changed (GimpLabelSpin *entry, ColorizeControls *controls)
{
  gint shown = (gint) (gimp_label_spin_get_value (entry) + 0.5);
  gint size;

  g_object_get (controls->config, "working-size", &size, NULL);

  /* A size beyond the slider's ends stays until the slider is moved. */
  if (size != 0 && shown != (gint) CLAMP (size, MIN_DETAIL, MAX_DETAIL))
    g_object_set (controls->config, "working-size", shown, NULL);
}

static void
automatic_toggled (GtkToggleButton *button, ColorizeControls *controls)
{
  gint shown = (gint) (gimp_label_spin_get_value (GIMP_LABEL_SPIN (controls->detail)) + 0.5);
  gint size;

  g_object_get (controls->config, "working-size", &size, NULL);

  if (gtk_toggle_button_get_active (button) != (size == 0))
    g_object_set (controls->config, "working-size", size == 0 ? shown : 0, NULL);
}

/* What the ends of the slider mean, below them. (A scale's own marks are in the wrong places where it
 * goes from the right to the left.) */
static void
add_ends (GtkWidget *entry, const gchar *low, const gchar *high)
{
  GtkWidget *box    = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *first  = gtk_label_new (low);
  GtkWidget *second = gtk_label_new (high);

  gtk_box_pack_start (GTK_BOX (box), first, FALSE, FALSE, 0);
  gtk_box_pack_end (GTK_BOX (box), second, FALSE, FALSE, 0);
  gtk_style_context_add_class (gtk_widget_get_style_context (box), GTK_STYLE_CLASS_DIM_LABEL);
  gtk_grid_attach (GTK_GRID (entry), box, 1, 1, 1, 1);
}

static void
add_detail (ColorizeControls *controls, GtkWidget *box)
{
  controls->detail = gimp_scale_entry_new (_ ("_Detail"), MIN_DETAIL, MIN_DETAIL, MAX_DETAIL, 0);
  gimp_scale_entry_set_logarithmic (GIMP_SCALE_ENTRY (controls->detail), TRUE);
  gimp_label_spin_set_increments (GIMP_LABEL_SPIN (controls->detail), 8.0, 64.0);
  gimp_help_set_help_data (controls->detail,
                           _ ("Short side at which the network looks at the photo, in pixels. Fine "
                              "finds smaller things, but colors less evenly and takes longer."),
                           NULL);
  finish_scale (controls, controls->detail, 0);

  add_ends (controls->detail, _ ("broad"), _ ("fine"));

  controls->automatic = gtk_check_button_new_with_mnemonic (_ ("Aut_omatic detail"));
  gimp_help_set_help_data (controls->automatic,
                           _ ("The detail, in pixels of the short side, that the weights were "
                              "trained for."),
                           NULL);

  gtk_box_pack_start (GTK_BOX (box), controls->automatic, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), controls->detail, FALSE, FALSE, 0);

  g_signal_connect (controls->detail, "value-changed", G_CALLBACK (detail_changed), controls);
  g_signal_connect (controls->automatic, "toggled", G_CALLBACK (automatic_toggled), controls);
  g_signal_connect_object (controls->config, "notify::working-size", G_CALLBACK (show_detail),
                           controls, G_CONNECT_SWAPPED);
}


static void
add_layer (ColorizeControls *controls, GtkWidget *box, gboolean has_selection)
{
  GtkWidget *selection;

  add_choice (controls, box, "result");
  selection = add_choice (controls, box, "selection");

  if (! has_selection)
    {
      gtk_widget_set_sensitive (selection, FALSE);
      gimp_help_set_help_data (
        selection, _ ("Nothing is selected, so the whole layer gets its colors."), NULL);
    }
}

static void
colorize_controls_finalize (GObject *object)
{
  ColorizeControls *controls = COLORIZE_CONTROLS (object);

  g_object_unref (controls->labels);

  G_OBJECT_CLASS (colorize_controls_parent_class)->finalize (object);
}

static void
colorize_controls_class_init (ColorizeControlsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = colorize_controls_finalize;
}

static void
colorize_controls_init (ColorizeControls *controls)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (controls), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (controls), 12);
  controls->labels        = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  controls->own_vividness = -1.0;
}

GtkWidget *
colorize_controls_new (GimpProcedureDialog *dialog,
                       GimpProcedureConfig *config,
                       GFile               *bundled,
                       gboolean             has_selection)
{
  ColorizeControls *controls = g_object_new (COLORIZE_TYPE_CONTROLS, NULL);
  GtkWidget        *box;

  controls->dialog = dialog;
  controls->config = G_OBJECT (config);

  gtk_box_pack_start (GTK_BOX (controls),
                      colorize_weights_chooser_new (controls->config, bundled, controls->labels),
                      FALSE, FALSE, 0);

  box = add_frame (controls, _ ("Colors"));
  add_scale (controls, box, "strength", 0);
  add_scale (controls, box, "saturation", 0);
  add_scale (controls, box, "warmth", 1);
  add_vividness (controls, box);

  box = add_frame (controls, _ ("Network"));
  add_detail (controls, box);
  add_widget (controls, box, "level", GTK_TYPE_CHECK_BUTTON);

  box = add_frame (controls, _ ("New layer"));
  add_layer (controls, box, has_selection);

  gtk_widget_show_all (GTK_WIDGET (controls));
  show_vividness (controls);
  show_detail (controls);

  return GTK_WIDGET (controls);
}

void
colorize_controls_set_weights (ColorizeControls *controls, const ColorizeWeights *weights)
{
  if (! weights)
    return;

  controls->own_vividness = colorize_weights_get_vividness (weights);
  controls->own_size      = colorize_weights_get_working_size (weights);
  gtk_widget_set_sensitive (controls->vividness, controls->own_vividness >= 0.0);
  gtk_widget_set_visible (controls->no_vividness, controls->own_vividness < 0.0);
  show_vividness (controls);
  show_detail (controls);
}
