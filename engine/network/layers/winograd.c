/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tiles are worked on in groups, so that the transformed tiles stay in the processor's cache: all of
 * a group's tiles are transformed, then multiplied, one product of matrices a point, then
 * transformed back. No sum is shared out, so results do not depend on the number of threads.
 */

#include <string.h>

#include <cblas.h>

#include "winograd-tiles.h"
#include "winograd.h"

/* Floats of a group's transformed tiles; a group has no fewer than MIN_TILES, for the products'
 * sake. */
#define GROUP_VALUES (2 << 20)
#define MIN_TILES    256

/* What the transforms of a kernel cost, in output pixels by the direct method. */
#define KERNEL_COST 128

/* What a point costs, its product and its share of the transforms, in taps of the direct method. */
#define COST_OF_POINT 1.5

/* With fewer channels the transforms take longer than the products that they save. */
#define MIN_CHANNELS 32

#define TILES_PER_TASK  16
#define VALUES_PER_TASK 4096

typedef struct
{
  const Layer   *layer;
  const gfloat  *kernel;
  const gfloat  *bias;
  TileGrid       grid;
  gint           first; /* tile of the group */
  gint           n;     /* tiles of the group */

  /* Transformed kernel and tiles, with the distance between their points. */
  gfloat        *u;
  gfloat        *v;
  gfloat        *m;
  gsize          u_plane;
  gsize          v_plane;
  gsize          m_plane;
  gfloat        *zeros; /* a pixel outside of the map, of as many channels as needed */

  /* Backward only. */
  gfloat        *u_gradient;
  GradientTarget input_gradient;
  GradientTarget kernel_gradient;
} Job;


/* Sizes */

/* Whole photos where there is the choice. */
static gint
get_group_size (const TileGrid *grid)
{
  gint of_photo = grid->tiles_down * grid->tiles_across;
  gint largest = GROUP_VALUES / (grid->n_points * (grid->layer->n_inputs + grid->layer->n_outputs));
  gint n_groups;

  largest  = MAX (largest, MIN_TILES);
  n_groups = (grid->n_tiles + largest - 1) / largest;
  largest  = (grid->n_tiles + n_groups - 1) / n_groups;

  return largest < 2 * of_photo ? largest : largest / of_photo * of_photo;
}

gboolean
winograd_suits (const Layer *layer, const FeatureMap *input)
{
  FeatureMap output   = layer_get_output (layer, input, NULL);
  TileGrid   grid     = tile_grid_init (layer, input, &output);
  gint64     n_pixels = (gint64) input->n * grid.output.height * grid.output.width;

  return layer->kernel == 3
         && MIN (layer->n_inputs, layer->n_outputs) >= MIN_CHANNELS * layer->stride
         && layer->activation != ACTIVATION_SIGMOID && layer->n_inputs % LOOPS_CHANNELS == 0
         && layer->n_outputs % LOOPS_CHANNELS == 0
         && COST_OF_POINT * grid.n_tiles * grid.n_points / 9 + KERNEL_COST <= n_pixels;
}

/* Lays out the scratch; returns its size. */
static gsize
place_scratch (Job *job, gfloat *scratch)
{
  const Layer *layer    = job->layer;
  gsize        group    = get_group_size (&job->grid);
  gsize        n_points = job->grid.n_points;
  gsize        used     = 0;

  job->u_plane = winograd_get_plane ((gsize) layer->n_inputs * layer->n_outputs);
  job->v_plane = winograd_get_plane (group * layer->n_inputs);
  job->m_plane = winograd_get_plane (group * layer->n_outputs);

  job->u = scratch;
  used += WINOGRAD_KERNELS * job->u_plane;
  job->v = scratch + used;
  used += n_points * job->v_plane;
  job->m = scratch + used;
  used += n_points * job->m_plane;
  job->zeros = scratch + used;
  used += MAX (layer->n_inputs, layer->n_outputs);
  job->u_gradient = scratch + used;
  return used;
}

gsize
winograd_kept_size (const Layer *layer)
{
  return WINOGRAD_KERNELS * winograd_get_plane ((gsize) layer->n_inputs * layer->n_outputs);
}

gsize
winograd_scratch_size (const Layer *layer, const FeatureMap *input)
{
  FeatureMap output = layer_get_output (layer, input, NULL);
  Job        job    = { .layer = layer, .grid = tile_grid_init (layer, input, &output) };

  return place_scratch (&job, NULL);
}

gsize
winograd_backward_scratch_size (const Layer *layer, const FeatureMap *input)
{
  FeatureMap output = layer_get_output (layer, input, NULL);
  Job        job    = { .layer = layer, .grid = tile_grid_init (layer, input, &output) };

  return place_scratch (&job, NULL) + WINOGRAD_KERNELS * job.u_plane;
}


/* Kernels */

static void
kernel_task (gint index, gint thread, gpointer data)
{
  const Job *job      = data;
  gsize      n_values = (gsize) job->layer->n_inputs * job->layer->n_outputs;
  gsize      first    = (gsize) index * VALUES_PER_TASK;

  job->grid.loops->transform_kernel (job->layer->stride, job->kernel, n_values, first,
                                     MIN (VALUES_PER_TASK, n_values - first), job->u, job->u_plane);
}

static gint
count_kernel_tasks (const Layer *layer)
{
  return (layer->n_inputs * layer->n_outputs + VALUES_PER_TASK - 1) / VALUES_PER_TASK;
}

static void
job_init (Job *job, gfloat *kept, gfloat *scratch)
{
  place_scratch (job, scratch);
  if (kept)
    job->u = kept;
  memset (job->zeros, 0, MAX (job->layer->n_inputs, job->layer->n_outputs) * sizeof *job->zeros);
}


/* Forward */

static void
input_task (gint index, gint thread, gpointer data)
{
  const Job *job = data;
  gint       end = MIN ((index + 1) * TILES_PER_TASK, job->n);

  for (gint i = index * TILES_PER_TASK; i < end; i++)
    tile_grid_transform_input (&job->grid, job->first + i, job->zeros,
                               job->v + (gsize) i * job->layer->n_inputs, job->v_plane);
}

/* The points that a transformed kernel serves: a square of them. */
typedef struct
{
  gint top;
  gint left;
  gint height;
  gint width;
} Points;

/* Those of the most points come first, so that the threads end together. */
static Points
get_points (const Job *job, gint task, gint *kernel)
{
  gint   last   = WINOGRAD_KERNEL - 1;
  Points points = { .height = 1, .width = 1 };

  *kernel     = WINOGRAD_KERNELS - 1 - task;
  points.top  = *kernel / WINOGRAD_KERNEL;
  points.left = *kernel % WINOGRAD_KERNEL;
  if (points.top == last)
    points.height = job->grid.side - last;
  if (points.left == last)
    points.width = job->grid.side - last;
  return points;
}

static gint
get_point (const Job *job, const Points *points, gint index)
{
  return (points->top + index / points->width) * job->grid.side + points->left
         + index % points->width;
}

static void
product_task (gint index, gint thread, gpointer data)
{
  const Job    *job       = data;
  gint          n_inputs  = job->layer->n_inputs;
  gint          n_outputs = job->layer->n_outputs;
  gint          kernel;
  Points        points = get_points (job, index, &kernel);
  const gfloat *u      = job->u + kernel * job->u_plane;

  for (gint i = 0; i < points.height * points.width; i++)
    {
      gint point = get_point (job, &points, i);

      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, job->n, n_outputs, n_inputs, 1.0f,
                   job->v + point * job->v_plane, n_inputs, u, n_outputs, 0.0f,
                   job->m + point * job->m_plane, n_outputs);
    }
}

static void
output_task (gint index, gint thread, gpointer data)
{
  const Job *job       = data;
  gint       n_outputs = job->layer->n_outputs;
  gint       end       = MIN ((index + 1) * TILES_PER_TASK, job->n);

  for (gint i = index * TILES_PER_TASK; i < end; i++)
    tile_grid_transform_output (&job->grid, job->first + i, job->m + (gsize) i * n_outputs,
                                job->m_plane, job->bias);
}

void
winograd_forward (Pool             *pool,
                  const Layer      *layer,
                  const gfloat     *kernel,
                  const gfloat     *bias,
                  const FeatureMap *input,
                  gfloat           *kept,
                  gfloat           *scratch,
                  FeatureMap       *output)
{
  Job job = {
    .layer = layer, .kernel = kernel, .bias = bias, .grid = tile_grid_init (layer, input, output)
  };
  gint group = get_group_size (&job.grid);

  job_init (&job, kept, scratch);
  pool_run (pool, count_kernel_tasks (layer), kernel_task, &job);

  for (job.first = 0; job.first < job.grid.n_tiles; job.first += group)
    {
      gint n_tasks;

      job.n   = MIN (group, job.grid.n_tiles - job.first);
      n_tasks = (job.n + TILES_PER_TASK - 1) / TILES_PER_TASK;
      pool_run (pool, n_tasks, input_task, &job);
      pool_run (pool, WINOGRAD_KERNELS, product_task, &job);
      pool_run (pool, n_tasks, output_task, &job);
    }
}


/* Backward */

static void
gradient_task (gint index, gint thread, gpointer data)
{
  const Job *job       = data;
  gint       n_outputs = job->layer->n_outputs;
  gint       end       = MIN ((index + 1) * TILES_PER_TASK, job->n);

  for (gint i = index * TILES_PER_TASK; i < end; i++)
    {
      Tile    tile = tile_grid_get (&job->grid, job->first + i);
      gfloat *pixels[WINOGRAD_OUTPUT_PIXELS];

      if (job->kernel_gradient.data)
        tile_grid_transform_input (&job->grid, job->first + i, job->zeros,
                                   job->v + (gsize) i * job->layer->n_inputs, job->v_plane);
      tile_grid_find_output (&job->grid, &tile, job->zeros, pixels);
      job->grid.loops->transform_output_gradient (job->layer->stride,
                                                  (const gfloat *const *) pixels, n_outputs,
                                                  job->m + (gsize) i * n_outputs, job->m_plane);
    }
}

/* dU += V^T dM, then V is no longer needed and makes room for dV = dM U^T. */
static void
gradient_product_task (gint index, gint thread, gpointer data)
{
  const Job *job       = data;
  gint       n_inputs  = job->layer->n_inputs;
  gint       n_outputs = job->layer->n_outputs;
  gint       kernel;
  Points     points = get_points (job, index, &kernel);

  for (gint i = 0; i < points.height * points.width; i++)
    {
      gint          point = get_point (job, &points, i);
      gfloat       *v     = job->v + point * job->v_plane;
      const gfloat *m     = job->m + point * job->m_plane;

      if (job->kernel_gradient.data)
        cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, n_inputs, n_outputs, job->n, 1.0f, v,
                     n_inputs, m, n_outputs, job->first > 0 || i > 0 ? 1.0f : 0.0f,
                     job->u_gradient + kernel * job->u_plane, n_outputs);
      if (job->input_gradient.data)
        cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, job->n, n_inputs, n_outputs, 1.0f, m,
                     n_outputs, job->u + kernel * job->u_plane, n_outputs, 0.0f, v, n_inputs);
    }
}

/* Neighboring input tiles share pixels. Tiles come in the order of rows, so a tile is the first to
 * reach a pixel unless the tile above or the one on the left has. */
static inline gboolean
is_first_there (const Job *job, const Tile *tile, gint point)
{
  gint side   = job->grid.side;
  gint shared = side - WINOGRAD_OUTPUT * job->layer->stride;

  return ! job->input_gradient.adds && (tile->top == 0 || point / side >= shared)
         && (tile->left == 0 || point % side >= shared);
}

/* The tiles of one photo, of those in the group. */
static void
input_gradient_task (gint index, gint thread, gpointer data)
{
  const Job *job      = data;
  gint       of_photo = job->grid.tiles_down * job->grid.tiles_across;
  gint       photo    = job->first / of_photo + index;
  gint       begin    = MAX (photo * of_photo, job->first);
  gint       end      = MIN ((photo + 1) * of_photo, job->first + job->n);

  for (gint i = begin; i < end; i++)
    {
      Tile          tile = tile_grid_get (&job->grid, i);
      gssize        offsets[WINOGRAD_MAX_POINTS];
      const gfloat *before[WINOGRAD_MAX_POINTS];
      gfloat       *pixels[WINOGRAD_MAX_POINTS];

      tile_grid_find_input (&job->grid, &tile, offsets);
      for (gint p = 0; p < job->grid.n_points; p++)
        {
          pixels[p] = offsets[p] < 0 ? NULL : job->input_gradient.data + offsets[p];
          before[p] = is_first_there (job, &tile, p) ? job->zeros : pixels[p];
        }
      job->grid.loops->transform_input_gradient (
        job->layer->stride, job->v + (gsize) (i - job->first) * job->layer->n_inputs, job->v_plane,
        job->layer->n_inputs, before, pixels);
    }
}

static void
kernel_gradient_task (gint index, gint thread, gpointer data)
{
  const Job *job      = data;
  gsize      n_values = (gsize) job->layer->n_inputs * job->layer->n_outputs;
  gsize      first    = (gsize) index * VALUES_PER_TASK;

  job->grid.loops->transform_kernel_gradient (job->layer->stride, job->u_gradient, job->u_plane,
                                              first, MIN (VALUES_PER_TASK, n_values - first),
                                              job->kernel_gradient.data, n_values,
                                              job->kernel_gradient.adds);
}

void
winograd_backward (Pool             *pool,
                   const Layer      *layer,
                   const gfloat     *kernel,
                   const FeatureMap *input,
                   const FeatureMap *output_gradient,
                   const gfloat     *kept,
                   gfloat           *scratch,
                   GradientTarget    input_gradient,
                   GradientTarget    kernel_gradient)
{
  Job  job      = { .layer           = layer,
                    .kernel          = kernel,
                    .grid            = tile_grid_init (layer, input, output_gradient),
                    .input_gradient  = input_gradient,
                    .kernel_gradient = kernel_gradient };
  gint of_photo = job.grid.tiles_down * job.grid.tiles_across;
  gint group    = get_group_size (&job.grid);

  job_init (&job, (gfloat *) kept, scratch);
  if (input_gradient.data && ! kept)
    pool_run (pool, count_kernel_tasks (layer), kernel_task, &job);

  /* Several of a tile's pixels come from one of the map where that is enlarged. */
  if (input_gradient.data && layer->upsampling > 1 && ! input_gradient.adds)
    {
      memset (input_gradient.data, 0, feature_map_count (input) * sizeof (gfloat));
      job.input_gradient.adds = TRUE;
    }

  for (job.first = 0; job.first < job.grid.n_tiles; job.first += group)
    {
      job.n = MIN (group, job.grid.n_tiles - job.first);
      pool_run (pool, (job.n + TILES_PER_TASK - 1) / TILES_PER_TASK, gradient_task, &job);
      pool_run (pool, WINOGRAD_KERNELS, gradient_product_task, &job);
      if (input_gradient.data)
        pool_run (pool, (job.first + job.n - 1) / of_photo - job.first / of_photo + 1,
                  input_gradient_task, &job);
    }

  if (kernel_gradient.data)
    pool_run (pool, count_kernel_tasks (layer), kernel_gradient_task, &job);
}
