/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ctrl+C, SIGTERM and SIGHUP, for work that ends in good order.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From now on the first signal is only noted; a second one ends the process at once. One that is
 * ignored already, as SIGHUP under nohup, stays so. SIGPIPE is ignored: who writes where nobody reads
 * is told so. */
void     interrupt_watch (void);

/* As if a signal had come. */
void     interrupt_note (void);
gboolean interrupt_is_noted (void);

G_END_DECLS
