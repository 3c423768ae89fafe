/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "set.h"

/* As many as keep the additions from waiting for each other. */
#define N_SUMS 4

static gfloat
add_up (const Lanes *sums)
{
  Lanes  sum   = sums[0];
  gfloat total = 0.0f;

  for (gint i = 1; i < N_SUMS; i++)
    sum += sums[i];
  for (gint lane = 0; lane < N_LANES; lane++)
    total += sum[lane];
  return total;
}

gfloat
LOOP (dot) (const gfloat *a, const gfloat *b, gsize n_values)
{
  Lanes  sums[N_SUMS] = { 0 };
  gsize  i            = 0;
  gfloat rest         = 0.0f;

  for (; i + N_SUMS * N_LANES <= n_values; i += N_SUMS * N_LANES)
    for (gint k = 0; k < N_SUMS; k++)
      sums[k] +=
        *(const LanesInMap *) (a + i + k * N_LANES) * *(const LanesInMap *) (b + i + k * N_LANES);
  for (; i < n_values; i++)
    rest += a[i] * b[i];

  return add_up (sums) + rest;
}

#ifdef LOOPS_HAVE_HALVES
gfloat
LOOP (dot_halves) (const guint16 *a, const gfloat *b, gsize n_values)
{
  Lanes   sums[N_SUMS]             = { 0 };
  guint16 last_a[N_SUMS * N_LANES] = { 0 };
  gfloat  last_b[N_SUMS * N_LANES] = { 0 };
  gsize   whole                    = n_values / (N_SUMS * N_LANES) * (N_SUMS * N_LANES);

  for (gsize i = 0; i < whole; i += N_SUMS * N_LANES)
    for (gint k = 0; k < N_SUMS; k++)
      sums[k] +=
        lanes_from_halves (a + i + k * N_LANES) * *(const LanesInMap *) (b + i + k * N_LANES);

  memcpy (last_a, a + whole, (n_values - whole) * sizeof *a);
  memcpy (last_b, b + whole, (n_values - whole) * sizeof *b);
  for (gint k = 0; k < N_SUMS; k++)
    sums[k] +=
      lanes_from_halves (last_a + k * N_LANES) * *(const LanesInMap *) (last_b + k * N_LANES);

  return add_up (sums);
}
#endif
