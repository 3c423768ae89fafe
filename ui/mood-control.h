/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The photos whose mood is taken: a row for each, and buttons that add files and open layers.
 */

#pragma once

#include <gtk/gtk.h>

#include "references.h"

G_BEGIN_DECLS

/* A layer that is open in GIMP. */
typedef struct
{
  gint       layer; /* its identifier */
  gchar     *name;
  GdkPixbuf *thumbnail; /* NULL: there is none */
} ColorizeOpenLayer;

void colorize_open_layer_free (ColorizeOpenLayer *layer);

/* Where references come from. */
typedef struct
{
  ColorizeReference *(*open_file) (GFile *file, gpointer data, GError **error);
  ColorizeReference *(*open_layer) (gint layer, gpointer data, GError **error);
  GPtrArray *(*list_layers) (gpointer data); /* ColorizeOpenLayer, the caller's then */
} ColorizeMoodSource;

#define COLORIZE_TYPE_MOOD_CONTROL (colorize_mood_control_get_type ())
G_DECLARE_FINAL_TYPE (ColorizeMoodControl, colorize_mood_control, COLORIZE, MOOD_CONTROL, GtkBox)

/* Emits "changed", and "failed" with a GError that says why a photo could not be added.
 * source, data   where references come from; not owned
 * references     ColorizeReference, those that are there to begin with */
GtkWidget *colorize_mood_control_new (const ColorizeMoodSource *source,
                                      gpointer                  data,
                                      const GPtrArray          *references);

/* Those that are there; another list after each change. To be unreffed. */
GPtrArray *colorize_mood_control_get_references (ColorizeMoodControl *control);

/* Takes all away. */
void       colorize_mood_control_clear (ColorizeMoodControl *control);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ColorizeOpenLayer, colorize_open_layer_free)

G_END_DECLS
