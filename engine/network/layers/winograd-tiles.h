/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the tiles of Winograd's algorithm lie in the maps of a layer. Tiles are numbered photo by
 * photo, in each row by row.
 */

#pragma once

#include "layers.h"
#include "network/loops/loops.h"
#include "network/loops/winograd.h"

G_BEGIN_DECLS

typedef struct
{
  const Loops      *loops;
  const Layer      *layer;
  const FeatureMap *input;
  FeatureMap        output; /* or its gradient */
  gint              side;   /* of an input tile */
  gint              n_points;
  gint              tiles_down;
  gint              tiles_across;
  gint              n_tiles;
} TileGrid;

typedef struct
{
  gint photo;
  gint top; /* of the output tile */
  gint left;
} Tile;

static inline TileGrid
tile_grid_init (const Layer *layer, const FeatureMap *input, const FeatureMap *output)
{
  TileGrid grid = { .loops  = loops_get (),
                    .layer  = layer,
                    .input  = input,
                    .output = *output,
                    .side   = winograd_get_side (layer->stride) };

  grid.n_points     = grid.side * grid.side;
  grid.tiles_down   = (grid.output.height + WINOGRAD_OUTPUT - 1) / WINOGRAD_OUTPUT;
  grid.tiles_across = (grid.output.width + WINOGRAD_OUTPUT - 1) / WINOGRAD_OUTPUT;
  grid.n_tiles      = output->n * grid.tiles_down * grid.tiles_across;
  return grid;
}

static inline Tile
tile_grid_get (const TileGrid *grid, gint index)
{
  gint across = index % grid->tiles_across;
  gint down   = index / grid->tiles_across % grid->tiles_down;

  return (Tile) { index / (grid->tiles_across * grid->tiles_down), down * WINOGRAD_OUTPUT,
                  across * WINOGRAD_OUTPUT };
}

/* Where in the input's data the pixels of the tile's input lie, or -1 outside of the map. Of a strip
 * tiles at the lower edge may see more than is held; what they make of it is not in the output. */
static inline void
tile_grid_find_input (const TileGrid *grid, const Tile *tile, gssize *offsets)
{
  gint              enlarged = grid->layer->upsampling;
  const FeatureMap *input    = grid->input;
  gint              top      = (grid->output.top + tile->top) * grid->layer->stride - 1;
  gint              left     = tile->left * grid->layer->stride - 1;
  gssize            columns[WINOGRAD_MAX_INPUT];

  for (gint i = 0; i < grid->side; i++)
    {
      gint x = left + i;

      columns[i] =
        x < 0 || x >= input->width * enlarged ? -1 : (gssize) x / enlarged * input->channels;
    }

  for (gint i = 0; i < grid->side; i++)
    {
      gint   y = top + i - input->top * enlarged;
      gssize row =
        ((gssize) tile->photo * input->height + y / enlarged) * input->width * input->channels;

      for (gint k = 0; k < grid->side; k++)
        *offsets++ =
          y < 0 || y >= input->height * enlarged || columns[k] < 0 ? -1 : row + columns[k];
    }
}

/* The tile's pixels in the output; `outside` for those that are not in the map. */
static inline void
tile_grid_find_output (const TileGrid *grid, const Tile *tile, gfloat *outside, gfloat **pixels)
{
  const FeatureMap *output = &grid->output;

  for (gint i = 0; i < WINOGRAD_OUTPUT_PIXELS; i++)
    {
      gint y = tile->top + i / WINOGRAD_OUTPUT;
      gint x = tile->left + i % WINOGRAD_OUTPUT;

      pixels[i] =
        y < output->height && x < output->width
          ? output->data
              + (((gsize) tile->photo * output->height + y) * output->width + x) * output->channels
          : outside;
    }
}

/* Reads the tile's pixels, and `zeros` for those outside of the map, into V. */
static inline void
tile_grid_transform_input (const TileGrid *grid,
                           gint            index,
                           const gfloat   *zeros,
                           gfloat         *v,
                           gsize           plane)
{
  Tile          tile = tile_grid_get (grid, index);
  gssize        offsets[WINOGRAD_MAX_POINTS];
  const gfloat *pixels[WINOGRAD_MAX_POINTS];

  tile_grid_find_input (grid, &tile, offsets);
  for (gint p = 0; p < grid->n_points; p++)
    pixels[p] = offsets[p] < 0 ? zeros : grid->input->data + offsets[p];
  grid->loops->transform_input (grid->layer->stride, pixels, grid->layer->n_inputs, v, plane);
}

/* Writes the tile's pixels from M. */
static inline void
tile_grid_transform_output (const TileGrid *grid,
                            gint            index,
                            const gfloat   *m,
                            gsize           plane,
                            const gfloat   *bias)
{
  Tile    tile = tile_grid_get (grid, index);
  gfloat *pixels[WINOGRAD_OUTPUT_PIXELS];

  tile_grid_find_output (grid, &tile, NULL, pixels);
  grid->loops->transform_output (grid->layer->stride, m, plane, grid->layer->n_outputs, bias,
                                 grid->layer->activation == ACTIVATION_RELU, pixels);
}

/* Floats from one point to the next. An odd number of cache lines: the points of a tile would else
 * compete for the same few places of the cache. */
static inline gsize
winograd_get_plane (gsize n_values)
{
  return 16 * (((n_values + 15) / 16) | 1);
}

/* The transformed kernel that a point is multiplied with. */
static inline gint
winograd_get_kernel (gint stride, gint point)
{
  gint side = winograd_get_side (stride);
  gint last = WINOGRAD_KERNEL - 1;

  return MIN (point / side, last) * WINOGRAD_KERNEL + MIN (point % side, last);
}

G_END_DECLS
