/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "border-cover.h"

typedef struct
{
  const Outline *outline;
  gfloat *const *depths;
  const gint    *n;
  gint           top, left, right;
  gint           width; /* of the page */
  gdouble        plain; /* deeper than this nothing is left to be looked at */
  gfloat        *cover;
} CoverJob;

static gdouble
get_ragged_depth (const CoverJob *job, gdouble u, gdouble v)
{
  const ColorizeFrame *box               = &job->outline->box;
  gdouble              a                 = u + box->width / 2.0;
  gdouble              b                 = v + box->height / 2.0;
  const gdouble        straight[N_SIDES] = { a, b, box->width - a, box->height - b };
  gdouble              least             = G_MAXDOUBLE;

  for (gint side = 0; side < N_SIDES; side++)
    {
      gdouble share = side % 2 ? a / box->width : b / box->height;
      gint    i     = CLAMP (share * job->n[side], 0.0, job->n[side] - 1.0);

      least = MIN (least, straight[side] - job->depths[side][i]);
    }
  return least;
}

static void
cover_row (gint index, gint thread, gpointer data)
{
  const CoverJob      *job    = data;
  const ColorizeFrame *box    = &job->outline->box;
  gdouble              cosine = cos (box->angle * G_PI / 180.0);
  gdouble              sine   = sin (box->angle * G_PI / 180.0);
  gdouble              y      = job->top + index + 0.5 - box->y;
  gfloat              *row    = job->cover + (gsize) (job->top + index) * job->width;

  for (gint column = job->left; column < job->right; column++)
    {
      gdouble x     = column + 0.5 - box->x;
      gdouble u     = x * cosine + y * sine;
      gdouble v     = y * cosine - x * sine;
      gdouble depth = MIN (box->width / 2.0 - fabs (u), box->height / 2.0 - fabs (v));
      gfloat  share;

      if (depth < job->plain)
        depth = job->depths ? get_ragged_depth (job, u, v) : outline_get_depth (job->outline, u, v);
      share = CLAMP (depth + 0.5, 0.0, 1.0);

      row[column] = MAX (row[column], share);
    }
}

void
border_cover_add (Pool          *pool,
                  const Outline *outline,
                  gfloat *const  depths[N_SIDES],
                  const gint     n[N_SIDES],
                  gint           height,
                  gint           width,
                  gfloat        *cover)
{
  const ColorizeFrame *box    = &outline->box;
  gdouble              cosine = fabs (cos (box->angle * G_PI / 180.0));
  gdouble              sine   = fabs (sin (box->angle * G_PI / 180.0));
  gdouble              x      = (box->width * cosine + box->height * sine) / 2.0 + 1.0;
  gdouble              y      = (box->width * sine + box->height * cosine) / 2.0 + 1.0;
  gdouble              more   = 0.0; /* that a ragged edge goes beyond */
  gdouble              inside = 0.0;
  CoverJob             job    = { outline, depths, n, .width = width, .cover = cover };
  gint                 bottom;

  for (gint side = 0; depths && side < N_SIDES; side++)
    for (gint i = 0; i < n[side]; i++)
      {
        more   = MAX (more, -depths[side][i]);
        inside = MAX (inside, depths[side][i]);
      }
  for (Corner corner = 0; corner < N_CORNERS; corner++)
    inside = MAX (inside, MAX (outline->corners[corner][0], outline->corners[corner][1]));
  job.plain = inside + 1.0;

  job.left  = CLAMP (floor (box->x - x - more), 0, width);
  job.right = CLAMP (ceil (box->x + x + more), 0, width);
  job.top   = CLAMP (floor (box->y - y - more), 0, height);
  bottom    = CLAMP (ceil (box->y + y + more), 0, height);
  pool_run (pool, bottom - job.top, cover_row, &job);
}
