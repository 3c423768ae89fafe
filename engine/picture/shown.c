/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "shown.h"

#include "conversion.h"

ColorizePhoto *
shown_take_picture (ColorizePhoto *photo,
                    const Border  *border,
                    gint           frame,
                    ColorizeLevel  level,
                    Pool          *pool,
                    Levels        *levels,
                    GError       **error)
{
  const ColorizeFrame *box          = &border->frames[frame];
  g_autoptr (ColorizePhoto) picture = photo_new_picture (photo, box, pool, error);

  if (! picture)
    return NULL;
  if (border->cover && picture != photo
      && ! photo_fill_corners (picture, photo, box, border->cover, pool, error))
    return NULL;
  if (! levels_measure (levels, pool, picture, level, error))
    return NULL;

  return g_steal_pointer (&picture);
}

gfloat *
shown_make_input (const Architecture  *architecture,
                  const ColorizePhoto *picture,
                  const Levels        *levels,
                  Pool                *pool,
                  gint                 height,
                  gint                 width)
{
  gsize              n_pixels  = (gsize) height * width;
  g_autofree gfloat *luminance = photo_resample (picture, pool, height, width);
  g_autofree gfloat *input     = g_try_new (gfloat, n_pixels);

  if (! luminance || ! input)
    return NULL;

  levels_apply (levels, luminance, n_pixels);
  if (architecture->input_kind == INPUT_LUMA)
    convert_pixels (babl_format ("CIE L float"), babl_format ("Y' float"), luminance, input,
                    n_pixels);
  else
    for (gsize i = 0; i < n_pixels; i++)
      input[i] = luminance[i] / 100.0f;

  for (gsize i = 0; i < n_pixels; i++)
    input[i] -= architecture->mean;

  return g_steal_pointer (&input);
}
