/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The equations (D + L) u = right on a graph of pixels, with a diagonal matrix D of pulls and the Laplacian L
 * of the links between 8-neighbors, and a V-cycle of multigrid for them.
 *
 *   multigrid_init (&multigrid, ...)     then the links and pulls of levels[0] are set
 *   multigrid_add_levels (&multigrid)    makes the coarser ones
 *   multigrid_run (&multigrid, channel)  any number of times, from a thread for each channel
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MULTIGRID_MAX_LEVELS 32

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
  gint  n_levels;
  Level levels[MULTIGRID_MAX_LEVELS]; /* from the finest */
} Multigrid;

static inline gsize
level_get_pixel (const Level *level, gint y, gint x)
{
  return (y + 1) * level->stride + x + 1;
}

/* How many values further it is. */
static inline gssize
level_get_neighbor (const Level *level, Link link)
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

/* A map of a level, of 0, to be freed with memory_free; NULL if there is not enough memory. */
gfloat  *level_new_map (const Level *level);

/* product = (D + L) u, in differences of u: where it is even, rounding leaves nothing. */
void     level_multiply (const Level *level, const gfloat *u, gfloat *product);

/* The finest level, all of 0. FALSE if there is not enough memory, as below; to be cleared either way. */
gboolean multigrid_init (Multigrid *multigrid, gint height, gint width);
gboolean multigrid_add_levels (Multigrid *multigrid);
void     multigrid_clear (Multigrid *multigrid);

/* solution = about (D + L)^-1 right, of levels[0].channels[c]: a linear, symmetric and positive function of
 * it, so that it can precondition conjugate gradients. `right` stays, `residual` does not. */
void     multigrid_run (Multigrid *multigrid, gint c);

G_END_DECLS
