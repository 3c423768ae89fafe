/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "held-out.h"

typedef struct
{
  gchar *hash;
  guint  i;
} Hashed;

static void
hashed_clear (gpointer data)
{
  g_free (((Hashed *) data)->hash);
}

/* Photos of the same name keep to their order. */
static gint
compare_hashes (gconstpointer a, gconstpointer b)
{
  const Hashed *one   = a;
  const Hashed *other = b;
  gint          order = strcmp (one->hash, other->hash);

  return order != 0 ? order : one->i > other->i ? 1 : -1;
}

void
held_out_split (const GPtrArray *names, guint n_validation, GArray *training, GArray *validation)
{
  g_autoptr (GArray) order      = g_array_new (FALSE, FALSE, sizeof (Hashed));
  guint                n_photos = names->len;
  g_autofree gboolean *is_held  = g_new0 (gboolean, n_photos);

  g_array_set_clear_func (order, hashed_clear);
  for (guint i = 0; i < n_photos; i++)
    {
      Hashed hashed = { g_compute_checksum_for_string (G_CHECKSUM_SHA256, names->pdata[i], -1), i };

      g_array_append_val (order, hashed);
    }
  g_array_sort (order, compare_hashes);

  for (guint k = 0; k < MIN (n_validation, n_photos); k++)
    is_held[g_array_index (order, Hashed, k).i] = TRUE;
  for (guint i = 0; i < n_photos; i++)
    g_array_append_val (is_held[i] ? validation : training, i);
}
