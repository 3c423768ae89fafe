/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "own-colors.h"

#include <math.h>
#include <stdlib.h>

#include "conversion.h"
#include "map/resample.h"
#include "tone.h"

/* The short side of the map that colors are looked for on: grain and JPEG's blocks are means there. */
#define SHORT_SIDE 224

/* And what is around a pixel of it, to each side. */
#define RADIUS 2

/* How far from the tone, in a*b*, noise goes: at least; for each unit of what is fine in the photo; for each L* that
 * its surroundings deviate by, where the channels may not fit each other; and for each unit by which the tone
 * changes with that, for JPEG's colors are coarser than its lightness. */
#define NOISE        1.5f
#define NOISE_GAIN   1.0f
#define FRINGES_GAIN 0.06f
#define SLOPE_GAIN   0.5f

/* A color, in multiples of that. */
#define COLOR_FROM 1.0f
#define COLOR_TO   1.9f

/* The share of a photo that has just its tone, within half the noise: of a color photo, and of others. */
#define TONED_FROM 0.2f
#define TONED_TO   0.4f

/* Black and white of a good print, in L*; the most that a print's contrast is raised for its colors; the
 * share of pixels beyond black and white; and how its colors follow: the print stays as pale as it is. */
#define PRINT_BLACK     4.0f
#define PRINT_WHITE     95.0f
#define MAX_STRETCH     2.0f
#define OUTLIERS        0.005
#define CHROMA_EXPONENT -0.5f

/* Paint is no paler than what the network says of the same hue, up to this factor. */
#define MAX_GAIN 2.5f

/* The curves of R, G and B, by the lightness of a gray; they get no more than 1 / MIN_SLOPE of their contrast: beyond
 * is noise. */
#define N_STEPS   400
#define MIN_SLOPE 0.5f
#define MIN_LIGHT 1e-4f

#define PIXELS_PER_TASK 8192

/* The photo as small as its colors are looked for. */
typedef struct
{
  gint    height;
  gint    width;
  gfloat *luminance; /* [height][width] */
  gfloat *own;       /* [height][width][2] */
  gfloat *network;   /* the same */
  gfloat *residual;  /* the same: what of a*b* is not the tone */
  gfloat *around;    /* the same, as the mean of its surroundings */
  gfloat *weight;    /* [height][width] */
} Small;

static void
small_clear (Small *small)
{
  g_free (small->luminance);
  g_free (small->own);
  g_free (small->network);
  g_free (small->residual);
  g_free (small->around);
  g_free (small->weight);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Small, small_clear)

typedef struct
{
  gfloat curves[3][N_STEPS + 1]; /* log of R, G and B that the tone has at each lightness; rising */
  gfloat stretch, shift;         /* as in Levels */
  gfloat chroma;                 /* the factor of a* and b* afterwards */
} Restoration;

static gfloat
smooth_step (gfloat low, gfloat high, gfloat x)
{
  gfloat t = CLAMP ((x - low) / (high - low), 0.0f, 1.0f);

  return t * t * (3.0f - 2.0f * t);
}

static gint
compare_floats (gconstpointer one, gconstpointer other)
{
  gfloat a = *(const gfloat *) one;
  gfloat b = *(const gfloat *) other;

  return (a > b) - (a < b);
}

static gboolean
small_init (Small        *small,
            Pool         *pool,
            const gfloat *luminance,
            const gfloat *own,
            const gfloat *network,
            gint          height,
            gint          width)
{
  gdouble scale    = MIN ((gdouble) SHORT_SIDE / MIN (height, width), 1.0);
  gsize   n_pixels = (gsize) (small->height = MAX ((gint) (height * scale + 0.5), 1))
                   * (small->width = MAX ((gint) (width * scale + 0.5), 1));

  small->luminance = g_try_new (gfloat, n_pixels);
  small->own       = g_try_new (gfloat, 2 * n_pixels);
  small->network   = g_try_new (gfloat, 2 * n_pixels);
  small->residual  = g_try_new (gfloat, 2 * n_pixels);
  small->around    = g_try_new (gfloat, 2 * n_pixels);
  small->weight    = g_try_new (gfloat, n_pixels);
  if (! small->luminance || ! small->own || ! small->network || ! small->residual || ! small->around
      || ! small->weight)
    return FALSE;

  resample_map (pool, luminance, height, width, 1, RESAMPLE_LINEAR, small->height, small->width,
                small->luminance);
  resample_map (pool, network, height, width, 2, RESAMPLE_LINEAR, small->height, small->width,
                small->network);
  for (gint c = 0; c < 2; c++)
    {
      resample_map (pool, own + (gsize) c * height * width, height, width, 1, RESAMPLE_LINEAR,
                    small->height, small->width, small->weight);
      for (gsize i = 0; i < n_pixels; i++)
        small->own[2 * i + c] = small->weight[i];
    }
  return TRUE;
}

/* The mean of what lies around each pixel and in the map.
 * map      [height][width][n_channels]
 * around   the same, set */
static void
blur (const gfloat *map, gint height, gint width, gint n_channels, gfloat *around)
{
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      for (gint c = 0; c < n_channels; c++)
        {
          gint   top    = MAX (y - RADIUS, 0);
          gint   bottom = MIN (y + RADIUS, height - 1);
          gint   left   = MAX (x - RADIUS, 0);
          gint   right  = MIN (x + RADIUS, width - 1);
          gfloat sum    = 0.0f;

          for (gint row = top; row <= bottom; row++)
            for (gint column = left; column <= right; column++)
              sum += map[((gsize) row * width + column) * n_channels + c];
          around[((gsize) y * width + x) * n_channels + c] =
            sum / ((bottom - top + 1) * (right - left + 1));
        }
}

/* How far L* deviates around each pixel.
 * deviation   [height][width], set */
static gboolean
find_deviation (const Small *small, gfloat *deviation)
{
  gsize              n_pixels = (gsize) small->height * small->width;
  g_autofree gfloat *moments  = g_try_new (gfloat, 2 * n_pixels);
  g_autofree gfloat *around   = g_try_new (gfloat, 2 * n_pixels);

  if (! moments || ! around)
    return FALSE;

  for (gsize i = 0; i < n_pixels; i++)
    {
      moments[2 * i]     = small->luminance[i];
      moments[2 * i + 1] = small->luminance[i] * small->luminance[i];
    }
  blur (moments, small->height, small->width, 2, around);
  for (gsize i = 0; i < n_pixels; i++)
    deviation[i] = sqrtf (MAX (around[2 * i + 1] - around[2 * i] * around[2 * i], 0.0f));
  return TRUE;
}

/* The deviation of what is finer than the surroundings, by its median; negative if there is not enough memory. */
static gfloat
find_noise (const Small *small)
{
  gsize              n    = 2 * (gsize) small->height * small->width;
  g_autofree gfloat *fine = g_try_new (gfloat, n);

  if (! fine)
    return -1.0f;

  for (gsize i = 0; i < n; i++)
    fine[i] = fabsf (small->residual[i] - small->around[i]);
  qsort (fine, n, sizeof *fine, compare_floats);
  return 1.4826f * fine[n / 2];
}

/* How far the tone goes in a*b* for each L*. */
static gfloat
get_slope (const Tone *tone, gfloat luminance)
{
  gfloat darker[2], lighter[2];

  tone_get (tone, luminance - 50.0f / TONE_BINS, darker);
  tone_get (tone, luminance + 50.0f / TONE_BINS, lighter);
  return hypotf (lighter[0] - darker[0], lighter[1] - darker[1]) * TONE_BINS / 100.0f;
}

/* How far each pixel stands out of the tone, and what share of them does not; negative if there is not
 * enough memory. The mean of the surroundings knows it from noise; the pixel itself says whether it belongs to it. */
static gfloat
weigh (Small *small, const Tone *tone)
{
  gsize  n_pixels = (gsize) small->height * small->width;
  gsize  n_toned  = 0;
  gfloat noise;

  for (gsize i = 0; i < n_pixels; i++)
    {
      gfloat own[2];

      tone_get (tone, small->luminance[i], own);
      small->residual[2 * i]     = small->own[2 * i] - own[0];
      small->residual[2 * i + 1] = small->own[2 * i + 1] - own[1];
    }
  blur (small->residual, small->height, small->width, 2, small->around);
  noise = find_noise (small);
  if (noise < 0.0f || ! find_deviation (small, small->weight))
    return -1.0f;

  for (gsize i = 0; i < n_pixels; i++)
    {
      gfloat slope = get_slope (tone, small->luminance[i]);
      gfloat limit =
        NOISE + NOISE_GAIN * noise + (FRINGES_GAIN + SLOPE_GAIN * slope) * small->weight[i];
      gfloat around   = hypotf (small->around[2 * i], small->around[2 * i + 1]) / limit;
      gfloat residual = hypotf (small->residual[2 * i], small->residual[2 * i + 1]) / limit;

      n_toned += around < 0.5f;
      small->weight[i] = smooth_step (COLOR_FROM, COLOR_TO, MIN (around, 2.0f * residual));
    }
  return (gfloat) n_toned / n_pixels;
}

/* What lies between the photo's colors and the network's. */
static gboolean
fit_cast (Tone *cast, const Small *small)
{
  gsize              n          = 2 * (gsize) small->height * small->width;
  g_autofree gfloat *difference = g_try_new (gfloat, n);

  if (! difference)
    return FALSE;

  for (gsize i = 0; i < n; i++)
    difference[i] = small->own[i] - small->network[i];
  return tone_fit (cast, small->luminance, difference, small->height, small->width);
}

/* Finds the weights, the tone that is to become gray, and how far it is a color photo, 0..1. */
static gboolean
find_tone (Small *small, Tone *tone, gfloat *is_color)
{
  Tone   cast;
  gfloat toned, color;

  if (! tone_fit (tone, small->luminance, small->own, small->height, small->width))
    return FALSE;
  toned = weigh (small, tone);
  if (toned < 0.0f || ! fit_cast (&cast, small))
    return FALSE;

  *is_color = color = 1.0f - smooth_step (TONED_FROM, TONED_TO, toned);
  for (gsize i = 0; i < (gsize) small->height * small->width; i++)
    small->weight[i] += color * (1.0f - small->weight[i]);
  for (gint c = 0; c < 2; c++)
    for (gint bin = 0; bin < TONE_BINS; bin++)
      tone->chroma[c][bin] += color * (cast.chroma[c][bin] - tone->chroma[c][bin]);
  return TRUE;
}

static void
get_light (const gfloat *lab, gsize n_pixels, gfloat *light)
{
  convert_pixels (babl_format ("CIE Lab float"), babl_format ("RGB float"), lab, light, n_pixels);
  for (gsize i = 0; i < 3 * n_pixels; i++)
    light[i] = logf (MAX (light[i], MIN_LIGHT));
}

static void
set_curves (Restoration *restoration, const Tone *tone)
{
  gfloat lab[2][N_STEPS + 1][3] = { 0 }; /* of the tone, and of gray */
  gfloat light[2][N_STEPS + 1][3];

  for (gint i = 0; i <= N_STEPS; i++)
    {
      lab[0][i][0] = lab[1][i][0] = 100.0f * i / N_STEPS;
      tone_get (tone, lab[0][i][0], lab[0][i] + 1);
    }
  get_light (&lab[0][0][0], 2 * (N_STEPS + 1), &light[0][0][0]);

  /* From the middle, where there are most pixels. */
  for (gint c = 0; c < 3; c++)
    {
      gfloat *curve  = restoration->curves[c];
      gint    middle = N_STEPS / 2;

      curve[middle] = light[0][middle][c];
      for (gint i = middle; i < N_STEPS; i++)
        curve[i + 1] = curve[i]
                       + MAX (light[0][i + 1][c] - light[0][i][c],
                              MIN_SLOPE * (light[1][i + 1][c] - light[1][i][c]));
      for (gint i = middle; i > 0; i--)
        curve[i - 1] = curve[i]
                       - MAX (light[0][i][c] - light[0][i - 1][c],
                              MIN_SLOPE * (light[1][i][c] - light[1][i - 1][c]));
    }
}

static gboolean
set_contrast (Restoration *restoration, const Small *small)
{
  gsize              n_pixels = (gsize) small->height * small->width;
  g_autofree gfloat *sorted   = g_try_new (gfloat, n_pixels);
  gfloat             black, white;

  if (! sorted)
    return FALSE;

  for (gsize i = 0; i < n_pixels; i++)
    sorted[i] = small->luminance[i];
  qsort (sorted, n_pixels, sizeof *sorted, compare_floats);
  black = sorted[(gsize) (OUTLIERS * (n_pixels - 1))];
  white = sorted[(gsize) ((1.0 - OUTLIERS) * (n_pixels - 1))];

  restoration->stretch =
    CLAMP ((PRINT_WHITE - PRINT_BLACK) / MAX (white - black, 1.0f), 1.0f, MAX_STRETCH);
  restoration->shift  = (PRINT_BLACK + PRINT_WHITE - restoration->stretch * (black + white)) / 2.0f;
  restoration->chroma = powf (restoration->stretch, CHROMA_EXPONENT);
  return TRUE;
}

/* The lightness of the gray under which a curve has the value, 0..100. */
static gfloat
find_gray (const gfloat *curve, gfloat value)
{
  gint   low  = 0;
  gint   high = N_STEPS;
  gfloat share;

  while (high - low > 1)
    {
      gint middle = (low + high) / 2;

      if (value < curve[middle])
        high = middle;
      else
        low = middle;
    }
  share = curve[high] > curve[low] ? (value - curve[low]) / (curve[high] - curve[low]) : 0.0f;
  return (low + CLAMP (share, 0.0f, 1.0f)) * (100.0f / N_STEPS);
}

/* Y of an L*, as CIE defines it. */
static gfloat
get_luminous (gfloat lightness)
{
  gfloat t = (lightness + 16.0f) / 116.0f;

  return lightness > 8.0f ? t * t * t : lightness * (27.0f / 24389.0f);
}

typedef struct
{
  const Restoration *restoration;
  const gfloat      *luminance;
  const gfloat      *own;
  gsize              n_pixels;
  gfloat            *hints;
} RestoreJob;

static void
restore_task (gint index, gint thread, gpointer data)
{
  const RestoreJob  *job         = data;
  const Restoration *restoration = job->restoration;
  gsize              first       = (gsize) index * PIXELS_PER_TASK;
  gsize              n           = MIN (PIXELS_PER_TASK, job->n_pixels - first);
  g_autofree gfloat *lab         = g_new (gfloat, 3 * n);
  g_autofree gfloat *light       = g_new (gfloat, 3 * n);

  for (gsize i = 0; i < n; i++)
    {
      lab[3 * i]     = job->luminance[first + i];
      lab[3 * i + 1] = job->own[first + i];
      lab[3 * i + 2] = job->own[job->n_pixels + first + i];
    }
  get_light (lab, n, light);
  for (gsize i = 0; i < 3 * n; i++)
    {
      gfloat gray = restoration->stretch * find_gray (restoration->curves[i % 3], light[i])
                    + restoration->shift;

      light[i] = get_luminous (CLAMP (gray, 0.0f, 100.0f));
    }
  convert_pixels (babl_format ("RGB float"), babl_format ("CIE Lab float"), light, lab, n);
  for (gsize i = 0; i < n; i++)
    {
      job->hints[3 * (first + i)]     = restoration->chroma * lab[3 * i + 1];
      job->hints[3 * (first + i) + 1] = restoration->chroma * lab[3 * i + 2];
    }
}

/* Who tints a print by hand counts on its tone, and on the eye. */
static void
enliven (const gfloat network[2], gfloat amount, gfloat hint[2])
{
  gfloat chroma = hypotf (hint[0], hint[1]);
  gfloat wanted = hint[0] * network[0] + hint[1] * network[1];
  gfloat gain   = 1.0f;

  if (wanted > chroma * chroma && chroma > 0.0f)
    gain += amount * (MIN (wanted / (chroma * chroma), MAX_GAIN) - 1.0f);
  hint[0] *= gain;
  hint[1] *= gain;
}

gboolean
own_colors_find (Pool         *pool,
                 const gfloat *luminance,
                 const gfloat *own,
                 const gfloat *network,
                 gint          height,
                 gint          width,
                 gfloat       *hints)
{
  gsize                   n_pixels    = (gsize) height * width;
  g_autofree Restoration *restoration = g_new (Restoration, 1);
  RestoreJob              job         = { restoration, luminance, own, n_pixels, hints };
  g_autofree gfloat      *weight      = g_try_new (gfloat, n_pixels);
  g_auto (Small) small                = { 0 };
  Tone   tone;
  gfloat is_color;

  if (! weight || ! small_init (&small, pool, luminance, own, network, height, width)
      || ! find_tone (&small, &tone, &is_color) || ! set_contrast (restoration, &small))
    return FALSE;

  set_curves (restoration, &tone);
  resample_map (pool, small.weight, small.height, small.width, 1, RESAMPLE_LINEAR, height, width,
                weight);
  pool_run (pool, (n_pixels + PIXELS_PER_TASK - 1) / PIXELS_PER_TASK, restore_task, &job);
  for (gsize i = 0; i < n_pixels; i++)
    {
      enliven (network + 2 * i, 1.0f - is_color, hints + 3 * i);
      hints[3 * i + 2] = weight[i];
    }
  return TRUE;
}

gboolean
own_colors_apply (Pool         *pool,
                  gdouble       amount,
                  const gfloat *luminance,
                  const gfloat *own,
                  gint          height,
                  gint          width,
                  gfloat       *chroma)
{
  gsize              n_pixels = (gsize) height * width;
  g_autofree gfloat *hints    = NULL;

  if (amount <= 0.0)
    return TRUE;

  hints = g_try_new (gfloat, 3 * n_pixels);
  if (! hints || ! own_colors_find (pool, luminance, own, chroma, height, width, hints))
    return FALSE;

  for (gsize i = 0; i < n_pixels; i++)
    {
      gfloat share = amount / 100.0 * hints[3 * i + 2];

      chroma[2 * i] += share * (hints[3 * i] - chroma[2 * i]);
      chroma[2 * i + 1] += share * (hints[3 * i + 1] - chroma[2 * i + 1]);
    }
  return TRUE;
}
