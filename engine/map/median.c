/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "median.h"

/* Three pixels of a column in order. */
typedef struct
{
  gfloat *low;
  gfloat *middle;
  gfloat *high;
} Columns;

static inline gfloat
median_of_3 (gfloat a, gfloat b, gfloat c)
{
  return MAX (MIN (a, b), MIN (MAX (a, b), c));
}

static void
sort_columns (const gfloat *above,
              const gfloat *row,
              const gfloat *below,
              gint          width,
              Columns      *columns)
{
  for (gint x = 0; x < width; x++)
    {
      columns->low[x]    = MIN (MIN (above[x], row[x]), below[x]);
      columns->middle[x] = median_of_3 (above[x], row[x], below[x]);
      columns->high[x]   = MAX (MAX (above[x], row[x]), below[x]);
    }
}

/* The median of nine is that of the largest low, the median middle and the smallest high of three
 * sorted columns (Smith, "Implementing median filters in XC4000E FPGAs", Xcell 23, 1996). */
static inline gfloat
median_of_columns (const Columns *columns, gint left, gint x, gint right)
{
  const gfloat *low  = columns->low;
  const gfloat *high = columns->high;

  return median_of_3 (
    MAX (MAX (low[left], low[x]), low[right]),
    median_of_3 (columns->middle[left], columns->middle[x], columns->middle[right]),
    MIN (MIN (high[left], high[x]), high[right]));
}

gboolean
median_filter (const gfloat *from, gint height, gint width, gfloat *to)
{
  g_autofree gfloat *memory  = g_try_new (gfloat, 3 * (gsize) width);
  Columns            columns = { memory, memory + width, memory + 2 * (gsize) width };

  if (! memory)
    return FALSE;

  for (gint y = 0; y < height; y++, to += width)
    {
      const gfloat *row = from + (gsize) y * width;

      sort_columns (y > 0 ? row - width : row, row, y + 1 < height ? row + width : row, width,
                    &columns);
      to[0]         = median_of_columns (&columns, 0, 0, MIN (1, width - 1));
      to[width - 1] = median_of_columns (&columns, MAX (width - 2, 0), width - 1, width - 1);
      for (gint x = 1; x < width - 1; x++)
        to[x] = median_of_columns (&columns, x - 1, x, x + 1);
    }

  return TRUE;
}
