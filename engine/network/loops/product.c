/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A block of the product, some rows by the columns of a panel, is held in registers while the depth
 * is gone through: two vectors of the panel and one value of the left matrix at a time. Both are
 * read from the nearest cache, the panel over and over for each block of rows (Goto and van de Geijn
 * 2008, without their packing of the left matrix, whose rows are short and lie in order).
 */

#include "set.h"

#define N_VECTORS (LOOPS_COLUMNS / N_LANES)

/* As many as there are registers for: 32 with AVX-512, else 16. */
#define MAX_ROWS (N_LANES == 16 ? 12 : 6)

/* A part of the panel of this depth fits into the nearest cache, with what else is read. */
#define MAX_DEPTH 512

/* How much of a panel is fetched before it is needed. Measured. */
#define AHEAD 24

static G_ALWAYS_INLINE inline void
multiply_rows (gint          n_rows,
               const gfloat *a,
               gsize         a_stride,
               const gfloat *panel,
               gint          depth,
               gboolean      adds,
               gfloat       *c,
               gsize         c_stride)
{
  Lanes sums[MAX_ROWS][N_VECTORS] = { 0 };

  for (gint row = 0; adds && row < n_rows; row++)
    for (gint i = 0; i < N_VECTORS; i++)
      sums[row][i] = *(const LanesInMap *) (c + row * c_stride + i * N_LANES);

#pragma GCC unroll 4
  for (gint k = 0; k < depth; k++)
    {
      Lanes columns[N_VECTORS];

      /* Panels come from memory where there are few rows. */
      __builtin_prefetch (panel + (k + AHEAD) * LOOPS_COLUMNS);
      for (gint i = 0; i < N_VECTORS; i++)
        columns[i] = *(const LanesInMap *) (panel + k * LOOPS_COLUMNS + i * N_LANES);
      for (gint row = 0; row < n_rows; row++)
        for (gint i = 0; i < N_VECTORS; i++)
          sums[row][i] += a[row * a_stride + k] * columns[i];
    }

  for (gint row = 0; row < n_rows; row++)
    for (gint i = 0; i < N_VECTORS; i++)
      *(LanesInMap *) (c + row * c_stride + i * N_LANES) = sums[row][i];
}

/* The number of rows has to be a constant, or the sums would not be held in registers. */
#define CASE(n)                                                      \
  case n:                                                            \
    multiply_rows (n, a, a_stride, panel, depth, adds, c, c_stride); \
    break

static void
multiply_block (gint          n_rows,
                const gfloat *a,
                gsize         a_stride,
                const gfloat *panel,
                gint          depth,
                gboolean      adds,
                gfloat       *c,
                gsize         c_stride)
{
  switch (n_rows)
    {
      CASE (1);
      CASE (2);
      CASE (3);
      CASE (4);
      CASE (5);
      CASE (6);
#if MAX_ROWS > 6
      CASE (7);
      CASE (8);
      CASE (9);
      CASE (10);
      CASE (11);
      CASE (12);
#endif
    }
}

void
LOOP (multiply) (const gfloat *a,
                 gsize         a_stride,
                 gint          n_rows,
                 const gfloat *panels,
                 gint          depth,
                 gint          n_panels,
                 gfloat       *c,
                 gsize         c_stride)
{
  gint n_blocks = (n_rows + MAX_ROWS - 1) / MAX_ROWS;

  for (gint k = 0; k < depth; k += MAX_DEPTH)
    for (gint p = 0; p < n_panels; p++)
      {
        const gfloat *panel = panels + ((gsize) p * depth + k) * LOOPS_COLUMNS;
        gint          n     = MIN (MAX_DEPTH, depth - k);

        /* Blocks of about the same size: one of a few rows takes as long as a large one. */
        for (gint block = 0, row = 0; block < n_blocks; block++)
          {
            gint end = n_rows * (block + 1) / n_blocks;

            multiply_block (end - row, a + row * a_stride + k, a_stride, panel, n, k > 0,
                            c + row * c_stride + p * LOOPS_COLUMNS, c_stride);
            row = end;
          }
      }
}
