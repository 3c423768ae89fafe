/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A pixel of a coarser level is 2 x 2 of the finer one, whose links and pulls it adds up, so that all
 * levels are graphs of 8 neighbors.
 */

#include "multigrid.h"

#include <string.h>

#include "memory.h"

/* A pixel of a coarser level stands for a step in what is a slope: it makes links twice too strong. */
#define COARSE_LINK 0.5f

/* Two steps of Jacobi's iteration, whose factors are those of Chebyshev's polynomial for the quick half
 * of the errors. Those of the matrix divided by its diagonal are 0..2, which keeps both together
 * convergent. */
#define FIRST_STEP  1.65f
#define SECOND_STEP 0.63f


/* Levels */

static gboolean
level_init (Level *level, gint height, gint width)
{
  gfloat **maps[] = { &level->links[0],
                      &level->links[1],
                      &level->links[2],
                      &level->links[3],
                      &level->pull,
                      &level->inverse,
                      &level->channels[0].right,
                      &level->channels[0].solution,
                      &level->channels[0].residual,
                      &level->channels[1].right,
                      &level->channels[1].solution,
                      &level->channels[1].residual };

  level->height   = height;
  level->width    = width;
  level->stride   = width + 2;
  level->n_values = memory_align ((height + 2) * level->stride);
  level->values   = memory_try_new (G_N_ELEMENTS (maps) * level->n_values);
  if (! level->values)
    return FALSE;

  memset (level->values, 0, G_N_ELEMENTS (maps) * level->n_values * sizeof *level->values);
  for (guint i = 0; i < G_N_ELEMENTS (maps); i++)
    *maps[i] = level->values + i * level->n_values;
  return TRUE;
}

gfloat *
level_new_map (const Level *level)
{
  gfloat *map = memory_try_new (level->n_values);

  if (map)
    memset (map, 0, level->n_values * sizeof *map);
  return map;
}

static void
set_inverse (Level *level)
{
  for (gint y = 0; y < level->height; y++)
    for (gint x = 0; x < level->width; x++)
      {
        gsize  pixel    = level_get_pixel (level, y, x);
        gfloat diagonal = level->pull[pixel];

        for (Link link = 0; link < N_LINKS; link++)
          diagonal += level->links[link][pixel]
                      + level->links[link][pixel - level_get_neighbor (level, link)];
        level->inverse[pixel] = diagonal > 0.0f ? 1.0f / diagonal : 0.0f;
      }
}

/* One link of the finer level is part of one of the coarser, unless both its ends are in one pixel there. */
static void
add_coarse (const Level *fine, Level *coarse, gint y, gint x)
{
  gsize  from  = level_get_pixel (fine, y, x);
  gsize  to    = level_get_pixel (coarse, y / 2, x / 2);
  gfloat right = fine->links[LINK_RIGHT][from];
  gfloat left  = fine->links[LINK_BELOW_LEFT][from];
  gfloat below = fine->links[LINK_BELOW][from];
  gfloat slant = fine->links[LINK_BELOW_RIGHT][from];

  coarse->pull[to] += fine->pull[from];
  if (x % 2 == 1)
    {
      coarse->links[LINK_RIGHT][to] += COARSE_LINK * (y % 2 == 0 ? right + slant : right);
      coarse->links[LINK_BELOW][to] += COARSE_LINK * (y % 2 == 1 ? below + left : 0.0f);
      coarse->links[LINK_BELOW_RIGHT][to] += COARSE_LINK * (y % 2 == 1 ? slant : 0.0f);
    }
  else
    {
      coarse->links[LINK_RIGHT][to - 1] += COARSE_LINK * (y % 2 == 0 ? left : 0.0f);
      coarse->links[LINK_BELOW][to] += COARSE_LINK * (y % 2 == 1 ? below + slant : 0.0f);
      coarse->links[LINK_BELOW_LEFT][to] += COARSE_LINK * (y % 2 == 1 ? left : 0.0f);
    }
}

gboolean
multigrid_init (Multigrid *multigrid, gint height, gint width)
{
  *multigrid = (Multigrid) { .n_levels = 1 };
  return level_init (&multigrid->levels[0], height, width);
}

gboolean
multigrid_add_levels (Multigrid *multigrid)
{
  while (TRUE)
    {
      Level *fine = &multigrid->levels[multigrid->n_levels - 1];

      set_inverse (fine);
      if (fine->height == 1 && fine->width == 1)
        return TRUE;
      if (! level_init (fine + 1, (fine->height + 1) / 2, (fine->width + 1) / 2))
        return FALSE;

      multigrid->n_levels++;
      for (gint y = 0; y < fine->height; y++)
        for (gint x = 0; x < fine->width; x++)
          add_coarse (fine, fine + 1, y, x);
    }
}

void
multigrid_clear (Multigrid *multigrid)
{
  for (gint i = 0; i < multigrid->n_levels; i++)
    memory_free (multigrid->levels[i].values);
}


/* The cycle */

void
level_multiply (const Level *level, const gfloat *u, gfloat *product)
{
  gsize stride = level->stride;

  for (gint y = 0; y < level->height; y++)
    {
      gsize first                  = level_get_pixel (level, y, 0);
      const gfloat *restrict own   = u + first;
      const gfloat *restrict pull  = level->pull + first;
      const gfloat *restrict e     = level->links[LINK_RIGHT] + first;
      const gfloat *restrict sw    = level->links[LINK_BELOW_LEFT] + first;
      const gfloat *restrict s     = level->links[LINK_BELOW] + first;
      const gfloat *restrict se    = level->links[LINK_BELOW_RIGHT] + first;
      const gfloat *restrict above = own - stride;
      const gfloat *restrict below = own + stride;
      const gfloat *restrict ne    = sw - stride + 1;
      const gfloat *restrict n     = s - stride;
      const gfloat *restrict nw    = se - stride - 1;
      gfloat *restrict to          = product + first;

      for (gint x = 0; x < level->width; x++)
        {
          gfloat value = own[x];

          to[x] = pull[x] * value + e[x] * (value - own[x + 1]) + e[x - 1] * (value - own[x - 1])
                  + s[x] * (value - below[x]) + n[x] * (value - above[x])
                  + se[x] * (value - below[x + 1]) + nw[x] * (value - above[x - 1])
                  + sw[x] * (value - below[x - 1]) + ne[x] * (value - above[x + 1]);
        }
    }
}

static void
find_residual (const Level *level, const Channel *channel)
{
  level_multiply (level, channel->solution, channel->residual);
  for (gsize i = 0; i < level->n_values; i++)
    channel->residual[i] = channel->right[i] - channel->residual[i];
}

/* One of Jacobi's, times a factor. */
static void
relax (const Level *level, const Channel *channel, gfloat factor)
{
  find_residual (level, channel);
  for (gsize i = 0; i < level->n_values; i++)
    channel->solution[i] += factor * level->inverse[i] * channel->residual[i];
}

static void
restrict_residual (const Level *fine, const Level *coarse, gint c)
{
  gfloat *right = coarse->channels[c].right;

  memset (right, 0, coarse->n_values * sizeof *right);
  for (gint y = 0; y < fine->height; y++)
    for (gint x = 0; x < fine->width; x++)
      right[level_get_pixel (coarse, y / 2, x / 2)] +=
        fine->channels[c].residual[level_get_pixel (fine, y, x)];
}

static void
add_correction (const Level *coarse, const Level *fine, gint c)
{
  for (gint y = 0; y < fine->height; y++)
    for (gint x = 0; x < fine->width; x++)
      fine->channels[c].solution[level_get_pixel (fine, y, x)] +=
        coarse->channels[c].solution[level_get_pixel (coarse, y / 2, x / 2)];
}

/* A V-cycle from 0 on: solution = about (D + L)^-1 right. The same steps after the coarser levels as
 * before them, so that it is symmetric, as conjugate gradients ask for. */
void
multigrid_run (Multigrid *multigrid, gint c)
{
  Level *coarsest = &multigrid->levels[multigrid->n_levels - 1];

  for (Level *level = multigrid->levels;; level++)
    {
      Channel *channel = &level->channels[c];
      gfloat   step    = level == coarsest ? 1.0f : FIRST_STEP; /* the coarsest is a single pixel */

      for (gsize i = 0; i < level->n_values; i++)
        channel->solution[i] = step * level->inverse[i] * channel->right[i];
      if (level == coarsest)
        break;

      relax (level, channel, SECOND_STEP);
      find_residual (level, channel);
      restrict_residual (level, level + 1, c);
    }

  for (Level *level = coarsest - 1; level >= multigrid->levels; level--)
    {
      add_correction (level + 1, level, c);
      relax (level, &level->channels[c], SECOND_STEP);
      relax (level, &level->channels[c], FIRST_STEP);
    }
}
