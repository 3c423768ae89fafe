/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "memory.h"

#include <stdlib.h>

#include <sys/mman.h>

#define CACHE_LINE 64
#define HUGE_PAGE  (2 << 20)

gfloat *
memory_try_new (gsize n_values)
{
  gsize  alignment = n_values < HUGE_PAGE / sizeof (gfloat) ? CACHE_LINE : HUGE_PAGE;
  gsize  size;
  gsize  padded;
  gchar *memory;

  if (! g_size_checked_mul (&size, MAX (n_values, 1), sizeof (gfloat))
      || ! g_size_checked_add (&padded, size, alignment - 1))
    return NULL;

  padded = padded / alignment * alignment;
  memory = aligned_alloc (alignment, padded);

  /* A page of 4 KB at a time, the kernel takes longer to hand the memory out than some layers take
   * to fill it. */
#ifdef MADV_HUGEPAGE
  if (memory && alignment == HUGE_PAGE)
    madvise (memory, padded, MADV_HUGEPAGE);
#endif
  return (gfloat *) memory;
}

void
memory_free (gfloat *values)
{
  free (values);
}
