/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * (D + L) u = D target, with the Laplacian L of the pixels' graph, by conjugate gradients. What makes them
 * quick is one V-cycle of multigrid a step.
 */

#include "spread.h"

#include <math.h>
#include <string.h>

#include "memory.h"
#include "multigrid.h"

/* Of the luminance of neighbors that look alike. */
#define DEVIATION 4.0f

/* No pixel is cut off: it would have no color of its own where nothing pulls it. */
#define MIN_LINK 1e-6f

/* The largest that is left, as a cycle guesses it: it sees the most of it. */
#define GOOD_ERROR 1e-4f

#define MAX_STEPS 200

/* How often conjugate gradients begin anew, which rids them of what rounding has added up. */
#define MAX_TIMES 4

typedef struct
{
  Multigrid multigrid;
  gfloat   *target[N_CHANNELS]; /* maps of the finest level */
  gfloat   *found[N_CHANNELS];  /* how far u is from its target */
  gfloat   *direction[N_CHANNELS];
} Spread;

static void
spread_free (Spread *spread)
{
  multigrid_clear (&spread->multigrid);
  for (gint c = 0; c < N_CHANNELS; c++)
    {
      memory_free (spread->target[c]);
      memory_free (spread->found[c]);
      memory_free (spread->direction[c]);
    }
  g_free (spread);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Spread, spread_free)

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

            level->links[link][level_get_pixel (level, y, x)] =
              MAX (expf (-0.5f * difference * difference), MIN_LINK);
          }
      }
}

static Spread *
spread_new (const gfloat *luminance, const gfloat *pull, gint height, gint width)
{
  g_autoptr (Spread) spread = g_new0 (Spread, 1);
  Level *level              = &spread->multigrid.levels[0];

  if (! multigrid_init (&spread->multigrid, height, width))
    return NULL;

  set_links (level, luminance);
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      level->pull[level_get_pixel (level, y, x)] = pull[(gsize) y * width + x];

  for (gint c = 0; c < N_CHANNELS; c++)
    {
      spread->target[c]    = level_new_map (level);
      spread->found[c]     = level_new_map (level);
      spread->direction[c] = level_new_map (level);
      if (! spread->target[c] || ! spread->found[c] || ! spread->direction[c])
        return NULL;
    }

  return multigrid_add_levels (&spread->multigrid) ? g_steal_pointer (&spread) : NULL;
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
  const Level  *level  = &spread->multigrid.levels[0];
  const gfloat *target = spread->target[c];
  const gfloat *found  = spread->found[c];
  gfloat       *right  = level->channels[c].right;

  for (gint y = 0; y < level->height; y++)
    for (gint x = 0; x < level->width; x++)
      {
        gsize   pixel = level_get_pixel (level, y, x);
        gdouble value = (gdouble) target[pixel] + found[pixel];
        gdouble sum   = (gdouble) level->pull[pixel] * found[pixel];

        for (Link link = 0; link < N_LINKS; link++)
          {
            gsize after  = pixel + level_get_neighbor (level, link);
            gsize before = pixel - level_get_neighbor (level, link);

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
  Level  *level     = &spread->multigrid.levels[0];
  Channel channel   = level->channels[c];
  gfloat *found     = spread->found[c];
  gfloat *direction = spread->direction[c];
  gsize   n         = level->n_values;
  gdouble product;

  set_right (spread, c);
  multigrid_run (&spread->multigrid, c);
  if (is_good (channel.solution, n))
    return FALSE;

  memcpy (direction, channel.solution, n * sizeof *direction);
  product = get_product (channel.right, channel.solution, n);

  for (gint i = 0; i < MAX_STEPS && ! is_good (channel.solution, n); i++)
    {
      gdouble before = product;
      gdouble length;
      gdouble share;

      level_multiply (level, direction, channel.residual);
      length = before / get_product (direction, channel.residual, n);
      for (gsize k = 0; k < n; k++)
        {
          found[k] += length * direction[k];
          channel.right[k] -= length * channel.residual[k];
        }

      multigrid_run (&spread->multigrid, c);
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
  Level          *level   = &job->spread->multigrid.levels[0];
  gfloat         *chroma  = job->chroma + c;
  gint            n_times = 0;

  for (gint y = 0; y < level->height; y++)
    for (gint x = 0; x < level->width; x++)
      job->spread->target[c][level_get_pixel (level, y, x)] =
        chroma[2 * ((gsize) y * level->width + x)];

  while (n_times < MAX_TIMES && solve (job->spread, c))
    n_times++;

  for (gint y = 0; y < level->height; y++)
    for (gint x = 0; x < level->width; x++)
      chroma[2 * ((gsize) y * level->width + x)] +=
        job->spread->found[c][level_get_pixel (level, y, x)];
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
