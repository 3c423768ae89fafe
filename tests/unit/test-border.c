/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the pictures on a scan are found, and nothing where there is but one.
 */

#include <math.h>
#include <string.h>

#include "picture/prediction.h"
#include "weights-recipe.h"

/* A picture that is drawn: a rectangle with corners that are parts of ellipses. */
typedef struct
{
  ColorizeFrame box;
  gdouble       corners[4][2]; /* half-axes: upper left, upper right, lower left, lower right */
  gdouble       ragged;        /* pixels that its edge wanders by, either way */
} Shape;

typedef struct
{
  gint    width;
  gint    height;
  gfloat *luminance; /* [height][width] */
  gfloat *cover;     /* [height][width]: what of each pixel has been drawn as a picture */
} Sheet;

static void
sheet_clear (Sheet *sheet)
{
  g_free (sheet->luminance);
  g_free (sheet->cover);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sheet, sheet_clear)

static gdouble
draw_number (gdouble low, gdouble high)
{
  return g_test_rand_double_range (low, high);
}

/* Of deviation 1, nearly. */
static gdouble
draw_grain (void)
{
  return draw_number (-1.0, 1.0) + draw_number (-1.0, 1.0) + draw_number (-1.0, 1.0);
}

/* Paper: `falls` is how much darker it is at the lower right than at the upper left. */
static void
sheet_init (Sheet *sheet, gint width, gint height, gdouble level, gdouble grain, gdouble falls)
{
  *sheet =
    (Sheet) { width, height, g_new (gfloat, width * height), g_new0 (gfloat, width * height) };
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      sheet->luminance[y * width + x] = CLAMP (
        level - falls * (0.7 * x / width + 0.3 * y / height) + grain * draw_grain (), 0.0, 100.0);
}

/* Waves of all sizes, with steps and grain. */
typedef struct
{
  gdouble across[8], down[8], phase[8], height[8];
} Texture;

static Texture
draw_texture (void)
{
  Texture texture;

  for (gint i = 0; i < 8; i++)
    {
      gdouble length = 12.0 * pow (1.7, i);
      gdouble angle  = draw_number (0.0, 2.0 * G_PI);

      texture.across[i] = 2.0 * G_PI * cos (angle) / length;
      texture.down[i]   = 2.0 * G_PI * sin (angle) / length;
      texture.phase[i]  = draw_number (0.0, 2.0 * G_PI);
      texture.height[i] = draw_number (4.0, 14.0);
    }
  return texture;
}

static gdouble
get_texture (const Texture *texture, gdouble x, gdouble y)
{
  gdouble level = 50.0;

  for (gint i = 0; i < 8; i++)
    {
      gdouble wave = sin (texture->across[i] * x + texture->down[i] * y + texture->phase[i]);

      level += texture->height[i] * (i % 3 ? wave : copysign (1.0, wave));
    }
  return CLAMP (level + draw_grain (), 2.0, 98.0);
}

static gboolean
is_in (const Shape *shape, gdouble x, gdouble y)
{
  const ColorizeFrame *box    = &shape->box;
  gdouble              cosine = cos (box->angle * G_PI / 180.0);
  gdouble              sine   = sin (box->angle * G_PI / 180.0);
  gdouble              u      = (x - box->x) * cosine + (y - box->y) * sine;
  gdouble              v      = (y - box->y) * cosine - (x - box->x) * sine;
  gdouble              wander =
    shape->ragged * sin (0.21 * u + 0.8 * sin (0.05 * v)) * cos (0.17 * v + 0.7 * sin (0.07 * u));
  const gdouble *axes = shape->corners[(u > 0.0 ? 1 : 0) + (v > 0.0 ? 2 : 0)];
  gdouble        a    = fabs (u) - box->width / 2.0 + wander;
  gdouble        b    = fabs (v) - box->height / 2.0 + wander;

  if (a > 0.0 || b > 0.0)
    return FALSE;
  if (axes[0] <= 0.0 || a < -axes[0] || b < -axes[1])
    return TRUE;
  return hypot (a / axes[0] + 1.0, b / axes[1] + 1.0) <= 1.0;
}

/* level   of what is drawn; negative: a picture */
static void
sheet_draw (Sheet *sheet, const Shape *shape, gdouble level)
{
  Texture texture = draw_texture ();
  gdouble reach   = hypot (shape->box.width, shape->box.height) / 2.0 + 1.0;
  gint    left    = MAX (shape->box.x - reach, 0);
  gint    top     = MAX (shape->box.y - reach, 0);
  gint    right   = MIN (shape->box.x + reach, sheet->width);
  gint    bottom  = MIN (shape->box.y + reach, sheet->height);

  for (gint y = top; y < bottom; y++)
    for (gint x = left; x < right; x++)
      {
        gint   i      = y * sheet->width + x;
        gfloat share  = 0.0f;
        gfloat inside = level;

        for (gint k = 0; k < 9; k++)
          share += is_in (shape, x + (k % 3 + 0.5) / 3.0, y + (k / 3 + 0.5) / 3.0) / 9.0f;
        if (share == 0.0f)
          continue;

        if (level < 0.0)
          {
            inside          = get_texture (&texture, x, y);
            sheet->cover[i] = MAX (sheet->cover[i], share);
          }
        sheet->luminance[i] += share * (inside - sheet->luminance[i]);
      }
}

static Border
find (const Sheet *sheet, gint n_threads)
{
  const ColorizeView view         = COLORIZE_VIEW_INIT;
  g_autoptr (ColorizePhoto) photo = colorize_photo_new (sheet->width, sheet->height, NULL);
  g_autoptr (Pool) pool           = pool_new (n_threads, NULL);
  GError *error                   = NULL;
  Border  border;

  colorize_photo_add_rows (photo, sheet->luminance, sheet->height);
  border_init (&border, pool, photo, &view, &error);
  g_assert_no_error (error);
  return border;
}

static void
assert_frame (const ColorizeFrame *frame, const ColorizeFrame *expected, gdouble tolerance)
{
  g_assert_cmpfloat_with_epsilon (frame->x, expected->x, tolerance);
  g_assert_cmpfloat_with_epsilon (frame->y, expected->y, tolerance);
  g_assert_cmpfloat_with_epsilon (frame->width, expected->width, 2.0 * tolerance);
  g_assert_cmpfloat_with_epsilon (frame->height, expected->height, 2.0 * tolerance);
  g_assert_cmpfloat_with_epsilon (
    frame->angle * G_PI / 180.0 * MAX (frame->width, frame->height),
    expected->angle * G_PI / 180.0 * MAX (frame->width, frame->height), 2.0 * tolerance);
}

/* Pixels that have been taken for what they are not, as a share of the pictures' edge: that many pixels
 * is the cover off. For photos that are kept as large as they are. */
static void
assert_cover (const Border *border, const Sheet *sheet, gdouble max_off)
{
  gdouble off = 0.0, edge = 0.0;

  g_assert_nonnull (border->cover);
  for (gint y = 1; y < sheet->height; y++)
    for (gint x = 1; x < sheet->width; x++)
      {
        gint i = y * sheet->width + x;

        off += fabsf (border->cover[i] - sheet->cover[i]);
        edge += hypot (sheet->cover[i] - sheet->cover[i - 1],
                       sheet->cover[i] - sheet->cover[i - sheet->width]);
      }
  g_assert_cmpfloat (off / edge, <=, max_off);
}

static void
assert_nothing (const Sheet *sheet)
{
  Border border = find (sheet, 1);

  g_assert_cmpint (border.n_frames, ==, 1);
  g_assert_null (border.cover);
  g_assert_true (border.frames[0].width == sheet->width
                 && border.frames[0].height == sheet->height);
}

static Shape
draw_inside (const Sheet *sheet, gdouble low, gdouble high)
{
  gdouble short_side = MIN (sheet->width, sheet->height);
  gdouble left       = short_side * draw_number (low, high);
  gdouble top        = short_side * draw_number (low, high);
  gdouble width      = sheet->width - left - short_side * draw_number (low, high);
  gdouble height     = sheet->height - top - short_side * draw_number (low, high);

  return (Shape) { .box = { left + width / 2.0, top + height / 2.0, width, height, 0.0 } };
}

static void
set_corners (Shape *shape, gint first, gdouble across, gdouble down)
{
  for (gint corner = first; corner < 4; corner++)
    {
      shape->corners[corner][0] = across;
      shape->corners[corner][1] = down;
    }
}

typedef enum
{
  KIND_WHITE,
  KIND_BLACK,
  KIND_CARD,
  KIND_DECKLE,
  KIND_ROUNDED,
  KIND_TAPE,
  KIND_OVAL,
  KIND_ARCH,
  N_KINDS
} Kind;

static const struct
{
  const gchar *name;
  gdouble      level, grain, falls;
} kinds[N_KINDS] = { { "white", 96.0, 0.3, 0.0 },  { "black", 4.0, 0.5, 0.0 },
                     { "card", 72.0, 2.0, 6.0 },   { "deckle", 95.0, 0.5, 1.0 },
                     { "rounded", 3.0, 0.5, 0.0 }, { "tape", 93.0, 1.0, 2.0 },
                     { "oval", 78.0, 1.0, 3.0 },   { "arch", 85.0, 1.0, 3.0 } };

/* Strips over the page's corners that reach into the picture. */
static void
tape (Sheet *sheet, const ColorizeFrame *box)
{
  gdouble length = 0.1 * MIN (sheet->width, sheet->height);

  for (gint corner = 0; corner < 4; corner++)
    {
      Shape strip = { .box = { box->x + (corner % 2 ? 0.5 : -0.5) * box->width,
                               box->y + (corner / 2 ? 0.5 : -0.5) * box->height, length,
                               0.4 * length, 0.0 } };

      strip.box.angle = corner % 3 ? 45.0 : -45.0;
      sheet_draw (sheet, &strip, 70.0);
    }
}

/* A sheet of random size, with a border of random widths. */
static void
draw_kind (Kind kind, Sheet *sheet, Shape *shape)
{
  sheet_init (sheet, draw_number (260, 900), draw_number (260, 900), kinds[kind].level,
              kinds[kind].grain, kinds[kind].falls);
  *shape = draw_inside (sheet, kind == KIND_DECKLE || kind == KIND_OVAL ? 0.05 : 0.025, 0.25);
  if (kind == KIND_DECKLE)
    shape->ragged = 0.008 * MIN (sheet->width, sheet->height);
  if (kind == KIND_ROUNDED)
    set_corners (shape, 0, 0.05 * shape->box.width, 0.05 * shape->box.width);
  if (kind == KIND_OVAL)
    set_corners (shape, 0, shape->box.width / 2.0, shape->box.height / 2.0);
  if (kind == KIND_ARCH)
    {
      set_corners (shape, 0, shape->box.width / 2.0, 0.3 * shape->box.height);
      set_corners (shape, 2, 0.0, 0.0);
    }

  sheet_draw (sheet, shape, -1.0);
  if (kind == KIND_TAPE)
    tape (sheet, &shape->box);
}

static void
test_kind (gconstpointer data)
{
  Kind kind = GPOINTER_TO_INT (data);

  for (gint i = 0; i < 4; i++)
    {
      g_auto (Sheet) sheet   = { 0 };
      g_auto (Border) border = { 0 };
      Shape shape            = { 0 };

      draw_kind (kind, &sheet, &shape);
      border = find (&sheet, 1);
      g_test_message ("%d x %d, picture %.1f x %.1f", sheet.width, sheet.height, shape.box.width,
                      shape.box.height);
      g_assert_cmpint (border.n_frames, ==, 1);
      assert_cover (&border, &sheet, kind == KIND_DECKLE ? 2.0 : 1.0);
      assert_frame (&border.frames[0], &shape.box, 1.0 + 2.0 * shape.ragged);
    }
}

/* Textures to the edge, gradients, what is uniform, and sizes that no picture has. */
static void
test_nothing (void)
{
  static const gint sizes[][2] = { { 1, 1 },   { 1, 700 },   { 700, 1 },   { 2, 3 },
                                   { 31, 33 }, { 2000, 60 }, { 50, 1500 }, { 640, 480 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gint kind = 0; kind < 5; kind++)
      {
        g_auto (Sheet) sheet = { 0 };
        gint  width          = sizes[i][0];
        gint  height         = sizes[i][1];
        Shape all = { .box = { width / 2.0, height / 2.0, width + 4.0, height + 4.0, 0.0 } };

        sheet_init (&sheet, width, height,
                    kind == 0   ? 100.0
                    : kind == 1 ? 0.0
                                : 80.0,
                    kind > 1 ? 1.0 : 0.0, kind == 3 ? 60.0 : 0.0);
        if (kind == 4)
          sheet_draw (&sheet, &all, -1.0);
        assert_nothing (&sheet);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (Kind kind = 0; kind < N_KINDS; kind++)
    {
      g_autofree gchar *path = g_strconcat ("/border/", kinds[kind].name, NULL);

      g_test_add_data_func (path, GINT_TO_POINTER (kind), test_kind);
    }
  g_test_add_func ("/border/nothing", test_nothing);
  return g_test_run ();
}
