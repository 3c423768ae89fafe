/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "frame.h"

/* Smaller differences come from counting in halves. */
#define TOLERANCE 1e-6

/* How far around a picture its edge's colors go: pixels, and a share of its size. What a cover leaves of them is
 * colored to its end, however ragged it is. */
#define RIM_PIXELS 4.0
#define RIM_SHARE  0.06

typedef struct
{
  const gfloat        *from;
  gfloat              *to;
  gint                 page_height, page_width;
  gint                 height, width; /* of the picture */
  gint                 n_channels;
  const ColorizeFrame *frame;
  gdouble              cosine, sine;
} FrameJob;

ColorizeFrame
frame_scale (const ColorizeFrame *frame, gdouble columns, gdouble rows)
{
  return (ColorizeFrame) { frame->x * columns, frame->y * rows, frame->width * columns,
                           frame->height * rows, frame->angle };
}

gboolean
frame_is_whole (const ColorizeFrame *frame, gint width, gint height)
{
  return frame->angle == 0.0 && frame->width >= width - TOLERANCE
         && frame->height >= height - TOLERANCE;
}

/* What lies at (x, y) of a map, counted in pixels from the center of its first one. */
static inline void
interpolate (const gfloat *map,
             gint          height,
             gint          width,
             gint          n_channels,
             gdouble       x,
             gdouble       y,
             gfloat       *to)
{
  gdouble column = CLAMP (x, 0.0, width - 1.0);
  gdouble row    = CLAMP (y, 0.0, height - 1.0);
  gint    left   = MIN ((gint) column, MAX (width - 2, 0));
  gint    top    = MIN ((gint) row, MAX (height - 2, 0));
  gsize   across = width > 1 ? n_channels : 0;
  gsize   down   = height > 1 ? (gsize) width * n_channels : 0;
  gfloat  u      = column - left;
  gfloat  v      = row - top;

  map += ((gsize) top * width + left) * n_channels;
  for (gint c = 0; c < n_channels; c++)
    to[c] = (1.0f - v) * ((1.0f - u) * map[c] + u * map[across + c])
            + v * ((1.0f - u) * map[down + c] + u * map[down + across + c]);
}

static void
cut_row (gint row, gint thread, gpointer data)
{
  const FrameJob      *job   = data;
  const ColorizeFrame *frame = job->frame;
  gdouble              v     = ((row + 0.5) / job->height - 0.5) * frame->height;
  gfloat              *to    = job->to + (gsize) row * job->width * job->n_channels;

  for (gint column = 0; column < job->width; column++)
    {
      gdouble u = ((column + 0.5) / job->width - 0.5) * frame->width;
      gdouble x = frame->x + u * job->cosine - v * job->sine;
      gdouble y = frame->y + u * job->sine + v * job->cosine;

      interpolate (job->from, job->page_height, job->page_width, job->n_channels, x - 0.5, y - 0.5,
                   to + (gsize) column * job->n_channels);
    }
}

static void
paste_row (gint row, gint thread, gpointer data)
{
  const FrameJob      *job   = data;
  const ColorizeFrame *frame = job->frame;
  gdouble              y     = row + 0.5 - frame->y;
  gdouble              rim_u = 0.5 + RIM_SHARE + RIM_PIXELS / frame->width;
  gdouble              rim_v = 0.5 + RIM_SHARE + RIM_PIXELS / frame->height;
  gfloat              *to    = job->to + 2 * (gsize) row * job->page_width;

  for (gint column = 0; column < job->page_width; column++)
    {
      gdouble x = column + 0.5 - frame->x;
      gdouble u = (x * job->cosine + y * job->sine) / frame->width + 0.5;
      gdouble v = (y * job->cosine - x * job->sine) / frame->height + 0.5;

      gfloat *at = to + 2 * column;

      if ((u >= 0.0 && u < 1.0 && v >= 0.0 && v < 1.0)
          || (at[0] == 0.0f && at[1] == 0.0f && fabs (u - 0.5) < rim_u && fabs (v - 0.5) < rim_v))
        interpolate (job->from, job->height, job->width, 2, u * job->width - 0.5,
                     v * job->height - 0.5, at);
    }
}

static FrameJob
frame_job (const ColorizeFrame *frame, gint page_height, gint page_width, gint height, gint width)
{
  gdouble angle = frame->angle * G_PI / 180.0;

  return (FrameJob) { .page_height = page_height,
                      .page_width  = page_width,
                      .height      = height,
                      .width       = width,
                      .frame       = frame,
                      .cosine      = cos (angle),
                      .sine        = sin (angle) };
}

void
frame_cut (Pool                *pool,
           const gfloat        *page,
           gint                 page_height,
           gint                 page_width,
           gint                 n_channels,
           const ColorizeFrame *frame,
           gint                 height,
           gint                 width,
           gfloat              *picture)
{
  FrameJob job = frame_job (frame, page_height, page_width, height, width);

  job.from       = page;
  job.to         = picture;
  job.n_channels = n_channels;
  pool_run (pool, height, cut_row, &job);
}

void
frame_paste (Pool                *pool,
             const gfloat        *picture,
             gint                 height,
             gint                 width,
             const ColorizeFrame *frame,
             gint                 page_height,
             gint                 page_width,
             gfloat              *page)
{
  FrameJob job = frame_job (frame, page_height, page_width, height, width);

  job.from = picture;
  job.to   = page;
  pool_run (pool, page_height, paste_row, &job);
}
