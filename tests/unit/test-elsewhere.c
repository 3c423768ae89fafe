/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which of many patches are of the kind of the one that has paint: by features, lightness and roughness, of any size.
 */

#include <math.h>

#include "picture/hints-elsewhere.h"

#define CELL       8 /* pixels of the map to one of the features */
#define N_FEATURES 24

/* What a patch is like beside the one with paint. */
typedef enum
{
  GROUND,
  ALIKE,
  OTHER_FEATURES,
  OTHER_LIGHTNESS,
  OTHER_ROUGHNESS,
  N_KINDS
} PatchKind;

typedef struct
{
  ElsewhereMap   map;
  PredictionView features;
  gint          *kinds; /* [height][width]; the patch with paint is the first one alike */
  gfloat        *luminance, *texture, *chroma, *strength, *color;
  gfloat        *held;
  gint          *source;
  gint           paint;
} Picture;

static void
picture_clear (Picture *picture)
{
  g_free (picture->features.output);
  g_free (picture->kinds);
  g_free (picture->luminance);
  g_free (picture->texture);
  g_free (picture->chroma);
  g_free (picture->strength);
  g_free (picture->color);
  g_free (picture->held);
  g_free (picture->source);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

/* In squares of 4 x 4 places of the features, every second of which is a patch. */
static PatchKind
get_kind (gint row, gint column)
{
  gint y = row / (4 * CELL);
  gint x = column / (4 * CELL);

  return y % 2 && x % 2 ? ALIKE + (y / 2 + 2 * (x / 2)) % (N_KINDS - ALIKE) : GROUND;
}

static void
fill_features (Picture *picture, GRand *random)
{
  PredictionView    *features = &picture->features;
  g_autofree gfloat *means    = g_new (gfloat, N_KINDS * N_FEATURES);

  for (gint i = 0; i < N_KINDS * N_FEATURES; i++)
    means[i] = g_rand_double (random);
  for (gint i = 0; i < N_FEATURES; i++)
    means[OTHER_LIGHTNESS * N_FEATURES + i] = means[OTHER_ROUGHNESS * N_FEATURES + i] =
      means[ALIKE * N_FEATURES + i];

  features->output = g_new (gfloat, features->height * features->width * N_FEATURES);
  for (gint i = 0; i < features->height * features->width; i++)
    {
      PatchKind kind = get_kind (i / features->width * CELL, i % features->width * CELL);

      for (gint c = 0; c < N_FEATURES; c++)
        features->output[i * N_FEATURES + c] =
          means[kind * N_FEATURES + c] + 0.1 * g_rand_double (random);
    }
}

static void
picture_init (Picture *picture, gint rows, gint columns, GRand *random)
{
  gint height = rows * CELL;
  gint width  = columns * CELL;
  gint n      = height * width;

  picture->features  = (PredictionView) { columns, rows, N_FEATURES, NULL };
  picture->kinds     = g_new (gint, n);
  picture->luminance = g_new (gfloat, n);
  picture->texture   = g_new (gfloat, n);
  picture->chroma    = g_new0 (gfloat, 2 * n);
  picture->strength  = g_new0 (gfloat, n);
  picture->color     = g_new0 (gfloat, 2 * n);
  picture->held      = g_new0 (gfloat, n);
  picture->source    = g_new (gint, n);
  picture->paint     = -1;
  fill_features (picture, random);

  for (gint i = 0; i < n; i++)
    {
      PatchKind kind = get_kind (i / width, i % width);

      picture->kinds[i]     = kind;
      picture->luminance[i] = kind == GROUND ? 75.0f : kind == OTHER_LIGHTNESS ? 15.0f : 45.0f;
      picture->texture[i]   = kind == OTHER_ROUGHNESS ? 6.0f : 0.5f;
      picture->source[i]    = -1;
      /* In its middle, and its reach is the patch. */
      if (i / width / (4 * CELL) == 1 && i % width / (4 * CELL) == 1)
        {
          picture->paint     = 6 * CELL * width + 6 * CELL;
          picture->source[i] = picture->paint;
          picture->held[i]   = 0.99f;
        }
    }
  picture->strength[picture->paint]      = 1.0f;
  picture->color[2 * picture->paint]     = 40.0f;
  picture->color[2 * picture->paint + 1] = -10.0f;
  picture->map = (ElsewhereMap) { height,           width,           picture->luminance,
                                  picture->texture, picture->chroma, picture->strength,
                                  picture->color };
}

/* Of those pixels of a kind that are no nearer to its edge than that: how far it is held, on average. */
static gdouble
get_held (const Picture *picture, PatchKind kind, gint margin)
{
  gint    width = picture->map.width;
  gdouble sum   = 0.0;
  gint    n     = 0;

  for (gint i = 0; i < picture->map.height * width; i++)
    {
      gint y = i / width % (4 * CELL);
      gint x = i % width % (4 * CELL);

      if (picture->kinds[i] != (gint) kind || MIN (y, x) < margin
          || MAX (y, x) >= 4 * CELL - margin)
        continue;
      sum += picture->held[i];
      n++;
    }
  return n > 0 ? sum / n : -1.0;
}

static void
test_kinds (void)
{
  for (gint seed = 0; seed < 12; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      g_auto (Picture) picture = { 0 };

      picture_init (&picture, g_rand_int_range (random, 20, 40), g_rand_int_range (random, 28, 44),
                    random);
      g_assert_true (
        elsewhere_find (&picture.features, &picture.map, picture.held, picture.source));

      g_assert_cmpfloat (get_held (&picture, ALIKE, CELL), >, 0.9);
      g_assert_cmpfloat (get_held (&picture, OTHER_FEATURES, CELL), <, 0.05);
      g_assert_cmpfloat (get_held (&picture, OTHER_LIGHTNESS, CELL), <, 0.05);
      g_assert_cmpfloat (get_held (&picture, OTHER_ROUGHNESS, CELL), <, 0.05);
      g_assert_cmpfloat (get_held (&picture, GROUND, CELL), <, 0.05);
      for (gint i = 0; i < picture.map.height * picture.map.width; i++)
        g_assert_true (picture.held[i] == 0.0f || picture.source[i] == picture.paint);
    }
}

/* Its own reach stays as it is; what is held for another color is not taken away. */
static void
test_own_reach (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_auto (Picture) picture = { 0 };
  g_autofree gfloat *held  = NULL;
  gint               other = -1;
  gint               n;

  picture_init (&picture, 28, 36, random);
  n = picture.map.height * picture.map.width;
  for (gint i = n - 1; i >= 0; i--)
    if (picture.kinds[i] == ALIKE && picture.held[i] == 0.0f)
      {
        other             = other < 0 ? i : other;
        picture.held[i]   = 0.97f;
        picture.source[i] = other;
      }
  picture.strength[other]      = 1.0f;
  picture.color[2 * other + 1] = 60.0f;
  held                         = g_memdup2 (picture.held, n * sizeof *held);
  g_assert_true (elsewhere_find (&picture.features, &picture.map, picture.held, picture.source));

  for (gint i = 0; i < n; i++)
    if (held[i] > 0.0f)
      {
        gboolean is_first =
          i / picture.map.width / (4 * CELL) == 1 && i % picture.map.width / (4 * CELL) == 1;

        g_assert_cmpfloat (picture.held[i], ==, held[i]);
        g_assert_cmpint (picture.source[i], ==, is_first ? picture.paint : other);
      }
}

/* No paint, paint that reaches nothing, and pictures of a few pixels. */
static void
test_nothing (void)
{
  for (gint side = 1; side < 5; side++)
    for (gint with_paint = 0; with_paint < 2; with_paint++)
      {
        gint               n        = side * (side + 1);
        g_autofree gfloat *values   = g_new0 (gfloat, n * 3);
        g_autofree gfloat *zero     = g_new0 (gfloat, 2 * n);
        g_autofree gfloat *strength = g_new0 (gfloat, n);
        g_autofree gfloat *held     = g_new0 (gfloat, n);
        g_autofree gint   *source   = g_new (gint, n);
        PredictionView     features = { side + 1, side, 3, values };
        ElsewhereMap       map      = { side, side + 1, zero, zero, zero, strength, zero };

        for (gint i = 0; i < n; i++)
          source[i] = -1;
        strength[n - 1] = with_paint;
        g_assert_true (elsewhere_find (&features, &map, held, source));
        for (gint i = 0; i < n; i++)
          g_assert_true (held[i] == 0.0f && source[i] == -1);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/elsewhere/kinds", test_kinds);
  g_test_add_func ("/elsewhere/own-reach", test_own_reach);
  g_test_add_func ("/elsewhere/nothing", test_nothing);
  return g_test_run ();
}
