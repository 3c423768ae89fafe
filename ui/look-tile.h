/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A look to choose: the photo with it, small, above its name. Pressed in as long as it is the one that is
 * chosen; a click, space or Return emits "chosen", and changes nothing by itself.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The room for the picture, in the window's units: five of them stand below the smallest preview. */
#define COLORIZE_LOOK_TILE_WIDTH  80
#define COLORIZE_LOOK_TILE_HEIGHT 60

#define COLORIZE_TYPE_LOOK_TILE (colorize_look_tile_get_type ())
G_DECLARE_FINAL_TYPE (ColorizeLookTile, colorize_look_tile, COLORIZE, LOOK_TILE, GtkToggleButton)

/* name   of any length, shown as far as there is room */
GtkWidget *colorize_look_tile_new (const gchar *name);

/* NULL: there is none yet. A reference is taken; its device scale is the window's. */
void       colorize_look_tile_set_picture (ColorizeLookTile *tile, cairo_surface_t *picture);

/* Whether it is the one that is chosen. Emits nothing. */
void       colorize_look_tile_mark (ColorizeLookTile *tile, gboolean is_marked);

G_END_DECLS
