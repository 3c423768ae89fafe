/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the engine was built, in words for people: for --version, and for reports of problems. Any thread.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The compiler and its version, such as “GCC 14.2.0”. */
const gchar *build_get_compiler (void);

/* The instruction sets that there are loops for, from the oldest processors to the newest, such as
 * “x86-64, AVX2, AVX-512”. To be freed. */
gchar       *build_describe_instructions (void);

G_END_DECLS
