/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What bash completes on a command line of the program, written by the program itself from the tables
 * that its options are parsed by: the build calls `colorize --help-bash`. On standard output.
 */

#pragma once

#include "manual.h"

G_BEGIN_DECLS

/* Not shown by --help; alone after the program's name or a sub-command's. */
#define COMPLETION_OPTION "--help-bash"

/* A script for bash is the begin, a part for each sub-command, and the end. */
void completion_begin (const gchar *const *names, guint n_commands);
void completion_write_command (const Manual *manual);
void completion_end (void);

G_END_DECLS
