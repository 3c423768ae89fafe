/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hints.h"

#include <math.h>
#include <string.h>

#include "error.h"
#include "map/frame.h"
#include "photo.h"

/* A radius: of the short side, and in pixels, at least. */
#define DOT_SHARE 0.004
#define MIN_DOT   2.0

/* No color that can be seen has more. */
#define MAX_CHROMA 150.0f

ColorizeHints *
colorize_hints_new (gint width, gint height, GError **error)
{
  g_autoptr (ColorizeHints) hints = NULL;

  if (! photo_check_size (width, height, error))
    return NULL;

  hints               = g_new0 (ColorizeHints, 1);
  hints->n_references = 1;
  hints->width        = width;
  hints->height       = height;
  photo_get_kept_size (width, height, &hints->kept_height, &hints->kept_width);
  hints->columns = resample_axis_new (width, hints->kept_width, RESAMPLE_LINEAR);
  hints->rows    = resample_axis_new (height, hints->kept_height, RESAMPLE_LINEAR);
  hints->row     = g_new (gfloat, (gsize) width * N_HINT_VALUES);
  hints->reduced = g_new (gfloat, (gsize) hints->kept_width * N_HINT_VALUES);
  hints->values =
    g_try_new0 (gfloat, (gsize) hints->kept_width * hints->kept_height * N_HINT_VALUES);
  if (! hints->values)
    {
      error_set_memory (error);
      return NULL;
    }

  return g_steal_pointer (&hints);
}

/* FALSE: there is no paint on the row. */
static gboolean
take_row (const gfloat *paint, gint width, gfloat *values)
{
  gboolean has_paint = FALSE;

  for (; width > 0; width--, paint += 3, values += N_HINT_VALUES)
    {
      gboolean is_paint = isfinite (paint[0]) && isfinite (paint[1]) && paint[2] > 0.0f;
      gfloat   weight   = is_paint ? MIN (paint[2], 1.0f) : 0.0f;
      gfloat   square   = weight * weight;

      values[HINT_A]      = is_paint ? square * CLAMP (paint[0], -MAX_CHROMA, MAX_CHROMA) : 0.0f;
      values[HINT_B]      = is_paint ? square * CLAMP (paint[1], -MAX_CHROMA, MAX_CHROMA) : 0.0f;
      values[HINT_SQUARE] = square;
      values[HINT_CUBE]   = square * weight;
      has_paint |= is_paint;
    }
  return has_paint;
}

void
colorize_hints_add_rows (ColorizeHints *hints, const gfloat *rows, gint n_rows)
{
  for (; n_rows > 0; n_rows--, rows += 3 * (gsize) hints->width)
    {
      if (take_row (rows, hints->width, hints->row))
        resample_add_row (hints->row, hints->n_rows, N_HINT_VALUES, hints->columns, hints->rows,
                          hints->reduced, hints->values);
      hints->n_rows = (hints->n_rows + 1) % hints->height;
    }
}

void
colorize_hints_add_dot (ColorizeHints *hints,
                        gdouble        x,
                        gdouble        y,
                        gdouble        radius,
                        gdouble        a,
                        gdouble        b)
{
  gdouble scale_x = (gdouble) hints->kept_width / hints->width;
  gdouble scale_y = (gdouble) hints->kept_height / hints->height;
  gdouble reach_x = MAX (radius * scale_x, 0.5);
  gdouble reach_y = MAX (radius * scale_y, 0.5);
  gdouble own_x   = floor (x * scale_x);
  gdouble own_y   = floor (y * scale_y);
  gfloat  full[]  = { CLAMP (a, -MAX_CHROMA, MAX_CHROMA), CLAMP (b, -MAX_CHROMA, MAX_CHROMA), 1.0f,
                      1.0f };
  gint    first   = CLAMP (own_x - reach_x, 0.0, hints->kept_width);
  gint    last    = CLAMP (own_x + reach_x + 2.0, 0.0, hints->kept_width);
  gint    top     = CLAMP (own_y - reach_y, 0.0, hints->kept_height);
  gint    bottom  = CLAMP (own_y + reach_y + 2.0, 0.0, hints->kept_height);

  for (gint row = top; row < bottom; row++)
    for (gint column = first; column < last; column++)
      {
        gdouble  across = (column + 0.5 - x * scale_x) / reach_x;
        gdouble  down   = (row + 0.5 - y * scale_y) / reach_y;
        gboolean is_own = column == own_x && row == own_y;
        gfloat   share =
          CLAMP ((1.0 - hypot (across, down)) * MIN (reach_x, reach_y) + 0.5, 0.0, 1.0);
        gfloat *values = hints->values + ((gsize) row * hints->kept_width + column) * N_HINT_VALUES;

        for (gint i = 0; i < N_HINT_VALUES; i++)
          values[i] += (is_own ? 1.0f : share) * (full[i] - values[i]);
      }
}

void
colorize_hints_set_elsewhere (ColorizeHints *hints, gboolean goes_elsewhere)
{
  hints->goes_elsewhere = goes_elsewhere;
}

gdouble
colorize_hints_get_dot_radius (gint width, gint height)
{
  return MAX (DOT_SHARE * MIN (width, height), MIN_DOT);
}

ColorizeHints *
colorize_hints_copy (const ColorizeHints *hints, GError **error)
{
  ColorizeHints *copy = colorize_hints_new (hints->width, hints->height, error);

  if (copy)
    {
      memcpy (copy->values, hints->values,
              (gsize) hints->kept_width * hints->kept_height * N_HINT_VALUES
                * sizeof *hints->values);
      copy->goes_elsewhere = hints->goes_elsewhere;
    }
  return copy;
}

ColorizeHints *
colorize_hints_ref (ColorizeHints *hints)
{
  g_atomic_int_inc (&hints->n_references);
  return hints;
}

void
colorize_hints_unref (ColorizeHints *hints)
{
  if (! hints || ! g_atomic_int_dec_and_test (&hints->n_references))
    return;

  resample_axis_free (hints->rows);
  resample_axis_free (hints->columns);
  g_free (hints->row);
  g_free (hints->reduced);
  g_free (hints->values);
  g_free (hints);
}

void
hints_cut (const ColorizeHints *hints,
           Pool                *pool,
           const ColorizeFrame *frame,
           gint                 height,
           gint                 width,
           gfloat              *values)
{
  ColorizeFrame kept = frame_scale (frame, (gdouble) hints->kept_width / hints->width,
                                    (gdouble) hints->kept_height / hints->height);

  frame_cut (pool, hints->values, hints->kept_height, hints->kept_width, N_HINT_VALUES, &kept,
             height, width, values);
}
