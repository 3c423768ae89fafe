/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A color is in the gamut if all of its channels are in 0..1 in linear light. Tone curves leave
 * 0 and 1 where they are, so they do not matter here. The test has no branch and no table: the
 * compiler makes it vectors, and nearly all pixels need nothing else. The others, some in a photo,
 * are gathered, and their largest chroma is found by halving.
 */

#include "gamut.h"

#include <math.h>

#include "conversion.h"

/* So far out of 0..1 a channel may be: less than half a step of 8 bits even in the dark, and more
 * than the rounding of a saturated color on its way through L*a*b*. */
#define TOLERANCE (1.0f / 8192.0f)

/* No RGB space has more chroma, those of imaginary primaries aside. */
#define MOST_CHROMA 400.0f

/* Halvings: enough where the boundary is a hundredth of the chroma, as near white. */
#define N_STEPS 16

/* Pixels that are looked at together; the solver's numbers for them stay in the cache. */
#define BLOCK 256

struct _Gamut
{
  gfloat matrix[3][3]; /* from XYZ, each relative to the white's, to linear RGB */
};

/* Those of a block that are out of the gamut. */
typedef struct
{
  gfloat luminance[BLOCK];
  gfloat chroma[2][BLOCK];
  gfloat inside[BLOCK]; /* a factor of chroma with which the color is in the gamut */
  gfloat outside[BLOCK];
} Outsiders;


Gamut *
gamut_new (const Babl *space)
{
  /* The same numbers as babl's own L*a*b* has for the white of ICC profiles. */
  static const gdouble white[3] = { 0.964202880, 1.0, 0.824905400 };

  const Babl          *xyz   = babl_format ("CIE XYZ double");
  const Babl          *rgb   = babl_format_with_space ("RGB double", space);
  Gamut               *gamut = g_new (Gamut, 1);

  for (gint i = 0; i < 3; i++)
    {
      gdouble primary[3] = { 0.0, 0.0, 0.0 };
      gdouble channels[3];

      primary[i] = white[i];
      convert_pixels (xyz, rgb, primary, channels, 1);

      for (gint j = 0; j < 3; j++)
        gamut->matrix[j][i] = channels[j];
    }

  return gamut;
}

void
gamut_free (Gamut *gamut)
{
  g_free (gamut);
}

/* From the cube roots of L*a*b* to linear light. Below 6/29 they are not roots, but lie on the
 * tangent of the cube there. */
static inline gfloat
to_linear (gfloat root)
{
  gfloat bounded = root > 6.0f / 29.0f ? root : 6.0f / 29.0f;

  return bounded * bounded * bounded + (root - bounded) * (108.0f / 841.0f);
}

static inline gint
is_in_range (const gfloat *row, gfloat x, gfloat y, gfloat z)
{
  return fabsf (row[0] * x + row[1] * y + row[2] * z - 0.5f) <= 0.5f + TOLERANCE ? 1 : 0;
}

/* FALSE also for numbers that are none. */
static inline gint
is_inside (const Gamut *gamut, gfloat luminance, gfloat a, gfloat b)
{
  gfloat root = (luminance + 16.0f) * (1.0f / 116.0f);
  gfloat x    = to_linear (root + a * (1.0f / 500.0f));
  gfloat y    = to_linear (root);
  gfloat z    = to_linear (root - b * (1.0f / 200.0f));
  /* Black and white have no color, though the tolerance would leave them some. */
  gint   has_color = fabsf (luminance - 50.0f) < 50.0f ? 1 : 0;

  return has_color & is_in_range (gamut->matrix[0], x, y, z)
         & is_in_range (gamut->matrix[1], x, y, z) & is_in_range (gamut->matrix[2], x, y, z);
}

static void
solve (const Gamut *gamut, Outsiders *outsiders, gint n)
{
  const Gamut copy = *gamut;

  for (gint i = 0; i < n; i++)
    {
      gfloat chroma = hypotf (outsiders->chroma[0][i], outsiders->chroma[1][i]);

      outsiders->inside[i]  = 0.0f;
      outsiders->outside[i] = chroma > MOST_CHROMA ? MOST_CHROMA / chroma : 1.0f;
    }

  for (gint step = 0; step < N_STEPS; step++)
    {
      for (gint i = 0; i < n; i++)
        {
          gfloat middle = 0.5f * (outsiders->inside[i] + outsiders->outside[i]);
          gint inside = is_inside (&copy, outsiders->luminance[i], middle * outsiders->chroma[0][i],
                                   middle * outsiders->chroma[1][i]);

          outsiders->inside[i]  = inside ? middle : outsiders->inside[i];
          outsiders->outside[i] = inside ? outsiders->outside[i] : middle;
        }
    }
}

static void
limit_block (const Gamut  *gamut,
             const gint   *inside,
             const gfloat *luminance,
             gfloat       *chroma,
             gint          n_pixels)
{
  Outsiders outsiders;
  gint      indices[BLOCK];
  gint      n = 0;

  for (gint i = 0; i < n_pixels; i++)
    {
      if (! inside[i])
        {
          outsiders.luminance[n] = luminance[i];
          outsiders.chroma[0][n] = chroma[2 * i];
          outsiders.chroma[1][n] = chroma[2 * i + 1];
          indices[n++]           = i;
        }
    }

  solve (gamut, &outsiders, n);

  for (gint i = 0; i < n; i++)
    {
      gfloat *pixel  = chroma + 2 * indices[i];
      gfloat  factor = outsiders.inside[i];

      /* Zero times infinity would be no number. */
      pixel[0] = factor > 0.0f ? factor * pixel[0] : 0.0f;
      pixel[1] = factor > 0.0f ? factor * pixel[1] : 0.0f;
    }
}

void
gamut_limit (const Gamut *gamut, const gfloat *luminance, gfloat *chroma, gsize n_pixels)
{
  const Gamut copy = *gamut; /* which nothing that is written can lie in */

  for (gsize begin = 0; begin < n_pixels; begin += BLOCK)
    {
      gint n        = MIN (BLOCK, n_pixels - begin);
      gint n_inside = 0;
      gint inside[BLOCK];

      for (gint i = 0; i < n; i++)
        {
          const gfloat *pixel = chroma + 2 * (begin + i);

          inside[i] = is_inside (&copy, luminance[begin + i], pixel[0], pixel[1]);
          n_inside += inside[i];
        }

      if (n_inside < n)
        limit_block (gamut, inside, luminance + begin, chroma + 2 * begin, n);
    }
}
