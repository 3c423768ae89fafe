/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a sample is taken from a photo, what it shows, and what each augmentation changes.
 */

#include <math.h>
#include <string.h>

#include <babl/babl.h>

#include "reference.h"
#include "sample.h"

#define SIDE 16
#define MEAN 0.45

static const SampleShape  plain_shape = { .side = SIDE, .target_divisor = 2, .mean = MEAN };

static const Augmentation no_augmentation = { .crop = 1.0 };

typedef struct
{
  SampleShape shape;
  gsize       n_local;
  gsize       n_global;
  gsize       n_target;
  gfloat     *local;
  gfloat     *global;
  gfloat     *target;
} Sample;

static Sample *
sample_new (const SampleShape *shape)
{
  Sample *sample      = g_new (Sample, 1);
  gint    target_side = sample_shape_get_target_side (shape);

  sample->shape    = *shape;
  sample->n_local  = shape->side * shape->side;
  sample->n_global = shape->global_side * shape->global_side;
  sample->n_target = target_side * target_side * sample_shape_get_n_target_values (shape);
  sample->local    = g_new0 (gfloat, sample->n_local);
  sample->global   = g_new0 (gfloat, sample->n_global);
  sample->target   = g_new0 (gfloat, sample->n_target);
  return sample;
}

static void
sample_free (Sample *sample)
{
  g_free (sample->local);
  g_free (sample->global);
  g_free (sample->target);
  g_free (sample);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sample, sample_free)

/* Draws as a seed tells. */
static void
take (Sample             *sample,
      const Augmentation *augmentation,
      const guint8       *rgb,
      gint                width,
      gint                height,
      guint32             seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  g_assert_true (sample_make (&sample->shape, augmentation, rgb, width, height, random,
                              sample->local, sample->global, sample->target));
}

static guint8 *
random_photo (gint width, gint height)
{
  guint8 *rgb = g_new (guint8, 3 * width * height);

  for (gint i = 0; i < 3 * width * height; i++)
    rgb[i] = g_test_rand_int_range (0, 256);
  return rgb;
}

/* A photo in which each pixel's red says its column and its green its row. */
static guint8 *
ruled_photo (gint width, gint height)
{
  guint8 *rgb = g_new0 (guint8, 3 * width * height);

  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      {
        rgb[3 * (y * width + x)]     = x;
        rgb[3 * (y * width + x) + 1] = y;
      }
  return rgb;
}

static guint8 *
plain_photo (gint width, gint height, guint8 red, guint8 green, guint8 blue)
{
  guint8 *rgb = g_new (guint8, 3 * width * height);

  for (gint i = 0; i < width * height; i++)
    {
      rgb[3 * i]     = red;
      rgb[3 * i + 1] = green;
      rgb[3 * i + 2] = blue;
    }
  return rgb;
}

static gdouble *
photo_lab (const guint8 *rgb, gint n_pixels)
{
  gdouble *lab = g_new (gdouble, 3 * n_pixels);

  for (gint i = 0; i < n_pixels; i++)
    reference_lab (rgb + 3 * i, lab + 3 * i);
  return lab;
}

/* Odd sides, tall and wide, one square, and strips. */
static const gint sizes[][2] = { { 37, 53 }, { 53, 37 }, { 16, 16 },  { 112, 150 },
                                 { 97, 64 }, { 17, 17 }, { 16, 480 }, { 900, 30 } };

/* The largest square in the middle: L* / 100 less the mean, and a*b*, each averaged. */
static void
test_plain (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gint divisor = 2; divisor <= 4; divisor += 2)
      {
        gint                width  = sizes[i][0];
        gint                height = sizes[i][1];
        gint                side   = MIN (width, height);
        gint                t      = SIDE / divisor;
        SampleShape         shape  = { SIDE, 0, divisor, FALSE, FALSE, MEAN };
        g_autofree guint8  *rgb    = random_photo (width, height);
        g_autofree gdouble *lab    = photo_lab (rgb, width * height);
        gint                first  = (height - side) / 2 * width + (width - side) / 2;
        const gdouble      *square = lab + 3 * first;
        g_autoptr (Sample) sample  = sample_new (&shape);

        take (sample, NULL, rgb, width, height, 0);
        for (gint y = 0; y < SIDE; y++)
          for (gint x = 0; x < SIDE; x++)
            assert_near (sample->local[y * SIDE + x],
                         reference_area_mean (square, width, 3, side, SIDE, x, y) / 100.0 - MEAN,
                         1e-3);
        for (gint y = 0; y < t; y++)
          for (gint x = 0; x < t; x++)
            for (gint k = 0; k < 2; k++)
              assert_near (sample->target[(y * t + x) * 2 + k],
                           reference_area_mean (square + 1 + k, width, 3, side, t, x, y),
                           LAB_TOLERANCE);
      }
}

static void
test_rgb (void)
{
  SampleShape         shape    = { SIDE, 0, 2, TRUE, FALSE, MEAN };
  const gint          width    = 40;
  const gint          height   = 33;
  const gint          t        = SIDE / 2;
  g_autofree guint8  *rgb      = random_photo (width, height);
  g_autofree gdouble *values   = g_new (gdouble, 3 * width * height);
  const gdouble      *square   = values + 3 * ((width - height) / 2);
  g_autoptr (Sample) sample    = sample_new (&shape);
  g_autoptr (Sample) lightness = sample_new (&plain_shape);

  for (gint i = 0; i < 3 * width * height; i++)
    values[i] = rgb[i] / 255.0;

  take (sample, NULL, rgb, width, height, 0);
  for (gint y = 0; y < t; y++)
    for (gint x = 0; x < t; x++)
      for (gint k = 0; k < 3; k++)
        assert_near (sample->target[(y * t + x) * 3 + k],
                     reference_area_mean (square + k, width, 3, height, t, x, y), 1e-5);

  take (lightness, NULL, rgb, width, height, 0);
  g_assert_cmpmem (sample->local, sizeof (gfloat) * sample->n_local, lightness->local,
                   sizeof (gfloat) * lightness->n_local);
}

/* Y' of BT.601. */
static void
test_luma (void)
{
  SampleShape        shape  = { SIDE, 0, 2, FALSE, TRUE, 0.25 };
  g_autofree guint8 *rgb    = plain_photo (20, 30, 200, 100, 30);
  g_autoptr (Sample) sample = sample_new (&shape);

  take (sample, NULL, rgb, 20, 30, 0);
  for (gsize i = 0; i < sample->n_local; i++)
    assert_near (sample->local[i], (0.299 * 200 + 0.587 * 100 + 0.114 * 30) / 255.0 - 0.25, 1e-5);
}

/* A photo smaller than the input is enlarged in straight lines between its pixels' centres. */
static void
test_enlarging (void)
{
  static const guint8 ramp[] = { 0, 0, 0, 40, 40, 40, 80, 80, 80, 120, 120, 120 };
  SampleShape         shape  = { SIDE, 0, 2, TRUE, TRUE, 0.0 };
  g_autofree guint8  *rgb    = g_new (guint8, 4 * sizeof (ramp));
  g_autoptr (Sample) sample  = sample_new (&shape);

  for (gint y = 0; y < 4; y++)
    memcpy (rgb + y * sizeof (ramp), ramp, sizeof (ramp));

  take (sample, NULL, rgb, 4, 4, 0);
  for (gint y = 0; y < SIDE; y++)
    for (gint x = 0; x < SIDE; x++)
      assert_near (sample->local[y * SIDE + x],
                   CLAMP (40.0 * ((x + 0.5) / 4.0 - 0.5), 0.0, 120.0) / 255.0, 1e-5);
}

static void
test_smallest (void)
{
  static const guint8 pixels[] = { 10, 20, 200, 250, 20, 10 };
  g_autoptr (Sample) sample    = sample_new (&plain_shape);
  gdouble lab[3];

  take (sample, NULL, pixels, 1, 2, 0);
  reference_lab (pixels, lab);
  for (gsize i = 0; i < sample->n_local; i++)
    assert_near (sample->local[i], lab[0] / 100.0 - MEAN, 1e-3);
  for (gsize i = 0; i < sample->n_target; i++)
    assert_near (sample->target[i], lab[1 + i % 2], LAB_TOLERANCE);
}

/* The global input is the same picture at another size, whichever of both is larger; one is made
 * from the other, so that averages agree where one side divides the other. */
static void
test_global (void)
{
  static const gint global_sides[] = { 8, SIDE, 32, 48 };

  for (guint i = 0; i < G_N_ELEMENTS (global_sides); i++)
    {
      gint                g      = global_sides[i];
      SampleShape         shape  = { SIDE, g, 2, FALSE, FALSE, MEAN };
      g_autofree guint8  *rgb    = random_photo (48, 50);
      g_autofree gdouble *lab    = photo_lab (rgb, 48 * 50);
      const gdouble      *square = lab + 3 * 48;
      g_autoptr (Sample) sample  = sample_new (&shape);

      take (sample, NULL, rgb, 48, 50, 0);
      for (gint y = 0; y < g; y++)
        for (gint x = 0; x < g; x++)
          assert_near (sample->global[y * g + x],
                       reference_area_mean (square, 48, 3, 48, g, x, y) / 100.0 - MEAN, 1e-3);
      for (gint y = 0; y < SIDE; y++)
        for (gint x = 0; x < SIDE; x++)
          assert_near (sample->local[y * SIDE + x],
                       reference_area_mean (square, 48, 3, 48, SIDE, x, y) / 100.0 - MEAN, 1e-3);
    }
}

/* Grain falls on both inputs alike. */
static void
test_global_augmented (void)
{
  Augmentation       augmentation = { .crop = 1.0, .grain = 1.0 };
  SampleShape        shape        = { SIDE, 8, 2, FALSE, FALSE, 0.0 };
  g_autofree guint8 *rgb          = plain_photo (16, 16, 120, 130, 110);
  g_autoptr (Sample) sample       = sample_new (&shape);

  for (guint32 seed = 0; seed < 10; seed++)
    {
      take (sample, &augmentation, rgb, 16, 16, seed);
      for (gint y = 0; y < 8; y++)
        for (gint x = 0; x < 8; x++)
          {
            const gfloat *corner = sample->local + 2 * y * SIDE + 2 * x;

            assert_near (sample->global[y * 8 + x],
                         (corner[0] + corner[1] + corner[SIDE] + corner[SIDE + 1]) / 4.0, 1e-5);
          }
    }
}

/* The target of a ruled photo, 4 x 4 values, says which square was taken, to a tenth of a pixel: a
 * value's area may cover part of one. */
static void
read_square (const Sample *sample, gdouble *x, gdouble *y, gdouble *side, gboolean *is_flipped)
{
  const gfloat *first = sample->target;
  const gfloat *last  = sample->target + 15 * 3;
  gdouble       left  = 255.0 * first[0];
  gdouble       right = 255.0 * last[0];

  *is_flipped = left > right;
  *side       = 255.0 * (last[1] - first[1]) * 4.0 / 3.0;
  *x          = (left + right) / 2.0 - (*side - 1.0) / 2.0;
  *y          = 255.0 * (first[1] + last[1]) / 2.0 - (*side - 1.0) / 2.0;
  assert_near (fabs (right - left) * 4.0 / 3.0, *side, 0.1);
}

static void
test_crops (void)
{
  static const gint  places[][2] = { { 150, 100 }, { 100, 150 }, { 250, 30 } };

  const SampleShape  shape        = { 8, 0, 2, TRUE, FALSE, 0.0 };
  const Augmentation augmentation = { .crop = 0.5, .flips = TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      gint               width = places[i][0], height = places[i][1];
      gdouble            largest       = MIN (width, height);
      gdouble            smallest_side = largest;
      gdouble            largest_side  = 0.0;
      gdouble            least[2]      = { 0.5, 0.5 };
      gdouble            most[2]       = { 0.5, 0.5 };
      gint               n_flipped     = 0;
      g_autofree guint8 *rgb           = ruled_photo (width, height);
      g_autoptr (Sample) sample        = sample_new (&shape);

      for (guint32 seed = 0; seed < 1000; seed++)
        {
          gdouble  x, y, side;
          gboolean is_flipped;

          take (sample, &augmentation, rgb, width, height, seed);
          read_square (sample, &x, &y, &side, &is_flipped);
          assert_near (side, round (side), 0.1);
          assert_near (x, round (x), 0.1);
          assert_near (y, round (y), 0.1);
          g_assert_cmpfloat (x, >, -0.1);
          g_assert_cmpfloat (y, >, -0.1);
          g_assert_cmpfloat (x + side, <, width + 0.1);
          g_assert_cmpfloat (y + side, <, height + 0.1);
          g_assert_cmpfloat (side, >, 0.5 * largest - 0.6);

          n_flipped += is_flipped;
          smallest_side = MIN (smallest_side, side);
          largest_side  = MAX (largest_side, side);
          least[0]      = MIN (least[0], x / (width - side + 1e-6));
          least[1]      = MIN (least[1], y / (height - side + 1e-6));
          most[0]       = MAX (most[0], x / (width - side + 1e-6));
          most[1]       = MAX (most[1], y / (height - side + 1e-6));
        }

      /* All of the photo is used. */
      g_assert_cmpfloat (smallest_side, <, 0.52 * largest);
      g_assert_cmpfloat (largest_side, >, 0.98 * largest);
      for (gint k = 0; k < 2; k++)
        {
          g_assert_cmpfloat (least[k], <, 0.02);
          g_assert_cmpfloat (most[k], >, 0.98);
        }
      g_assert_cmpint (ABS (n_flipped - 500), <, 95);
    }
}

/* Every place is as likely as the others, the first and the last as well. */
static void
test_places (void)
{
  const SampleShape  shape  = { 8, 0, 2, TRUE, FALSE, 0.0 };
  g_autofree guint8 *wide   = ruled_photo (34, 32);
  g_autofree guint8 *tall   = ruled_photo (32, 34);
  g_autoptr (Sample) sample = sample_new (&shape);
  gint n[2][3]              = { { 0 } };

  for (guint32 seed = 0; seed < 900; seed++)
    {
      gdouble  x, y, side;
      gboolean is_flipped;

      take (sample, &no_augmentation, wide, 34, 32, seed);
      read_square (sample, &x, &y, &side, &is_flipped);
      n[0][(gint) round (x)]++;
      take (sample, &no_augmentation, tall, 32, 34, seed);
      read_square (sample, &x, &y, &side, &is_flipped);
      n[1][(gint) round (y)]++;
    }

  for (gint axis = 0; axis < 2; axis++)
    for (gint place = 0; place < 3; place++)
      g_assert_cmpint (ABS (n[axis][place] - 300), <, 75);
}

/* A photo red on the left and blue on the right: the target and the input turn round together. */
static void
test_flips (void)
{
  const Augmentation augmentation = { .crop = 1.0, .flips = TRUE };
  g_autofree guint8 *rgb          = g_new0 (guint8, 3 * 20 * 20);
  g_autoptr (Sample) plain        = sample_new (&plain_shape);
  g_autoptr (Sample) sample       = sample_new (&plain_shape);
  gint n_flipped                  = 0;

  for (gint i = 0; i < 20 * 20; i++)
    rgb[3 * i + (i % 20 < 10 ? 0 : 2)] = 255;

  take (plain, NULL, rgb, 20, 20, 0);
  g_assert_cmpfloat (plain->target[1], >, 0.0);
  for (guint32 seed = 0; seed < 40; seed++)
    {
      gboolean is_flipped;

      take (sample, &augmentation, rgb, 20, 20, seed);
      is_flipped = sample->target[1] < 0.0f;
      n_flipped += is_flipped;
      for (gint y = 0; y < SIDE; y++)
        for (gint x = 0; x < SIDE; x++)
          {
            gint from = is_flipped ? SIDE - 1 - x : x;

            assert_near (sample->local[y * SIDE + x], plain->local[y * SIDE + from], 1e-6);
          }
    }

  g_assert_cmpint (n_flipped, >, 5);
  g_assert_cmpint (n_flipped, <, 35);

  for (guint32 seed = 0; seed < 40; seed++)
    {
      take (sample, &no_augmentation, rgb, 20, 20, seed);
      g_assert_cmpmem (sample->local, sizeof (gfloat) * SIDE * SIDE, plain->local,
                       sizeof (gfloat) * SIDE * SIDE);
    }
}

static gdouble
get_difference (const Sample *a, const Sample *b)
{
  gdouble sum = 0.0;

  for (gsize i = 0; i < a->n_local; i++)
    sum += fabs (a->local[i] - b->local[i]);
  return sum / a->n_local;
}

static void
assert_same_target (const Sample *a, const Sample *b)
{
  g_assert_cmpmem (a->target, sizeof (gfloat) * a->n_target, b->target,
                   sizeof (gfloat) * b->n_target);
}

/* Each changes the input of its share of photos, and no target, crop or flip. A sixth of the blurs
 * are too narrow to be done. */
static void
test_only_the_input_changes (void)
{
  static const struct
  {
    Augmentation augmentation;
    gdouble      share;
  } cases[] = {
    { { 0.6, TRUE, 1.0, 0.0, 0.0, 0.0, 0.0 }, 1.0 },
    { { 0.6, TRUE, 0.3, 0.0, 0.0, 0.0, 0.0 }, 0.3 },
    { { 0.6, TRUE, 0.0, 0.5, 0.0, 0.0, 0.0 }, 1.0 },
    { { 0.6, TRUE, 0.0, 0.0, 1.0, 0.0, 0.0 }, 0.5 },
    { { 0.6, TRUE, 0.0, 0.0, 0.0, 1.0, 0.0 }, 0.42 },
    { { 0.6, TRUE, 0.0, 0.0, 0.0, 0.0, 1.0 }, 0.5 },
  };

  const Augmentation only_crops = { .crop = 0.6, .flips = TRUE };
  g_autofree guint8 *rgb        = random_photo (40, 50);
  g_autoptr (Sample) before     = sample_new (&plain_shape);
  g_autoptr (Sample) after      = sample_new (&plain_shape);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint n_changed = 0;

      for (guint32 seed = 0; seed < 400; seed++)
        {
          take (before, &only_crops, rgb, 40, 50, seed);
          take (after, &cases[i].augmentation, rgb, 40, 50, seed);
          assert_same_target (before, after);
          n_changed += get_difference (before, after) > 1e-5;
        }
      assert_near (n_changed / 400.0, cases[i].share, 0.08);
    }
}

/* One gamma for all of a photo: log y / log x is the same everywhere. */
static void
test_tone (void)
{
  const Augmentation augmentation = { .crop = 1.0, .tone = 0.5 };
  const SampleShape  shape        = { SIDE, 0, 2, FALSE, FALSE, 0.0 };
  g_autofree guint8 *rgb          = random_photo (SIDE, SIDE);
  g_autoptr (Sample) before       = sample_new (&shape);
  g_autoptr (Sample) after        = sample_new (&shape);
  gdouble sum                     = 0.0;
  gdouble squares                 = 0.0;

  take (before, NULL, rgb, SIDE, SIDE, 0);
  for (guint32 seed = 0; seed < 2000; seed++)
    {
      gdouble gamma;

      take (after, &augmentation, rgb, SIDE, SIDE, seed);
      gamma = log (after->local[0]) / log (before->local[0]);
      sum += log (gamma);
      squares += log (gamma) * log (gamma);
      for (gsize i = 0; i < after->n_local; i++)
        assert_near (after->local[i], pow (before->local[i], gamma), 1e-4);
    }

  assert_near (sum / 2000.0, 0.0, 0.05);
  assert_near (sqrt (squares / 2000.0), 0.5, 0.04);
}

static gdouble
get_deviation (const Sample *sample)
{
  gdouble sum     = 0.0;
  gdouble squares = 0.0;

  for (gsize i = 0; i < sample->n_local; i++)
    {
      sum += sample->local[i];
      squares += sample->local[i] * sample->local[i];
    }
  sum /= sample->n_local;
  return sqrt (MAX (squares / sample->n_local - sum * sum, 0.0));
}

/* The largest deviation is 10 of L*, and every strength below it occurs. */
static void
test_grain (void)
{
  const Augmentation augmentation = { .crop = 1.0, .grain = 1.0 };
  const SampleShape  shape        = { 64, 0, 2, FALSE, FALSE, 0.0 };
  g_autofree guint8 *rgb          = plain_photo (8, 8, 119, 119, 119);
  g_autoptr (Sample) sample       = sample_new (&shape);
  gdouble largest                 = 0.0;
  gdouble sum                     = 0.0;

  for (guint32 seed = 0; seed < 200; seed++)
    {
      gdouble deviation;

      take (sample, &augmentation, rgb, 8, 8, seed);
      deviation = get_deviation (sample);
      largest   = MAX (largest, deviation);
      sum += deviation;
    }

  g_assert_cmpfloat (largest, >, 0.09);
  g_assert_cmpfloat (largest, <, 0.104);
  assert_near (sum / 200.0, 0.025, 0.006);
}

/* Nothing is darker than black or brighter than white. */
static void
test_grain_at_ends (void)
{
  const Augmentation augmentation = { .crop = 1.0, .grain = 1.0 };
  const SampleShape  shape        = { SIDE, 0, 2, FALSE, FALSE, 0.0 };
  g_autofree guint8 *rgb          = g_new0 (guint8, 3 * SIDE * SIDE);
  g_autoptr (Sample) sample       = sample_new (&shape);

  memset (rgb, 255, 3 * SIDE * SIDE / 2);
  for (guint32 seed = 0; seed < 20; seed++)
    {
      take (sample, &augmentation, rgb, SIDE, SIDE, seed);
      for (gsize i = 0; i < sample->n_local; i++)
        g_assert_true (sample->local[i] > -1e-4 && sample->local[i] < 1.0001);
    }
}

/* A bright pixel, blurred, keeps its light and spreads it to the deviation, which is at most 1.5. */
static void
test_blur (void)
{
  const Augmentation augmentation = { .crop = 1.0, .blur = 1.0 };
  const SampleShape  shape        = { 32, 0, 2, FALSE, TRUE, 0.0 };
  g_autofree guint8 *rgb          = g_new0 (guint8, 3 * 32 * 32);
  g_autoptr (Sample) sample       = sample_new (&shape);
  gdouble largest                 = 0.0;

  memset (rgb + 3 * (16 * 32 + 16), 255, 3);
  for (guint32 seed = 0; seed < 200; seed++)
    {
      gdouble sum = 0.0, across = 0.0, down = 0.0;

      take (sample, &augmentation, rgb, 32, 32, seed);
      for (gint y = 0; y < 32; y++)
        for (gint x = 0; x < 32; x++)
          {
            gdouble value = sample->local[y * 32 + x];

            sum += value;
            across += value * (x - 16) * (x - 16);
            down += value * (y - 16) * (y - 16);
          }
      assert_near (sum, 1.0, 1e-3);
      assert_near (across, down, 1e-3);
      largest = MAX (largest, sqrt (across));
    }

  g_assert_cmpfloat (largest, >, 1.35);
  g_assert_cmpfloat (largest, <, 1.55);
}

/* What is beyond an edge is like the edge: of a photo of two halves, far edges stay as they are. */
static void
test_blur_at_edges (void)
{
  const Augmentation augmentation = { .crop = 1.0, .blur = 1.0 };
  const SampleShape  shape        = { SIDE, 0, 2, FALSE, TRUE, 0.0 };
  g_autofree guint8 *left         = g_new0 (guint8, 3 * SIDE * SIDE);
  g_autofree guint8 *top          = g_new0 (guint8, 3 * SIDE * SIDE);
  g_autoptr (Sample) sample       = sample_new (&shape);

  memset (top, 255, 3 * SIDE * SIDE / 2);
  for (gint y = 0; y < SIDE; y++)
    memset (left + 3 * y * SIDE, 255, 3 * SIDE / 2);

  for (guint32 seed = 0; seed < 40; seed++)
    {
      take (sample, &augmentation, left, SIDE, SIDE, seed);
      for (gint y = 0; y < SIDE; y++)
        {
          assert_near (sample->local[y * SIDE], 1.0, 1e-5);
          assert_near (sample->local[y * SIDE + SIDE - 1], 0.0, 1e-5);
        }

      take (sample, &augmentation, top, SIDE, SIDE, seed);
      for (gint x = 0; x < SIDE; x++)
        {
          assert_near (sample->local[x], 1.0, 1e-5);
          assert_near (sample->local[(SIDE - 1) * SIDE + x], 0.0, 1e-5);
        }
    }
}

/* At the worst quality a fine pattern suffers, but the photo stays the same one. */
static void
test_jpeg (void)
{
  const Augmentation augmentation = { .crop = 1.0, .jpeg = 1.0 };
  g_autofree guint8 *rgb          = random_photo (SIDE, SIDE);
  g_autoptr (Sample) before       = sample_new (&plain_shape);
  g_autoptr (Sample) after        = sample_new (&plain_shape);
  gdouble largest                 = 0.0;

  take (before, NULL, rgb, SIDE, SIDE, 0);
  for (guint32 seed = 0; seed < 100; seed++)
    {
      gdouble difference;

      take (after, &augmentation, rgb, SIDE, SIDE, seed);
      difference = get_difference (before, after);
      largest    = MAX (largest, difference);
      g_assert_cmpfloat (difference, <, 0.1);
    }
  g_assert_cmpfloat (largest, >, 0.02);
}

/* A net with R'G'B' targets sees all eight ways, and nothing else. */
static void
test_film_of_rgb (void)
{
  static const guint8  colour[] = { 200, 100, 30 };
  static const gdouble greys[]  = { 0.299 * 200 + 0.587 * 100 + 0.114 * 30,
                                    0.2126 * 200 + 0.7152 * 100 + 0.0722 * 30,
                                    110.0,
                                    115.0,
                                    200.0, /* the largest, and red */
                                    30.0,  /* the smallest, and blue */
                                    100.0 };

  const Augmentation   augmentation = { .crop = 1.0, .film = 0.1 };
  const SampleShape    shape        = { 8, 0, 2, TRUE, TRUE, 0.0 };
  g_autofree guint8   *rgb          = plain_photo (8, 8, colour[0], colour[1], colour[2]);
  g_autoptr (Sample) sample         = sample_new (&shape);
  gint    n[8]                      = { 0 };
  gdouble lab[3];
  gdouble lightness;

  reference_lab (colour, lab);
  lightness = 255.0 * reference_encode (reference_luminance (lab[0]));

  for (guint32 seed = 0; seed < 1600; seed++)
    {
      gint way = 0;

      take (sample, &augmentation, rgb, 8, 8, seed);
      while (way < 7 && fabs (255.0 * sample->local[0] - greys[way]) > 0.01)
        way++;
      if (way == 7)
        assert_near (255.0 * sample->local[0], lightness, 0.1);
      n[way]++;
    }

  /* Five deviations from the expected 200, and red's and blue's share more. */
  for (gint way = 0; way < 8; way++)
    g_assert_cmpint (ABS (n[way] - (way == 4 || way == 5 ? 267 : way == 6 ? 67 : 200)), <, 70);
}

static void
test_determinism (void)
{
  const Augmentation augmentation = { 0.5, TRUE, 0.5, 0.3, 1.0, 1.0, 1.0 };
  const SampleShape  shape        = { SIDE, 8, 2, FALSE, FALSE, MEAN };
  g_autofree guint8 *rgb          = random_photo (45, 31);
  g_autoptr (Sample) one          = sample_new (&shape);
  g_autoptr (Sample) same         = sample_new (&shape);
  g_autoptr (Sample) other        = sample_new (&shape);

  for (guint32 seed = 0; seed < 50; seed++)
    {
      take (one, &augmentation, rgb, 45, 31, seed);
      take (same, &augmentation, rgb, 45, 31, seed);
      take (other, &augmentation, rgb, 45, 31, seed + 50);
      assert_same_target (one, same);
      g_assert_cmpmem (one->local, sizeof (gfloat) * one->n_local, same->local,
                       sizeof (gfloat) * same->n_local);
      g_assert_cmpmem (one->global, sizeof (gfloat) * one->n_global, same->global,
                       sizeof (gfloat) * same->n_global);
      g_assert_cmpfloat (get_difference (one, other), >, 1e-3);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  babl_init ();
  g_test_add_func ("/sample/plain", test_plain);
  g_test_add_func ("/sample/rgb", test_rgb);
  g_test_add_func ("/sample/luma", test_luma);
  g_test_add_func ("/sample/enlarging", test_enlarging);
  g_test_add_func ("/sample/smallest", test_smallest);
  g_test_add_func ("/sample/global", test_global);
  g_test_add_func ("/sample/global-augmented", test_global_augmented);
  g_test_add_func ("/sample/crops", test_crops);
  g_test_add_func ("/sample/places", test_places);
  g_test_add_func ("/sample/flips", test_flips);
  g_test_add_func ("/sample/only-the-input-changes", test_only_the_input_changes);
  g_test_add_func ("/sample/tone", test_tone);
  g_test_add_func ("/sample/grain", test_grain);
  g_test_add_func ("/sample/grain-at-ends", test_grain_at_ends);
  g_test_add_func ("/sample/blur", test_blur);
  g_test_add_func ("/sample/blur-at-edges", test_blur_at_edges);
  g_test_add_func ("/sample/jpeg", test_jpeg);
  g_test_add_func ("/sample/film-of-rgb", test_film_of_rgb);
  g_test_add_func ("/sample/determinism", test_determinism);
  return g_test_run ();
}
