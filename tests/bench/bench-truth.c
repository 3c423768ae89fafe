/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gegl.h>

#include "bench-truth.h"
#include "photo-file.h"

PhotoList *
bench_truth_list (const BenchOptions *options, GError **error)
{
  char *const folders[] = { options->photos, NULL };

  if (! options->photos)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           "Name a folder of color photos: --photos FOLDER.");
      return NULL;
    }

  photo_file_init ();
  return photo_list_new (folders, 1, FALSE, NULL);
}

gboolean
bench_truth_load (BenchTruth *truth, const gchar *path, GError **error)
{
  g_autoptr (PhotoFile) file = photo_file_load (path, FALSE, NULL, error);
  g_autofree gfloat *lab     = NULL;
  GeglBuffer        *buffer;
  gsize              n_pixels;

  if (! file)
    return FALSE;

  buffer           = photo_file_get_buffer (file);
  truth->width     = gegl_buffer_get_width (buffer);
  truth->height    = gegl_buffer_get_height (buffer);
  n_pixels         = (gsize) truth->width * truth->height;
  truth->luminance = g_new (gfloat, n_pixels);
  truth->chroma    = g_new (gfloat, 2 * n_pixels);

  lab = g_new (gfloat, 3 * n_pixels);
  gegl_buffer_get (buffer, NULL, 1.0, babl_format ("CIE Lab float"), lab, GEGL_AUTO_ROWSTRIDE,
                   GEGL_ABYSS_NONE);
  for (gsize i = 0; i < n_pixels; i++)
    {
      truth->luminance[i]      = lab[3 * i];
      truth->chroma[2 * i]     = lab[3 * i + 1];
      truth->chroma[2 * i + 1] = lab[3 * i + 2];
    }
  return TRUE;
}

void
bench_truth_clear (BenchTruth *truth)
{
  g_free (truth->luminance);
  g_free (truth->chroma);
}
