/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>

#include "border-sheet.h"

void
sheet_clear (Sheet *sheet)
{
  g_free (sheet->luminance);
  g_free (sheet->cover);
}

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

void
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

void
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

static const struct
{
  const gchar *name;
  gdouble      level, grain, falls;
} kinds[N_SHEET_KINDS] = { { "white", 96.0, 0.3, 0.0 },  { "black", 4.0, 0.5, 0.0 },
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

void
sheet_init_kind (Sheet *sheet, Shape *shape, Kind kind)
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

void
sheet_init_askew (Sheet *sheet, Shape *shape)
{
  sheet_init (sheet, draw_number (400, 900), draw_number (400, 900),
              draw_number (0, 2) < 1 ? 95.0 : 5.0, 0.5, 0.0);
  *shape           = draw_inside (sheet, 0.08, 0.2);
  shape->box.angle = draw_number (-3.0, 3.0);
  sheet_draw (sheet, shape, -1.0);
}

void
sheet_init_part (Sheet *sheet, Shape *shape, Sides sides)
{
  gdouble left, top, right, bottom;

  sheet_init (sheet, draw_number (300, 900), draw_number (300, 900), 97.0, 0.5, 0.0);
  left   = sides & SIDE_LEFT ? draw_number (0.04, 0.2) * sheet->width : 0.0;
  top    = sides & SIDE_TOP ? draw_number (0.04, 0.2) * sheet->height : 0.0;
  right  = sheet->width * (sides & SIDE_RIGHT ? draw_number (0.8, 0.96) : 1.0);
  bottom = sheet->height * (sides & SIDE_BOTTOM ? draw_number (0.8, 0.96) : 1.0);
  *shape = (Shape) { .box = { (left + right) / 2.0, (top + bottom) / 2.0, right - left,
                              bottom - top, 0.0 } };
  sheet_draw (sheet, shape, -1.0);
}

gint
sheet_init_prints (Sheet *sheet, Shape shapes[BORDER_MAX_FRAMES], gboolean have_borders)
{
  gint    columns = g_test_rand_int_range (1, 4);
  gint    rows    = columns == 1 ? 2 : g_test_rand_int_range (1, columns == 3 ? 3 : 4);
  gdouble across, down;

  sheet_init (sheet, draw_number (220, 340) * columns, draw_number (220, 340) * rows, 15.0, 0.7,
              2.0);
  across = (gdouble) sheet->width / columns;
  down   = (gdouble) sheet->height / rows;
  for (gint i = 0; i < columns * rows; i++)
    {
      Shape *shape = &shapes[i];

      *shape = (Shape) { .box = { (i % columns + draw_number (0.49, 0.51)) * across,
                                  (i / columns + draw_number (0.49, 0.51)) * down,
                                  draw_number (0.6, 0.85) * across, draw_number (0.6, 0.85) * down,
                                  i % 2 ? draw_number (-3.0, 3.0) : 0.0 } };
      if (have_borders)
        {
          Shape paper = *shape;

          paper.box.width += 0.1 * across;
          paper.box.height += 0.1 * across;
          sheet_draw (sheet, &paper, 94.0);
        }
      sheet_draw (sheet, shape, -1.0);
    }
  return columns * rows;
}


const gchar *
sheet_get_kind_name (Kind kind)
{
  return kinds[kind].name;
}
