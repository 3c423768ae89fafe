/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The right-hand matrices of loops.h's `multiply`: their columns in panels, the last one filled up
 * with zeros.
 */

#pragma once

#include <string.h>

#include "network/loops/loops.h"

G_BEGIN_DECLS

static inline gint
panels_count (gint n_columns)
{
  return (n_columns + loops_get ()->n_columns - 1) / loops_get ()->n_columns;
}

/* One row of one panel, from a whole row of the matrix. */
static inline void
panel_set_row (gfloat *to, const gfloat *row, gint panel, gint n_columns)
{
  gint width = loops_get ()->n_columns;
  gint first = panel * width;
  gint n     = MIN (width, n_columns - first);

  memcpy (to, row + first, n * sizeof *to);
  memset (to + n, 0, (width - n) * sizeof *to);
}

G_END_DECLS
