/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tiles are worked on in groups, so that the transformed tiles stay in the processor's cache: all of
 * a group's tiles are transformed, then multiplied, one product of matrices a point, then
 * transformed back. No sum is shared out, so results do not depend on the number of threads.
 */

#include <string.h>

#include <cblas.h>

#include "winograd-transforms.h"
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
  const Layer      *layer;
  const gfloat     *kernel;
  const gfloat     *bias;
  const FeatureMap *input;
  FeatureMap        output; /* or its gradient */
  gint              side;   /* of an input tile */
  gint              tiles_down;
  gint              tiles_across;
  gint              first; /* tile of the group */
  gint              n;     /* tiles of the group */

  /* Transformed kernel and tiles, with the distance between their points. */
  gfloat           *u;
  gfloat           *v;
  gfloat           *m;
  gsize             u_plane;
  gsize             v_plane;
  gsize             m_plane;
  gfloat           *zeros; /* a pixel outside of the map, of as many channels as needed */

  /* Backward only. */
  gfloat           *u_gradient;
  GradientTarget    input_gradient;
  GradientTarget    kernel_gradient;
} Job;


/* Sizes */

/* Floats from one point to the next. An odd number of cache lines: the points of a tile would else
 * compete for the same few places of the cache. */
static gsize
get_plane (gsize n_values)
{
  return 16 * (((n_values + 15) / 16) | 1);
}

static gint
count_points (const Layer *layer)
{
  gint side = winograd_get_side (layer->stride);

  return side * side;
}

static gint
count_tiles (const Layer *layer, gint size)
{
  return (layer_output_size (layer, size) + WINOGRAD_OUTPUT - 1) / WINOGRAD_OUTPUT;
}

static gint
count_tiles_of_photo (const Layer *layer, const FeatureMap *input)
{
  return count_tiles (layer, input->height) * count_tiles (layer, input->width);
}

/* Whole photos where there is the choice. */
static gint
get_group_size (const Layer *layer, const FeatureMap *input)
{
  gint of_photo = count_tiles_of_photo (layer, input);
  gint n_tiles  = input->n * of_photo;
  gint largest  = GROUP_VALUES / (count_points (layer) * (layer->n_inputs + layer->n_outputs));
  gint n_groups;

  largest  = MAX (largest, MIN_TILES);
  n_groups = (n_tiles + largest - 1) / largest;
  largest  = (n_tiles + n_groups - 1) / n_groups;

  return largest < 2 * of_photo ? largest : largest / of_photo * of_photo;
}

gboolean
winograd_suits (const Layer *layer, const FeatureMap *input)
{
  gint64 n_pixels = (gint64) input->n * layer_output_size (layer, input->height)
                    * layer_output_size (layer, input->width);
  gint64 n_tiles = (gint64) input->n * count_tiles_of_photo (layer, input);

  return layer->kernel == 3
         && MIN (layer->n_inputs, layer->n_outputs) >= MIN_CHANNELS * layer->stride
         && layer->activation != ACTIVATION_SIGMOID && layer->n_inputs % N_LANES == 0
         && layer->n_outputs % N_LANES == 0
         && COST_OF_POINT * n_tiles * count_points (layer) / 9 + KERNEL_COST <= n_pixels;
}

/* Lays out the scratch; returns its size. */
static gsize
place_scratch (Job *job, gfloat *scratch)
{
  const Layer *layer    = job->layer;
  gsize        group    = get_group_size (layer, job->input);
  gsize        n_points = count_points (layer);
  gsize        used     = 0;

  job->u_plane = get_plane ((gsize) layer->n_inputs * layer->n_outputs);
  job->v_plane = get_plane (group * layer->n_inputs);
  job->m_plane = get_plane (group * layer->n_outputs);

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
  return WINOGRAD_KERNELS * get_plane ((gsize) layer->n_inputs * layer->n_outputs);
}

gsize
winograd_scratch_size (const Layer *layer, const FeatureMap *input)
{
  Job job = { .layer = layer, .input = input };

  return place_scratch (&job, NULL);
}

gsize
winograd_backward_scratch_size (const Layer *layer, const FeatureMap *input)
{
  Job job = { .layer = layer, .input = input };

  return place_scratch (&job, NULL) + WINOGRAD_KERNELS * job.u_plane;
}


/* Tiles */

typedef struct
{
  gint photo;
  gint top; /* of the output tile */
  gint left;
} Tile;

static Tile
get_tile (const Job *job, gint index)
{
  gint across = index % job->tiles_across;
  gint down   = index / job->tiles_across % job->tiles_down;

  return (Tile) { index / (job->tiles_across * job->tiles_down), down * WINOGRAD_OUTPUT,
                  across * WINOGRAD_OUTPUT };
}

/* Where in a map a pixel of the tile's input lies, or -1 outside. */
static inline gssize
find_input (const Job *job, const Tile *tile, gint point)
{
  gint              enlarged = job->layer->upsampling;
  const FeatureMap *input    = job->input;
  gint              y        = tile->top * job->layer->stride - 1 + point / job->side;
  gint              x        = tile->left * job->layer->stride - 1 + point % job->side;

  if (y < 0 || x < 0 || y >= input->height * enlarged || x >= input->width * enlarged)
    return -1;

  return (((gssize) tile->photo * input->height + y / enlarged) * input->width + x / enlarged)
         * input->channels;
}

/* The tile's pixels in the output or its gradient; `outside` for those that are not in the map. */
static void
find_output (const Job *job, const Tile *tile, gfloat *outside, gfloat **pixels)
{
  const FeatureMap *output = &job->output;

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

static void
transform_input (const Job *job, gint index)
{
  Tile          tile = get_tile (job, job->first + index);
  const gfloat *pixels[WINOGRAD_MAX_POINTS];

  for (gint p = 0; p < job->side * job->side; p++)
    {
      gssize offset = find_input (job, &tile, p);

      pixels[p] = offset < 0 ? job->zeros : job->input->data + offset;
    }
  winograd_transform_input (job->layer->stride, pixels, job->layer->n_inputs,
                            job->v + (gsize) index * job->layer->n_inputs, job->v_plane);
}

static void
kernel_task (gint index, gint thread, gpointer data)
{
  const Job *job      = data;
  gsize      n_values = (gsize) job->layer->n_inputs * job->layer->n_outputs;
  gsize      first    = (gsize) index * VALUES_PER_TASK;

  winograd_transform_kernel (job->layer->stride, job->kernel, n_values, first,
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
  job->side         = winograd_get_side (job->layer->stride);
  job->tiles_down   = count_tiles (job->layer, job->input->height);
  job->tiles_across = count_tiles (job->layer, job->input->width);
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
    transform_input (job, i);
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
    points.height = job->side - last;
  if (points.left == last)
    points.width = job->side - last;
  return points;
}

static gint
get_point (const Job *job, const Points *points, gint index)
{
  return (points->top + index / points->width) * job->side + points->left + index % points->width;
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
    {
      Tile    tile = get_tile (job, job->first + i);
      gfloat *pixels[WINOGRAD_OUTPUT_PIXELS];

      find_output (job, &tile, NULL, pixels);
      winograd_transform_output (job->layer->stride, job->m + (gsize) i * n_outputs, job->m_plane,
                                 n_outputs, job->bias, job->layer->activation == ACTIVATION_RELU,
                                 pixels);
    }
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
  Job  job = { .layer = layer, .kernel = kernel, .bias = bias, .input = input, .output = *output };
  gint n_tiles = input->n * count_tiles_of_photo (layer, input);
  gint group   = get_group_size (layer, input);

  job_init (&job, kept, scratch);
  pool_run (pool, count_kernel_tasks (layer), kernel_task, &job);

  for (job.first = 0; job.first < n_tiles; job.first += group)
    {
      gint n_tasks;

      job.n   = MIN (group, n_tiles - job.first);
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
      Tile    tile = get_tile (job, job->first + i);
      gfloat *pixels[WINOGRAD_OUTPUT_PIXELS];

      if (job->kernel_gradient.data)
        transform_input (job, i);
      find_output (job, &tile, job->zeros, pixels);
      winograd_transform_output_gradient (job->layer->stride, (const gfloat *const *) pixels,
                                          n_outputs, job->m + (gsize) i * n_outputs, job->m_plane);
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

/* Neighbouring input tiles share pixels. Tiles come in the order of rows, so a tile is the first to
 * reach a pixel unless the tile above or the one on the left has. */
static inline gboolean
is_first_there (const Job *job, const Tile *tile, gint point)
{
  gint shared = job->side - WINOGRAD_OUTPUT * job->layer->stride;

  return ! job->input_gradient.adds && (tile->top == 0 || point / job->side >= shared)
         && (tile->left == 0 || point % job->side >= shared);
}

/* The tiles of one photo, of those in the group. */
static void
input_gradient_task (gint index, gint thread, gpointer data)
{
  const Job *job      = data;
  gint       of_photo = job->tiles_down * job->tiles_across;
  gint       photo    = job->first / of_photo + index;
  gint       begin    = MAX (photo * of_photo, job->first);
  gint       end      = MIN ((photo + 1) * of_photo, job->first + job->n);

  for (gint i = begin; i < end; i++)
    {
      Tile          tile = get_tile (job, i);
      const gfloat *before[WINOGRAD_MAX_POINTS];
      gfloat       *pixels[WINOGRAD_MAX_POINTS];

      for (gint p = 0; p < job->side * job->side; p++)
        {
          gssize offset = find_input (job, &tile, p);

          pixels[p] = offset < 0 ? NULL : job->input_gradient.data + offset;
          before[p] = is_first_there (job, &tile, p) ? job->zeros : pixels[p];
        }
      winograd_transform_input_gradient (job->layer->stride,
                                         job->v + (gsize) (i - job->first) * job->layer->n_inputs,
                                         job->v_plane, job->layer->n_inputs, before, pixels);
    }
}

static void
kernel_gradient_task (gint index, gint thread, gpointer data)
{
  const Job *job      = data;
  gsize      n_values = (gsize) job->layer->n_inputs * job->layer->n_outputs;
  gsize      first    = (gsize) index * VALUES_PER_TASK;

  winograd_transform_kernel_gradient (job->layer->stride, job->u_gradient, job->u_plane, first,
                                      MIN (VALUES_PER_TASK, n_values - first),
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
                    .input           = input,
                    .output          = *output_gradient,
                    .input_gradient  = input_gradient,
                    .kernel_gradient = kernel_gradient };
  gint of_photo = count_tiles_of_photo (layer, input);
  gint n_tiles  = input->n * of_photo;
  gint group    = get_group_size (layer, input);

  job_init (&job, (gfloat *) kept, scratch);
  if (input_gradient.data && ! kept)
    pool_run (pool, count_kernel_tasks (layer), kernel_task, &job);

  /* Several of a tile's pixels come from one of the map where that is enlarged. */
  if (input_gradient.data && layer->upsampling > 1 && ! input_gradient.adds)
    {
      memset (input_gradient.data, 0, feature_map_count (input) * sizeof (gfloat));
      job.input_gradient.adds = TRUE;
    }

  for (job.first = 0; job.first < n_tiles; job.first += group)
    {
      job.n = MIN (group, n_tiles - job.first);
      pool_run (pool, (job.n + TILES_PER_TASK - 1) / TILES_PER_TASK, gradient_task, &job);
      pool_run (pool, WINOGRAD_KERNELS, gradient_product_task, &job);
      if (input_gradient.data)
        pool_run (pool, (job.first + job.n - 1) / of_photo - job.first / of_photo + 1,
                  input_gradient_task, &job);
    }

  if (kernel_gradient.data)
    pool_run (pool, count_kernel_tasks (layer), kernel_gradient_task, &job);
}
