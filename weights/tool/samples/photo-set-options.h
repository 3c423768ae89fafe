/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which photos a set takes, and as what.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint         keep_side;  /* larger photos are reduced to this short side; none is enlarged */
  gint         min_side;   /* photos of a smaller short side are left out */
  gdouble      min_chroma; /* so are those of a smaller mean C*ab (D50), as near-gray; 0: none */
  const gchar *exclude;    /* a file that names photos to leave out (exclusions.h), or NULL */
  gint         n_threads;
  gboolean     shows_progress; /* on a terminal, with the time left */
} PhotoSetOptions;

G_END_DECLS
