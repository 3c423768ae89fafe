/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "outline-refine.h"

/* Places at which the edge is looked for, along each side. */
#define N_PLACES 96
#define N_ROUNDS 4

/* Pixels at a corner; what is turned by less is upright. */
#define MIN_TILT 0.6

/* Left, top, right, bottom, angle. */
#define N_UNKNOWNS 5

/* Pixels beyond the edge, by which the picture's own luminance is told. */
#define DEPTH 3

typedef struct
{
  gdouble u, v;               /* on the outline, from its center */
  gdouble normal_u, normal_v; /* outward, of length 1 */
} Place;

typedef struct
{
  Place   place;
  gdouble off; /* pixels that the edge lies outside of the outline there */
} Edge;

static gdouble
look (const Page *page, gdouble x, gdouble y)
{
  gdouble       column = CLAMP (x - 0.5, 0.0, page->width - 1.0);
  gdouble       row    = CLAMP (y - 0.5, 0.0, page->height - 1.0);
  gint          left   = column;
  gint          top    = row;
  gint          across = left + 1 < page->width ? 1 : 0;
  gint          down   = top + 1 < page->height ? page->width : 0;
  const gfloat *at     = page->luminance + (gsize) top * page->width + left;
  gdouble       a      = column - left;
  gdouble       b      = row - top;

  return (1.0 - b) * ((1.0 - a) * at[0] + a * at[across])
         + b * ((1.0 - a) * at[down] + a * at[down + across]);
}

/* Luminance from `reach` pixels outside of the place to as many, and DEPTH more, inside, each an average of a
 * few pixels along the edge. */
static void
look_across (const Page    *page,
             const Outline *outline,
             const Place   *place,
             gint           reach,
             gint           breadth,
             gfloat        *profile)
{
  gdouble cosine = cos (outline->box.angle * G_PI / 180.0);
  gdouble sine   = sin (outline->box.angle * G_PI / 180.0);

  for (gint i = 0; i <= 2 * reach + DEPTH; i++)
    {
      gdouble sum = 0.0;

      for (gint k = -breadth; k <= breadth; k++)
        {
          gdouble u = place->u + (reach - i) * place->normal_u - k * place->normal_v;
          gdouble v = place->v + (reach - i) * place->normal_v + k * place->normal_u;

          sum += look (page, outline->box.x + u * cosine - v * sine,
                       outline->box.y + u * sine + v * cosine);
        }
      profile[i] = sum / (2 * breadth + 1);
    }
}

/* Where, going inward, a profile comes half way from the ground to what is inside; FALSE where it shows no
 * picture. */
static gboolean
find_edge (const gfloat *profile, gint reach, gdouble threshold, gdouble *off)
{
  gfloat ground = (profile[0] + profile[1]) / 2.0f;
  gint   begin  = 1;
  gfloat step   = 0.0f;
  gint   i;

  while (begin <= 2 * reach
         && (fabsf (profile[begin] - ground) <= threshold
             || fabsf (profile[begin + 1] - ground) <= threshold))
    begin++;
  if (begin < 2 || begin > 2 * reach)
    return FALSE;

  for (gint k = 0; k < DEPTH; k++)
    if (fabsf (profile[begin + k] - ground) > fabsf (step))
      step = profile[begin + k] - ground;
  step /= 2.0f;

  for (i = begin; fabsf (profile[i] - ground) < fabsf (step) && i < 2 * reach + DEPTH;)
    i++;
  while (i > 1 && fabsf (profile[i - 1] - ground) >= fabsf (step))
    i--;

  /* Between the two pixels; a pixel's value is that of its center. A light rim before a dark picture would
   * lie beyond them. */
  *off = reach - (i - 1 + (ground + step - profile[i - 1]) / (profile[i] - profile[i - 1]));
  *off = CLAMP (*off, -reach, reach);
  return isfinite (*off);
}

/* The point of the outline at a share of one of its sides' length, followed around a round corner. */
static Place
get_place (const Outline *outline, gint side, gdouble share)
{
  gdouble        half_width  = outline->box.width / 2.0;
  gdouble        half_height = outline->box.height / 2.0;
  gdouble        sign        = side < 2 ? -1.0 : 1.0;
  gdouble        along       = (2.0 * share - 1.0) * (side % 2 ? half_width : half_height);
  gdouble        u           = side % 2 ? along : sign * half_width;
  gdouble        v           = side % 2 ? sign * half_height : along;
  const gdouble *axes        = outline->corners[(u > 0.0 ? 1 : 0) + (v > 0.0 ? 2 : 0)];
  gdouble        a           = axes[0] > 0.0 ? 1.0 - (half_width - fabs (u)) / axes[0] : 0.0;
  gdouble        b           = axes[1] > 0.0 ? 1.0 - (half_height - fabs (v)) / axes[1] : 0.0;
  gdouble        normal;
  Place          place = { u, v, side % 2 ? 0.0 : sign, side % 2 ? sign : 0.0 };

  if (a <= 0.0 || b <= 0.0)
    return place;

  /* The side's line, seen from the corner's center, meets the ellipse at the same angle. */
  normal         = hypot (a, b);
  a              = a / normal;
  b              = b / normal;
  place.u        = copysign (half_width - axes[0] + a * axes[0], u);
  place.v        = copysign (half_height - axes[1] + b * axes[1], v);
  normal         = hypot (a / axes[0], b / axes[1]);
  place.normal_u = copysign (a / axes[0] / normal, u);
  place.normal_v = copysign (b / axes[1] / normal, v);
  return place;
}

static GArray *
find_edges (const Page *page, const Outline *outline, Sides sides, gint reach, gdouble threshold)
{
  GArray            *edges   = g_array_new (FALSE, FALSE, sizeof (Edge));
  g_autofree gfloat *profile = g_new (gfloat, 2 * reach + DEPTH + 1);

  for (gint side = 0; side < N_SIDES; side++)
    for (gint i = 0; sides & 1 << side && i < N_PLACES; i++)
      {
        Edge edge = { get_place (outline, side, (i + 0.5) / N_PLACES), 0.0 };

        look_across (page, outline, &edge.place, reach, 1, profile);
        if (find_edge (profile, reach, threshold, &edge.off))
          g_array_append_val (edges, edge);
      }
  return edges;
}

/* How far each unknown moves an edge outward: all places of the outline keep their shares of its box. */
static void
get_slopes (const Outline *outline, const Place *place, gdouble slopes[N_UNKNOWNS])
{
  gdouble a = place->u / outline->box.width + 0.5;
  gdouble b = place->v / outline->box.height + 0.5;

  slopes[0] = -place->normal_u * (1.0 - a);
  slopes[1] = -place->normal_v * (1.0 - b);
  slopes[2] = place->normal_u * a;
  slopes[3] = place->normal_v * b;
  slopes[4] = place->normal_v * place->u - place->normal_u * place->v;
}

/* What is left of an edge's distance after the moves. */
static gdouble
get_rest (const Edge *edge, const Outline *outline, const gdouble moves[N_UNKNOWNS])
{
  gdouble rest = edge->off;
  gdouble slopes[N_UNKNOWNS];

  get_slopes (outline, &edge->place, slopes);
  for (gint k = 0; k < N_UNKNOWNS; k++)
    rest -= moves[k] * slopes[k];
  return rest;
}

static gint
compare_numbers (gconstpointer a, gconstpointer b)
{
  gdouble one   = *(const gdouble *) a;
  gdouble other = *(const gdouble *) b;

  return one < other ? -1 : one > other;
}

/* Least squares; an edge counts the less the farther it is off what the last round made of all. */
static void
solve (const GArray  *edges,
       const Outline *outline,
       gdouble        window,
       gboolean       turns,
       gdouble        moves[N_UNKNOWNS])
{
  gint    n                                  = turns ? N_UNKNOWNS : N_UNKNOWNS - 1;
  gdouble matrix[N_UNKNOWNS][N_UNKNOWNS + 1] = { 0 };

  for (gint k = 0; k < n; k++)
    matrix[k][k] = k < 4 ? 1e-3 : 1.0;

  for (guint i = 0; i < edges->len; i++)
    {
      const Edge *edge = &g_array_index (edges, Edge, i);
      gdouble     rest = get_rest (edge, outline, moves);
      gdouble     weight;
      gdouble     slopes[N_UNKNOWNS];

      get_slopes (outline, &edge->place, slopes);
      weight = MAX (1.0 - rest * rest / (window * window), 0.0);
      weight *= weight;
      for (gint k = 0; k < n; k++)
        {
          for (gint j = 0; j < n; j++)
            matrix[k][j] += weight * slopes[k] * slopes[j];
          matrix[k][n] += weight * slopes[k] * edge->off;
        }
    }

  for (gint k = 0; k < n; k++)
    for (gint i = 0; i < n; i++)
      {
        gdouble factor = matrix[i][k] / matrix[k][k];

        for (gint j = k; i != k && j <= n; j++)
          matrix[i][j] -= factor * matrix[k][j];
      }
  for (gint k = 0; k < n; k++)
    moves[k] = matrix[k][n] / matrix[k][k];
}

/* moves   outward, and radians */
static void
apply (Outline *outline, const gdouble moves[N_UNKNOWNS])
{
  ColorizeFrame *box     = &outline->box;
  gdouble        cosine  = cos (box->angle * G_PI / 180.0);
  gdouble        sine    = sin (box->angle * G_PI / 180.0);
  gdouble        u       = (moves[2] - moves[0]) / 2.0;
  gdouble        v       = (moves[3] - moves[1]) / 2.0;
  gdouble        columns = (box->width + moves[0] + moves[2]) / box->width;
  gdouble        rows    = (box->height + moves[1] + moves[3]) / box->height;

  box->x += u * cosine - v * sine;
  box->y += u * sine + v * cosine;
  box->width *= columns;
  box->height *= rows;
  box->angle += moves[4] * 180.0 / G_PI;
  for (gint corner = 0; corner < N_CORNERS; corner++)
    {
      outline->corners[corner][0] *= columns;
      outline->corners[corner][1] *= rows;
    }
}

/* Half of the edges are off the outline by no more than this, in pixels, after the moves. */
static gdouble
measure_spread (const GArray *edges, const Outline *outline, const gdouble moves[N_UNKNOWNS])
{
  g_autoptr (GArray) rests = g_array_new (FALSE, FALSE, sizeof (gdouble));

  for (guint i = 0; i < edges->len; i++)
    {
      const Edge *edge = &g_array_index (edges, Edge, i);
      gdouble     rest = fabs (get_rest (edge, outline, moves));

      g_array_append_val (rests, rest);
    }
  g_array_sort (rests, compare_numbers);
  return rests->len > 0 ? g_array_index (rests, gdouble, rests->len / 2) : 0.0;
}

static gdouble
refine (const Page *page,
        Outline    *outline,
        Sides       sides,
        gdouble     reach,
        gdouble     threshold,
        gboolean    turns)
{
  g_autoptr (GArray) edges  = find_edges (page, outline, sides, ceil (reach), threshold);
  gdouble moves[N_UNKNOWNS] = { 0.0 };
  gdouble spread;

  for (gint round = 0; round < N_ROUNDS; round++)
    solve (edges, outline, MAX (2.0 * reach / (1 << round), 1.0), turns, moves);
  for (gint k = 0; k < 4; k++)
    moves[k] = sides & 1 << k ? CLAMP (moves[k], -reach, reach) : 0.0;
  spread = measure_spread (edges, outline, moves);
  apply (outline, moves);
  return spread;
}

gdouble
outline_refine (const Page *page, Outline *outline, Sides sides, gdouble reach, gdouble threshold)
{
  gboolean turns  = sides == ALL_SIDES;
  gdouble  radius = MAX (outline->box.width, outline->box.height) / 2.0;
  gdouble  spread;

  /* Twice, for what is round: it has moved to where its edge has another direction. */
  refine (page, outline, sides, reach, threshold, turns);
  spread = refine (page, outline, sides, reach, threshold, turns);
  if (! turns || fabs (outline->box.angle) * G_PI / 180.0 * radius > MIN_TILT)
    return spread;

  outline->box.angle = 0.0;
  return refine (page, outline, sides, reach, threshold, FALSE);
}

/* What lies between two places that show an edge is drawn straight. */
static void
fill_gaps (gfloat *depths, gint n)
{
  gint last = -1;

  for (gint i = 0; i <= n; i++)
    if (i == n || ! isnan (depths[i]))
      {
        gfloat left  = last >= 0 ? depths[last] : i < n ? depths[i] : 0.0f;
        gfloat right = i < n ? depths[i] : left;

        for (gint k = last + 1; k < i; k++)
          depths[k] = left + (right - left) * (k - last) / (i - last);
        last = i;
      }
}

/* Of three neighbors each: takes out single grains of dust. */
static void
take_medians (gfloat *depths, gint n)
{
  gfloat last = depths[0];

  for (gint i = 1; i + 1 < n; i++)
    {
      gfloat low  = MIN (last, depths[i + 1]);
      gfloat high = MAX (last, depths[i + 1]);

      last      = depths[i];
      depths[i] = CLAMP (depths[i], low, high);
    }
}

gfloat *
outline_measure_side (const Page    *page,
                      const Outline *outline,
                      gint           side,
                      gdouble        reach,
                      gdouble        threshold,
                      gint           n)
{
  gint               n_across = ceil (reach);
  gfloat            *depths   = g_new (gfloat, n);
  g_autofree gfloat *profile  = g_new (gfloat, 2 * n_across + DEPTH + 1);

  for (gint i = 0; i < n; i++)
    {
      Place   place = get_place (outline, side, (i + 0.5) / n);
      gdouble off;

      look_across (page, outline, &place, n_across, 0, profile);
      depths[i] = find_edge (profile, n_across, threshold, &off) ? -off : NAN;
    }
  fill_gaps (depths, n);
  take_medians (depths, n);
  return depths;
}
