/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Winograd's algorithm over a packed kernel. Where there are many tiles, a thread takes a block of
 * them from the input to the output, so that the transformed tiles stay in its cache. Where there
 * are few, the threads share the points out among themselves. No sum is shared out, so that
 * results do not depend on the number of threads.
 */

#include "packed-winograd.h"

#include <string.h>

#include "memory.h"
#include "panels.h"
#include "winograd-tiles.h"

/* With fewer channels the transforms take longer than the products that they save. */
#define MIN_CHANNELS 32

/* What it costs to read the transformed kernel from memory, four times as large as the kernel, in
 * multiplications for each value of a channel: measured, it decides for maps of a few tiles. */
#define READING_COST 350

/* Tiles of a block: few, so that the transformed tiles stay in the nearer caches; but more where the
 * kernel, which is read once a block, has more floats than the last one keeps. Measured. */
#define CACHED_KERNEL (3 << 20)
#define SMALL_BLOCK   24
#define LARGE_BLOCK   96

#define TILES_PER_TASK 8

typedef struct
{
  const Layer        *layer;
  const PackedKernel *packed;
  const gfloat       *kernel; /* when packing */
  const gfloat       *bias;
  TileGrid            grid;
  const Loops        *loops;
  gint                n_columns; /* of a panel */
  gint                n_panels;
  gint                tiles_per_block;
  gint                n_parts; /* tasks that a point's product is shared out to */
  gfloat             *zeros;   /* a pixel outside of the map */
  gfloat             *blocks;
  gsize               block_size; /* floats of a thread's scratch */
  gsize               v_plane;
  gsize               m_plane;
  gsize               m_stride;
} Job;


/* Packing */

static void
pack_task (gint index, gint thread, gpointer data)
{
  const Job *job       = data;
  gsize      n_outputs = job->layer->n_outputs;
  gsize      n_values  = job->layer->n_inputs * n_outputs;
  gfloat    *points    = job->blocks + thread * WINOGRAD_KERNELS * n_outputs;

  job->loops->transform_kernel (job->layer->stride, job->kernel + index * n_outputs, n_values, 0,
                                n_outputs, points, n_outputs);

  for (gint point = 0; point < WINOGRAD_KERNELS; point++, points += n_outputs)
    for (gint panel = 0; panel < job->n_panels; panel++)
      panel_set_row (job->packed->values + point * job->packed->plane
                       + ((gsize) panel * job->layer->n_inputs + index) * job->n_columns,
                     points, panel, n_outputs);
}

static void
set_panels (Job *job)
{
  job->loops     = loops_get ();
  job->n_columns = job->loops->n_columns;
  job->n_panels  = panels_count (job->layer->n_outputs);
  job->m_stride  = (gsize) job->n_panels * job->n_columns;
}

void
packed_winograd_pack (Pool               *pool,
                      const Layer        *layer,
                      const gfloat       *kernel,
                      const PackedKernel *packed)
{
  g_autofree gfloat *points =
    g_new (gfloat, (gsize) pool_get_n_threads (pool) * WINOGRAD_KERNELS * layer->n_outputs);
  Job job = { .layer = layer, .packed = packed, .kernel = kernel, .blocks = points };

  set_panels (&job);
  pool_run (pool, layer->n_inputs, pack_task, &job);
}


/* Running */

/* Tiles of a block. */
static gint
get_block_size (const Layer *layer)
{
  gsize n_values = (gsize) WINOGRAD_KERNELS * layer->n_inputs * layer->n_outputs;

  return n_values > CACHED_KERNEL ? LARGE_BLOCK : SMALL_BLOCK;
}

/* Lays out blocks of so many tiles; returns the size of one. */
static gsize
set_block (Job *job, gint n_tiles)
{
  job->tiles_per_block = n_tiles;
  job->v_plane         = winograd_get_plane ((gsize) n_tiles * job->layer->n_inputs);
  job->m_plane         = winograd_get_plane (n_tiles * job->m_stride);
  job->block_size      = job->grid.n_points * (job->v_plane + job->m_plane);
  return job->block_size;
}

/* Whether each thread has a block of its own. */
static gboolean
has_many_tiles (const Job *job, gint n_threads)
{
  return job->grid.n_tiles >= get_block_size (job->layer) * n_threads;
}

gsize
packed_winograd_scratch_size (const Layer *layer, const FeatureMap *output, gint n_threads)
{
  Job   job  = { .layer = layer, .grid = tile_grid_init (layer, NULL, output) };
  gsize size = memory_align (layer->n_inputs);

  /* Never less for more tiles: strips are not all of the same size. */
  set_panels (&job);
  return has_many_tiles (&job, n_threads)
           ? size + n_threads * set_block (&job, get_block_size (layer))
           : size + set_block (&job, job.grid.n_tiles);
}

/* Part of the product of a point. */
static void
multiply_point (const Job *job, gint point, gint part, gint n_parts, gint n_tiles, gfloat *block)
{
  gint          n_inputs = job->layer->n_inputs;
  gint          panel    = job->n_panels * part / n_parts;
  gint          n_panels = job->n_panels * (part + 1) / n_parts - panel;
  const gfloat *u =
    job->packed->values + winograd_get_kernel (job->layer->stride, point) * job->packed->plane;
  gfloat *m = block + job->grid.n_points * job->v_plane + point * job->m_plane;

  job->loops->multiply (block + point * job->v_plane, n_inputs, n_tiles,
                        u + (gsize) panel * n_inputs * job->n_columns, n_inputs, n_panels,
                        m + panel * job->n_columns, job->m_stride);
}

static void
transform_inputs (const Job *job, gint first, gint n, gfloat *v)
{
  for (gint i = 0; i < n; i++)
    tile_grid_transform_input (&job->grid, first + i, job->zeros,
                               v + (gsize) i * job->layer->n_inputs, job->v_plane);
}

static void
transform_outputs (const Job *job, gint first, gint n, const gfloat *m)
{
  for (gint i = 0; i < n; i++)
    tile_grid_transform_output (&job->grid, first + i, m + i * job->m_stride, job->m_plane,
                                job->bias);
}

static void
block_task (gint index, gint thread, gpointer data)
{
  const Job *job   = data;
  gfloat    *block = job->blocks + thread * job->block_size;
  gint       first = index * job->tiles_per_block;
  gint       n     = MIN (job->tiles_per_block, job->grid.n_tiles - first);

  transform_inputs (job, first, n, block);
  for (gint point = 0; point < job->grid.n_points; point++)
    multiply_point (job, point, 0, 1, n, block);
  transform_outputs (job, first, n, block + job->grid.n_points * job->v_plane);
}

static void
input_task (gint index, gint thread, gpointer data)
{
  const Job *job   = data;
  gint       first = index * TILES_PER_TASK;

  transform_inputs (job, first, MIN (TILES_PER_TASK, job->grid.n_tiles - first),
                    job->blocks + (gsize) first * job->layer->n_inputs);
}

static void
product_task (gint index, gint thread, gpointer data)
{
  const Job *job = data;

  multiply_point (job, index / job->n_parts, index % job->n_parts, job->n_parts, job->grid.n_tiles,
                  job->blocks);
}

static void
output_task (gint index, gint thread, gpointer data)
{
  const Job    *job   = data;
  gint          first = index * TILES_PER_TASK;
  const gfloat *m     = job->blocks + job->grid.n_points * job->v_plane;

  transform_outputs (job, first, MIN (TILES_PER_TASK, job->grid.n_tiles - first),
                     m + first * job->m_stride);
}

void
packed_winograd_run (Pool               *pool,
                     const Layer        *layer,
                     const PackedKernel *packed,
                     const gfloat       *bias,
                     const FeatureMap   *input,
                     gfloat             *scratch,
                     const FeatureMap   *output)
{
  gint n_threads = pool_get_n_threads (pool);
  Job  job       = {
           .layer = layer, .packed = packed, .bias = bias, .grid = tile_grid_init (layer, input, output)
  };

  set_panels (&job);
  job.zeros  = scratch;
  job.blocks = scratch + memory_align (layer->n_inputs);
  memset (job.zeros, 0, layer->n_inputs * sizeof *job.zeros);

  if (has_many_tiles (&job, n_threads))
    {
      gint n_blocks = (job.grid.n_tiles - 1) / get_block_size (layer) + 1;

      n_blocks = (n_blocks + n_threads - 1) / n_threads * n_threads;
      set_block (&job, (job.grid.n_tiles + n_blocks - 1) / n_blocks);
      pool_run (pool, (job.grid.n_tiles - 1) / job.tiles_per_block + 1, block_task, &job);
    }
  else
    {
      gint n_transforms = (job.grid.n_tiles - 1) / TILES_PER_TASK + 1;

      /* There are 36 points: not enough to keep many threads busy to the end. */
      job.n_parts = CLAMP (n_threads / 2, 1, job.n_panels);
      set_block (&job, job.grid.n_tiles);
      pool_run (pool, n_transforms, input_task, &job);
      pool_run (pool, job.grid.n_points * job.n_parts, product_task, &job);
      pool_run (pool, n_transforms, output_task, &job);
    }
}

gboolean
packed_winograd_suits (const Layer *layer, gint height, gint width)
{
  FeatureMap input  = { NULL, 1, height, width, layer->n_inputs, 0 };
  FeatureMap output = layer_get_output (layer, &input, NULL);
  TileGrid   grid   = tile_grid_init (layer, &input, &output);

  return layer->kernel == 3
         && MIN (layer->n_inputs, layer->n_outputs) >= MIN_CHANNELS * layer->stride
         && layer->activation != ACTIVATION_SIGMOID && layer->n_inputs % LOOPS_CHANNELS == 0
         && layer->n_outputs % LOOPS_CHANNELS == 0
         && (gint64) grid.n_tiles * grid.n_points + READING_COST
              < (gint64) 9 * grid.output.height * grid.output.width;
}
