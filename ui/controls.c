/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "controls.h"

#include <math.h>

#include <glib/gi18n.h>

#include "detail-control.h"
#include "hints-control.h"
#include "model-chooser.h"


/* Of all numbers, so that the sliders are of one length. */
#define DIGITS_WIDTH 5

#define NOTE_WIDTH 36

/* Of a slider, at least. */
#define RANGE_WIDTH 80

#define PERCENT "%"

/* Of the other photos' mood: after the colors and their fine-tuning. */
#define MOOD_PLACE 2


struct _ColorizeControls
{
  GtkBox               parent_instance;

  GimpProcedureDialog *dialog; /* not owned */
  GObject             *config; /* not owned: GIMP wants it to end with the procedure */
  GtkSizeGroup        *labels;
  GtkSizeGroup        *units;

  GtkWidget           *vividness;
  GtkWidget           *no_vividness;
  gdouble              own_vividness; /* of the model; below 0: it has no such dial */

  GtkWidget           *evenness;
  GtkWidget           *no_evenness;
  GtkWidget           *detail;
  GtkWidget           *photo; /* the rows about it */
  GtkWidget           *own_colors;
  GtkWidget           *elsewhere;
  GtkWidget           *paint; /* how colors can be corrected */
  GtkWidget           *model;
  GtkWidget           *unfolds_model;
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

static gboolean
scroll_to (gpointer data)
{
  GtkWidget     *expander = data;
  GtkWidget     *viewport = gtk_widget_get_ancestor (expander, GTK_TYPE_VIEWPORT);
  GtkWidget     *content  = viewport ? gtk_bin_get_child (GTK_BIN (viewport)) : NULL;
  GtkAdjustment *scrolled;
  gint           x, y;

  if (content && gtk_widget_translate_coordinates (expander, content, 0, 0, &x, &y))
    {
      scrolled = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport));
      gtk_adjustment_clamp_page (scrolled, y, y + gtk_widget_get_allocated_height (expander));
    }

  return G_SOURCE_REMOVE;
}

/* What it unfolds is to be seen. */
static void
unfolded (GtkWidget *expander, const GdkRectangle *place, gpointer data)
{
  g_signal_handlers_disconnect_by_func (expander, unfolded, NULL);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, scroll_to, g_object_ref (expander), g_object_unref);
}

static void
expander_changed (GtkExpander *expander)
{
  if (gtk_expander_get_expanded (expander))
    g_signal_connect (expander, "size-allocate", G_CALLBACK (unfolded), NULL);
}

/* Rows behind a title that unfolds them. */
static GtkWidget *
add_expander (ColorizeControls *controls, const gchar *title, GtkWidget **expander)
{
  GtkWidget *frame = gimp_frame_new ("<expander>");
  GtkWidget *box   = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  *expander = gtk_expander_new_with_mnemonic (title);
  gtk_container_add (GTK_CONTAINER (frame), box);
  gtk_container_add (GTK_CONTAINER (*expander), frame);
  g_signal_connect (*expander, "notify::expanded", G_CALLBACK (expander_changed), NULL);
  gtk_box_pack_start (GTK_BOX (controls), *expander, FALSE, FALSE, 0);

  return box;
}

/* A sentence in small print. */
static GtkWidget *
add_note (GtkWidget *box, const gchar *text)
{
  GtkWidget *note = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (note), 0.0);
  gtk_label_set_line_wrap (GTK_LABEL (note), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (note), NOTE_WIDTH);
  gtk_style_context_add_class (gtk_widget_get_style_context (note), GTK_STYLE_CLASS_DIM_LABEL);
  gtk_widget_set_no_show_all (note, TRUE);
  gtk_box_pack_start (GTK_BOX (box), note, FALSE, FALSE, 0);

  return note;
}

/* The slider is a widget beside the number, which has the label: a screen reader would find it
 * without a name. */
static void
finish_scale (ColorizeControls *controls, GtkWidget *entry, gint digits, const gchar *unit)
{
  GtkWidget   *after = gtk_label_new (unit);
  GtkWidget   *range = gimp_scale_entry_get_range (GIMP_SCALE_ENTRY (entry));
  GtkWidget   *label = gimp_labeled_get_label (GIMP_LABELED (entry));
  const gchar *text  = gtk_label_get_text (GTK_LABEL (label));

  gimp_label_spin_set_digits (GIMP_LABEL_SPIN (entry), digits);
  gtk_entry_set_width_chars (GTK_ENTRY (gimp_label_spin_get_spin_button (GIMP_LABEL_SPIN (entry))),
                             DIGITS_WIDTH);
  atk_object_set_name (gtk_widget_get_accessible (range), text);
  gtk_widget_set_size_request (range, RANGE_WIDTH, -1);
  gtk_grid_attach (GTK_GRID (entry), after, 3, 0, 1, 1);
  gtk_size_group_add_widget (controls->units, after);
  join_labels (controls, entry);
}

static GtkWidget *
add_scale (ColorizeControls *controls,
           GtkWidget        *box,
           const gchar      *argument,
           gint              digits,
           const gchar      *unit)
{
  GtkWidget *entry = gimp_procedure_dialog_get_scale_entry (controls->dialog, argument, 1.0);

  finish_scale (controls, entry, digits, unit);
  gtk_box_pack_start (GTK_BOX (box), entry, FALSE, FALSE, 0);

  return entry;
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


/* Vividness. -1 stands for what the model says, and the slider shows what that is. */

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
  controls->vividness = gimp_scale_entry_new (_ ("_Vividness"), 0.0, 0.0, 100.0, 0);
  gimp_help_set_help_data (controls->vividness,
                           _ ("How far rare, strong colors are preferred to safe, pale ones, in "
                              "percent. It starts where the model wants it."),
                           NULL);
  finish_scale (controls, controls->vividness, 0, PERCENT);
  gtk_box_pack_start (GTK_BOX (box), controls->vividness, FALSE, FALSE, 0);

  controls->no_vividness = add_note (box, _ ("This model has one vividness only."));

  g_signal_connect (controls->vividness, "value-changed", G_CALLBACK (vividness_changed), controls);
  g_signal_connect_object (controls->config, "notify::vividness", G_CALLBACK (show_vividness),
                           controls, G_CONNECT_SWAPPED);
}


/* The photo, and the new layer */

static gboolean
border_to_tick (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_boolean (to, g_strcmp0 (g_value_get_string (from), "none") != 0);

  return TRUE;
}

static gboolean
tick_to_border (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_string (to, g_value_get_boolean (from) ? "auto" : "none");

  return TRUE;
}

static void
add_border (ColorizeControls *controls, GtkWidget *box)
{
  GtkWidget *tick = gtk_check_button_new_with_mnemonic (_ ("Leave out the _border"));

  gimp_help_set_help_data (
    tick,
    _ ("The edge of a print, a slide's frame or the page of an album gets no "
       "color, and does not mislead the model. A thin line in the preview "
       "shows what was found."),
    NULL);
  g_object_bind_property_full (controls->config, "border", tick, "active",
                               G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE, border_to_tick,
                               tick_to_border, NULL, NULL);
  gtk_box_pack_start (GTK_BOX (box), tick, FALSE, FALSE, 0);
}

/* On a layer that gives all of the picture, its lightness would count, too. */
static void
show_paint (ColorizeControls *controls)
{
  g_autofree gchar *result = NULL;

  g_object_get (controls->config, "result", &result, NULL);
  gtk_widget_set_visible (controls->paint, g_strcmp0 (result, "lch-color") == 0);
}

static void
add_layer (ColorizeControls *controls, GtkWidget *box, gboolean has_selection, gboolean has_former)
{
  GtkWidget *selection;

  add_choice (controls, box, "result");
  controls->paint = add_note (box, _ ("Paint on the new layer to correct a color: only hue and "
                                      "colorfulness count."));
  g_signal_connect_object (controls->config, "notify::result", G_CALLBACK (show_paint), controls,
                           G_CONNECT_SWAPPED);
  selection = add_choice (controls, box, "selection");

  if (! has_selection)
    {
      gtk_widget_set_sensitive (selection, FALSE);
      gimp_help_set_help_data (
        selection, _ ("Nothing is selected, so the whole layer gets its colors."), NULL);
    }

  if (has_former)
    add_widget (controls, box, "keep", GTK_TYPE_CHECK_BUTTON);
}

static void
colorize_controls_finalize (GObject *object)
{
  ColorizeControls *controls = COLORIZE_CONTROLS (object);

  g_object_unref (controls->labels);
  g_object_unref (controls->units);

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
  controls->units         = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  controls->own_vividness = -1.0;
}

static void
add_fine_tuning (ColorizeControls *controls)
{
  GtkWidget *expander;
  GtkWidget *box = add_expander (controls, _ ("Fine-tunin_g"), &expander);

  add_scale (controls, box, "tint", 1, NULL);
  controls->evenness    = add_scale (controls, box, "evenness", 0, PERCENT);
  controls->no_evenness = add_note (box, _ ("This model cannot tell where it is unsure."));
  controls->detail      = colorize_detail_control_new (controls->config, controls->labels);
  gtk_box_pack_start (GTK_BOX (box), controls->detail, FALSE, FALSE, 0);
}

GtkWidget *
colorize_controls_new (GimpProcedureDialog *dialog,
                       GimpProcedureConfig *config,
                       GFile               *bundled,
                       gboolean             has_selection,
                       gboolean             has_former)
{
  ColorizeControls *controls = g_object_new (COLORIZE_TYPE_CONTROLS, NULL);
  GtkWidget        *box;

  controls->dialog = dialog;
  controls->config = G_OBJECT (config);

  box = add_frame (controls, _ ("Colors"));
  add_scale (controls, box, "strength", 0, PERCENT);
  add_scale (controls, box, "saturation", 0, PERCENT);
  add_scale (controls, box, "warmth", 1, NULL);
  add_vividness (controls, box);
  add_fine_tuning (controls);

  box = add_frame (controls, _ ("Photo"));
  add_choice (controls, box, "level");
  add_border (controls, box);
  controls->own_colors = add_scale (controls, box, "own-colors", 0, PERCENT);
  controls->photo      = box;

  box = add_frame (controls, _ ("New layer"));
  add_layer (controls, box, has_selection, has_former);

  box             = add_expander (controls, _ ("Mo_del"), &controls->unfolds_model);
  controls->model = colorize_model_chooser_new (controls->config, bundled);
  gtk_box_pack_start (GTK_BOX (box), controls->model, FALSE, FALSE, 0);

  gtk_widget_show_all (GTK_WIDGET (controls));
  gtk_widget_set_visible (controls->own_colors, FALSE);
  show_vividness (controls);
  show_paint (controls);

  return GTK_WIDGET (controls);
}

void
colorize_controls_set_weights (ColorizeControls *controls, const ColorizeWeights *weights)
{
  gboolean has_dials;

  if (! weights)
    return;

  /* Only what predicts a probability for each color has either. */
  controls->own_vividness = colorize_weights_get_vividness (weights);
  has_dials               = controls->own_vividness >= 0.0;
  gtk_widget_set_sensitive (controls->vividness, has_dials);
  gtk_widget_set_visible (controls->no_vividness, ! has_dials);
  gtk_widget_set_sensitive (controls->evenness, has_dials);
  gtk_widget_set_visible (controls->no_evenness, ! has_dials);
  show_vividness (controls);
  colorize_detail_control_set_own_size (COLORIZE_DETAIL_CONTROL (controls->detail),
                                        colorize_weights_get_working_size (weights));
  colorize_model_chooser_set_weights (COLORIZE_MODEL_CHOOSER (controls->model), weights);
}

static void
add_elsewhere (ColorizeControls *controls)
{
  GtkWidget *tick = gtk_check_button_new_with_label (_ ("Hints color the same elsewhere"));

  gimp_help_set_help_data (tick,
                           _ ("A color that you give to one window, sleeve or tree goes to others "
                              "that the model takes for the same, too."),
                           NULL);
  g_object_bind_property (controls->config, "hints-elsewhere", tick, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  gtk_box_pack_start (GTK_BOX (controls->photo), tick, FALSE, FALSE, 0);
  gtk_widget_show (tick);
  controls->elsewhere = tick;
}

GtkWidget *
colorize_controls_add_hints (ColorizeControls *controls, const gchar *const *layers)
{
  GtkWidget *hints = colorize_hints_control_new (layers, controls->labels);

  gtk_box_pack_start (GTK_BOX (controls->photo), hints, FALSE, FALSE, 0);
  gtk_widget_show_all (hints);
  add_elsewhere (controls);

  return hints;
}

static void
show_amount (ColorizeMoodControl *mood, GtkWidget *amount)
{
  g_autoptr (GPtrArray) references = colorize_mood_control_get_references (mood);

  gtk_widget_set_sensitive (amount, references->len > 0);
}

void
colorize_controls_add_mood (ColorizeControls *controls, ColorizeMoodControl *mood)
{
  GtkWidget *expander, *amount;
  GtkWidget *box = add_expander (controls, _ ("Mood of another photo"), &expander);
  g_autoptr (GPtrArray) references = colorize_mood_control_get_references (mood);

  gtk_box_reorder_child (GTK_BOX (controls), expander, MOOD_PLACE);
  gtk_box_pack_start (GTK_BOX (box), GTK_WIDGET (mood), FALSE, FALSE, 0);
  amount = add_scale (controls, box, "mood", 0, PERCENT);
  g_signal_connect (mood, "changed", G_CALLBACK (show_amount), amount);
  show_amount (mood, amount);
  gtk_widget_show_all (expander);
  gtk_expander_set_expanded (GTK_EXPANDER (expander), references->len > 0);
}

void
colorize_controls_set_has_hints (ColorizeControls *controls, gboolean has_hints)
{
  gtk_widget_set_sensitive (controls->elsewhere, has_hints);
}

void
colorize_controls_set_has_colors (ColorizeControls *controls, gboolean has_colors)
{
  gtk_widget_set_visible (controls->own_colors, has_colors);
}

void
colorize_controls_unfold_model (ColorizeControls *controls)
{
  gtk_expander_set_expanded (GTK_EXPANDER (controls->unfolds_model), TRUE);
}
