/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory for what is too large for the processor's caches.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* n_values floats, not set, that begin with a cache line; NULL if there is not enough memory. To be
 * freed with memory_free. */
gfloat *memory_try_new (gsize n_values);
void    memory_free (gfloat *values);

G_END_DECLS
