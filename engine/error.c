/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "error.h"

GQuark
colorize_error_quark (void)
{
  return g_quark_from_static_string ("colorize-error-quark");
}

void
error_set_memory (GError **error)
{
  g_set_error_literal (error, COLORIZE_ERROR, COLORIZE_ERROR_MEMORY,
                       "There is not enough memory for this working size; choose a smaller one or "
                       "close other programs.");
}

void
error_set_weights_memory (const gchar *title, GError **error)
{
  g_set_error (error, COLORIZE_ERROR, COLORIZE_ERROR_MEMORY,
               "There is not enough memory for the weights “%s”; close other programs or choose "
               "narrower weights.",
               title);
}
