/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The looks to choose from, side by side, each as the photo with it. One that is chosen sets the arguments; the
 * one that fits them is marked. The user's own come after those that everybody has.
 */

#pragma once

#include <gtk/gtk.h>

#include "predictor.h"
#include "reader.h"

G_BEGIN_DECLS

#define COLORIZE_TYPE_LOOKS_STRIP (colorize_looks_strip_get_type ())
G_DECLARE_FINAL_TYPE (ColorizeLooksStrip, colorize_looks_strip, COLORIZE, LOOKS_STRIP, GtkBox)

/* Emits "ended" when the user's own looks have been read or written, with a GError if that failed, else with NULL.
 * config      holds the arguments; not owned
 * kept        the file of the user's own looks, which need not be there yet */
GtkWidget *colorize_looks_strip_new (GObject *config, GFile *kept);

/* Reads the user's own looks, and shows them. */
void       colorize_looks_strip_load (ColorizeLooksStrip *strip);

/* What makes the colors; NULL: nothing any more. Not owned. */
void colorize_looks_strip_set_predictor (ColorizeLooksStrip *strip, ColorizePredictor *predictor);

/* The photo, once it has been read; NULL: there is none, or not yet. Not owned. */
void colorize_looks_strip_set_reader (ColorizeLooksStrip *strip, const ColorizeReader *reader);

/* What the predictor has to say. */
void colorize_looks_strip_update (ColorizeLooksStrip *strip);

/* Whether only what is selected is in color. */
void colorize_looks_strip_set_use_mask (ColorizeLooksStrip *strip, gboolean use_mask);

G_END_DECLS
