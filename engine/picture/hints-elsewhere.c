/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "hints-elsewhere.h"

#include <math.h>
#include <string.h>

#include "map/median.h"
#include "map/reach.h"

/* Neighboring pixels of paint are of one stroke if their a*b* differ by less. */
#define SAME_PAINT 10.0f

/* What the paint holds less of does not tell of its kind. */
#define OWN_HELD 0.5f

/* How far from its paint the own reach tells of its kind, of the map's short side: further off it may be something else that no
 * edge parts from it. */
#define OWN_DISTANCE 0.1f

/* From the mean cosine in the rest of the picture, 0, to that in the paint's own reach, 1: what is surely of a kind begins
 * there, and goes on as far as no edge comes and it is not too unlike. */
#define SURE_BEGINS   0.65f
#define SURE_WHOLE    0.9f
#define UNSURE_BEGINS 0.15f
#define UNSURE_WHOLE  0.4f

/* Of L*, beside how far it varies within the own reach; and of the logarithm of roughness. */
#define LUMINANCE_DEVIATION 9.0f
#define ROUGHNESS_DEVIATION 0.6f
#define SMOOTH              0.5f

/* Of likeness: what is as much is surely of a kind. */
#define MIN_SURE 0.5f

/* What is less alike is not. */
#define MIN_HELD 0.2f

#define N_MEDIANS 2

/* Strokes and dots. */
typedef struct
{
  gint    n;
  gint   *of;    /* [height][width]: the group of a pixel of paint, else -1 */
  GArray *first; /* gint: its first pixel */
} Groups;

/* What one of them is on. */
typedef struct
{
  gint    paint; /* its first pixel */
  gdouble luminance, deviation;
  gdouble roughness;
  gfloat *cosine; /* [features' height][width]; NULL: it reaches nothing */
  gfloat  own;    /* the mean cosine in its own reach */
  gfloat  other;  /* and in the rest */
} Kind;

static void
groups_clear (Groups *groups)
{
  g_free (groups->of);
  g_clear_pointer (&groups->first, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Groups, groups_clear)

static gboolean
is_same_paint (const ElsewhereMap *map, gint one, gint other)
{
  return map->strength[other] > 0.0f
         && hypotf (map->color[2 * one] - map->color[2 * other],
                    map->color[2 * one + 1] - map->color[2 * other + 1])
              < SAME_PAINT;
}

static void
fill_group (const ElsewhereMap *map, gint first, Groups *groups, GArray *waiting)
{
  g_array_append_val (groups->first, first);
  g_array_append_val (waiting, first);
  groups->of[first] = groups->n;

  while (waiting->len > 0)
    {
      gint pixel = g_array_index (waiting, gint, waiting->len - 1);
      gint y     = pixel / map->width;
      gint x     = pixel % map->width;

      g_array_set_size (waiting, waiting->len - 1);
      for (gint row = MAX (y - 1, 0); row <= MIN (y + 1, map->height - 1); row++)
        for (gint column = MAX (x - 1, 0); column <= MIN (x + 1, map->width - 1); column++)
          {
            gint other = row * map->width + column;

            if (groups->of[other] >= 0 || ! is_same_paint (map, pixel, other))
              continue;

            groups->of[other] = groups->n;
            g_array_append_val (waiting, other);
          }
    }
  groups->n++;
}

static gboolean
groups_init (Groups *groups, const ElsewhereMap *map)
{
  gint n_pixels              = map->height * map->width;
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (gint));

  groups->of    = g_try_new (gint, n_pixels);
  groups->first = g_array_new (FALSE, FALSE, sizeof (gint));
  if (! groups->of)
    return FALSE;

  for (gint i = 0; i < n_pixels; i++)
    groups->of[i] = -1;
  for (gint i = 0; i < n_pixels; i++)
    if (map->strength[i] > 0.0f && groups->of[i] < 0)
      fill_group (map, i, groups, waiting);
  return TRUE;
}

/* Each channel with a mean of 0 and a deviation of 1 over the picture, and each place with a length of 1. To be freed; NULL
 * if there is not enough memory. */
static gfloat *
normalize (const PredictionView *features)
{
  gsize   n_cells = (gsize) features->height * features->width;
  gint    n       = features->channels;
  gfloat *values  = g_try_new (gfloat, n_cells * n);

  if (! values)
    return NULL;

  for (gint c = 0; c < n; c++)
    {
      gdouble sum = 0.0, squares = 0.0;
      gdouble mean, scale;

      for (gsize i = 0; i < n_cells; i++)
        sum += features->output[i * n + c];
      mean = sum / n_cells;
      for (gsize i = 0; i < n_cells; i++)
        squares += (features->output[i * n + c] - mean) * (features->output[i * n + c] - mean);
      scale = squares > 0.0 ? 1.0 / sqrt (squares / n_cells) : 0.0;
      for (gsize i = 0; i < n_cells; i++)
        values[i * n + c] = (features->output[i * n + c] - mean) * scale;
    }
  for (gsize i = 0; i < n_cells; i++)
    {
      gfloat sum = 1e-12f;

      for (gint c = 0; c < n; c++)
        sum += values[i * n + c] * values[i * n + c];
      for (gint c = 0; c < n; c++)
        values[i * n + c] /= sqrtf (sum);
    }
  return values;
}

static gint
get_cell (const PredictionView *features, const ElsewhereMap *map, gint pixel)
{
  gint row    = (pixel / map->width) * features->height / map->height;
  gint column = (pixel % map->width) * features->width / map->width;

  return row * features->width + column;
}

static gfloat
get_roughness (gfloat texture)
{
  return logf (texture + SMOOTH);
}

/* How far a pixel of the map tells of its source's kind. */
static gfloat
get_own_weight (const ElsewhereMap *map, gint pixel, gint source, gfloat held)
{
  gfloat reach = OWN_DISTANCE * MIN (map->height, map->width);
  gfloat y     = (pixel / map->width - source / map->width) / reach;
  gfloat x     = (pixel % map->width - source % map->width) / reach;

  return held < OWN_HELD ? 0.0f : held * expf (-0.5f * (x * x + y * y));
}

/* How much of each place of the features the group's own reach has: share [n_cells]. What it is like there is set. */
static void
measure_own (const PredictionView *features,
             const ElsewhereMap   *map,
             const Groups         *groups,
             gint                  group,
             const gfloat         *held,
             const gint           *source,
             gfloat               *share,
             Kind                 *kind)
{
  gdouble sum = 0.0, light = 0.0, squares = 0.0, rough = 0.0;

  for (gint i = 0; i < map->height * map->width; i++)
    {
      gfloat weight;

      if (source[i] < 0 || groups->of[source[i]] != group)
        continue;

      weight = get_own_weight (map, i, source[i], held[i]);
      share[get_cell (features, map, i)] += weight;
      sum += weight;
      light += weight * map->luminance[i];
      squares += weight * map->luminance[i] * map->luminance[i];
      rough += weight * get_roughness (map->texture[i]);
    }
  if (sum == 0.0)
    return;

  kind->luminance = light / sum;
  kind->deviation = sqrt (MAX (squares / sum - kind->luminance * kind->luminance, 0.0));
  kind->roughness = rough / sum;
}

/* FALSE if there is not enough memory. */
static gboolean
kind_init (Kind                 *kind,
           const PredictionView *features,
           const gfloat         *values,
           const ElsewhereMap   *map,
           const Groups         *groups,
           gint                  group,
           const gfloat         *held,
           const gint           *source)
{
  gint               n_cells   = features->height * features->width;
  gint               n         = features->channels;
  g_autofree gfloat *share     = g_try_new0 (gfloat, n_cells);
  g_autofree gfloat *prototype = g_new0 (gfloat, n);
  gdouble            length = 1e-12, own = 0.0, other = 0.0, n_own = 0.0, n_other = 0.0;

  kind->paint  = g_array_index (groups->first, gint, group);
  kind->cosine = g_try_new (gfloat, n_cells);
  if (! share || ! kind->cosine)
    return FALSE;

  measure_own (features, map, groups, group, held, source, share, kind);
  for (gint i = 0; i < n_cells; i++)
    for (gint c = 0; share[i] > 0.0f && c < n; c++)
      prototype[c] += share[i] * values[(gsize) i * n + c];
  for (gint c = 0; c < n; c++)
    length += prototype[c] * prototype[c];
  for (gint i = 0; i < n_cells; i++)
    {
      gdouble cosine = 0.0;

      for (gint c = 0; c < n; c++)
        cosine += prototype[c] * values[(gsize) i * n + c];
      kind->cosine[i] = cosine / sqrt (length);
      own += share[i] * kind->cosine[i];
      n_own += share[i];
      other += share[i] > 0.0f ? 0.0 : kind->cosine[i];
      n_other += ! (share[i] > 0.0f);
    }
  if (n_own > 0.0 && n_other > 0.0)
    {
      kind->own   = own / n_own;
      kind->other = other / n_other;
    }
  else
    {
      g_clear_pointer (&kind->cosine, g_free);
    }
  return TRUE;
}

static gfloat
get_falloff (gdouble difference, gdouble deviation)
{
  return expf (-0.5 * (difference / deviation) * (difference / deviation));
}

static gfloat
rise (gfloat value, gfloat from, gfloat to)
{
  gfloat t = CLAMP ((value - from) / (to - from), 0.0f, 1.0f);

  return t * t * (3.0f - 2.0f * t);
}

/* From 0, as the rest of the picture is, to 1, as the paint's own reach is. */
static gfloat
get_place (const Kind *kind, const PredictionView *features, const ElsewhereMap *map, gint pixel)
{
  gfloat        y      = (pixel / map->width + 0.5f) * features->height / map->height - 0.5f;
  gfloat        x      = (pixel % map->width + 0.5f) * features->width / map->width - 0.5f;
  gint          top    = CLAMP ((gint) y, 0, features->height - 1);
  gint          left   = CLAMP ((gint) x, 0, features->width - 1);
  gint          bottom = MIN (top + 1, features->height - 1);
  gint          right  = MIN (left + 1, features->width - 1);
  gfloat        down   = CLAMP (y - top, 0.0f, 1.0f);
  gfloat        across = CLAMP (x - left, 0.0f, 1.0f);
  const gfloat *upper  = kind->cosine + (gsize) top * features->width;
  const gfloat *lower  = kind->cosine + (gsize) bottom * features->width;
  gfloat        cosine = (1.0f - down) * ((1.0f - across) * upper[left] + across * upper[right])
                  + down * ((1.0f - across) * lower[left] + across * lower[right]);

  return (cosine - kind->other) / MAX (kind->own - kind->other, 1e-6f);
}

static gfloat
get_lightness_likeness (const Kind *kind, gfloat luminance)
{
  return get_falloff (MAX (fabs (luminance - kind->luminance) - kind->deviation, 0.0),
                      LUMINANCE_DEVIATION);
}

/* Finds the kind that each pixel is surely of, and how far, 0..1.
 * smooth   [height][width], L* without texture
 * like     [height][width], set where it is above 0 */
static void
find_sure (const Kind           *kinds,
           gint                  n_kinds,
           const PredictionView *features,
           const ElsewhereMap   *map,
           const gfloat         *smooth,
           gfloat               *sure,
           gint                 *like)
{
  for (gint i = 0; i < map->height * map->width; i++)
    for (gint k = 0; k < n_kinds; k++)
      {
        gfloat likeness;

        if (! kinds[k].cosine)
          continue;

        likeness =
          rise (get_place (&kinds[k], features, map, i), SURE_BEGINS, SURE_WHOLE)
          * get_lightness_likeness (&kinds[k], smooth[i])
          * get_falloff (get_roughness (map->texture[i]) - kinds[k].roughness, ROUGHNESS_DEVIATION);
        if (likeness > sure[i])
          {
            sure[i] = likeness;
            like[i] = k;
          }
      }
}

/* L* without texture, to be freed; NULL if there is not enough memory. */
static gfloat *
smooth_luminance (const ElsewhereMap *map)
{
  gsize              n    = (gsize) map->height * map->width;
  g_autofree gfloat *one  = g_try_new (gfloat, n);
  g_autofree gfloat *next = g_try_new (gfloat, n);

  if (! one || ! next)
    return NULL;

  memcpy (next, map->luminance, n * sizeof *next);
  for (gint i = 0; i < N_MEDIANS; i++)
    if (! median_filter (next, map->height, map->width, one)
        || ! median_filter (one, map->height, map->width, next))
      return NULL;
  return g_steal_pointer (&next);
}

/* From what is surely of a kind on. */
static gboolean
go_on (const Kind           *kinds,
       const PredictionView *features,
       const ElsewhereMap   *map,
       const gfloat         *smooth,
       const gfloat         *sure,
       const gint           *like,
       gfloat               *held,
       gint                 *source)
{
  gint               n_pixels = map->height * map->width;
  g_autofree gfloat *reach    = g_try_new (gfloat, n_pixels);
  g_autofree gint   *from     = g_try_new (gint, n_pixels);

  if (! reach || ! from
      || ! reach_find (sure, map->luminance, map->texture, map->chroma, map->height, map->width,
                       reach, from))
    return FALSE;

  for (gint i = 0; i < n_pixels; i++)
    {
      const Kind *kind = from[i] < 0 ? NULL : &kinds[like[from[i]]];
      gfloat      found;

      if (! kind)
        continue;

      found = reach[i] * rise (get_place (kind, features, map, i), UNSURE_BEGINS, UNSURE_WHOLE)
              * get_lightness_likeness (kind, smooth[i]);
      if (found > MAX (held[i], MIN_HELD))
        {
          held[i]   = found;
          source[i] = kind->paint;
        }
    }
  return TRUE;
}

static void
kinds_free (Kind *kinds, gint n)
{
  for (gint i = 0; i < n; i++)
    g_free (kinds[i].cosine);
  g_free (kinds);
}

gboolean
elsewhere_find (const PredictionView *features, const ElsewhereMap *map, gfloat *held, gint *source)
{
  gint               n_pixels = map->height * map->width;
  g_autofree gfloat *values   = normalize (features);
  g_autofree gfloat *smooth   = smooth_luminance (map);
  g_autofree gfloat *sure     = g_try_new0 (gfloat, n_pixels);
  g_autofree gint   *like     = g_try_new (gint, n_pixels);
  g_auto (Groups) groups      = { 0 };
  gboolean is_done            = values && smooth && sure && like && groups_init (&groups, map);
  Kind    *kinds              = g_new0 (Kind, MAX (groups.n, 1));

  for (gint i = 0; is_done && i < groups.n; i++)
    is_done = kind_init (&kinds[i], features, values, map, &groups, i, held, source);

  if (is_done)
    {
      find_sure (kinds, groups.n, features, map, smooth, sure, like);
      for (gint i = 0; i < n_pixels; i++)
        if (sure[i] < MIN_SURE || held[i] > MIN_HELD)
          sure[i] = 0.0f;
      is_done = go_on (kinds, features, map, smooth, sure, like, held, source);
    }
  kinds_free (kinds, groups.n);
  return is_done;
}
