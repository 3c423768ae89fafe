/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory for what is too large for the processor's caches.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So many floats that what follows them begins with a cache line, where they do. */
static inline gsize
memory_align (gsize n_values)
{
  return (n_values + 15) / 16 * 16;
}

/* n_values floats, not set, that begin with a cache line; NULL if there is not enough memory. To be
 * freed with memory_free. */
gfloat *memory_try_new (gsize n_values);
void    memory_free (gfloat *values);

static inline void
memory_clear (gfloat **values)
{
  memory_free (*values);
}

/* For a variable whose memory is to be freed when it goes out of scope. */
#define memory_auto _GLIB_CLEANUP (memory_clear)

G_END_DECLS
