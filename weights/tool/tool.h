/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sub-commands of `colorize`, and what they share.
 */

#pragma once

#include "colorize.h"
#include "console.h"

G_BEGIN_DECLS

/* Exit codes */
#define EXIT_SOME_FAILED 1   /* some photos could not be done */
#define EXIT_USAGE       2   /* the command or its weights are wrong; nothing was done */
#define EXIT_INTERRUPTED 130 /* by Ctrl+C */

/* A sub-command: argv[0] is its name. Returns the exit code. */
typedef int (*Command) (int argc, char **argv);

int              command_apply (int argc, char **argv);
int              command_evaluate (int argc, char **argv);
int              command_film (int argc, char **argv);
int              command_info (int argc, char **argv);
int              command_train (int argc, char **argv);
int              command_widen (int argc, char **argv);

/* Parses the options of a sub-command; what is left in argv are its other arguments. FALSE: said
 * on standard error what is wrong, or written the part of manual.h or completion.h that was asked for. */
gboolean         parse_options (const gchar        *arguments,
                                const gchar        *summary,
                                const GOptionEntry *entries,
                                int                *argc,
                                char             ***argv);

/* FALSE: said on standard error that the option --name is out of range. */
gboolean         check_range (const gchar *name, gdouble value, gdouble low, gdouble high);

/* What the program is, and how it was built, on standard output. */
void             print_version (void);

/* Makes a folder, and those above it, unless it is there. */
gboolean         make_folder (const gchar *path, GError **error);

/* The path of the default weights, to be freed: in the user's folder, beside the program (in a build
 * folder, in its sources), or where the system keeps such things. NULL: they are nowhere, and it has
 * said where it looked.
 * option   that names others, such as "--weights" */
gchar           *find_default_weights (const gchar *option);

/* The error as the end of a sentence, without the full stop, to be freed. (Messages of the engine are whole
 * sentences, others the end of one.) */
gchar           *describe_error (const GError *error);

/* Says of a photo, as a sentence, “NAME” `what`: the error. */
void             complain_of_photo (const gchar *photo, const gchar *what, const GError *error);

/* The weights of the given file, or the default ones for NULL. On failure it has said why. */
ColorizeWeights *load_weights (const gchar *path, gint n_threads);

G_END_DECLS
