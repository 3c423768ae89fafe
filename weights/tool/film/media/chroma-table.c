/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "chroma-table.h"

#include "picture/conversion.h"
#include "picture/gamut.h"

/* Steps of luma, and of a* and b* from -MAX_CHROMA to MAX_CHROMA. */
#define N_LUMA     65
#define N_CHROMA   65
#define MAX_CHROMA 112.0f

/* Of L*, from which the luma's are interpolated. */
#define N_LUMINANCE 257

struct _ChromaTable
{
  gfloat differences[N_CHROMA][N_CHROMA][N_LUMA][2]; /* a*, b*, luma: Cb and Cr */
};

static gfloat
get_step (gint i)
{
  return MAX_CHROMA * (2.0f * i / (N_CHROMA - 1) - 1.0f);
}

/* From luma, Cb and Cr at even steps of L* to those at even steps of luma, which rises with L*. */
static void
fill_column (const gfloat (*at)[3], gfloat (*column)[2])
{
  gint k = 0;

  for (gint i = 0; i < N_LUMA; i++)
    {
      gfloat luma = i / (N_LUMA - 1.0f);
      gfloat span, share;

      while (k < N_LUMINANCE - 2 && at[k + 1][0] < luma)
        k++;
      span  = at[k + 1][0] - at[k][0];
      share = span > 1e-6f ? CLAMP ((luma - at[k][0]) / span, 0.0f, 1.0f) : 0.0f;
      for (gint c = 0; c < 2; c++)
        column[i][c] = at[k][1 + c] + share * (at[k + 1][1 + c] - at[k][1 + c]);
    }
}

ChromaTable *
chroma_table_new (gdouble kr, gdouble kb, const gdouble primaries[6])
{
  ChromaTable       *table           = g_new (ChromaTable, 1);
  const Babl        *space           = babl_space ("sRGB");
  g_autofree gfloat *luminance       = g_new (gfloat, N_LUMINANCE);
  g_autofree gfloat *chroma          = g_new (gfloat, 2 * N_LUMINANCE);
  g_autofree gfloat *colors          = g_new (gfloat, 3 * N_LUMINANCE);
  g_autofree         gfloat (*at)[3] = g_malloc (N_LUMINANCE * sizeof *at);
  g_autoptr (Gamut) gamut            = NULL;
  Conversion conversion;

  if (primaries)
    {
      const Babl *curve = babl_trc ("sRGB");

      space = babl_space_from_chromaticities (
        NULL, 0.3127, 0.3290, primaries[0], primaries[1], primaries[2], primaries[3], primaries[4],
        primaries[5], curve, curve, curve, BABL_SPACE_FLAG_EQUALIZE);
    }
  conversion =
    conversion_get (babl_format ("CIE Lab float"), babl_format_with_space ("R'G'B' float", space));
  gamut = gamut_new (space);
  for (gint i = 0; i < N_LUMINANCE; i++)
    luminance[i] = 100.0f * i / (N_LUMINANCE - 1);

  for (gint a = 0; a < N_CHROMA; a++)
    for (gint b = 0; b < N_CHROMA; b++)
      {
        for (gint i = 0; i < N_LUMINANCE; i++)
          {
            chroma[2 * i]     = get_step (a);
            chroma[2 * i + 1] = get_step (b);
          }
        gamut_limit (gamut, luminance, chroma, N_LUMINANCE);
        for (gint i = 0; i < N_LUMINANCE; i++)
          {
            colors[3 * i]     = luminance[i];
            colors[3 * i + 1] = chroma[2 * i];
            colors[3 * i + 2] = chroma[2 * i + 1];
          }
        conversion_run (&conversion, colors, colors, N_LUMINANCE);

        for (gint i = 0; i < N_LUMINANCE; i++)
          {
            const gfloat *color = colors + 3 * i;

            at[i][0] = kr * color[0] + (1.0 - kr - kb) * color[1] + kb * color[2];
            at[i][1] = (color[2] - at[i][0]) / (2.0 * (1.0 - kb));
            at[i][2] = (color[0] - at[i][0]) / (2.0 * (1.0 - kr));
          }
        fill_column ((const gfloat (*)[3]) at, table->differences[a][b]);
      }

  return table;
}

void
chroma_table_free (ChromaTable *table)
{
  g_free (table);
}

/* The step below a value, and how far it is to the next one. */
static inline gint
split (gfloat value, gint n, gfloat *share)
{
  gfloat clamped = value > 0.0f ? MIN (value, n - 1.0f) : 0.0f;
  gint   step    = MIN ((gint) clamped, n - 2);

  *share = clamped - step;
  return step;
}

void
chroma_table_look_up (const ChromaTable *table,
                      gfloat             luma,
                      const gfloat       chroma[2],
                      gfloat             differences[2])
{
  const gfloat scale = (N_CHROMA - 1) / (2.0f * MAX_CHROMA);
  gfloat       y, u, v;
  gint         k = split (luma * (N_LUMA - 1), N_LUMA, &y);
  gint         a = split ((chroma[0] + MAX_CHROMA) * scale, N_CHROMA, &u);
  gint         b = split ((chroma[1] + MAX_CHROMA) * scale, N_CHROMA, &v);

  for (gint c = 0; c < 2; c++)
    {
      gfloat sides[4];

      for (gint i = 0; i < 4; i++)
        {
          const gfloat (*column)[2] = table->differences[a + i / 2][b + i % 2];

          sides[i] = column[k][c] + y * (column[k + 1][c] - column[k][c]);
        }
      sides[0] += v * (sides[1] - sides[0]);
      sides[2] += v * (sides[3] - sides[2]);
      differences[c] = sides[0] + u * (sides[2] - sides[0]);
    }
}

void
chroma_table_get_luminance (const gfloat *luma, gfloat *luminance, gsize n)
{
  convert_pixels (babl_format ("Y' float"), babl_format ("CIE L float"), luma, luminance, n);
}
