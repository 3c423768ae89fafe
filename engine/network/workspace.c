/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "workspace.h"

#include "memory.h"

/* More floats than these are not kept: 256 MB. */
#define LARGEST_KEPT (64 << 20)

/* Floats before the values, which hold their number. */
#define HEADER 16

struct _Workspace
{
  gfloat *kept; /* with its header; NULL: none, or somebody works in it */
};

Workspace *
workspace_new (void)
{
  return g_new0 (Workspace, 1);
}

void
workspace_free (Workspace *workspace)
{
  if (! workspace)
    return;

  memory_free (workspace->kept);
  g_free (workspace);
}

gfloat *
workspace_take (Workspace *workspace, gsize n_values)
{
  gfloat *memory = g_atomic_pointer_exchange (&workspace->kept, NULL);

  if (! memory || *(gsize *) memory < n_values)
    {
      memory_free (memory);
      memory = n_values < G_MAXSIZE - HEADER ? memory_try_new (HEADER + n_values) : NULL;
      if (! memory)
        return NULL;
      *(gsize *) memory = n_values;
    }
  return memory + HEADER;
}

void
workspace_give_back (Workspace *workspace, gfloat *values)
{
  gfloat *memory = values - HEADER;

  if (*(gsize *) memory <= LARGEST_KEPT)
    memory = g_atomic_pointer_exchange (&workspace->kept, memory);
  memory_free (memory);
}
