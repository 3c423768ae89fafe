/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "detail-control.h"

#include <math.h>

#include <libgimp/gimpui.h>

#include <glib/gi18n.h>


/* Short sides that make a difference worth having, as powers of two. The argument itself takes more. */
#define MIN_DETAIL 5.0
#define MAX_DETAIL 10.0

#define STEP 0.25
#define PAGE 1.0

/* The network rounds to them. */
#define MULTIPLE 8


struct _ColorizeDetailControl
{
  GtkBox     parent_instance;

  GObject   *config; /* not owned: GIMP wants it to end with the procedure */
  GtkWidget *row;
  GtkWidget *scale;
  GtkWidget *automatic;
  gint       own_size; /* of the model; 0: not yet known */
};

G_DEFINE_TYPE (ColorizeDetailControl, colorize_detail_control, GTK_TYPE_BOX)


static gint
get_size (ColorizeDetailControl *detail)
{
  gint size;

  g_object_get (detail->config, "working-size", &size, NULL);

  return size;
}

static gint
get_shown_size (ColorizeDetailControl *detail)
{
  gdouble size = exp2 (gtk_range_get_value (GTK_RANGE (detail->scale)));

  return (gint) (size / MULTIPLE + 0.5) * MULTIPLE;
}

static void
show (ColorizeDetailControl *detail)
{
  gint     size      = get_size (detail);
  gboolean automatic = size == 0;

  if (automatic)
    size = detail->own_size;

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (detail->automatic), automatic);
  gtk_widget_set_sensitive (detail->row, ! automatic);

  if (size > 0)
    gtk_range_set_value (GTK_RANGE (detail->scale), log2 (size));
}

static void
scale_changed (GtkRange *scale, ColorizeDetailControl *detail)
{
  gint    size  = get_size (detail);
  gdouble place = CLAMP (log2 (MAX (size, 1)), MIN_DETAIL, MAX_DETAIL);

  /* A size that the slider cannot show stays until it is moved. */
  if (size != 0 && fabs (gtk_range_get_value (scale) - place) > 1e-3)
    g_object_set (detail->config, "working-size", get_shown_size (detail), NULL);
}

static void
automatic_toggled (GtkToggleButton *button, ColorizeDetailControl *detail)
{
  gint size = get_size (detail);

  if (gtk_toggle_button_get_active (button) != (size == 0))
    g_object_set (detail->config, "working-size", size == 0 ? get_shown_size (detail) : 0, NULL);
}

/* What the ends of the slider mean, below them. (A scale's own marks are in the wrong places where it
 * goes from the right to the left.) */
static GtkWidget *
ends_new (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_pack_start (GTK_BOX (box), gtk_label_new (_ ("broad")), FALSE, FALSE, 0);
  gtk_box_pack_end (GTK_BOX (box), gtk_label_new (_ ("fine")), FALSE, FALSE, 0);
  gtk_style_context_add_class (gtk_widget_get_style_context (box), GTK_STYLE_CLASS_DIM_LABEL);

  return box;
}

static void
colorize_detail_control_class_init (ColorizeDetailControlClass *klass)
{
}

static void
colorize_detail_control_init (ColorizeDetailControl *detail)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (detail), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (detail), 4);

  detail->row       = gtk_grid_new ();
  detail->automatic = gtk_check_button_new_with_mnemonic (_ ("_Automatic detail"));
  detail->scale =
    gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, MIN_DETAIL, MAX_DETAIL, STEP);
  gtk_range_set_increments (GTK_RANGE (detail->scale), STEP, PAGE);
  gtk_scale_set_draw_value (GTK_SCALE (detail->scale), FALSE);
  gtk_widget_set_hexpand (detail->scale, TRUE);

  gimp_help_set_help_data (
    detail->row,
    _ ("How closely the model looks at the photo. Fine finds smaller things, "
       "but colors less evenly and takes longer."),
    NULL);
  gimp_help_set_help_data (detail->automatic, _ ("As closely as suits the model best."), NULL);
}

GtkWidget *
colorize_detail_control_new (GObject *config, GtkSizeGroup *labels)
{
  ColorizeDetailControl *detail = g_object_new (COLORIZE_TYPE_DETAIL_CONTROL, NULL);
  GtkGrid               *grid   = GTK_GRID (detail->row);
  GtkWidget             *label  = gtk_label_new_with_mnemonic (_ ("_Detail"));

  detail->config = config;

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), detail->scale);
  gtk_size_group_add_widget (labels, label);
  gtk_grid_set_column_spacing (grid, 6);
  atk_object_set_name (gtk_widget_get_accessible (detail->scale),
                       gtk_label_get_text (GTK_LABEL (label)));
  gtk_grid_attach (grid, label, 0, 0, 1, 1);
  gtk_grid_attach (grid, detail->scale, 1, 0, 1, 1);
  gtk_grid_attach (grid, ends_new (), 1, 1, 1, 1);
  gtk_box_pack_start (GTK_BOX (detail), detail->automatic, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (detail), detail->row, FALSE, FALSE, 0);

  g_signal_connect (detail->scale, "value-changed", G_CALLBACK (scale_changed), detail);
  g_signal_connect (detail->automatic, "toggled", G_CALLBACK (automatic_toggled), detail);
  g_signal_connect_object (config, "notify::working-size", G_CALLBACK (show), detail,
                           G_CONNECT_SWAPPED);
  show (detail);

  return GTK_WIDGET (detail);
}

void
colorize_detail_control_set_own_size (ColorizeDetailControl *detail, gint size)
{
  detail->own_size = size;
  show (detail);
}
