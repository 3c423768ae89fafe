/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Packing, and the direct method: the neighborhoods of a block of output pixels are gathered as
 * rows and multiplied by the panels of the kernel.
 */

#include "packed-kernel.h"

#include <string.h>

#include "network/loops/winograd.h"
#include "memory.h"
#include "neighborhoods.h"
#include "packed-winograd.h"
#include "panels.h"

/* Floats of gathered rows in a block: as much as the second cache holds, with few pixels; never so
 * few that the panels are read too often. */
#define BLOCK_VALUES (96 << 10)
#define MIN_PIXELS   64
#define MAX_PIXELS   768

typedef struct
{
  const Layer        *layer;
  const PackedKernel *packed;
  const gfloat       *bias;
  const FeatureMap   *input;
  const FeatureMap   *output;
  gfloat             *scratch;
  gsize               scratch_size; /* of a thread */
  const Loops        *loops;
  gint                n_pixels;    /* of the output */
  gsize               first_input; /* of 1 x 1: the pixel under the output's first one */
  gint                pixels_per_block;
  gint                n_panels;
  gint                panels_per_block;
  gint                n_panel_blocks;
} DirectJob;


/* Packing */

/* Whether most of a panel would be none of the layer's: then each output has a row of its own,
 * [n_outputs][depth]. */
static gboolean
is_narrow (const Layer *layer)
{
  return 4 * layer->n_outputs <= loops_get ()->n_columns;
}

static void
pack_rows (const Layer *layer, const gfloat *kernel, gfloat *rows)
{
  gsize depth = neighborhood_length (layer);

  for (gint o = 0; o < layer->n_outputs; o++)
    for (gsize k = 0; k < depth; k++)
      *rows++ = kernel[k * layer->n_outputs + o];
}

static void
pack_panels (const Layer *layer, const gfloat *kernel, gfloat *panels)
{
  gsize depth     = neighborhood_length (layer);
  gint  n_panels  = panels_count (layer->n_outputs);
  gint  n_columns = loops_get ()->n_columns;

  for (gint p = 0; p < n_panels; p++)
    for (gsize k = 0; k < depth; k++, panels += n_columns)
      panel_set_row (panels, kernel + k * layer->n_outputs, p, layer->n_outputs);
}

static gsize
count_columns (const Layer *layer)
{
  return is_narrow (layer) ? layer->n_outputs
                           : panels_count (layer->n_outputs) * loops_get ()->n_columns;
}

gboolean
packed_kernel_init (PackedKernel *packed,
                    Pool         *pool,
                    const Layer  *layer,
                    const gfloat *kernel,
                    gint          height,
                    gint          width)
{
  gboolean is_winograd = packed_winograd_suits (layer, height, width);
  gsize    depth       = is_winograd ? (gsize) layer->n_inputs : neighborhood_length (layer);

  packed->is_winograd = is_winograd;
  packed->plane       = depth * count_columns (layer);
  packed->values      = memory_try_new (packed->plane * (is_winograd ? WINOGRAD_KERNELS : 1));
  if (! packed->values)
    return FALSE;

  if (is_winograd)
    packed_winograd_pack (pool, layer, kernel, packed);
  else if (is_narrow (layer))
    pack_rows (layer, kernel, packed->values);
  else
    pack_panels (layer, kernel, packed->values);
  return TRUE;
}


/* Running */

static gint
get_block_size (const Layer *layer)
{
  return CLAMP (BLOCK_VALUES / (gint) neighborhood_length (layer), MIN_PIXELS, MAX_PIXELS);
}

/* Of one thread: the rows, and the last panel where some of its columns are none of the layer's. */
static gsize
get_thread_scratch_size (const Layer *layer)
{
  gsize of_pixel = loops_get ()->n_columns;

  if (layer->kernel > 1)
    of_pixel += neighborhood_length (layer);
  return memory_align (get_block_size (layer) * of_pixel);
}

gsize
packed_kernel_scratch_size (const PackedKernel *packed,
                            const Layer        *layer,
                            const FeatureMap   *output,
                            gint                n_threads)
{
  return packed->is_winograd ? packed_winograd_scratch_size (layer, output, n_threads)
                             : n_threads * get_thread_scratch_size (layer);
}

/* Columns first .. first + n - 1 of a block of rows, in panels that the layer fills. */
static void
multiply_whole_panels (const DirectJob *job,
                       const gfloat    *rows,
                       gint             n_rows,
                       gint             panel,
                       gint             n_panels,
                       gfloat          *to)
{
  gint depth     = neighborhood_length (job->layer);
  gint n_columns = job->loops->n_columns;

  job->loops->multiply (rows, depth, n_rows,
                        job->packed->values + (gsize) panel * depth * n_columns, depth, n_panels,
                        to + panel * n_columns, job->layer->n_outputs);
}

/* The panel that the layer does not fill. */
static void
multiply_last_panel (const DirectJob *job,
                     const gfloat    *rows,
                     gint             n_rows,
                     gfloat          *product,
                     gfloat          *to)
{
  gint depth     = neighborhood_length (job->layer);
  gint n_columns = job->loops->n_columns;
  gint panel     = job->n_panels - 1;
  gint first     = panel * n_columns;
  gint n         = job->layer->n_outputs - first;

  job->loops->multiply (rows, depth, n_rows,
                        job->packed->values + (gsize) panel * depth * n_columns, depth, 1, product,
                        n_columns);
  for (gint row = 0; row < n_rows; row++)
    memcpy (to + (gsize) row * job->layer->n_outputs + first, product + row * n_columns,
            n * sizeof *to);
}

/* All outputs of a narrow layer. */
static void
multiply_rows (const DirectJob *job, const gfloat *rows, gint n_rows, gfloat *to)
{
  gsize depth = neighborhood_length (job->layer);

  for (gint row = 0; row < n_rows; row++, rows += depth)
    for (gint o = 0; o < job->layer->n_outputs; o++)
      *to++ = job->loops->dot (rows, job->packed->values + o * depth, depth);
}

static void
direct_task (gint index, gint thread, gpointer data)
{
  const DirectJob *job       = data;
  const Layer     *layer     = job->layer;
  gint             n_columns = job->loops->n_columns;
  gint             pixel     = index / job->n_panel_blocks * job->pixels_per_block;
  gint             n_pixels  = MIN (job->pixels_per_block, job->n_pixels - pixel);
  gint             panel     = index % job->n_panel_blocks * job->panels_per_block;
  gint             end       = MIN (panel + job->panels_per_block, job->n_panels);
  gint             n_filled  = layer->n_outputs / n_columns;
  gint             channel   = panel * n_columns;
  gfloat          *product   = job->scratch + thread * job->scratch_size;
  gfloat          *gathered  = product + get_block_size (layer) * n_columns;
  gfloat          *to        = job->output->data + (gsize) pixel * layer->n_outputs;
  const gfloat    *rows      = job->input->data + (job->first_input + pixel) * layer->n_inputs;

  if (layer->kernel > 1)
    {
      neighborhoods_gather (layer, job->input, job->output, pixel, n_pixels, gathered);
      rows = gathered;
    }

  if (is_narrow (layer))
    {
      multiply_rows (job, rows, n_pixels, to);
    }
  else
    {
      multiply_whole_panels (job, rows, n_pixels, panel, MIN (end, n_filled) - panel, to);
      if (end > n_filled)
        multiply_last_panel (job, rows, n_pixels, product, to);
    }

  activation_forward (layer->activation, job->bias + channel, n_pixels,
                      MIN (end * n_columns, layer->n_outputs) - channel, layer->n_outputs,
                      to + channel);
}

static void
run_direct (Pool               *pool,
            const Layer        *layer,
            const PackedKernel *packed,
            const gfloat       *bias,
            const FeatureMap   *input,
            gfloat             *scratch,
            const FeatureMap   *output)
{
  gint      n_threads = pool_get_n_threads (pool);
  gint      n_blocks;
  DirectJob job = { .layer          = layer,
                    .packed         = packed,
                    .bias           = bias,
                    .input          = input,
                    .output         = output,
                    .scratch        = scratch,
                    .loops          = loops_get (),
                    .scratch_size   = get_thread_scratch_size (layer),
                    .n_pixels       = output->n * output->height * output->width,
                    .first_input    = (gsize) (output->top - input->top) * input->width,
                    .n_panels       = panels_count (layer->n_outputs),
                    .n_panel_blocks = 1 };

  /* As many blocks as threads, or a multiple; a map of a few pixels is shared out by panels. */
  n_blocks = (job.n_pixels + get_block_size (layer) - 1) / get_block_size (layer);
  if (n_blocks < n_threads)
    job.n_panel_blocks = MIN (n_threads, job.n_panels);
  else
    n_blocks = (n_blocks + n_threads - 1) / n_threads * n_threads;

  job.pixels_per_block = (job.n_pixels + n_blocks - 1) / n_blocks;
  n_blocks             = (job.n_pixels + job.pixels_per_block - 1) / job.pixels_per_block;
  job.panels_per_block = (job.n_panels + job.n_panel_blocks - 1) / job.n_panel_blocks;
  job.n_panel_blocks   = (job.n_panels + job.panels_per_block - 1) / job.panels_per_block;

  pool_run (pool, n_blocks * job.n_panel_blocks, direct_task, &job);
}

void
packed_kernel_run (Pool               *pool,
                   const Layer        *layer,
                   const PackedKernel *packed,
                   const gfloat       *bias,
                   const FeatureMap   *input,
                   gfloat             *scratch,
                   const FeatureMap   *output)
{
  if (packed->is_winograd)
    packed_winograd_run (pool, layer, packed, bias, input, scratch, output);
  else
    run_direct (pool, layer, packed, bias, input, scratch, output);
}
