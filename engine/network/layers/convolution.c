/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Convolution as a product of matrices: the neighborhoods of a block of output pixels are gathered
 * as rows ("im2col") and multiplied by the kernel. A block bounds the memory for the gathered rows
 * and is one task of the pool. Where Winograd's algorithm is faster, winograd.c does the work.
 */

#include <string.h>

#include <cblas.h>

#include "network/loops/loops.h"
#include "neighborhoods.h"
#include "winograd.h"

/* Floats of gathered rows in a block: OpenBLAS packs the kernel anew for each product, so blocks
 * of a few hundred pixels are needed at 4608 inputs a pixel. */
#define BLOCK_VALUES (2 << 20)
#define MAX_PIXELS   4096

typedef struct
{
  const Layer      *layer;
  const gfloat     *kernel;
  const gfloat     *bias;
  const FeatureMap *input;
  FeatureMap       *output;
  gfloat           *scratch;
  gsize             scratch_size;
  gint              n_pixels; /* of the output */
  gint              pixels_per_block;
  gint              channels_per_block;
  gint              n_channel_blocks;
} ConvolutionJob;

static inline gint
largest_block (const Layer *layer)
{
  return MIN (BLOCK_VALUES / (gint) neighborhood_length (layer) + 1, MAX_PIXELS);
}

/* Of one thread. */
static gsize
get_block_scratch_size (const Layer *layer)
{
  return layer->kernel <= 1 ? 0 : neighborhood_length (layer) * largest_block (layer);
}

gsize
convolution_kept_size (const Layer *layer, const FeatureMap *input)
{
  return winograd_suits (layer, input) ? winograd_kept_size (layer) : 0;
}

gsize
convolution_scratch_size (const Layer *layer, const FeatureMap *input, gint n_threads)
{
  return winograd_suits (layer, input) ? winograd_scratch_size (layer, input)
                                       : n_threads * get_block_scratch_size (layer);
}

static void
convolution_task (gint index, gint thread, gpointer data)
{
  const ConvolutionJob *job        = data;
  const Layer          *layer      = job->layer;
  gint                  n_inputs   = neighborhood_length (layer);
  gint                  n_outputs  = layer->n_outputs;
  gint                  pixel      = index / job->n_channel_blocks * job->pixels_per_block;
  gint                  channel    = index % job->n_channel_blocks * job->channels_per_block;
  gint                  n_pixels   = MIN (job->pixels_per_block, job->n_pixels - pixel);
  gint                  n_channels = MIN (job->channels_per_block, n_outputs - channel);
  gfloat               *to         = job->output->data + (gsize) pixel * n_outputs + channel;
  const gfloat         *rows;

  if (layer->kernel > 1)
    {
      gfloat *gathered = job->scratch + thread * job->scratch_size;

      neighborhoods_gather (layer, job->input, job->output, pixel, n_pixels, gathered);
      rows = gathered;
    }
  else
    {
      rows = job->input->data + (gsize) pixel * n_inputs;
    }

  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, n_pixels, n_channels, n_inputs, 1.0f,
               rows, n_inputs, job->kernel + channel, n_outputs, 0.0f, to, n_outputs);
  activation_forward (layer->activation, job->bias + channel, n_pixels, n_channels, n_outputs, to);
}

void
convolution_forward (Pool             *pool,
                     const Layer      *layer,
                     const gfloat     *kernel,
                     const gfloat     *bias,
                     const FeatureMap *input,
                     gfloat           *kept,
                     gfloat           *scratch,
                     FeatureMap       *output)
{
  gint           n_threads = pool_get_n_threads (pool);
  gint           n_blocks;
  ConvolutionJob job = { .layer   = layer,
                         .kernel  = kernel,
                         .bias    = bias,
                         .input   = input,
                         .output  = output,
                         .scratch = scratch };

  *output = layer_get_output (layer, input, output->data);

  if (winograd_suits (layer, input))
    {
      winograd_forward (pool, layer, kernel, bias, input, kept, scratch, output);
      return;
    }

  job.scratch_size       = get_block_scratch_size (layer);
  job.n_pixels           = output->n * output->height * output->width;
  job.channels_per_block = layer->n_outputs;

  /* As many blocks as threads, or a multiple; a map of a few pixels is shared out by channels. */
  n_blocks = (job.n_pixels + largest_block (layer) - 1) / largest_block (layer);
  if (job.n_pixels < 64 * n_threads && layer->n_outputs >= n_threads)
    job.channels_per_block = (layer->n_outputs + n_threads - 1) / n_threads;
  else
    n_blocks = (n_blocks + n_threads - 1) / n_threads * n_threads;

  job.pixels_per_block = (job.n_pixels + n_blocks - 1) / n_blocks;
  job.n_channel_blocks = (layer->n_outputs + job.channels_per_block - 1) / job.channels_per_block;
  n_blocks             = (job.n_pixels + job.pixels_per_block - 1) / job.pixels_per_block;

  pool_run (pool, n_blocks * job.n_channel_blocks, convolution_task, &job);
}


/* Backward. The photos are dealt out to as many slots as there are threads, always in the same way;
 * each slot sums up a kernel's gradient of its own, which are added at the end. */

/* Pixels whose rows are gathered at a time. */
#define BACKWARD_PIXELS 512

#define VALUES_PER_SUM 16384

typedef struct
{
  const Layer      *layer;
  const gfloat     *kernel;
  const FeatureMap *input;
  const FeatureMap *output_gradient;
  gfloat           *scratch;
  GradientTarget    input_gradient;
  GradientTarget    kernel_gradient;
  gint              n_slots;
} BackwardJob;

/* What a slot holds in its scratch. */
typedef struct
{
  gfloat *rows;
  gfloat *kernel_gradient;
} Slot;

static gsize
get_slot_size (const Layer *layer)
{
  return neighborhood_length (layer) * BACKWARD_PIXELS + layer_count_kernel (layer);
}

gsize
convolution_backward_scratch_size (const Layer *layer, const FeatureMap *input, gint n_threads)
{
  return winograd_suits (layer, input) ? winograd_backward_scratch_size (layer, input)
                                       : n_threads * get_slot_size (layer);
}

static Slot
get_slot (const BackwardJob *job, gint index)
{
  gfloat *scratch = job->scratch + index * get_slot_size (job->layer);

  return (Slot) { scratch, scratch + neighborhood_length (job->layer) * BACKWARD_PIXELS };
}

/* The reverse of gathering them: adds a row of taps to where it came from. */
static inline const gfloat *
scatter_taps (const BackwardJob *job, gint photo, gint y, gint x, const gfloat *row)
{
  const Layer      *layer    = job->layer;
  const FeatureMap *input    = job->input;
  gsize             channels = input->channels;
  gfloat *to = job->input_gradient.data + neighborhood_row_offset (layer, input, photo, y);

  if (y < 0 || y >= input->height * layer->upsampling)
    return row + layer->kernel * channels;

  for (gint tap = 0; tap < layer->kernel; tap++, x++, row += channels)
    if (x >= 0 && x < input->width * layer->upsampling)
      loops_get ()->add_values (row, channels, to + (x / layer->upsampling) * channels);

  return row;
}

static void
scatter_rows (const BackwardJob *job, gint first, gint n, const gfloat *rows)
{
  const Layer      *layer   = job->layer;
  const FeatureMap *output  = job->output_gradient;
  gint              padding = layer->kernel / 2;

  for (gint pixel = first; pixel < first + n; pixel++)
    {
      gint photo = pixel / (output->width * output->height);
      gint y     = pixel / output->width % output->height * layer->stride - padding;
      gint x     = pixel % output->width * layer->stride - padding;

      for (gint tap = 0; tap < layer->kernel; tap++)
        rows = scatter_taps (job, photo, y + tap, x, rows);
    }
}

/* kernel gradient = rows^T gradient, rows' gradient = gradient kernel^T */
static void
backward_block (const BackwardJob *job, const Slot *slot, gint first, gint n, gboolean is_first)
{
  gint          n_inputs  = neighborhood_length (job->layer);
  gint          n_outputs = job->layer->n_outputs;
  const gfloat *gradient  = job->output_gradient->data + (gsize) first * n_outputs;

  if (job->kernel_gradient.data)
    {
      neighborhoods_gather (job->layer, job->input, job->output_gradient, first, n, slot->rows);
      cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, n_inputs, n_outputs, n, 1.0f,
                   slot->rows, n_inputs, gradient, n_outputs, is_first ? 0.0f : 1.0f,
                   slot->kernel_gradient, n_outputs);
    }

  if (job->input_gradient.data)
    {
      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, n, n_inputs, n_outputs, 1.0f, gradient,
                   n_outputs, job->kernel, n_outputs, 0.0f, slot->rows, n_inputs);
      scatter_rows (job, first, n, slot->rows);
    }
}

static void
backward_task (gint index, gint thread, gpointer data)
{
  const BackwardJob *job      = data;
  Slot               slot     = get_slot (job, index);
  gint               n_pixels = job->output_gradient->height * job->output_gradient->width;
  gint               begin    = (gint64) job->input->n * index / job->n_slots;
  gint               end      = (gint64) job->input->n * (index + 1) / job->n_slots;
  gsize              of_photo = feature_map_count (job->input) / job->input->n;

  if (job->input_gradient.data && ! job->input_gradient.adds)
    memset (job->input_gradient.data + begin * of_photo, 0,
            (end - begin) * of_photo * sizeof (gfloat));

  for (gint pixel = begin * n_pixels; pixel < end * n_pixels; pixel += BACKWARD_PIXELS)
    backward_block (job, &slot, pixel, MIN (BACKWARD_PIXELS, end * n_pixels - pixel),
                    pixel == begin * n_pixels);
}

static void
sum_task (gint index, gint thread, gpointer data)
{
  const BackwardJob *job   = data;
  gsize              first = (gsize) index * VALUES_PER_SUM;
  gsize              n     = MIN (VALUES_PER_SUM, layer_count_kernel (job->layer) - first);
  gfloat            *to    = job->kernel_gradient.data + first;

  if (! job->kernel_gradient.adds)
    memset (to, 0, n * sizeof *to);
  for (gint i = 0; i < job->n_slots; i++)
    loops_get ()->add_values (get_slot (job, i).kernel_gradient + first, n, to);
}

void
convolution_backward (Pool             *pool,
                      const Layer      *layer,
                      const gfloat     *kernel,
                      const FeatureMap *input,
                      const FeatureMap *output_gradient,
                      const gfloat     *kept,
                      gfloat           *scratch,
                      GradientTarget    input_gradient,
                      GradientTarget    kernel_gradient)
{
  BackwardJob job = { .layer           = layer,
                      .kernel          = kernel,
                      .input           = input,
                      .output_gradient = output_gradient,
                      .scratch         = scratch,
                      .input_gradient  = input_gradient,
                      .kernel_gradient = kernel_gradient,
                      .n_slots         = MIN (pool_get_n_threads (pool), input->n) };

  if (winograd_suits (layer, input))
    {
      winograd_backward (pool, layer, kernel, input, output_gradient, kept, scratch, input_gradient,
                         kernel_gradient);
      return;
    }

  pool_run (pool, job.n_slots, backward_task, &job);
  if (kernel_gradient.data)
    pool_run (pool, (layer_count_kernel (layer) + VALUES_PER_SUM - 1) / VALUES_PER_SUM, sum_task,
              &job);
}
