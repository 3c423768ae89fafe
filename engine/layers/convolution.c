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

/* One row of a neighbourhood: the kernel's taps at the input row y, columns x .. x + kernel - 1,
 * in coordinates of the enlarged input. */
static inline gfloat *
gather_taps (const Layer *layer, const FeatureMap *input, gint y, gint x, gfloat *row)
{
  gint          enlarged = layer->upsampling;
  gint          width    = input->width * enlarged;
  gsize         channels = input->channels;
  const gfloat *from     = input->data + (gsize) (y / enlarged) * input->width * channels;

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

static void
gather_rows (const ConvolutionJob *job, gint first, gint n, gfloat *rows)
{
  const Layer *layer   = job->layer;
  gint         padding = layer->kernel / 2;

  for (gint pixel = first; pixel < first + n; pixel++)
    {
      gint y = pixel / job->output->width * layer->stride - padding;
      gint x = pixel % job->output->width * layer->stride - padding;

      for (gint tap = 0; tap < layer->kernel; tap++)
        rows = gather_taps (layer, job->input, y + tap, x, rows);
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

      gather_rows (job, pixel, n_pixels, gathered);
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

  output->height   = layer_output_size (layer, input->height);
  output->width    = layer_output_size (layer, input->width);
  output->channels = layer->n_outputs;

  job.scratch_size       = convolution_scratch_size (layer);
  job.n_pixels           = output->height * output->width;
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
