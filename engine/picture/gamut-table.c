/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A cell of the table has the mean chroma of the colors on the sides that are near its center; between
 * the centers limits are interpolated.
 */

#include "gamut-table.h"

#include <math.h>

/* Cells of a unit of L* and 2 degrees. */
#define N_ROWS    100
#define N_COLUMNS 180

struct _GamutTable
{
  gfloat limits[N_ROWS][N_COLUMNS];
  gfloat
    smallest[N_ROWS]; /* of a row and those beside it: no pixel of it needs more than this test */
};

/* Which cell a color is in, with the fraction: 0.5 is the center of the first. */
static inline gfloat
get_row (gfloat luminance)
{
  return luminance * (N_ROWS / 100.0f);
}

static inline gfloat
get_column (gfloat a, gfloat b)
{
  gfloat turn = atan2f (b, a) * (gfloat) (0.5 / G_PI);

  return (turn < 0.0f ? turn + 1.0f : turn) * N_COLUMNS;
}

/* Cells that no color fell near have the limit of the next in their row that has one. The ends of L*
 * may have none at all: no color is as dark, or as light. */
static void
fill_row (const gfloat *sums, const gfloat *weights, gfloat *row)
{
  for (gint column = 0; column < N_COLUMNS; column++)
    {
      row[column] = 0.0f;

      for (gint distance = 0; distance <= N_COLUMNS / 2; distance++)
        {
          gint   before = (column + N_COLUMNS - distance) % N_COLUMNS;
          gint   after  = (column + distance) % N_COLUMNS;
          gfloat weight = weights[before] + weights[after];

          if (weight > 0.0f)
            {
              row[column] = (sums[before] + sums[after]) / weight;
              break;
            }
        }
    }
}

static void
find_smallest (GamutTable *table)
{
  for (gint row = 0; row < N_ROWS; row++)
    {
      table->smallest[row] = G_MAXFLOAT;

      for (gint near = MAX (row - 1, 0); near <= MIN (row + 1, N_ROWS - 1); near++)
        {
          for (gint column = 0; column < N_COLUMNS; column++)
            table->smallest[row] = MIN (table->smallest[row], table->limits[near][column]);
        }
    }
}

/* Adds a color to the four cells whose centers it lies between, the more the nearer. */
static void
add_side (const gfloat *side, gfloat (*sums)[N_COLUMNS], gfloat (*weights)[N_COLUMNS])
{
  gfloat chroma = hypotf (side[1], side[2]);
  gfloat y      = get_row (side[0]) - 0.5f;
  gfloat x      = get_column (side[1], side[2]) + N_COLUMNS - 0.5f;
  gint   row    = (gint) floorf (y);
  gint   column = (gint) x;

  for (gint i = MAX (row, 0); i <= MIN (row + 1, N_ROWS - 1); i++)
    {
      for (gint j = column; j <= column + 1; j++)
        {
          gfloat weight = (1.0f - fabsf (y - i)) * (1.0f - fabsf (x - j));

          sums[i][j % N_COLUMNS] += weight * chroma;
          weights[i][j % N_COLUMNS] += weight;
        }
    }
}

GamutTable *
gamut_table_new (const gfloat *sides, gsize n)
{
  GamutTable *table                      = g_new (GamutTable, 1);
  gfloat      sums[N_ROWS][N_COLUMNS]    = { 0 };
  gfloat      weights[N_ROWS][N_COLUMNS] = { 0 };

  for (gsize i = 0; i < n; i++)
    add_side (sides + 4 * i, sums, weights);

  for (gint row = 0; row < N_ROWS; row++)
    fill_row (sums[row], weights[row], table->limits[row]);

  find_smallest (table);

  return table;
}

void
gamut_table_free (GamutTable *table)
{
  g_free (table);
}

/* Beyond the first and the last row's center the limit falls to nothing. */
static gfloat
get_limit_of_column (const GamutTable *table, gint row, gint column, gfloat part)
{
  gfloat before = row < 0 ? 0.0f : table->limits[row][column];
  gfloat after  = row + 1 >= N_ROWS ? 0.0f : table->limits[row + 1][column];

  return before + part * (after - before);
}

static gfloat
get_limit (const GamutTable *table, gfloat luminance, gfloat a, gfloat b)
{
  gfloat y      = get_row (luminance) - 0.5f;
  gfloat x      = get_column (a, b) + N_COLUMNS - 0.5f;
  gint   row    = (gint) floorf (y);
  gint   column = (gint) x;
  gfloat before = get_limit_of_column (table, row, column % N_COLUMNS, y - row);
  gfloat after  = get_limit_of_column (table, row, (column + 1) % N_COLUMNS, y - row);

  return before + (x - column) * (after - before);
}

void
gamut_table_limit (const GamutTable *table, const gfloat *luminance, gfloat *chroma, gsize n_pixels)
{
  for (gsize i = 0; i < n_pixels; i++)
    {
      gfloat *pixel  = chroma + 2 * i;
      gfloat  square = pixel[0] * pixel[0] + pixel[1] * pixel[1];
      gfloat  limit  = 0.0f;
      gfloat  factor;

      /* Neither is true of numbers that are none. */
      if (luminance[i] > 1.0f && luminance[i] < 99.0f)
        {
          gfloat smallest = table->smallest[(gint) get_row (luminance[i])];

          if (square <= smallest * smallest)
            continue;
        }

      if (luminance[i] > 0.0f && luminance[i] < 100.0f && square < G_MAXFLOAT)
        limit = get_limit (table, luminance[i], pixel[0], pixel[1]);

      if (square <= limit * limit)
        continue;

      factor   = limit / sqrtf (square);
      pixel[0] = factor > 0.0f ? factor * pixel[0] : 0.0f;
      pixel[1] = factor > 0.0f ? factor * pixel[1] : 0.0f;
    }
}
