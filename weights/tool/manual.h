/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The manual pages, written by the program itself from the tables that its options are parsed by, so that
 * they say what --help says: the build calls `colorize --help-man` and `colorize COMMAND --help-man`.
 * They are in the macros of man(7), in ASCII, on standard output.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Not shown by --help; alone after the program's name or a sub-command's. */
#define MANUAL_OPTION "--help-man"

/* A sub-command's own words. */
typedef struct
{
  const gchar        *name;
  const gchar        *arguments;
  const gchar        *summary;
  const GOptionEntry *entries; /* to one without a name */
} Manual;

/* The page of the whole program, colorize.1; a sub-command has a name and a line that says what it does. */
void manual_write_program (const gchar *const *names, const gchar *const *lines, guint n_commands);

/* The page of a sub-command, colorize-NAME.1, in two parts: its head, and what the options' own tables say. */
void manual_begin_command (const gchar *name, const gchar *line);
void manual_write_command (const Manual *manual);

G_END_DECLS
