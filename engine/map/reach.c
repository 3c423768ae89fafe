/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "reach.h"

#include <math.h>
#include <string.h>

#include "median.h"

/* Of 3 x 3 pixels that have an edge among them, in L*. */
#define MIN_EDGE 6.0f

/* Texture is known by the steps between neighbors that most of a square of pixels stay below: an edge through it is
 * not among them. It is looked at in the middle of each block. */
#define BLOCK      4
#define SQUARE     11
#define MOST       0.5
#define EDGE_STEPS 2.5f
#define FREE_STEPS 1.6f

/* What costs nothing between neighbors, and what costs a length of 1, beside it. */
#define FREE_LUMINANCE 3.0f
#define UNIT_LUMINANCE 3.5f
#define FREE_CHROMA    2.0f
#define UNIT_CHROMA    12.0f

/* What the source and where a way ends may differ by, and what costs as much as a length of 1, beside it. Where texture
 * is less than this, a way is sure of itself. */
#define ALIKE_LUMINANCE  14.0f
#define UNLIKE_LUMINANCE 20.0f
#define ALIKE_CHROMA     4.0f
#define UNLIKE_CHROMA    10.0f
#define SURE_TEXTURE     1.0f

/* Of a way as long as the short side, over a surface as smooth as the sky; where there is texture, things are smaller. */
#define LENGTH_OF_SIDE  0.6f
#define TEXTURED_LENGTH 2.5f

/* Where what is known begins to count less, and where it counts nothing. */
#define NEAR_LENGTH 0.9f
#define FAR_LENGTH  2.0f

/* Of what is as well known, the nearer counts. */
#define NEARNESS 0.01f

#define N_MEDIANS 2

typedef struct
{
  const gfloat *strength;
  const gfloat *luminance;
  const gfloat *texture;
  const gfloat *chroma;
  gint          height;
  gint          width;
  gfloat        step; /* length of one pixel */
  const gfloat *mean; /* luminance without texture */
  gfloat       *reach;
  gfloat       *length; /* [height][width]: of the way from the source */
  gint         *source;
  guint8       *is_done; /* [height][width] */
} Search;

/* Of a heap: a pixel that has been reached. */
typedef struct
{
  gfloat reach;
  gint   pixel;
} Wait;

/* Steps to the right and down from the pixels of a square, sorted as far as is needed. */
static gfloat
measure_texture (const gfloat *luminance, gint height, gint width, gint y, gint x)
{
  gfloat steps[2 * SQUARE * SQUARE];
  gint   n = 0;
  gint   left, right, most;

  for (gint row = MAX (y - SQUARE / 2, 0); row <= MIN (y + SQUARE / 2, height - 1); row++)
    for (gint column = MAX (x - SQUARE / 2, 0); column <= MIN (x + SQUARE / 2, width - 1); column++)
      {
        const gfloat *own = luminance + (gsize) row * width + column;

        if (column + 1 < width)
          steps[n++] = fabsf (own[0] - own[1]);
        if (row + 1 < height)
          steps[n++] = fabsf (own[0] - own[width]);
      }

  /* Hoare's selection. */
  most = MOST * n;
  for (left = 0, right = n - 1; left < right;)
    {
      gfloat pivot = steps[most];
      gint   low   = left;
      gint   high  = right;

      while (low <= high)
        {
          while (steps[low] < pivot)
            low++;
          while (pivot < steps[high])
            high--;
          if (low <= high)
            {
              gfloat swapped = steps[low];

              steps[low++]  = steps[high];
              steps[high--] = swapped;
            }
        }
      if (high < most)
        left = low;
      if (most < low)
        right = high;
    }
  return n > 0 ? steps[most] : 0.0f;
}

void
reach_find_texture (const gfloat *luminance, gint height, gint width, gfloat *texture)
{
  for (gint y = 0; y < height; y += BLOCK)
    for (gint x = 0; x < width; x += BLOCK)
      {
        gfloat own = measure_texture (luminance, height, width, MIN (y + BLOCK / 2, height - 1),
                                      MIN (x + BLOCK / 2, width - 1));

        for (gint row = y; row < MIN (y + BLOCK, height); row++)
          for (gint column = x; column < MIN (x + BLOCK, width); column++)
            texture[(gsize) row * width + column] = own;
      }
}

void
reach_sharpen (const gfloat *luminance,
               const gfloat *texture,
               gint          height,
               gint          width,
               gfloat       *sharp)
{
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      {
        gsize  pixel = (gsize) y * width + x;
        gfloat own   = luminance[pixel];
        gfloat low   = own;
        gfloat high  = own;

        for (gint row = MAX (y - 1, 0); row <= MIN (y + 1, height - 1); row++)
          for (gint column = MAX (x - 1, 0); column <= MIN (x + 1, width - 1); column++)
            {
              gfloat other = luminance[(gsize) row * width + column];

              low  = MIN (low, other);
              high = MAX (high, other);
            }
        if (high - low < MAX (MIN_EDGE, EDGE_STEPS * texture[pixel]))
          sharp[pixel] = own;
        else
          sharp[pixel] = own - low < high - own ? low : high;
      }
}

static gfloat
get_falloff (gfloat length)
{
  gfloat t = CLAMP ((FAR_LENGTH - length) / (FAR_LENGTH - NEAR_LENGTH), 0.0f, 1.0f);

  return t * t * (3.0f - 2.0f * t) * (1.0f - NEARNESS * length);
}

static gfloat
get_length (const Search *search, gint one, gint other, gboolean is_diagonal)
{
  gfloat light = fabsf (search->luminance[one] - search->luminance[other]);
  gfloat color = hypotf (search->chroma[2 * one] - search->chroma[2 * other],
                         search->chroma[2 * one + 1] - search->chroma[2 * other + 1]);

  gfloat rough =
    MAX (MIN (search->texture[one], search->texture[other]) * FREE_STEPS / FREE_LUMINANCE, 1.0f);

  gfloat length =
    1.0f + (TEXTURED_LENGTH - 1.0f) * MIN (search->texture[other] / SURE_TEXTURE, 1.0f);

  return (is_diagonal ? G_SQRT2 : 1.0f) * length * search->step
         + MAX (light / rough - FREE_LUMINANCE, 0.0f) / UNIT_LUMINANCE
         + MAX (color - FREE_CHROMA, 0.0f) / UNIT_CHROMA;
}

static gfloat
get_difference (const Search *search, gint one, gint other)
{
  gfloat light  = fabsf (search->mean[one] - search->mean[other]);
  gfloat color  = hypotf (search->chroma[2 * one] - search->chroma[2 * other],
                          search->chroma[2 * one + 1] - search->chroma[2 * other + 1]);
  gfloat unlike = MAX (light - ALIKE_LUMINANCE, 0.0f) / UNLIKE_LUMINANCE
                  + MAX (color - ALIKE_CHROMA, 0.0f) / UNLIKE_CHROMA;

  return unlike * MIN (search->texture[other] / SURE_TEXTURE, 1.0f);
}

/* Whether a way through `from` reaches further than what was found for `to`. */
static gboolean
try_way (Search *search, gint from, gint to, gboolean is_diagonal)
{
  gfloat length = search->length[from] + get_length (search, from, to, is_diagonal);
  gint   source = search->source[from];
  gfloat reach =
    search->strength[source] * get_falloff (length + get_difference (search, source, to));

  if (! (reach > search->reach[to]))
    return FALSE;

  search->reach[to]  = reach;
  search->length[to] = length;
  search->source[to] = source;
  return TRUE;
}

static void
push (GArray *heap, gfloat reach, gint pixel)
{
  Wait  wait = { reach, pixel };
  guint i    = heap->len;
  Wait *waits;

  g_array_append_val (heap, wait);
  waits = (Wait *) heap->data;
  for (; i > 0 && waits[(i - 1) / 2].reach < reach; i = (i - 1) / 2)
    waits[i] = waits[(i - 1) / 2];
  waits[i] = wait;
}

static gint
pop (GArray *heap)
{
  Wait *waits = (Wait *) heap->data;
  gint  first = waits[0].pixel;
  Wait  last  = waits[heap->len - 1];
  guint n     = heap->len - 1;
  guint i     = 0;

  g_array_set_size (heap, n);
  while (2 * i + 1 < n)
    {
      guint child = 2 * i + 1;

      if (child + 1 < n && waits[child].reach < waits[child + 1].reach)
        child++;
      if (! (last.reach < waits[child].reach))
        break;

      waits[i] = waits[child];
      i        = child;
    }
  if (n > 0)
    waits[i] = last;
  return first;
}

/* Dijkstra's way: from the pixel of which the most is known on. Each is done once, so that what has the same source hangs
 * together. */
static void
spread (Search *search)
{
  gint n_pixels           = search->height * search->width;
  g_autoptr (GArray) heap = g_array_new (FALSE, FALSE, sizeof (Wait));

  for (gint i = 0; i < n_pixels; i++)
    {
      search->source[i] = search->strength[i] > 0.0f ? i : -1;
      search->reach[i]  = search->strength[i];
      if (search->source[i] == i)
        push (heap, search->reach[i], i);
    }

  while (heap->len > 0)
    {
      gint from = pop (heap);
      gint y    = from / search->width;
      gint x    = from % search->width;

      if (search->is_done[from])
        continue;

      search->is_done[from] = TRUE;
      for (gint row = MAX (y - 1, 0); row <= MIN (y + 1, search->height - 1); row++)
        for (gint column = MAX (x - 1, 0); column <= MIN (x + 1, search->width - 1); column++)
          {
            gint to = row * search->width + column;

            if (! search->is_done[to] && try_way (search, from, to, row != y && column != x))
              push (heap, search->reach[to], to);
          }
    }
}

/* Without texture, but with its edges where they are. */
static gfloat *
smooth (const gfloat *luminance, gint height, gint width)
{
  gsize              n    = (gsize) height * width;
  g_autofree gfloat *one  = g_try_new (gfloat, n);
  g_autofree gfloat *next = g_try_new (gfloat, n);

  if (! one || ! next)
    return NULL;

  memcpy (next, luminance, n * sizeof *next);
  for (gint i = 0; i < N_MEDIANS; i++)
    if (! median_filter (next, height, width, one) || ! median_filter (one, height, width, next))
      return NULL;

  return g_steal_pointer (&next);
}

gboolean
reach_find (const gfloat *strength,
            const gfloat *luminance,
            const gfloat *texture,
            const gfloat *chroma,
            gint          height,
            gint          width,
            gfloat       *reach,
            gint         *source)
{
  gint               n_pixels = height * width;
  gint               side     = MAX (MIN (height, width), MAX (height, width) / 4);
  g_autofree gfloat *length   = g_try_new0 (gfloat, n_pixels);
  g_autofree gfloat *mean     = smooth (luminance, height, width);
  g_autofree guint8 *is_done  = g_try_new0 (guint8, n_pixels);
  Search search = { strength, luminance, texture, chroma, height, width, LENGTH_OF_SIDE / side,
                    mean,     reach,     length,  source, is_done };

  if (! length || ! mean || ! is_done)
    return FALSE;

  spread (&search);
  return TRUE;
}
