/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is asked about a user's own looks. Each returns when it is answered.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A name for a new look, without blanks around it, to be freed; NULL: none after all. Asks before it gives one
 * of `own`, and never gives one of `given`. Both are const gchar *. */
gchar   *colorize_look_ask_name (GtkWindow *parent, GPtrArray *given, GPtrArray *own);

/* Whether a look is to be deleted. */
gboolean colorize_look_ask_delete (GtkWindow *parent, const gchar *name);

G_END_DECLS
