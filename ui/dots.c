/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "dots.h"

#include <babl/babl.h>

#include "picture/conversion.h"


struct _ColorizeDots
{
  GPtrArray *photos; /* a GArray of ColorizeDot for each */
};


ColorizeDots *
colorize_dots_new (gint n_photos)
{
  ColorizeDots *dots = g_new0 (ColorizeDots, 1);

  dots->photos = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  for (gint i = 0; i < n_photos; i++)
    g_ptr_array_add (dots->photos, g_array_new (FALSE, FALSE, sizeof (ColorizeDot)));

  return dots;
}

void
colorize_dots_free (ColorizeDots *dots)
{
  if (! dots)
    return;

  g_ptr_array_unref (dots->photos);
  g_free (dots);
}

const ColorizeDot *
colorize_dots_get (const ColorizeDots *dots, gint photo, gint *n)
{
  const GArray *array = dots->photos->pdata[photo];

  *n = array->len;

  return (const ColorizeDot *) array->data;
}

void
colorize_dots_add (ColorizeDots *dots, gint photo, const ColorizeDot *dot)
{
  g_array_append_vals (dots->photos->pdata[photo], dot, 1);
}

void
colorize_dots_change (ColorizeDots *dots, gint photo, gint index, const ColorizeDot *dot)
{
  g_array_index ((GArray *) dots->photos->pdata[photo], ColorizeDot, index) = *dot;
}

void
colorize_dots_remove (ColorizeDots *dots, gint photo, gint index)
{
  g_array_remove_index (dots->photos->pdata[photo], index);
}

void
colorize_dots_add_to_hints (const ColorizeDots *dots,
                            gint                photo,
                            gint                width,
                            gint                height,
                            ColorizeHints      *hints)
{
  gdouble            radius = colorize_hints_get_dot_radius (width, height);
  gint               n;
  const ColorizeDot *dot = colorize_dots_get (dots, photo, &n);

  for (; n > 0; n--, dot++)
    {
      gfloat lab[3];

      convert_pixels (babl_format ("R'G'B' u8"), babl_format ("CIE Lab float"), dot->rgb, lab, 1);
      colorize_hints_add_dot (hints, dot->x, dot->y, radius, lab[1], lab[2]);
    }
}
