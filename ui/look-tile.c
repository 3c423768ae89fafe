/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "look-tile.h"

#include <libgimp/gimpui.h>


/* Many are to be seen at once. */
#define STYLE "button { padding: 2px; }"


struct _ColorizeLookTile
{
  GtkToggleButton parent_instance;

  GtkWidget      *picture;
  GtkWidget      *name;
  gboolean        is_marked;
  gboolean        is_settling; /* the button changes back to what the mark says */
};

static guint chosen; /* the signal */

G_DEFINE_TYPE (ColorizeLookTile, colorize_look_tile, GTK_TYPE_TOGGLE_BUTTON)


/* GTK takes this for a click, too. */
static void
show_mark (ColorizeLookTile *tile)
{
  tile->is_settling = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tile), tile->is_marked);
  tile->is_settling = FALSE;
}

static void
toggled (ColorizeLookTile *tile)
{
  if (tile->is_settling)
    return;

  show_mark (tile);
  g_signal_emit (tile, chosen, 0);
}

static void
colorize_look_tile_class_init (ColorizeLookTileClass *klass)
{
  chosen = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                         NULL, G_TYPE_NONE, 0);
}

static void
set_style (GtkWidget *widget)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_data (provider, STYLE, -1, NULL);
  gtk_style_context_add_provider (gtk_widget_get_style_context (widget),
                                  GTK_STYLE_PROVIDER (provider),
                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
colorize_look_tile_init (ColorizeLookTile *tile)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  GtkWidget *box                       = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkLabel  *name;

  tile->picture = gtk_image_new ();
  tile->name    = gtk_label_new (NULL);
  name          = GTK_LABEL (tile->name);
  gtk_widget_set_size_request (tile->picture, COLORIZE_LOOK_TILE_WIDTH, COLORIZE_LOOK_TILE_HEIGHT);
  pango_attr_list_insert (attributes, pango_attr_scale_new (PANGO_SCALE_SMALL));
  gtk_label_set_attributes (name, attributes);
  gtk_label_set_ellipsize (name, PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (name, TRUE);
  /* A long name does not make its tile wider than the picture is. */
  gtk_label_set_max_width_chars (name, 1);
  gtk_box_pack_start (GTK_BOX (box), tile->picture, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), tile->name, FALSE, FALSE, 0);
  gtk_container_add (GTK_CONTAINER (tile), box);
  set_style (GTK_WIDGET (tile));
  gtk_button_set_relief (GTK_BUTTON (tile), GTK_RELIEF_NONE);

  g_signal_connect (tile, "toggled", G_CALLBACK (toggled), NULL);
}

GtkWidget *
colorize_look_tile_new (const gchar *name)
{
  ColorizeLookTile *tile   = g_object_new (COLORIZE_TYPE_LOOK_TILE, NULL);
  GtkWidget        *widget = GTK_WIDGET (tile);

  gtk_label_set_text (GTK_LABEL (tile->name), name);
  gtk_widget_set_tooltip_text (widget, name);
  atk_object_set_name (gtk_widget_get_accessible (widget), name);

  return widget;
}

void
colorize_look_tile_set_picture (ColorizeLookTile *tile, cairo_surface_t *picture)
{
  gtk_image_set_from_surface (GTK_IMAGE (tile->picture), picture);
}

void
colorize_look_tile_mark (ColorizeLookTile *tile, gboolean is_marked)
{
  tile->is_marked = is_marked;
  show_mark (tile);
}
