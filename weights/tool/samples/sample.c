/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "gray.h"
#include "picture/conversion.h"
#include "map/resample.h"
#include "sample.h"

/* What is taken of the photo. */
typedef struct
{
  gint     x;
  gint     y;
  gint     side;
  gboolean is_flipped;
  Gray     gray;
} Choice;

/* Freed as a whole. */
typedef struct
{
  guint8 *rgb;    /* [side][side][3] of the choice, as all but the last two */
  gfloat *lab;    /* [side][side][3] */
  gfloat *gray;   /* [side][side] */
  gfloat *colors; /* [side][side][n_target_values] */
  gfloat *input;  /* as large as the larger of both inputs */
} Work;

static void
work_clear (Work *work)
{
  g_free (work->rgb);
  g_free (work->lab);
  g_free (work->gray);
  g_free (work->colors);
  g_free (work->input);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

gint
sample_shape_get_target_side (const SampleShape *shape)
{
  return shape->side / shape->target_divisor;
}

gint
sample_shape_get_n_target_values (const SampleShape *shape)
{
  return shape->is_rgb ? 3 : 2;
}

static gint
get_input_side (const SampleShape *shape)
{
  return MAX (shape->side, shape->global_side);
}

/* side   of the photo's square */
static gboolean
work_init (Work *work, const SampleShape *shape, gint side)
{
  gsize n_pixels   = (gsize) side * side;
  gint  n_values   = sample_shape_get_n_target_values (shape);
  gint  input_side = get_input_side (shape);

  work->rgb    = g_try_new (guint8, 3 * n_pixels);
  work->lab    = g_try_new (gfloat, 3 * n_pixels);
  work->gray   = g_try_new (gfloat, n_pixels);
  work->colors = g_try_new (gfloat, n_values * n_pixels);
  work->input  = g_try_new (gfloat, (gsize) input_side * input_side);
  return work->rgb && work->lab && work->gray && work->colors && work->input;
}

static Gray
choose_gray (const SampleShape *shape, const Augmentation *augmentation, GRand *random)
{
  Gray     own      = shape->is_luma ? GRAY_BT601 : GRAY_LIGHTNESS;
  Gray     other    = gray_draw (random);
  gboolean is_other = g_rand_double (random) < augmentation->film;

  if (shape->is_rgb && augmentation->film > 0.0)
    return other;

  while (is_other && other == own)
    other = gray_draw (random);
  return is_other ? other : own;
}

static void
choose (const SampleShape  *shape,
        const Augmentation *augmentation,
        gint                width,
        gint                height,
        GRand              *random,
        Choice             *choice)
{
  gint largest = MIN (width, height);

  if (! augmentation)
    {
      *choice = (Choice) { (width - largest) / 2, (height - largest) / 2, largest, FALSE,
                           shape->is_luma ? GRAY_BT601 : GRAY_LIGHTNESS };
      return;
    }

  /* All is drawn whether it is used or not: settings do not change each other's draws. */
  choice->side       = largest * (1.0 - g_rand_double (random) * (1.0 - augmentation->crop)) + 0.5;
  choice->side       = CLAMP (choice->side, 1, largest);
  choice->x          = g_rand_double (random) * (width - choice->side + 1);
  choice->y          = g_rand_double (random) * (height - choice->side + 1);
  choice->is_flipped = g_rand_boolean (random) && augmentation->flips;
  choice->gray       = choose_gray (shape, augmentation, random);
}

static void
copy_square (const Choice *choice, const guint8 *rgb, gint width, guint8 *square)
{
  for (gint y = 0; y < choice->side; y++)
    {
      const guint8 *row = rgb + 3 * ((gsize) (choice->y + y) * width + choice->x);
      guint8       *to  = square + 3 * (gsize) y * choice->side;

      if (! choice->is_flipped)
        memcpy (to, row, 3 * choice->side);
      else
        for (gint x = 0; x < choice->side; x++)
          memcpy (to + 3 * x, row + 3 * (choice->side - 1 - x), 3);
    }
}

/* The square's L*a*b*, and of it, or of its R'G'B', the true colors. */
static void
make_colors (const SampleShape *shape, gsize n_pixels, Work *work)
{
  gfloat *colors = work->colors;

  convert_pixels (babl_format ("R'G'B' u8"), babl_format ("CIE Lab float"), work->rgb, work->lab,
                  n_pixels);

  if (shape->is_rgb)
    {
      for (gsize i = 0; i < 3 * n_pixels; i++)
        colors[i] = work->rgb[i] / 255.0f;
      return;
    }

  for (gsize i = 0; i < n_pixels; i++)
    {
      colors[2 * i]     = work->lab[3 * i + 1];
      colors[2 * i + 1] = work->lab[3 * i + 2];
    }
}

/* 0..1: L* / 100 or Y'. */
static void
make_gray (const SampleShape *shape, Gray way, gsize n_pixels, Work *work)
{
  if (shape->is_luma)
    {
      gray_from_srgb (way, work->rgb, n_pixels, work->gray);
      return;
    }

  if (way == GRAY_LIGHTNESS)
    {
      for (gsize i = 0; i < n_pixels; i++)
        work->gray[i] = work->lab[3 * i];
    }
  else
    {
      gray_from_srgb (way, work->rgb, n_pixels, work->gray);
      gray_get_lightness (work->gray, n_pixels, work->gray);
    }

  for (gsize i = 0; i < n_pixels; i++)
    work->gray[i] /= 100.0f;
}

static void
resize_square (const gfloat *from, gint side, gint n_channels, gint to_side, gfloat *to)
{
  resample_map (NULL, from, side, side, n_channels, RESAMPLE_LINEAR, to_side, to_side, to);
}

static void
write_input (Work *work, gint from_side, gint side, gdouble mean, gfloat *input)
{
  gsize n_pixels = (gsize) side * side;

  if (side == from_side)
    memcpy (input, work->input, sizeof (gfloat) * n_pixels);
  else
    resize_square (work->input, from_side, 1, side, input);

  for (gsize i = 0; i < n_pixels; i++)
    input[i] -= mean;
}

gboolean
sample_make (const SampleShape  *shape,
             const Augmentation *augmentation,
             const guint8       *rgb,
             gint                width,
             gint                height,
             GRand              *random,
             gfloat             *local,
             gfloat             *global,
             gfloat             *target)
{
  g_auto (Work) work = { NULL };
  gint   input_side  = get_input_side (shape);
  Choice choice;
  gsize  n_pixels;

  choose (shape, augmentation, width, height, random, &choice);
  if (! work_init (&work, shape, choice.side))
    return FALSE;

  n_pixels = (gsize) choice.side * choice.side;
  copy_square (&choice, rgb, width, work.rgb);
  make_colors (shape, n_pixels, &work);
  make_gray (shape, choice.gray, n_pixels, &work);

  resize_square (work.colors, choice.side, sample_shape_get_n_target_values (shape),
                 sample_shape_get_target_side (shape), target);

  /* Both inputs are one picture with one grain, so the smaller is made from the larger. */
  resize_square (work.gray, choice.side, 1, input_side, work.input);
  if (augmentation)
    augment_gray (augmentation, random, input_side, work.input);
  write_input (&work, input_side, shape->side, shape->mean, local);
  if (global)
    write_input (&work, input_side, shape->global_side, shape->mean, global);

  return TRUE;
}
