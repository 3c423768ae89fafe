/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the tool prints, on either stream: byte for byte, whatever the locale, for the names of files
 * are bytes. g_print and g_printerr do so once console_init has been called. For the main thread.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Call it once, first. At the end of the process it says if what was printed could not all be written,
 * and makes the exit code 1 then. */
void     console_init (void);

/* TRUE once it shows that nobody reads standard output any more, as after `| head`; what is printed
 * then is lost, which is no error. */
gboolean console_is_closed (void);

/* One line on standard output. Where that is a terminal, characters that would steer it, which names
 * of files may hold, are shown as “?”. */
void     print_line (const gchar *format, ...) G_GNUC_PRINTF (1, 2);

/* One line of a table on standard output; nothing where `text` is NULL or empty. */
void     print_row (const gchar *label, const gchar *text);

/* As print_line on standard error; it starts with the program's name. */
void     complain (const gchar *format, ...) G_GNUC_PRINTF (1, 2);

G_END_DECLS
