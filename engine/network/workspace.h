/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The memory that a network runs in. It is kept for the next run, as it takes the system about a
 * tenth of a run's time to hand it out anew. May be used by any number of threads.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _Workspace Workspace;

Workspace                *workspace_new (void);
void                      workspace_free (Workspace *workspace);

/* n_values floats, not set, that begin with a cache line; NULL if there is not enough memory. Each
 * caller gets memory of its own, and gives it back. */
gfloat                   *workspace_take (Workspace *workspace, gsize n_values);
void                      workspace_give_back (Workspace *workspace, gfloat *values);

G_END_DECLS
