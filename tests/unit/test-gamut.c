/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gamut mapping against arithmetic of its own: published matrices, and L*a*b* in double precision.
 */

#include <math.h>
#include <string.h>

#include "picture/gamut-table.h"
#include "picture/gamut.h"

/* What 8 bits of linear light cannot show: a quarter of a step. */
#define TOLERANCE (1.0 / 1024.0)

typedef struct
{
  const gchar *name;         /* babl's */
  gdouble      matrix[3][3]; /* from linear RGB to XYZ with D50, after Lindbloom */
} Space;

static const Space spaces[] = {
  { "sRGB",
    { { 0.4360747, 0.3850649, 0.1430804 },
      { 0.2225045, 0.7168786, 0.0606169 },
      { 0.0139322, 0.0971045, 0.7141733 } } },
  { "Adobish",
    { { 0.6097559, 0.2052401, 0.1492240 },
      { 0.3111242, 0.6256560, 0.0632197 },
      { 0.0194811, 0.0608902, 0.7448387 } } },
  { "ProPhoto",
    { { 0.7976749, 0.1351917, 0.0313534 },
      { 0.2880402, 0.7118741, 0.0000857 },
      { 0.0000000, 0.0000000, 0.8252100 } } },
};

static const gdouble white[3] = { 0.96422, 1.0, 0.82521 };

static Gamut *
new_gamut (const Space *space)
{
  return gamut_new (babl_space (space->name));
}

static void
lab_from_rgb (const Space *space, const gdouble *rgb, gdouble *lab)
{
  gdouble root[3];

  for (gint i = 0; i < 3; i++)
    {
      gdouble part = 0.0;

      for (gint j = 0; j < 3; j++)
        part += space->matrix[i][j] * rgb[j] / white[i];
      root[i] = part > 216.0 / 24389.0 ? cbrt (part) : (24389.0 / 27.0 * part + 16.0) / 116.0;
    }

  lab[0] = 116.0 * root[1] - 16.0;
  lab[1] = 500.0 * (root[0] - root[1]);
  lab[2] = 200.0 * (root[1] - root[2]);
}

/* By Cramer's rule. */
static void
rgb_from_xyz (const Space *space, const gdouble *xyz, gdouble *rgb)
{
  gdouble determinants[4];

  for (gint column = -1; column < 3; column++)
    {
      gdouble m[3][3];

      for (gint i = 0; i < 3; i++)
        {
          for (gint j = 0; j < 3; j++)
            m[i][j] = j == column ? xyz[i] : space->matrix[i][j];
        }

      determinants[column + 1] = m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
                                 - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
                                 + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
    }

  for (gint i = 0; i < 3; i++)
    rgb[i] = determinants[i + 1] / determinants[0];
}

/* How far the color is out of the gamut, in linear light; 0 or less: not at all. */
static gdouble
get_excess (const Space *space, gdouble luminance, gdouble a, gdouble b)
{
  gdouble root    = (luminance + 16.0) / 116.0;
  gdouble part[3] = { root + a / 500.0, root, root - b / 200.0 };
  gdouble xyz[3];
  gdouble rgb[3];
  gdouble excess = -1.0;

  for (gint i = 0; i < 3; i++)
    {
      gdouble cube = part[i] * part[i] * part[i];

      xyz[i] =
        white[i] * (cube > 216.0 / 24389.0 ? cube : (116.0 * part[i] - 16.0) * 27.0 / 24389.0);
    }

  rgb_from_xyz (space, xyz, rgb);
  for (gint i = 0; i < 3; i++)
    excess = MAX (excess, MAX (-rgb[i], rgb[i] - 1.0));

  return excess;
}

/* The chroma at which a hue leaves the gamut, found by halving after a walk. */
static gdouble
find_boundary (const Space *space, gdouble luminance, gdouble hue)
{
  gdouble inside = 0.0, outside;

  while (get_excess (space, luminance, (inside + 1) * cos (hue), (inside + 1) * sin (hue)) <= 0.0)
    inside += 1.0;
  outside = inside + 1.0;

  for (gint i = 0; i < 40; i++)
    {
      gdouble middle = 0.5 * (inside + outside);

      if (get_excess (space, luminance, middle * cos (hue), middle * sin (hue)) <= 0.0)
        inside = middle;
      else
        outside = middle;
    }

  return inside;
}

static void
check_hue (const Space *space, const Gamut *gamut, gfloat luminance, gdouble hue)
{
  gdouble boundary = find_boundary (space, luminance, hue);

  /* From just outside to far away. */
  for (gdouble chroma = 1.1 * boundary + 0.5; chroma < 1000.0; chroma *= 1.7)
    {
      gfloat  given[2]  = { chroma * cos (hue), chroma * sin (hue) };
      gfloat  mapped[2] = { given[0], given[1] };
      gdouble radius, turned;

      gamut_limit (gamut, &luminance, mapped, 1);

      radius = hypot (mapped[0], mapped[1]);
      turned = (gdouble) mapped[0] * given[1] - (gdouble) mapped[1] * given[0];
      g_assert_cmpfloat (get_excess (space, luminance, mapped[0], mapped[1]), <, TOLERANCE);
      g_assert_cmpfloat (fabs (turned), <=, 1e-6 * radius * chroma);
      g_assert_cmpfloat (mapped[0] * given[0] + mapped[1] * given[1], >=, 0.0);
      g_assert_cmpfloat (radius, >=, 0.97 * boundary);
      g_assert_cmpfloat (radius, <=, chroma);
    }
}

static void
test_boundary (gconstpointer data)
{
  const Space *space            = data;
  g_autoptr (Gamut) gamut       = new_gamut (space);
  static const gfloat extreme[] = { 1.0f, 3.0f, 8.0f, 97.0f, 99.0f };

  for (gint degrees = 0; degrees < 360; degrees += 5)
    {
      for (gint luminance = 5; luminance <= 95; luminance += 5)
        check_hue (space, gamut, luminance, degrees * G_PI / 180.0);
      for (guint i = 0; i < G_N_ELEMENTS (extreme); i++)
        check_hue (space, gamut, extreme[i], degrees * G_PI / 180.0);
    }
}

/* A grid over the whole cube, but for its skin: published matrices and babl's differ in the fourth
 * digit. Of a length that is no multiple of any block. */
static void
test_inside (gconstpointer data)
{
  enum
  {
    N = 37
  };
  const Space *space           = data;
  g_autoptr (Gamut) gamut      = new_gamut (space);
  gsize              n         = N * N * N;
  g_autofree gfloat *luminance = g_new (gfloat, n);
  g_autofree gfloat *chroma    = g_new (gfloat, 2 * n);
  g_autofree gfloat *before    = NULL;

  for (gsize i = 0; i < n; i++)
    {
      gsize   steps[3] = { i % N, i / N % N, i / N / N };
      gdouble rgb[3];
      gdouble lab[3];

      for (gint j = 0; j < 3; j++)
        rgb[j] = TOLERANCE + (1.0 - 2.0 * TOLERANCE) * steps[j] / (N - 1.0);

      lab_from_rgb (space, rgb, lab);
      luminance[i]      = lab[0];
      chroma[2 * i]     = lab[1];
      chroma[2 * i + 1] = lab[2];
    }

  before = g_memdup2 (chroma, 2 * n * sizeof (gfloat));
  gamut_limit (gamut, luminance, chroma, n);
  g_assert_cmpmem (chroma, 2 * n * sizeof (gfloat), before, 2 * n * sizeof (gfloat));
}

/* The most saturated colors of 8 bits, which are the cube's sides, come back from L*a*b*. */
static void
test_sides (gconstpointer data)
{
  const Space *space      = data;
  g_autoptr (Gamut) gamut = new_gamut (space);
  const Babl *lab         = babl_format ("CIE Lab float");
  const Babl *rgb         = babl_format_with_space ("R'G'B' u8", babl_space (space->name));
  for (gint side = 0; side < 6; side++)
    {
      for (gint value = 0; value < 256; value++)
        {
          guint8 color[3];
          gfloat given[3];
          gfloat mapped[3];

          color[side % 3]       = side < 3 ? 0 : 255;
          color[(side + 1) % 3] = value;
          color[(side + 2) % 3] = 7 * value % 256;

          babl_process (babl_fish (rgb, lab), color, given, 1);
          memcpy (mapped, given, sizeof (mapped));
          gamut_limit (gamut, &mapped[0], &mapped[1], 1);
          /* White may lose what the conversion has given it. */
          if (given[0] < 99.99f)
            g_assert_cmpmem (mapped, sizeof (mapped), given, sizeof (given));
        }
    }
}

/* Each pixel of a row is mapped as if it were alone, wherever in the row it is. */
static void
test_rows (void)
{
  enum
  {
    N = 1003
  };
  g_autoptr (Gamut) gamut = gamut_new (NULL);
  gfloat luminance[N], chroma[N][2], alone[N][2];
  gint   n_changed = 0;

  for (gint i = 0; i < N; i++)
    {
      luminance[i] = g_test_rand_double_range (0.0, 100.0);
      chroma[i][0] = g_test_rand_double_range (-80.0, 80.0);
      chroma[i][1] = g_test_rand_double_range (-80.0, 80.0);
      memcpy (alone[i], chroma[i], sizeof (alone[i]));
      gamut_limit (gamut, luminance + i, alone[i], 1);
      n_changed += alone[i][0] != chroma[i][0];
    }

  g_assert_cmpint (n_changed, >, N / 10);
  g_assert_cmpint (n_changed, <, N);
  gamut_limit (gamut, luminance, (gfloat *) chroma, N);

  for (gint i = 0; i < N; i++)
    {
      /* A compiler may fuse a product and a sum in one loop, and not in the other. */
      g_assert_cmpfloat_with_epsilon (chroma[i][0], alone[i][0], 0.1);
      g_assert_cmpfloat_with_epsilon (chroma[i][1], alone[i][1], 0.1);
    }
}

/* Made of all sides of a space that arithmetic knows as well. */
static GamutTable *
new_table (const Space *space)
{
  enum
  {
    N = 192
  };
  g_autofree gfloat *sides = g_new (gfloat, 6 * N * N * 4);
  gfloat            *side  = sides;

  for (gint i = 0; i < 6 * N * N; i++, side += 4)
    {
      gint    axis = i / N / N;
      gdouble rgb[3];
      gdouble lab[3];

      rgb[axis % 3]       = axis / 3;
      rgb[(axis + 1) % 3] = pow (i % N / (N - 1.0), 2.2);
      rgb[(axis + 2) % 3] = pow (i / N % N / (N - 1.0), 2.2);
      lab_from_rgb (space, rgb, lab);
      for (gint j = 0; j < 3; j++)
        side[j] = lab[j];
    }

  return gamut_table_new (sides, 6 * N * N);
}

/* Lighter than that, yellow's chroma changes by half within a few degrees of hue. */
static void
test_table (gconstpointer data)
{
  const Space *space           = data;
  g_autoptr (GamutTable) table = new_table (space);

  for (gfloat luminance = 8.0f; luminance < 90.0f; luminance += 2.3f)
    {
      for (gint degrees = 0; degrees < 360; degrees += 4)
        {
          gdouble hue      = degrees * G_PI / 180.0;
          gdouble boundary = find_boundary (space, luminance, hue);
          gfloat  far[2]   = { 300.0 * cos (hue), 300.0 * sin (hue) };
          gfloat  half[2]  = { 0.5 * boundary * cos (hue), 0.5 * boundary * sin (hue) };
          gfloat  before[2];

          memcpy (before, half, sizeof (before));
          gamut_table_limit (table, &luminance, far, 1);
          gamut_table_limit (table, &luminance, half, 1);
          g_assert_cmpmem (half, sizeof (half), before, sizeof (before));
          g_assert_cmpfloat_with_epsilon (far[1] * cos (hue) - far[0] * sin (hue), 0.0, 1e-3);
          g_assert_cmpfloat (far[0] * cos (hue) + far[1] * sin (hue), >, 0.94 * boundary);
          g_assert_cmpfloat (far[0] * cos (hue) + far[1] * sin (hue), <, 1.06 * boundary);
        }
    }
}

static void
test_extremes (void)
{
  static const gfloat strange[][3] = {
    { 0.0f, 20.0f, 0.0f },       { 100.0f, 20.0f, -20.0f },   { -5.0f, 3.0f, 4.0f },
    { 130.0f, 3.0f, 4.0f },      { NAN, 1.0f, 1.0f },         { 50.0f, NAN, 1.0f },
    { 50.0f, 1.0f, NAN },        { INFINITY, 1.0f, 1.0f },    { 50.0f, INFINITY, -INFINITY },
    { -INFINITY, -1.0f, -1.0f }, { NAN, INFINITY, -INFINITY }
  };
  g_autoptr (Gamut) gamut      = gamut_new (NULL);
  g_autoptr (GamutTable) table = new_table (&spaces[0]);
  gfloat luminance             = 50.0f;
  gfloat chroma[2]             = { 1e15f, 1e15f };
  gfloat by_table[2]           = { 1e15f, 1e15f };

  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      gfloat pixel[2]   = { strange[i][1], strange[i][2] };
      gfloat another[2] = { strange[i][1], strange[i][2] };

      gamut_limit (gamut, &strange[i][0], pixel, 1);
      gamut_table_limit (table, &strange[i][0], another, 1);
      g_assert_true (pixel[0] == 0.0f && pixel[1] == 0.0f);
      g_assert_true (another[0] == 0.0f && another[1] == 0.0f);
    }

  gamut_limit (gamut, &luminance, chroma, 1);
  g_assert_cmpfloat (chroma[0], ==, chroma[1]);
  g_assert_cmpfloat (chroma[0], >, 20.0f);
  gamut_table_limit (table, &luminance, by_table, 1);
  g_assert_cmpfloat_with_epsilon (by_table[0], chroma[0], 3.0f);
  g_assert_cmpfloat_with_epsilon (by_table[1], chroma[1], 3.0f);
}

int
main (int argc, char **argv)
{
  gint result;

  g_test_init (&argc, &argv, NULL);
  babl_init ();

  for (guint i = 0; i < G_N_ELEMENTS (spaces); i++)
    {
      g_autofree gchar *boundary = g_strdup_printf ("/gamut/boundary/%s", spaces[i].name);
      g_autofree gchar *inside   = g_strdup_printf ("/gamut/inside/%s", spaces[i].name);
      g_autofree gchar *sides    = g_strdup_printf ("/gamut/sides/%s", spaces[i].name);
      g_autofree gchar *table    = g_strdup_printf ("/gamut/table/%s", spaces[i].name);

      g_test_add_data_func (boundary, &spaces[i], test_boundary);
      g_test_add_data_func (inside, &spaces[i], test_inside);
      g_test_add_data_func (sides, &spaces[i], test_sides);
      g_test_add_data_func (table, &spaces[i], test_table);
    }

  g_test_add_func ("/gamut/rows", test_rows);
  g_test_add_func ("/gamut/extremes", test_extremes);

  result = g_test_run ();
  babl_exit ();
  return result;
}
