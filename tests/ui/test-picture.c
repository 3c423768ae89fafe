/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The preview's picture: what is painted of gray pixels and colors that are known.
 */

#include <math.h>
#include <string.h>

#include <babl/babl.h>

#include "picture.h"

#define GRAY   0xff777777u
#define SIDE   6
#define PLAIN  { .strength = 100.0, .taste = COLORIZE_OPTIONS_INIT, .use_mask = TRUE }
#define PIXELS (SIDE * SIDE)

/* L* of the gray, and a*b* = (20, 30) all over. */
static ColorizePicture *
picture_new (gboolean has_mask)
{
  ColorizePicture *picture = colorize_picture_new (SIDE, SIDE, has_mask);
  gfloat           chroma[2 * PIXELS];

  for (gint i = 0; i < PIXELS; i++)
    {
      picture->before[i]    = GRAY;
      picture->luminance[i] = 50.03f;
      chroma[2 * i]         = 20.0f;
      chroma[2 * i + 1]     = 30.0f;
    }
  colorize_picture_set_chroma (picture, chroma, NULL, SIDE, SIDE);
  return picture;
}

static guint32
get_pixel (cairo_surface_t *surface, gint x, gint y)
{
  const guchar *row =
    cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface);

  return ((const guint32 *) row)[x];
}

/* L*a*b* of a pixel after painting. */
static void
paint (const ColorizePicture *picture, const ColorizeLook *look, gint x, gint y, gfloat *lab)
{
  cairo_surface_t *surface = colorize_picture_paint_after (picture, look);
  guint32          pixel   = get_pixel (surface, x, y);

  babl_process (babl_fish (babl_format (COLORIZE_PICTURE_FORMAT), babl_format ("CIE Lab float")),
                &pixel, lab, 1);
  cairo_surface_destroy (surface);
}

/* An eighth bit is up to half a unit of L*a*b*. */
#define assert_lab(lab, l, a, b)                     \
  G_STMT_START                                       \
  {                                                  \
    g_assert_cmpfloat_with_epsilon (lab[0], l, 0.7); \
    g_assert_cmpfloat_with_epsilon (lab[1], a, 0.7); \
    g_assert_cmpfloat_with_epsilon (lab[2], b, 0.7); \
  }                                                  \
  G_STMT_END

static void
test_before (void)
{
  g_autoptr (ColorizePicture) picture = picture_new (FALSE);
  cairo_surface_t *surface            = colorize_picture_paint_before (picture);

  for (gint i = 0; i < PIXELS; i++)
    g_assert_cmphex (get_pixel (surface, i % SIDE, i / SIDE), ==, GRAY);
  cairo_surface_destroy (surface);
}

static void
test_look (void)
{
  g_autoptr (ColorizePicture) picture = picture_new (FALSE);
  ColorizeLook look                   = PLAIN;
  gfloat       lab[3];

  paint (picture, &look, 2, 3, lab);
  assert_lab (lab, 50.0, 20.0, 30.0);

  look.taste.saturation = 50.0;
  look.taste.warmth     = -10.0;
  paint (picture, &look, 2, 3, lab);
  assert_lab (lab, 50.0, 10.0, 5.0);
}

/* Half of a color by mixing light has about half of its chroma, and no other lightness. */
static void
test_strength (void)
{
  g_autoptr (ColorizePicture) picture = picture_new (FALSE);
  ColorizeLook look                   = PLAIN;
  gfloat       lab[3];

  look.strength = 0.0;
  paint (picture, &look, 1, 1, lab);
  assert_lab (lab, 50.0, 0.0, 0.0);

  look.strength = 50.0;
  paint (picture, &look, 1, 1, lab);
  g_assert_cmpfloat_with_epsilon (lab[0], 50.0, 0.7);
  g_assert_cmpfloat (hypot (lab[1], lab[2]), >, 14.0);
  g_assert_cmpfloat (hypot (lab[1], lab[2]), <, 22.0);
}

static void
test_mask (void)
{
  g_autoptr (ColorizePicture) picture = picture_new (TRUE);
  ColorizeLook look                   = PLAIN;
  gfloat       lab[3];

  memset (picture->mask, 255, PIXELS / 2);
  paint (picture, &look, 0, 0, lab);
  assert_lab (lab, 50.0, 20.0, 30.0);
  paint (picture, &look, 0, SIDE - 1, lab);
  assert_lab (lab, 50.0, 0.0, 0.0);

  look.use_mask = FALSE;
  paint (picture, &look, 0, SIDE - 1, lab);
  assert_lab (lab, 50.0, 20.0, 30.0);
}

/* Colors that the screen cannot show lose chroma, not lightness. */
static void
test_gamut (void)
{
  g_autoptr (ColorizePicture) picture = picture_new (FALSE);
  ColorizeLook look                   = PLAIN;
  gfloat       lab[3];

  for (gint i = 0; i < 2 * PIXELS; i++)
    picture->chroma[i] = i % 2 ? -100.0f : 0.0f;
  paint (picture, &look, 4, 4, lab);
  g_assert_cmpfloat_with_epsilon (lab[0], 50.0, 0.7);
  g_assert_cmpfloat (lab[2], >, -60.0);
  g_assert_cmpfloat (lab[2], <, -15.0);
}

/* A transparent neighbor must not shine through, and averages are those of areas. */
static void
test_resize (void)
{
  g_autoptr (ColorizePicture) picture = picture_new (TRUE);
  g_autoptr (ColorizePicture) small   = NULL;

  for (gint y = 0; y < SIDE; y++)
    for (gint x = 0; x < SIDE; x += 2)
      {
        picture->before[y * SIDE + x]    = 0;
        picture->luminance[y * SIDE + x] = 0.0f;
        picture->mask[y * SIDE + x]      = 255;
      }
  small = colorize_picture_resize (picture, SIDE / 2, SIDE / 3);

  g_assert_cmpint (small->width, ==, SIDE / 2);
  g_assert_cmpint (small->height, ==, SIDE / 3);
  g_assert_null (small->chroma);
  for (gint i = 0; i < small->width * small->height; i++)
    {
      g_assert_cmphex (small->before[i], ==, 0x803c3c3cu);
      g_assert_cmpfloat_with_epsilon (small->luminance[i], 50.03 / 2.0, 1e-4);
      g_assert_cmpint (small->mask[i], ==, 128);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  babl_init ();
  g_test_add_func ("/picture/before", test_before);
  g_test_add_func ("/picture/look", test_look);
  g_test_add_func ("/picture/strength", test_strength);
  g_test_add_func ("/picture/mask", test_mask);
  g_test_add_func ("/picture/gamut", test_gamut);
  g_test_add_func ("/picture/resize", test_resize);
  return g_test_run ();
}
