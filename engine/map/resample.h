/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Changing the size of a map, an axis at a time: which pixels go into which, and how much of each.
 * Shorter is an average over the area that a pixel covers; longer is interpolated between pixel
 * centers, edges clamped. Any thread.
 */

#pragma once

#include "parallel.h"

G_BEGIN_DECLS

/* How an axis becomes longer. */
typedef enum
{
  RESAMPLE_LINEAR,
  RESAMPLE_CUBIC /* Keys 1981, equation 4, with a = RESAMPLE_SHARPNESS; may overshoot */
} ResampleKind;

#define RESAMPLE_SHARPNESS -0.75

typedef struct
{
  gint          first;   /* pixel of the old axis */
  gint          n;       /* how many from there on */
  const gfloat *weights; /* [n], of sum 1 */
} ResampleTaps;

typedef struct
{
  gint          length; /* of the new axis */
  ResampleTaps *taps;   /* [length]; `first` never falls */
  gfloat       *weights;
} ResampleAxis;

ResampleAxis *resample_axis_new (gint from, gint to, ResampleKind kind);
void          resample_axis_free (ResampleAxis *axis);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResampleAxis, resample_axis_free)

/* Keys' kernel at a distance of x pixels. */
gdouble resample_cubic_kernel (gdouble x);

/* from   [n_rows][width][n_channels], of the axis' old length
 * to     [n_rows][axis->length][n_channels] */
void    resample_columns (const gfloat       *from,
                          gint                width,
                          gint                n_rows,
                          gint                n_channels,
                          const ResampleAxis *axis,
                          gfloat             *to);

/* n_values of one row: the sum of those of the rows that `taps` names.
 * from   [height][stride]
 * to     [n_values] */
void    resample_row (const gfloat       *from,
                      gsize               stride,
                      gsize               n_values,
                      const ResampleTaps *taps,
                      gfloat             *to);

/* One pixel of a row [width][n_channels]: the sum of those that `taps` names. */
static inline void
resample_pixel (const gfloat *row, const ResampleTaps *taps, gint n_channels, gfloat *to)
{
  const gfloat *pixels = row + (gsize) taps->first * n_channels;

  for (gint c = 0; c < n_channels; c++)
    to[c] = taps->weights[0] * pixels[c];
  for (gint k = 1; k < taps->n; k++)
    {
      pixels += n_channels;
      for (gint c = 0; c < n_channels; c++)
        to[c] += taps->weights[k] * pixels[c];
    }
}

/* Adds row y of a map that comes in row by row to those of a map, of 0 at first, that is smaller or as
 * large: after the last row it is what resample_map makes of the whole.
 * row       [width][n_channels]
 * reduced   [columns->length][n_channels]: scratch
 * to        [rows->length][columns->length][n_channels] */
void resample_add_row (const gfloat       *row,
                       gint                y,
                       gint                n_channels,
                       const ResampleAxis *columns,
                       const ResampleAxis *rows,
                       gfloat             *reduced,
                       gfloat             *to);

/* Both axes, on the pool's threads (NULL: on the calling one).
 * from   [height][width][n_channels]
 * to     [to_height][to_width][n_channels]; not `from` */
void resample_map (Pool         *pool,
                   const gfloat *from,
                   gint          height,
                   gint          width,
                   gint          n_channels,
                   ResampleKind  kind,
                   gint          to_height,
                   gint          to_width,
                   gfloat       *to);

G_END_DECLS
