/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include <string.h>

#include "outline.h"

/* Of the lines' places, to a pixel. */
#define BINS_PER_PIXEL 2

/* How much better, of the points near a corner, round has to be than square. */
#define MIN_GAIN 0.03

/* A corner is looked at that close to it, as a share of half of the box's short side and in pixels; it is
 * square if that share of what is there is. */
#define CORNER_SHARE 0.05
#define MIN_CORNER   5.0
#define SQUARE_SHARE 0.7

/* A corner larger than this share of the box is half of an arch: its neighbor is like it. */
#define LARGE_CORNER 0.2
#define MAX_MISMATCH 0.15
#define NEARLY       0.85

/* Within so many pixels on either side of an edge, what is there differs by this share of the ground's
 * threshold; the falling off of the light does not. */
#define EDGE_REACH 2
#define MIN_STEP   0.8

/* The part of a side, in its middle, where nothing goes beyond it: there may be tape on the corners. */
#define MIDDLE 0.7

/* Where the region begins, seen from one side of the page. */
typedef struct
{
  gdouble  x, y;
  gboolean is_edge; /* or the light falls off there */
} Point;

typedef struct
{
  gint    n[N_SIDES];
  Point  *points[N_SIDES];
  Sides   sides;
  gdouble length; /* of the page's diagonal */
  gdouble tolerance;
} Edges;

static const gint inward[N_SIDES][2] = { { 1, 0 }, { 0, 1 }, { -1, 0 }, { 0, -1 } };

static void
edges_clear (Edges *edges)
{
  for (gint side = 0; side < N_SIDES; side++)
    g_free (edges->points[side]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Edges, edges_clear)

static gboolean
is_region (const Regions *regions, gint group, gint x, gint y)
{
  gint place = regions->places[y * regions->width + x];

  return group < 0 ? place >= 0 : place == group;
}

static gfloat
look (const Page *page, gint x, gint y)
{
  return page
    ->luminance[CLAMP (y, 0, page->height - 1) * page->width + CLAMP (x, 0, page->width - 1)];
}

/* Adds the first pixel of the region on a row or a column, if there is one.
 * x, y   where the row begins at that side */
static void
add_point (Edges         *edges,
           const Page    *page,
           const Regions *regions,
           gint           group,
           gint           side,
           gint           x,
           gint           y,
           gdouble        min_step)
{
  gint   across = inward[side][0];
  gint   down   = inward[side][1];
  gint   length = side % 2 ? page->height : page->width;
  gint   i      = 0;
  gfloat step;

  for (; i < length && ! is_region (regions, group, x, y); i++)
    {
      x += across;
      y += down;
    }
  if (i == length)
    return;

  step = look (page, x + across * (EDGE_REACH - 1), y + down * (EDGE_REACH - 1))
         - look (page, x - across * EDGE_REACH, y - down * EDGE_REACH);
  edges->points[side][edges->n[side]++] =
    (Point) { x + (1 - across) / 2.0, y + (1 - down) / 2.0, fabsf (step) >= min_step };
}

static void
edges_init (Edges         *edges,
            const Page    *page,
            const Ground  *ground,
            const Regions *regions,
            gint           group,
            Sides          sides,
            gdouble        tolerance)
{
  gdouble min_step = MIN_STEP * ground->threshold;

  *edges =
    (Edges) { .sides = sides, .length = hypot (page->width, page->height), .tolerance = tolerance };
  for (gint side = 0; side < N_SIDES; side++)
    {
      gint n     = side % 2 ? page->width : page->height;
      gint first = side == 2 ? page->width - 1 : side == 3 ? page->height - 1 : 0;

      edges->points[side] = g_new (Point, n);
      for (gint i = 0; i < n; i++)
        add_point (edges, page, regions, group, side, side % 2 ? i : first, side % 2 ? first : i,
                   min_step);
    }
}

/* How far into the page a point is, from a side, where the page is turned. */
static inline gdouble
get_inward (const Point *point, gint side, gdouble cosine, gdouble sine)
{
  gdouble u = point->x * cosine + point->y * sine;
  gdouble v = point->y * cosine - point->x * sine;

  return side == 0 ? u : side == 1 ? v : side == 2 ? -u : -v;
}

/* The line, along a side that is turned, at which the most points lie and beyond which the fewest do.
 * bins   room for twice the page's diagonal */
static gdouble
find_line (const Edges *edges, gint side, gdouble angle, gint *bins, gint n_bins, gdouble *line)
{
  gdouble cosine = cos (angle);
  gdouble sine   = sin (angle);
  gint    reach  = MAX (edges->tolerance * BINS_PER_PIXEL + 0.5, 1);
  gdouble best   = -G_MAXDOUBLE;
  gint    beyond = 0;

  memset (bins, 0, n_bins * sizeof *bins);
  for (gint i = 0; i < edges->n[side]; i++)
    {
      gdouble depth = get_inward (&edges->points[side][i], side, cosine, sine);
      gint    bin   = (depth + edges->length) * BINS_PER_PIXEL + 0.5;

      bins[CLAMP (bin, 0, n_bins - 1)]++;
    }

  for (gint bin = reach; bin < n_bins - reach; bin++)
    {
      gdouble score = -beyond;

      beyond += bins[bin - reach];
      if (bins[bin] == 0)
        continue;
      for (gint k = -reach; k <= reach; k++)
        score += bins[bin + k] * (1.0 - ABS (k) / (reach + 1.0));
      if (score > best)
        {
          best  = score;
          *line = (gdouble) bin / BINS_PER_PIXEL - edges->length;
        }
    }
  return best;
}

/* The four lines of the box at an angle; returns how well they fit. */
static gdouble
find_box (const Edges   *edges,
          const Regions *regions,
          gdouble        angle,
          gint          *bins,
          gint           n_bins,
          ColorizeFrame *box)
{
  gdouble lines[N_SIDES] = { 0.0, 0.0, -regions->width, -regions->height };
  gdouble score          = 0.0;
  gdouble u, v;

  for (gint side = 0; side < N_SIDES; side++)
    if (edges->sides & 1 << side)
      score += find_line (edges, side, angle, bins, n_bins, &lines[side]);

  u    = (lines[0] - lines[2]) / 2.0;
  v    = (lines[1] - lines[3]) / 2.0;
  *box = (ColorizeFrame) { u * cos (angle) - v * sin (angle), u * sin (angle) + v * cos (angle),
                           -lines[2] - lines[0], -lines[3] - lines[1], angle * 180.0 / G_PI };
  return score;
}

/* The box at the best of all angles. */
static gboolean
find_turned_box (const Edges *edges, const Regions *regions, ColorizeFrame *box)
{
  gdouble          step   = 1.0 / MAX (regions->width, regions->height);
  gint             n_bins = 2 * (gint) ceil (edges->length + 1.0) * BINS_PER_PIXEL;
  g_autofree gint *bins   = g_new (gint, n_bins);
  gint    n_steps         = edges->sides == ALL_SIDES ? OUTLINE_MAX_ANGLE * G_PI / 180.0 / step : 0;
  gdouble best            = -G_MAXDOUBLE;

  for (gint i = -n_steps; i <= n_steps; i++)
    {
      ColorizeFrame turned;
      gdouble score = find_box (edges, regions, i * step, bins, n_bins, &turned) - 0.5 * ABS (i);

      if (score > best)
        {
          best = score;
          *box = turned;
        }
    }
  return box->width > 4.0 && box->height > 4.0;
}

static Corner
get_corner (gdouble u, gdouble v)
{
  return (u > 0.0 ? CORNER_UPPER_RIGHT : CORNER_UPPER_LEFT)
         + (v > 0.0 ? CORNER_LOWER_LEFT : CORNER_UPPER_LEFT);
}

/* The same for a corner with the given half-axes.
 * across, down   inward from the two sides that meet there */
static inline gdouble
get_corner_depth (gdouble across, gdouble down, gdouble half_width, gdouble half_height)
{
  gdouble a = half_width - across;
  gdouble b = half_height - down;
  gdouble radius;

  if (half_width <= 0.0 || half_height <= 0.0 || a <= 0.0 || b <= 0.0)
    return MIN (across, down);

  /* To first order: the ellipse's equation over its gradient. */
  a /= half_width;
  b /= half_height;
  radius = sqrt (a * a + b * b);
  a /= half_width;
  b /= half_height;
  return (1.0 - radius) * radius / sqrt (a * a + b * b);
}

gdouble
outline_get_depth (const Outline *outline, gdouble u, gdouble v)
{
  const gdouble *corner = outline->corners[get_corner (u, v)];

  return get_corner_depth (outline->box.width / 2.0 - fabs (u),
                           outline->box.height / 2.0 - fabs (v), corner[0], corner[1]);
}

/* A point in the box's own coordinates, from its center. */
static Point
turn (const ColorizeFrame *box, const Point *point)
{
  gdouble x = point->x - box->x;
  gdouble y = point->y - box->y;
  gdouble cosine, sine;

  if (box->angle == 0.0)
    return (Point) { x, y, point->is_edge };

  cosine = cos (box->angle * G_PI / 180.0);
  sine   = sin (box->angle * G_PI / 180.0);

  return (Point) { x * cosine + y * sine, y * cosine - x * sine, point->is_edge };
}

/* 1 on the curve, -1 beyond it. */
static inline gdouble
score_depth (gdouble depth, gdouble tolerance)
{
  depth /= tolerance;
  return depth < -1.0 ? -1.0 : depth < 1.0 ? 1.0 - depth * depth : 0.0;
}

/* How well a corner's half-axes go with the points near it: those on the curve less those beyond. */
static gdouble
score_corner (const GArray *points, gdouble half_width, gdouble half_height, gdouble tolerance)
{
  gdouble score = 0.0;

  for (guint i = 0; i < points->len; i++)
    {
      const Point *point = &g_array_index (points, Point, i);

      score +=
        score_depth (get_corner_depth (point->x, point->y, half_width, half_height), tolerance);
    }
  return score;
}

/* The points of the two sides that meet at a corner, inward from both. */
static GArray *
collect_corner (const Edges *edges, const ColorizeFrame *box, Corner corner)
{
  GArray *points   = g_array_new (FALSE, FALSE, sizeof (Point));
  gint    sides[2] = { corner & CORNER_UPPER_RIGHT ? 2 : 0, corner & CORNER_LOWER_LEFT ? 3 : 1 };

  for (gint k = 0; k < 2; k++)
    for (gint i = 0; i < edges->n[sides[k]]; i++)
      {
        Point turned = turn (box, &edges->points[sides[k]][i]);
        Point nearer = { box->width / 2.0 - fabs (turned.x), box->height / 2.0 - fabs (turned.y),
                         TRUE };

        if (get_corner (turned.x, turned.y) == corner)
          g_array_append_val (points, nearer);
      }
  return points;
}

/* Of the half-axes from `from` to (half_width, half_height), in steps of about two pixels, then of a half. */
static gdouble
search_corner (const GArray *points,
               const gdouble from[2],
               gdouble       half_width,
               gdouble       half_height,
               gdouble       tolerance,
               gdouble       found[2])
{
  gdouble best    = -G_MAXDOUBLE;
  gdouble place   = 0.0;
  gint    n_steps = MAX (half_width - from[0], half_height - from[1]) / 2.0 + 1;

  for (gint fine = 0; fine < 2; fine++)
    {
      gdouble center = place;

      for (gint i = fine ? -4 : 0; i <= (fine ? 4 : n_steps); i++)
        {
          gdouble t = CLAMP (fine ? center + 0.25 * i / n_steps : (gdouble) i / n_steps, 0.0, 1.0);
          gdouble axes[2] = { from[0] + t * (half_width - from[0]),
                              from[1] + t * (half_height - from[1]) };
          gdouble score   = score_corner (points, axes[0], axes[1], tolerance);

          if (score > best)
            {
              best     = score;
              place    = t;
              found[0] = axes[0];
              found[1] = axes[1];
            }
        }
    }
  return best;
}

/* Whether the two sides go on to where they meet. */
static gboolean
is_square (const GArray *points, gdouble radius, gdouble tolerance)
{
  gdouble near = MAX (CORNER_SHARE * radius, MIN_CORNER);
  gint    n    = 0;
  gint    n_on = 0;

  for (guint i = 0; i < points->len; i++)
    {
      const Point *point = &g_array_index (points, Point, i);

      if (MAX (point->x, point->y) > near)
        continue;
      n++;
      n_on += fabs (MIN (point->x, point->y)) <= tolerance;
    }
  return n_on > SQUARE_SHARE * n;
}

static void
find_corner (const Edges *edges, const ColorizeFrame *box, Corner corner, gdouble found[2])
{
  g_autoptr (GArray) points = collect_corner (edges, box, corner);
  gdouble half_width        = box->width / 2.0;
  gdouble half_height       = box->height / 2.0;
  gdouble radius            = MIN (half_width, half_height);
  gdouble best = score_corner (points, 0.0, 0.0, edges->tolerance) + MIN_GAIN * points->len + 1.0;

  /* Round; an arch, which is as wide as the box, or as high; the oval is the end of either. */
  const gdouble from[3][2] = { { 0.0, 0.0 }, { half_width, 1.0 }, { 1.0, half_height } };
  const gdouble to[3][2]   = { { radius, radius },
                               { half_width, half_height },
                               { half_width, half_height } };

  found[0] = found[1] = 0.0;
  if (is_square (points, radius, edges->tolerance))
    return;

  for (gint i = 0; i < 3; i++)
    {
      gdouble axes[2] = { 0.0, 0.0 };
      gdouble score   = search_corner (points, from[i], to[i][0], to[i][1], edges->tolerance, axes);

      if (score > best)
        {
          best     = score;
          found[0] = axes[0];
          found[1] = axes[1];
        }
    }
}

static gboolean
is_like (const gdouble one[2], const gdouble other[2], const ColorizeFrame *box)
{
  return fabs (one[0] - other[0]) <= MAX_MISMATCH * box->width
         && fabs (one[1] - other[1]) <= MAX_MISMATCH * box->height;
}

/* A large round corner beside one that is not is a thing in the picture. */
static void
drop_lone_corners (Outline *outline)
{
  Outline found = *outline;

  for (Corner corner = 0; corner < N_CORNERS; corner++)
    {
      const gdouble *axes = found.corners[corner];

      if ((axes[0] > LARGE_CORNER * found.box.width || axes[1] > LARGE_CORNER * found.box.height)
          && ! is_like (axes, found.corners[corner ^ 1], &found.box)
          && ! is_like (axes, found.corners[corner ^ 2], &found.box))
        outline->corners[corner][0] = outline->corners[corner][1] = 0.0;
    }
}

static gdouble
score_outline (const Edges *edges, const Outline *outline)
{
  gdouble score = 0.0;

  for (gint side = 0; side < N_SIDES; side++)
    for (gint i = 0; i < edges->n[side]; i++)
      {
        Point point = turn (&outline->box, &edges->points[side][i]);

        score += score_depth (outline_get_depth (outline, point.x, point.y), edges->tolerance);
      }
  return score;
}

/* The outline with a side moved outward, all of it in proportion. */
static Outline
move_side (const Outline *outline, gint side, gdouble outward)
{
  Outline        moved  = *outline;
  ColorizeFrame *box    = &moved.box;
  gdouble        cosine = cos (box->angle * G_PI / 180.0);
  gdouble        sine   = sin (box->angle * G_PI / 180.0);
  gdouble        along  = outward / 2.0 * (side < 2 ? -1.0 : 1.0);
  gdouble        factor = 1.0 + outward / (side % 2 ? box->height : box->width);

  box->x += side % 2 ? -along * sine : along * cosine;
  box->y += side % 2 ? along * cosine : along * sine;
  if (side % 2)
    box->height *= factor;
  else
    box->width *= factor;
  for (Corner corner = 0; corner < N_CORNERS; corner++)
    moved.corners[corner][side % 2] *= factor;
  return moved;
}

/* A line meets an arch, or an oval, a little inside of its end, where it lies along more of it. */
static void
fit_arches (const Edges *edges, Outline *outline)
{
  gdouble best = score_outline (edges, outline);

  for (gint round = 0; round < 2; round++)
    for (gint side = 0; side < N_SIDES; side++)
      {
        Outline before = *outline;

        for (gint i = -4; i <= 16; i++)
          {
            Outline moved = move_side (&before, side, 0.5 * i);
            gdouble score = score_outline (edges, &moved);

            if (score > best)
              {
                best     = score;
                *outline = moved;
              }
          }
      }
}

/* Nearly half of the box is half of it. */
static void
complete_arches (const Edges *edges, Outline *outline)
{
  const gdouble halves[2] = { outline->box.width / 2.0, outline->box.height / 2.0 };
  gboolean      is_round  = FALSE;

  for (Corner corner = 0; corner < N_CORNERS; corner++)
    for (gint axis = 0; axis < 2; axis++)
      if (outline->corners[corner][axis] > NEARLY * halves[axis])
        {
          outline->corners[corner][axis] = halves[axis];
          is_round                       = TRUE;
        }
  if (is_round)
    fit_arches (edges, outline);
}

static void
measure_fit (const Edges *edges, const Outline *outline, OutlineFit *fit)
{
  const ColorizeFrame *box = &outline->box;

  *fit = (OutlineFit) { 0 };
  for (gint side = 0; side < N_SIDES; side++)
    {
      gdouble length = side % 2 ? box->width : box->height;

      for (gint i = 0; i < edges->n[side]; i++)
        {
          Point   point = turn (box, &edges->points[side][i]);
          gdouble depth = outline_get_depth (outline, point.x, point.y);
          gdouble along = side % 2 ? point.x : point.y;

          if (depth < -edges->tolerance)
            fit->beyond[side] +=
              fabs (along) < MIDDLE / 2.0 * length ? 1.0 / (MIDDLE * length) : 0.0;
          else if (depth <= edges->tolerance && edges->points[side][i].is_edge)
            fit->on[side] += 1.0 / length;
        }
    }
}

gboolean
outline_find (const Page    *page,
              const Ground  *ground,
              const Regions *regions,
              gint           group,
              Sides          sides,
              gdouble        tolerance,
              Outline       *outline,
              OutlineFit    *fit)
{
  g_auto (Edges) edges = { 0 };

  *outline = (Outline) { 0 };
  edges_init (&edges, page, ground, regions, group, sides, tolerance);
  if (! find_turned_box (&edges, regions, &outline->box))
    return FALSE;

  if (sides == ALL_SIDES)
    for (Corner corner = 0; corner < N_CORNERS; corner++)
      find_corner (&edges, &outline->box, corner, outline->corners[corner]);
  drop_lone_corners (outline);
  complete_arches (&edges, outline);
  measure_fit (&edges, outline, fit);
  return TRUE;
}
