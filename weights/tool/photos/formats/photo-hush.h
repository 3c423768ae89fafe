/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Libraries that print what is meant for their programmers, and have no switch for it.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From one to the other, what the process writes on standard error is kept, and then goes out without
 * empty lines and those that have `mark` in them. One thread at a time; others wait for it. */
void photo_hush_begin (void);
void photo_hush_end (const gchar *mark);

G_END_DECLS
