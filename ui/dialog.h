/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dialog: the procedure's arguments, as GIMP shows them.
 */

#pragma once

#include <libgimp/gimpui.h>

G_BEGIN_DECLS

/* Lets the user change `config`. FALSE: cancelled. */
gboolean colorize_dialog_run (GimpProcedure *procedure, GimpProcedureConfig *config);

G_END_DECLS
