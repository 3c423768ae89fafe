/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "strips.h"

#include <string.h>

#include "network/layers/packed-kernel.h"
#include "memory.h"

/* Strips begin where tiles of Winograd's algorithm do. */
#define ROWS_OF_TILE 4


/* Which rows of a layer's input its output needs */

/* The first, for outputs from row `y` on. */
static gint
first_input_row (const Layer *layer, gint y)
{
  return MAX (y * layer->stride - layer->kernel / 2, 0) / layer->upsampling;
}

/* The one after the last, for outputs up to row `end` - 1. */
static gint
end_of_input_rows (const Layer *layer, gint end, gint height)
{
  return MIN (((end - 1) * layer->stride + layer->kernel / 2) / layer->upsampling + 1, height);
}


/* Sizes */

static gsize
count_row_values (const StripsLink *link)
{
  return (gsize) link->whole.width * link->whole.channels;
}

/* Room for a strip's rows and for those that are kept from the one before. */
static void
set_n_rows (Strips *strips, gint n_rows)
{
  strips->n_rows = n_rows;

  for (gint i = strips->n_links - 2; i >= 0; i--)
    {
      const Layer *next = strips->links[i + 1].layer;

      n_rows                  = n_rows * next->stride / next->upsampling + next->kernel;
      strips->links[i].n_rows = MIN (n_rows, strips->links[i].whole.height);
    }
}

static gsize
get_largest_held (const Strips *strips)
{
  gsize largest = 0;

  for (gint i = 0; i < strips->n_links - 1; i++)
    largest = MAX (largest, strips->links[i].n_rows * count_row_values (&strips->links[i]));
  return largest;
}

Strips
strips_init (const ColorizeWeights *weights,
             const LayerId         *ids,
             gint                   n,
             gint                   height,
             gint                   width,
             gsize                  largest)
{
  Strips     strips = { .n_links = 0 };
  FeatureMap map    = { NULL, 1, height, width, 1, 0 };
  gint       n_rows;

  for (gint i = 0; i < n; i++)
    if (architecture_has (&weights->architecture, ids[i]))
      {
        const Layer *layer = &weights->architecture.layers[ids[i]];

        map                            = layer_get_output (layer, &map, NULL);
        strips.links[strips.n_links++] = (StripsLink) {
          .id = ids[i], .layer = layer, .weights = &weights->layers[ids[i]], .whole = map
        };
      }

  n_rows = map.height;
  set_n_rows (&strips, n_rows);
  while (n_rows > ROWS_OF_TILE && get_largest_held (&strips) > largest)
    {
      n_rows = MAX ((n_rows - 1) / ROWS_OF_TILE, 1) * ROWS_OF_TILE;
      set_n_rows (&strips, n_rows);
    }
  return strips;
}

static gsize
get_held_size (const StripsLink *link)
{
  return memory_align (link->n_rows * count_row_values (link));
}

gsize
strips_held_size (const Strips *strips)
{
  gsize size = 0;

  for (gint i = 0; i < strips->n_links - 1; i++)
    size += get_held_size (&strips->links[i]);
  return size;
}

gsize
strips_scratch_size (const Strips *strips, gint n_threads)
{
  gsize largest = 0;

  for (gint i = 0; i < strips->n_links; i++)
    {
      const StripsLink *link = &strips->links[i];
      FeatureMap        rows = link->whole;

      rows.height = i < strips->n_links - 1 ? link->n_rows : MIN (strips->n_rows, rows.height);
      largest     = MAX (largest, packed_kernel_scratch_size (&link->weights->packed, link->layer,
                                                              &rows, n_threads));
    }
  return largest;
}


/* Running */

/* Lets go of rows that the next layer does not need any more. */
static void
keep_rows (StripsLink *link, gint first)
{
  gint  n_gone = first - link->held.top;
  gsize length = count_row_values (link);

  link->held.top = first;
  link->held.height -= n_gone;
  memmove (link->held.data, link->held.data + n_gone * length,
           link->held.height * length * sizeof (gfloat));
}

/* Computes a layer's rows up to `end` - 1, into `held`; returns them alone. */
static FeatureMap
run_link (StripsLink *link, gint end, const FeatureMap *input, Pool *pool, gfloat *scratch)
{
  FeatureMap rows = link->held;

  rows.data += link->held.height * count_row_values (link);
  rows.top    = link->done;
  rows.height = end - link->done;
  packed_kernel_run (pool, link->layer, &link->weights->packed, link->weights->bias, input, scratch,
                     &rows);

  link->held.height += rows.height;
  link->done = end;
  return rows;
}

void
strips_run (Strips           *strips,
            Pool             *pool,
            const FeatureMap *input,
            gfloat           *held,
            gfloat           *scratch,
            gfloat           *output,
            StripsWatch       watch,
            gpointer          watch_data)
{
  StripsLink *links = strips->links;
  gint        last  = strips->n_links - 1;
  gint        ends[STRIPS_MAX_LAYERS];

  for (gint i = 0; i <= last; i++)
    {
      links[i].done        = 0;
      links[i].held        = links[i].whole;
      links[i].held.height = 0;
      links[i].held.data   = i < last ? held : output;
      held += get_held_size (&links[i]);
    }

  while (links[last].done < links[last].whole.height)
    {
      ends[last] = MIN (links[last].done + strips->n_rows, links[last].whole.height);
      for (gint i = last - 1; i >= 0; i--)
        ends[i] = end_of_input_rows (links[i + 1].layer, ends[i + 1], links[i].whole.height);

      for (gint i = 0; i <= last; i++)
        {
          FeatureMap rows;

          /* The last rows of a map may serve two strips of the next one. */
          if (links[i].done == ends[i])
            continue;
          if (i < last)
            keep_rows (&links[i], first_input_row (links[i + 1].layer, links[i + 1].done));
          rows = run_link (&links[i], ends[i], i > 0 ? &links[i - 1].held : input, pool, scratch);
          watch (links[i].id, &rows, watch_data);
        }
    }
}
