/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * (D + L) u = D target, with L the weighted Laplacian of the pixels' graph, by conjugate gradients. What
 * makes them quick is one V-cycle of multigrid a step. A pixel of a coarser level is 2 x 2 of the finer
 * one, whose links and pulls it adds up, so that all levels are graphs of 8 neighbors.
 */

#include "spread.h"

#include <math.h>
#include <string.h>

#include "memory.h"

/* Of the luminance of neighbors that look alike. */
#define DEVIATION 4.0f

/* No pixel is cut off: it would have no color of its own where nothing pulls it. */
#define MIN_LINK 1e-6f

/* A pixel of a coarser level stands for a step in what is a slope: it makes links twice too strong. */
#define COARSE_LINK 0.5f

/* Two steps of Jacobi's iteration, whose factors are those of Chebyshev's polynomial for the quick half
 * of the errors. Those of the matrix divided by its diagonal are 0..2, which keeps both together
 * convergent. */
#define FIRST_STEP  1.65f
#define SECOND_STEP 0.63f

/* The largest that is left, as a cycle guesses it: it sees the most of it. */
#define GOOD_ERROR 1e-4f

#define MAX_STEPS 200

/* How often conjugate gradients begin anew, which rids them of what rounding has added up. */
#define MAX_TIMES 4

#define MAX_LEVELS 32

/* A pixel's neighbors that come after it; those before it have it among theirs. */
typedef enum
{
  LINK_RIGHT,
  LINK_BELOW_LEFT,
  LINK_BELOW,
  LINK_BELOW_RIGHT,
  N_LINKS
} Link;

enum
{
  CHANNEL_A,
  CHANNEL_B,
  N_CHANNELS
};

/* What multigrid works on. */
typedef struct
{
  gfloat *right; /* the right side, and the solution */
  gfloat *solution;
  gfloat *residual;
} Channel;

/* Maps are [height + 2][width + 2]: around the pixels are some of value 0 that nothing links to. */
typedef struct
{
  gint    height;
  gint    width;
  gsize   stride;
  gsize   n_values;
  gfloat *values; /* holds all that follow */
  gfloat *links[N_LINKS];
  gfloat *pull;
  gfloat *inverse; /* of the matrix' diagonal */
  Channel channels[N_CHANNELS];
} Level;

typedef struct
{
  gint    n_levels;
  Level   levels[MAX_LEVELS]; /* from the finest */
  gfloat *target[N_CHANNELS]; /* maps of the finest level */
  gfloat *found[N_CHANNELS];  /* how far u is from its target */
  gfloat *direction[N_CHANNELS];
} Spread;


/* Levels */

static inline gsize
get_pixel (const Level *level, gint y, gint x)
{
  return (y + 1) * level->stride + x + 1;
}

static gssize
get_neighbor (const Level *level, Link link)
{
  gssize stride = level->stride;

  switch (link)
    {
    case LINK_RIGHT:
      return 1;

    case LINK_BELOW_LEFT:
      return stride - 1;

    case LINK_BELOW:
      return stride;

    default:
      return stride + 1;
    }
}

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

static void
set_links (Level *level, const gfloat *luminance)
{
  static const gint columns[N_LINKS] = { 1, -1, 0, 1 };
  static const gint rows[N_LINKS]    = { 0, 1, 1, 1 };

  for (Link link = 0; link < N_LINKS; link++)
    for (gint y = 0; y + rows[link] < level->height; y++)
      {
        const gfloat *own   = luminance + (gsize) y * level->width;
        const gfloat *other = own + (gsize) rows[link] * level->width + columns[link];

        for (gint x = MAX (-columns[link], 0); x + MAX (columns[link], 0) < level->width; x++)
          {
            gfloat difference = (own[x] - other[x]) / DEVIATION;

            level->links[link][get_pixel (level, y, x)] =
              MAX (expf (-0.5f * difference * difference), MIN_LINK);
          }
      }
}

static void
set_inverse (Level *level)
{
  for (gint y = 0; y < level->height; y++)
    for (gint x = 0; x < level->width; x++)
      {
        gsize  pixel    = get_pixel (level, y, x);
        gfloat diagonal = level->pull[pixel];

        for (Link link = 0; link < N_LINKS; link++)
          diagonal +=
            level->links[link][pixel] + level->links[link][pixel - get_neighbor (level, link)];
        level->inverse[pixel] = diagonal > 0.0f ? 1.0f / diagonal : 0.0f;
      }
}

/* One link of the finer level is part of one of the coarser, unless both its ends are in one pixel there. */
static void
add_coarse (const Level *fine, Level *coarse, gint y, gint x)
{
  gsize  from  = get_pixel (fine, y, x);
  gsize  to    = get_pixel (coarse, y / 2, x / 2);
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

static void
spread_free (Spread *spread)
{
  for (gint i = 0; i < spread->n_levels; i++)
    memory_free (spread->levels[i].values);
  for (gint c = 0; c < N_CHANNELS; c++)
    {
      memory_free (spread->target[c]);
      memory_free (spread->found[c]);
      memory_free (spread->direction[c]);
    }
  g_free (spread);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Spread, spread_free)

static gboolean
add_levels (Spread *spread)
{
  while (TRUE)
    {
      Level *fine = &spread->levels[spread->n_levels - 1];

      set_inverse (fine);
      if (fine->height == 1 && fine->width == 1)
        return TRUE;
      if (! level_init (fine + 1, (fine->height + 1) / 2, (fine->width + 1) / 2))
        return FALSE;

      spread->n_levels++;
      for (gint y = 0; y < fine->height; y++)
        for (gint x = 0; x < fine->width; x++)
          add_coarse (fine, fine + 1, y, x);
    }
}

/* Of 0. */
static gfloat *
new_map (const Level *level)
{
  gfloat *map = memory_try_new (level->n_values);

  if (map)
    memset (map, 0, level->n_values * sizeof *map);
  return map;
}

static Spread *
spread_new (const gfloat *luminance, const gfloat *pull, gint height, gint width)
{
  g_autoptr (Spread) spread = g_new0 (Spread, 1);
  Level *level              = &spread->levels[0];

  if (! level_init (level, height, width))
    return NULL;

  spread->n_levels = 1;
  set_links (level, luminance);
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      level->pull[get_pixel (level, y, x)] = pull[(gsize) y * width + x];

  for (gint c = 0; c < N_CHANNELS; c++)
    {
      spread->target[c]    = new_map (level);
      spread->found[c]     = new_map (level);
      spread->direction[c] = new_map (level);
      if (! spread->target[c] || ! spread->found[c] || ! spread->direction[c])
        return NULL;
    }

  return add_levels (spread) ? g_steal_pointer (&spread) : NULL;
}


/* Equations */

/* product = (D + L) u, in differences of u: where it is even, rounding leaves nothing. */
static void
multiply (const Level *level, const gfloat *u, gfloat *product)
{
  gsize stride = level->stride;

  for (gint y = 0; y < level->height; y++)
    {
      gsize first                  = get_pixel (level, y, 0);
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
  multiply (level, channel->solution, channel->residual);
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
      right[get_pixel (coarse, y / 2, x / 2)] += fine->channels[c].residual[get_pixel (fine, y, x)];
}

static void
add_correction (const Level *coarse, const Level *fine, gint c)
{
  for (gint y = 0; y < fine->height; y++)
    for (gint x = 0; x < fine->width; x++)
      fine->channels[c].solution[get_pixel (fine, y, x)] +=
        coarse->channels[c].solution[get_pixel (coarse, y / 2, x / 2)];
}

/* A V-cycle from 0 on: solution = about (D + L)^-1 right. The same steps after the coarser levels as
 * before them, so that it is symmetric, as conjugate gradients ask for. */
static void
run_cycle (Spread *spread, gint c)
{
  Level *coarsest = &spread->levels[spread->n_levels - 1];

  for (Level *level = spread->levels;; level++)
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

  for (Level *level = coarsest - 1; level >= spread->levels; level--)
    {
      add_correction (level + 1, level, c);
      relax (level, &level->channels[c], SECOND_STEP);
      relax (level, &level->channels[c], FIRST_STEP);
    }
}

/* Always in the same order. In lanes, for the sake of vectors. */
static gdouble
get_product (const gfloat *one, const gfloat *other, gsize n_values)
{
  gdouble lanes[8] = { 0.0 };
  gdouble sum      = 0.0;

  for (gsize i = 0; i < n_values; i += G_N_ELEMENTS (lanes))
    for (gsize k = 0; k < G_N_ELEMENTS (lanes); k++)
      lanes[k] += (gdouble) one[i + k] * other[i + k];
  for (gsize k = 0; k < G_N_ELEMENTS (lanes); k++)
    sum += lanes[k];
  return sum;
}

static gboolean
is_good (const gfloat *error, gsize n_values)
{
  for (gsize i = 0; i < n_values; i++)
    if (fabsf (error[i]) > GOOD_ERROR)
      return FALSE;

  return TRUE;
}

/* What is wrong with what is found, to the last bit: where little pulls, rounding would be all that does. */
static void
set_right (Spread *spread, gint c)
{
  const Level  *level  = &spread->levels[0];
  const gfloat *target = spread->target[c];
  const gfloat *found  = spread->found[c];
  gfloat       *right  = level->channels[c].right;

  for (gint y = 0; y < level->height; y++)
    for (gint x = 0; x < level->width; x++)
      {
        gsize   pixel = get_pixel (level, y, x);
        gdouble value = (gdouble) target[pixel] + found[pixel];
        gdouble sum   = (gdouble) level->pull[pixel] * found[pixel];

        for (Link link = 0; link < N_LINKS; link++)
          {
            gsize after  = pixel + get_neighbor (level, link);
            gsize before = pixel - get_neighbor (level, link);

            sum += level->links[link][pixel] * (value - target[after] - found[after])
                   + level->links[link][before] * (value - target[before] - found[before]);
          }
        right[pixel] = -sum;
      }
}

/* Conjugate gradients for (D + L) u = D target, one channel. FALSE if u was as good before. */
static gboolean
solve (Spread *spread, gint c)
{
  Level  *level     = &spread->levels[0];
  Channel channel   = level->channels[c];
  gfloat *found     = spread->found[c];
  gfloat *direction = spread->direction[c];
  gsize   n         = level->n_values;
  gdouble product;

  set_right (spread, c);
  run_cycle (spread, c);
  if (is_good (channel.solution, n))
    return FALSE;

  memcpy (direction, channel.solution, n * sizeof *direction);
  product = get_product (channel.right, channel.solution, n);

  for (gint i = 0; i < MAX_STEPS && ! is_good (channel.solution, n); i++)
    {
      gdouble before = product;
      gdouble length;
      gdouble share;

      multiply (level, direction, channel.residual);
      length = before / get_product (direction, channel.residual, n);
      for (gsize k = 0; k < n; k++)
        {
          found[k] += length * direction[k];
          channel.right[k] -= length * channel.residual[k];
        }

      run_cycle (spread, c);
      product = get_product (channel.right, channel.solution, n);
      share   = product / before;
      for (gsize k = 0; k < n; k++)
        direction[k] = channel.solution[k] + share * direction[k];
    }
  return TRUE;
}

typedef struct
{
  Spread *spread;
  gfloat *chroma;
} SolveJob;

static void
solve_task (gint c, gint thread, gpointer data)
{
  const SolveJob *job     = data;
  Level          *level   = &job->spread->levels[0];
  gfloat         *chroma  = job->chroma + c;
  gint            n_times = 0;

  for (gint y = 0; y < level->height; y++)
    for (gint x = 0; x < level->width; x++)
      job->spread->target[c][get_pixel (level, y, x)] = chroma[2 * ((gsize) y * level->width + x)];

  while (n_times < MAX_TIMES && solve (job->spread, c))
    n_times++;

  for (gint y = 0; y < level->height; y++)
    for (gint x = 0; x < level->width; x++)
      chroma[2 * ((gsize) y * level->width + x)] += job->spread->found[c][get_pixel (level, y, x)];
}

gboolean
spread_chroma (Pool         *pool,
               const gfloat *luminance,
               const gfloat *pull,
               gint          height,
               gint          width,
               gfloat       *chroma)
{
  g_autoptr (Spread) spread = spread_new (luminance, pull, height, width);
  SolveJob job              = { spread, chroma };

  if (! spread)
    return FALSE;

  pool_run (pool, N_CHANNELS, solve_task, &job);
  return TRUE;
}
