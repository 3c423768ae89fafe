/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "border-cover.h"
#include "border-find.h"
#include "error.h"
#include "map/frame.h"
#include "map/resample.h"
#include "outline-refine.h"

/* The long side of a page as it is looked at, in pixels, and as it is glanced at; one that has less than MIN_SIDE shows
 * nothing. */
#define LOOK_SIDE   400
#define GLANCE_SIDE 200
#define MIN_SIDE    32

/* A print on a page is at least this share of it wide and high. */
#define MIN_PRINT 0.15

/* A print on a page, its border, and the picture in that. */
#define MAX_NESTED 3

/* How far, in pixels of the page as it is looked at, an edge may be off its line: cut, or torn. */
#define MIN_SHARP    1.0
#define SHARP_SHARE  0.004 /* of the long side */
#define RAGGED_SHARE 0.014

/* Pixels that half of an edge is off its line by if it is not cut. */
#define MIN_SPREAD 0.6

/* The share of a torn edge that goes beyond the picture's frame: dust and the like. What the edge lacks of the frame
 * is filled for the network (photo.h), which sees most of the picture so. */
#define OUTERMOST 0.1

/* A torn picture, and an oval or an arch, fill at least this share of the page's width and height: a smaller one
 * may be a thing before a plain wall. */
#define MIN_RAGGED 0.5
#define MIN_ROUND  0.4

/* What is kept from a nested page of the edge that it was found by. */
#define INSET 1.75

/* One picture. */
typedef struct
{
  Outline  outline;   /* in pixels of the page */
  Sides    sides;     /* that it ends at the ground at */
  gdouble  threshold; /* L* */
  gboolean is_ragged;
  gdouble  reach; /* pixels that the edge may be off the outline */
} Finding;

typedef struct
{
  gint    n;
  Finding findings[BORDER_MAX_FRAMES];
} Findings;

/* What is asked of an outline: shares of a side's length (outline.h). */
typedef struct
{
  gdouble min_on;
  gdouble mean_on;
  gdouble max_beyond;
  gdouble mean_beyond;
} Limits;

static const Limits sharp_limits  = { 0.25, 0.55, 0.25, 0.12 };
static const Limits print_limits  = { 0.30, 0.60, 0.15, 0.08 };
static const Limits round_limits  = { 0.60, 0.80, 0.15, 0.08 };
static const Limits ragged_limits = { 0.70, 0.85, 0.10, 0.06 };
static const Limits part_limits   = { 0.70, 0.80, 0.10, 0.05 }; /* not on all sides */

static gboolean
meets (const OutlineFit *fit, Sides sides, const Limits *limits)
{
  gdouble on = 0.0, beyond = 0.0;
  gint    n = 0;

  for (gint side = 0; side < N_SIDES; side++)
    if (sides & 1 << side)
      {
        if (fit->on[side] < limits->min_on || fit->beyond[side] > limits->max_beyond)
          return FALSE;
        on += fit->on[side];
        beyond += fit->beyond[side];
        n++;
      }
  return on >= limits->mean_on * n && beyond <= limits->mean_beyond * n;
}

/* Whether it is an arch or an oval. */
static gboolean
is_round (const Outline *outline)
{
  for (Corner corner = 0; corner < N_CORNERS; corner++)
    if (outline->corners[corner][0] > 0.3 * outline->box.width
        || outline->corners[corner][1] > 0.3 * outline->box.height)
      return TRUE;
  return FALSE;
}

/* A page as it is looked at, and what is known of it. */
typedef struct
{
  ColorizeFrame frame; /* where it was cut out, in pixels of the page */
  Page          page;
  Sides         sides; /* that are ground */
  Ground        ground;
  Regions       regions;
} Look;

/* From the page as it is looked at to the page. */
static void
place (const Look *look, Finding *finding)
{
  const ColorizeFrame *frame   = &look->frame;
  gdouble              columns = frame->width / look->page.width;
  gdouble              rows    = frame->height / look->page.height;
  gdouble              cosine  = cos (frame->angle * G_PI / 180.0);
  gdouble              sine    = sin (frame->angle * G_PI / 180.0);
  ColorizeFrame       *box     = &finding->outline.box;
  gdouble              u, v;

  *box   = frame_scale (box, columns, rows);
  u      = box->x - frame->width / 2.0;
  v      = box->y - frame->height / 2.0;
  box->x = frame->x + u * cosine - v * sine;
  box->y = frame->y + u * sine + v * cosine;
  box->angle += frame->angle;
  for (Corner corner = 0; corner < N_CORNERS; corner++)
    {
      finding->outline.corners[corner][0] *= columns;
      finding->outline.corners[corner][1] *= rows;
    }
  finding->reach = (finding->reach + 0.5) * MAX (columns, rows) + 2.0;
}

/* group   as for outline_find */
static gboolean
find_picture (const Look *look, gint group, const Limits *limits, Finding *finding)
{
  const Page *page     = &look->page;
  Outline    *outline  = &finding->outline;
  gdouble     length   = MAX (page->width, page->height);
  gdouble     min_size = MIN_PRINT;
  OutlineFit  fit;

  *finding = (Finding) { .sides     = look->sides,
                         .threshold = look->ground.threshold,
                         .reach     = MAX (SHARP_SHARE * length, MIN_SHARP) };
  if (! outline_find (page, &look->ground, &look->regions, group, look->sides, finding->reach,
                      outline, &fit))
    return FALSE;

  if (! meets (&fit, look->sides, is_round (outline) ? &round_limits : limits))
    {
      min_size       = MIN_RAGGED;
      finding->reach = RAGGED_SHARE * length;
      if (look->sides != ALL_SIDES
          || ! outline_find (page, &look->ground, &look->regions, group, look->sides,
                             finding->reach, outline, &fit)
          || is_round (outline) || ! meets (&fit, look->sides, &ragged_limits))
        return FALSE;
    }

  if (is_round (outline))
    min_size = MIN_ROUND;
  if (outline->box.width < min_size * page->width || outline->box.height < min_size * page->height)
    return FALSE;

  place (look, finding);
  return TRUE;
}

/* Several prints: all that is large has to be one. */
static gboolean
find_prints (const Look *look, Findings *findings)
{
  findings->n = 0;
  for (gint i = 0; i < look->regions.n_groups; i++)
    {
      const RegionGroup *group = &look->regions.groups[i];

      if (group->right - group->left < MIN_PRINT * look->page.width
          || group->bottom - group->top < MIN_PRINT * look->page.height)
        continue;
      if (findings->n == BORDER_MAX_FRAMES
          || ! find_picture (look, i, &print_limits, &findings->findings[findings->n]))
        return FALSE;
      findings->n++;
    }
  return findings->n > 1;
}

static gboolean
find_on_sides (const ColorizeFrame *frame, const Page *page, Sides sides, Findings *findings)
{
  Look               look    = { .frame = *frame, .page = *page, .sides = sides };
  g_autofree guint8 *flooded = NULL;
  gboolean           found   = FALSE;

  if (! ground_measure (page, sides, &look.ground))
    return FALSE;

  flooded = ground_flood (page, sides, &look.ground);
  regions_init (&look.regions, page, flooded);
  found = sides == ALL_SIDES && find_prints (&look, findings);
  if (! found && look.regions.n_groups > 0)
    {
      findings->n = 1;
      found       = find_picture (&look, -1, sides == ALL_SIDES ? &sharp_limits : &part_limits,
                                  &findings->findings[0]);
    }
  regions_clear (&look.regions);
  return found;
}

/* On all sides, on three, or on two that face each other. */
static gboolean
find_around (const ColorizeFrame *frame, const Page *page, Findings *findings)
{
  if (find_on_sides (frame, page, ALL_SIDES, findings))
    return TRUE;
  for (Sides side = SIDE_LEFT; side <= SIDE_BOTTOM; side <<= 1)
    if (find_on_sides (frame, page, ALL_SIDES - side, findings))
      return TRUE;
  return find_on_sides (frame, page, SIDE_LEFT | SIDE_RIGHT, findings)
         || find_on_sides (frame, page, SIDE_TOP | SIDE_BOTTOM, findings);
}

/* The part of a page in a frame, as small as it is looked at; NULL if there is too little of it, or not enough
 * memory. */
static gfloat *
cut_page (Pool *pool, const Page *page, const ColorizeFrame *frame, gint side, Page *cut)
{
  gdouble scale  = side / MAX (frame->width, frame->height);
  gint    factor = scale < 0.75 && side == LOOK_SIDE ? 2 : 1; /* so that few pixels are left out */
  gfloat *small;
  g_autofree gfloat *large = NULL;

  scale       = MIN (scale, 1.0);
  cut->width  = frame->width * scale;
  cut->height = frame->height * scale;
  if (MIN (cut->width, cut->height) < MIN_SIDE)
    return NULL;

  small = g_try_new (gfloat, cut->width * cut->height);
  large = g_try_new (gfloat, factor * cut->width * factor * cut->height);
  if (! small || ! large)
    {
      g_free (small);
      return NULL;
    }

  cut->luminance = small;
  if (frame_is_whole (frame, page->width, page->height))
    {
      resample_map (pool, page->luminance, page->height, page->width, 1, RESAMPLE_LINEAR,
                    cut->height, cut->width, small);
      return small;
    }

  frame_cut (pool, page->luminance, page->height, page->width, 1, frame, factor * cut->height,
             factor * cut->width, large);
  resample_map (pool, large, factor * cut->height, factor * cut->width, 1, RESAMPLE_LINEAR,
                cut->height, cut->width, small);
  return small;
}

/* Brings a finding to where its edges are; an upright one ends with the page. */
static void
refine (const Page *page, Finding *finding)
{
  ColorizeFrame *box = &finding->outline.box;
  gdouble        spread;

  spread =
    outline_refine (page, &finding->outline, finding->sides, finding->reach, finding->threshold);
  finding->is_ragged =
    spread > MIN_SPREAD && finding->sides == ALL_SIDES && ! is_round (&finding->outline);
  if (finding->is_ragged)
    memset (finding->outline.corners, 0, sizeof finding->outline.corners);
  if (box->angle == 0.0)
    {
      gdouble left   = MAX (box->x - box->width / 2.0, 0.0);
      gdouble top    = MAX (box->y - box->height / 2.0, 0.0);
      gdouble right  = MIN (box->x + box->width / 2.0, page->width);
      gdouble bottom = MIN (box->y + box->height / 2.0, page->height);

      *box = (ColorizeFrame) { (left + right) / 2.0, (top + bottom) / 2.0, right - left,
                               bottom - top, 0.0 };
    }
}

/* A glance that leaves out most pixels. */
static gboolean
may_have_border (Pool *pool, const Page *page, const ColorizeFrame *frame)
{
  Page               cut;
  Ground             ground;
  g_autofree gfloat *luminance = cut_page (pool, page, frame, GLANCE_SIDE, &cut);

  return luminance && ground_measure (&cut, ALL_SIDES, &ground);
}

/* Looks into what has been found, for a border of its own. */
static void
look_into (Pool *pool, const Page *page, Finding *finding)
{
  for (gint i = 1; i < MAX_NESTED && ! is_round (&finding->outline); i++)
    {
      ColorizeFrame      frame = finding->outline.box;
      gdouble            inset = finding->is_ragged ? finding->reach : 1.0;
      Page               cut;
      g_autofree gfloat *luminance = NULL;
      Findings           inner     = { 0 };

      frame.width -= 2.0 * INSET * inset;
      frame.height -= 2.0 * INSET * inset;
      if (! may_have_border (pool, page, &frame))
        return;
      luminance = cut_page (pool, page, &frame, LOOK_SIDE, &cut);
      if (! luminance || ! find_on_sides (&frame, &cut, ALL_SIDES, &inner) || inner.n > 1)
        return;

      *finding = inner.findings[0];
      refine (page, finding);
    }
}

static gint
compare_floats (gconstpointer a, gconstpointer b)
{
  gfloat one   = *(const gfloat *) a;
  gfloat other = *(const gfloat *) b;

  return one < other ? -1 : one > other;
}

/* Brings the frame of a ragged picture to where its edge is outermost. */
static void
fit_frame (ColorizeFrame *frame, gfloat *const depths[N_SIDES], const gint n[N_SIDES])
{
  gdouble inside[N_SIDES] = { 0.0 };
  gdouble cosine          = cos (frame->angle * G_PI / 180.0);
  gdouble sine            = sin (frame->angle * G_PI / 180.0);
  gdouble u, v;

  for (gint side = 0; side < N_SIDES; side++)
    if (n[side] > 0)
      {
        g_autofree gfloat *sorted = g_memdup2 (depths[side], n[side] * sizeof (gfloat));

        qsort (sorted, n[side], sizeof *sorted, compare_floats);
        inside[side] = sorted[(gint) (OUTERMOST * n[side])];
      }

  u = (inside[0] - inside[2]) / 2.0;
  v = (inside[1] - inside[3]) / 2.0;
  frame->x += u * cosine - v * sine;
  frame->y += u * sine + v * cosine;
  frame->width  = MAX (frame->width - inside[0] - inside[2], 1.0);
  frame->height = MAX (frame->height - inside[1] - inside[3], 1.0);
}

/* The frame of a picture, and its cover. */
static ColorizeFrame
finish (Pool *pool, const Page *page, const Finding *finding, gfloat *cover)
{
  const Outline *outline         = &finding->outline;
  ColorizeFrame  frame           = outline->box;
  gint           n[N_SIDES]      = { 0 };
  gfloat        *depths[N_SIDES] = { NULL };

  for (gint side = 0; finding->is_ragged && side < N_SIDES; side++)
    {
      n[side] = MAX (ceil (side % 2 ? frame.width : frame.height), 1);
      depths[side] =
        outline_measure_side (page, outline, side, finding->reach, finding->threshold, n[side]);
    }
  border_cover_add (pool, outline, finding->is_ragged ? depths : NULL, n, page->height, page->width,
                    cover);
  fit_frame (&frame, depths, n);
  for (gint side = 0; side < N_SIDES; side++)
    g_free (depths[side]);
  return frame;
}

gboolean
border_find (Pool         *pool,
             const gfloat *luminance,
             gint          height,
             gint          width,
             ColorizeFrame frames[BORDER_MAX_FRAMES],
             gint         *n_frames,
             gfloat      **cover,
             GError      **error)
{
  Page               page  = { width, height, luminance };
  ColorizeFrame      whole = { page.width / 2.0, page.height / 2.0, page.width, page.height, 0.0 };
  Findings           findings = { 0 };
  g_autofree gfloat *reduced  = NULL;
  Page               small;

  *n_frames = 0;
  reduced   = cut_page (pool, &page, &whole, LOOK_SIDE, &small);
  if (! reduced || ! find_around (&whole, &small, &findings))
    return TRUE;

  *cover = g_try_new0 (gfloat, (gsize) page.width * page.height);
  if (! *cover)
    {
      error_set_memory (error);
      return FALSE;
    }

  *n_frames = findings.n;
  for (gint i = 0; i < findings.n; i++)
    {
      Finding *finding = &findings.findings[i];

      refine (&page, finding);
      look_into (pool, &page, finding);
      frames[i] = finish (pool, &page, finding, *cover);
    }
  return TRUE;
}
