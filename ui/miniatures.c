/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "miniatures.h"


ColorizeMiniatures *
colorize_miniatures_new (const ColorizeOptions *tastes, gint n, gint width, gint height)
{
  ColorizeMiniatures *miniatures = g_new0 (ColorizeMiniatures, 1);

  miniatures->tastes = g_memdup2 (tastes, n * sizeof *tastes);
  miniatures->n      = n;
  miniatures->width  = width;
  miniatures->height = height;
  miniatures->chroma = g_new0 (gfloat *, n);

  return miniatures;
}

/* The first one of the same taste. */
static gint
find_equal (const ColorizeMiniatures *miniatures, gint index)
{
  const ColorizeOptions *tastes = miniatures->tastes;

  for (gint i = 0; i < index; i++)
    {
      if (tastes[i].vividness == tastes[index].vividness
          && tastes[i].evenness == tastes[index].evenness)
        return i;
    }

  return index;
}

void
colorize_miniatures_free (ColorizeMiniatures *miniatures)
{
  if (! miniatures)
    return;

  for (gint i = 0; i < miniatures->n; i++)
    {
      if (find_equal (miniatures, i) == i)
        g_free (miniatures->chroma[i]);
    }

  g_free (miniatures->chroma);
  g_free (miniatures->tastes);
  g_free (miniatures);
}

gboolean
colorize_miniatures_make (ColorizeMiniatures       *miniatures,
                          const ColorizePrediction *prediction,
                          ColorizeMiniaturesStop    stop,
                          gpointer                  data)
{
  for (gint i = 0; i < miniatures->n; i++)
    {
      gint equal = find_equal (miniatures, i);

      if (stop (data))
        return FALSE;

      if (equal < i)
        miniatures->chroma[i] = miniatures->chroma[equal];
      else
        miniatures->chroma[i] = colorize_prediction_sketch (
          prediction, &miniatures->tastes[i], NULL, 0, miniatures->width, miniatures->height, NULL);
    }

  return TRUE;
}
