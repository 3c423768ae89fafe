/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "dots.h"

#include <babl/babl.h>

#include "picture/conversion.h"


/* A few dots, so that each step can keep all of them. */
typedef struct
{
  GPtrArray *states; /* a GArray of ColorizeDot for each, the first of them empty */
  guint      now;    /* which of them counts; those behind it have been taken back */
} History;

struct _ColorizeDots
{
  gint     n_photos;
  History *photos; /* [n_photos] */
};


ColorizeDots *
colorize_dots_new (gint n_photos)
{
  ColorizeDots *dots = g_new0 (ColorizeDots, 1);

  dots->n_photos = n_photos;
  dots->photos   = g_new0 (History, n_photos);

  for (gint i = 0; i < n_photos; i++)
    {
      dots->photos[i].states = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
      g_ptr_array_add (dots->photos[i].states, g_array_new (FALSE, FALSE, sizeof (ColorizeDot)));
    }

  return dots;
}

void
colorize_dots_free (ColorizeDots *dots)
{
  if (! dots)
    return;

  for (gint i = 0; i < dots->n_photos; i++)
    g_ptr_array_unref (dots->photos[i].states);

  g_free (dots->photos);
  g_free (dots);
}

static GArray *
get_array (const ColorizeDots *dots, gint photo)
{
  const History *history = &dots->photos[photo];

  return g_ptr_array_index (history->states, history->now);
}

const ColorizeDot *
colorize_dots_get (const ColorizeDots *dots, gint photo, gint *n)
{
  const GArray *array = get_array (dots, photo);

  *n = array->len;

  return (const ColorizeDot *) array->data;
}


/* Steps */

/* What is to be changed now. What has been taken back before is lost. */
static GArray *
begin_step (ColorizeDots *dots, gint photo)
{
  History *history = &dots->photos[photo];
  GArray  *state   = g_array_copy (get_array (dots, photo));

  history->now++;
  g_ptr_array_set_size (history->states, history->now);
  g_ptr_array_add (history->states, state);

  return state;
}

void
colorize_dots_add (ColorizeDots *dots, gint photo, const ColorizeDot *dot)
{
  g_array_append_vals (begin_step (dots, photo), dot, 1);
}

void
colorize_dots_change (ColorizeDots *dots, gint photo, gint index, const ColorizeDot *dot)
{
  g_array_index (begin_step (dots, photo), ColorizeDot, index) = *dot;
}

void
colorize_dots_remove (ColorizeDots *dots, gint photo, gint index)
{
  g_array_remove_index (begin_step (dots, photo), index);
}

void
colorize_dots_remove_all (ColorizeDots *dots, gint photo)
{
  g_array_set_size (begin_step (dots, photo), 0);
}

void
colorize_dots_move (ColorizeDots *dots,
                    gint          photo,
                    gint          index,
                    gdouble       x,
                    gdouble       y,
                    gboolean      goes_on)
{
  GArray      *array = goes_on ? get_array (dots, photo) : begin_step (dots, photo);
  ColorizeDot *dot   = &g_array_index (array, ColorizeDot, index);

  dot->x = x;
  dot->y = y;
}

gboolean
colorize_dots_undo (ColorizeDots *dots, gint photo)
{
  History *history = &dots->photos[photo];

  if (history->now == 0)
    return FALSE;

  history->now--;

  return TRUE;
}

gboolean
colorize_dots_redo (ColorizeDots *dots, gint photo)
{
  History *history = &dots->photos[photo];

  if (history->now + 1 == history->states->len)
    return FALSE;

  history->now++;

  return TRUE;
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
