/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Convolution as a product of matrices: the neighbourhoods of a block of output pixels are gathered
 * as rows ("im2col") and multiplied by the kernel. A block bounds the memory for the gathered rows
 * and is one task of the pool.
 */

#include <string.h>

#include <cblas.h>

#include "layers.h"

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

static inline gsize
row_length (const Layer *layer)
{
  return (gsize) layer->kernel * layer->kernel * layer->n_inputs;
}

static inline gint
largest_block (const Layer *layer)
{
  return MIN (BLOCK_VALUES / (gint) row_length (layer) + 1, MAX_PIXELS);
}

gsize
convolution_scratch_size (const Layer *layer)
{
  return layer->kernel <= 1 ? 0 : row_length (layer) * largest_block (layer);
}

/* Where row y, in coordinates of the enlarged input, of a photo begins. */
static inline gsize
row_offset (const Layer *layer, const FeatureMap *input, gint photo, gint y)
{
  return ((gsize) photo * input->height + y / layer->upsampling) * input->width * input->channels;
}

/* One row of a neighbourhood: the kernel's taps at the input row y, columns x .. x + kernel - 1,
 * in coordinates of the enlarged input. */
static inline gfloat *
gather_taps (const Layer *layer, const FeatureMap *input, gint photo, gint y, gint x, gfloat *row)
{
  gint          enlarged = layer->upsampling;
  gint          width    = input->width * enlarged;
  gsize         channels = input->channels;
  const gfloat *from     = input->data + row_offset (layer, input, photo, y);

  if (y < 0 || y >= input->height * enlarged)
    {
      memset (row, 0, layer->kernel * channels * sizeof *row);
      return row + layer->kernel * channels;
    }

  if (enlarged == 1 && x >= 0 && x + layer->kernel <= width)
    {
      memcpy (row, from + x * channels, layer->kernel * channels * sizeof *row);
      return row + layer->kernel * channels;
    }

  for (gint tap = 0; tap < layer->kernel; tap++, x++, row += channels)
    if (x < 0 || x >= width)
      memset (row, 0, channels * sizeof *row);
    else
      memcpy (row, from + (x / enlarged) * channels, channels * sizeof *row);

  return row;
}

/* The neighbourhoods of the output's pixels first .. first + n - 1, a row each. */
static void
gather_rows (const Layer      *layer,
             const FeatureMap *input,
             const FeatureMap *output,
             gint              first,
             gint              n,
             gfloat           *rows)
{
  gint padding = layer->kernel / 2;

  for (gint pixel = first; pixel < first + n; pixel++)
    {
      gint photo = pixel / (output->width * output->height);
      gint y     = pixel / output->width % output->height * layer->stride - padding;
      gint x     = pixel % output->width * layer->stride - padding;

      for (gint tap = 0; tap < layer->kernel; tap++)
        rows = gather_taps (layer, input, photo, y + tap, x, rows);
    }
}

static void
convolution_task (gint index, gint thread, gpointer data)
{
  const ConvolutionJob *job        = data;
  const Layer          *layer      = job->layer;
  gint                  n_inputs   = row_length (layer);
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

      gather_rows (layer, job->input, job->output, pixel, n_pixels, gathered);
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

  output->n        = input->n;
  output->height   = layer_output_size (layer, input->height);
  output->width    = layer_output_size (layer, input->width);
  output->channels = layer->n_outputs;

  job.scratch_size       = convolution_scratch_size (layer);
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
 * each slot sums up gradients of its own, which are added at the end. */

/* Pixels whose rows are gathered at a time. */
#define BACKWARD_PIXELS 512

typedef struct
{
  const Layer      *layer;
  const gfloat     *kernel;
  const FeatureMap *input;
  const FeatureMap *output_gradient;
  gfloat           *scratch;
  gsize             scratch_size;
  gfloat           *input_gradient;
  gint              n_slots;
} BackwardJob;

/* What a slot holds in its scratch: gathered rows, then its sums. */
typedef struct
{
  gfloat *rows;
  gfloat *kernel_gradient;
  gfloat *bias_gradient;
} Slot;

gsize
convolution_backward_scratch_size (const Layer *layer)
{
  return row_length (layer) * BACKWARD_PIXELS + layer_count_kernel (layer) + layer->n_outputs;
}

static Slot
get_slot (const BackwardJob *job, gint index)
{
  gfloat *scratch = job->scratch + index * job->scratch_size;
  gfloat *sums    = scratch + row_length (job->layer) * BACKWARD_PIXELS;

  return (Slot) { scratch, sums, sums + layer_count_kernel (job->layer) };
}

static inline void
add_values (gfloat *to, const gfloat *from, gsize n)
{
  for (gsize i = 0; i < n; i++)
    to[i] += from[i];
}

/* The reverse of gather_taps: adds a row's part to where it came from. */
static inline const gfloat *
scatter_taps (const BackwardJob *job, gint photo, gint y, gint x, const gfloat *row)
{
  const Layer      *layer    = job->layer;
  const FeatureMap *input    = job->input;
  gsize             channels = input->channels;
  gfloat           *to       = job->input_gradient + row_offset (layer, input, photo, y);

  if (y < 0 || y >= input->height * layer->upsampling)
    return row + layer->kernel * channels;

  for (gint tap = 0; tap < layer->kernel; tap++, x++, row += channels)
    if (x >= 0 && x < input->width * layer->upsampling)
      add_values (to + (x / layer->upsampling) * channels, row, channels);

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

/* kernel gradient += rows^T gradient; rows' gradient = gradient kernel^T */
static void
backward_block (const BackwardJob *job, const Slot *slot, gint first, gint n)
{
  gint          n_inputs  = row_length (job->layer);
  gint          n_outputs = job->layer->n_outputs;
  const gfloat *gradient  = job->output_gradient->data + (gsize) first * n_outputs;

  gather_rows (job->layer, job->input, job->output_gradient, first, n, slot->rows);
  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, n_inputs, n_outputs, n, 1.0f, slot->rows,
               n_inputs, gradient, n_outputs, 1.0f, slot->kernel_gradient, n_outputs);
  for (gint i = 0; i < n; i++)
    add_values (slot->bias_gradient, gradient + (gsize) i * n_outputs, n_outputs);

  if (! job->input_gradient)
    return;

  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, n, n_inputs, n_outputs, 1.0f, gradient,
               n_outputs, job->kernel, n_outputs, 0.0f, slot->rows, n_inputs);
  scatter_rows (job, first, n, slot->rows);
}

static void
backward_task (gint index, gint thread, gpointer data)
{
  const BackwardJob *job      = data;
  Slot               slot     = get_slot (job, index);
  gint               n_pixels = job->output_gradient->height * job->output_gradient->width;

  memset (slot.kernel_gradient, 0,
          (layer_count_kernel (job->layer) + job->layer->n_outputs) * sizeof (gfloat));

  for (gint photo = index; photo < job->input->n; photo += job->n_slots)
    for (gint pixel = 0; pixel < n_pixels; pixel += BACKWARD_PIXELS)
      backward_block (job, &slot, photo * n_pixels + pixel,
                      MIN (BACKWARD_PIXELS, n_pixels - pixel));
}

void
convolution_backward (Pool             *pool,
                      const Layer      *layer,
                      const gfloat     *kernel,
                      const FeatureMap *input,
                      const FeatureMap *output_gradient,
                      gfloat           *scratch,
                      gfloat           *input_gradient,
                      gfloat           *kernel_gradient,
                      gfloat           *bias_gradient)
{
  BackwardJob job = { .layer           = layer,
                      .kernel          = kernel,
                      .input           = input,
                      .output_gradient = output_gradient,
                      .scratch         = scratch,
                      .scratch_size    = convolution_backward_scratch_size (layer),
                      .input_gradient  = input_gradient,
                      .n_slots         = MIN (pool_get_n_threads (pool), input->n) };

  pool_run (pool, job.n_slots, backward_task, &job);

  for (gint i = 0; i < job.n_slots; i++)
    {
      Slot slot = get_slot (&job, i);

      add_values (kernel_gradient, slot.kernel_gradient, layer_count_kernel (layer));
      add_values (bias_gradient, slot.bias_gradient, layer->n_outputs);
    }
}
