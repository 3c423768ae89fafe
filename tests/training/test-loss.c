/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Losses against their formulas in double precision, and their gradients against differences of
 * those.
 */

#include <math.h>

#include "loss.h"
#include "reference.h"

#define STEP   1e-6
#define WEIGHT 0.7 /* of the loss in the gradient */

/* What a loss is given beside the network's outputs. */
typedef struct
{
  gsize         n_pixels;
  gsize         n_channels;
  const gfloat *targets; /* colors for loss_colors */
  const gfloat *factors;
  const gfloat *colors;
  const gint   *labels;
  gdouble       delta;
} Problem;

typedef gdouble (*Loss) (const Problem *problem,
                         const gfloat  *outputs,
                         gdouble        weight,
                         gfloat        *gradient);
typedef gdouble (*Formula) (const Problem *problem, const gdouble *outputs);

static gfloat *
random_values (gsize n, gdouble low, gdouble high)
{
  gfloat *values = g_new (gfloat, n);

  for (gsize i = 0; i < n; i++)
    values[i] = g_test_rand_double_range (low, high);
  return values;
}

/* Value and gradient; the latter comes on top of what is there. */
static void
check (const Problem *problem, Loss loss, Formula formula, const gfloat *outputs)
{
  gsize               n        = problem->n_pixels * problem->n_channels;
  g_autofree gfloat  *before   = random_values (n, -0.1, 0.1);
  g_autofree gfloat  *gradient = g_memdup2 (before, n * sizeof *before);
  g_autofree gdouble *moved    = g_new (gdouble, n);
  gdouble             value    = loss (problem, outputs, WEIGHT, gradient);
  gdouble             expected;

  for (gsize i = 0; i < n; i++)
    moved[i] = outputs[i];
  expected = formula (problem, moved);
  assert_near (value, expected, 1e-6 + 1e-5 * expected);

  for (gsize i = 0; i < n; i++)
    {
      gdouble slope;

      moved[i] = outputs[i] + STEP;
      slope    = formula (problem, moved);
      moved[i] = outputs[i] - STEP;
      slope    = (slope - formula (problem, moved)) / (2.0 * STEP);
      moved[i] = outputs[i];
      assert_near (gradient[i], before[i] + WEIGHT * slope, 1e-6 + 1e-5 * fabs (slope));
    }
}


/* Regression */

static gdouble
regression (const Problem *problem, const gfloat *outputs, gdouble weight, gfloat *gradient)
{
  return loss_regression (outputs, problem->targets, problem->n_pixels, problem->n_channels,
                          problem->factors, problem->delta, weight, gradient);
}

static gdouble
regression_formula (const Problem *problem, const gdouble *outputs)
{
  gdouble sum = 0.0;

  for (gsize pixel = 0; pixel < problem->n_pixels; pixel++)
    for (gsize c = 0; c < problem->n_channels; c++)
      {
        gsize   i      = pixel * problem->n_channels + c;
        gdouble error  = fabs (outputs[i] - problem->targets[i]);
        gdouble factor = problem->factors ? problem->factors[pixel] : 1.0;

        if (problem->delta == 0.0 || error <= problem->delta)
          sum += factor * error * error;
        else
          sum += factor * (2.0 * problem->delta * error - problem->delta * problem->delta);
      }

  return sum / (problem->n_pixels * problem->n_channels);
}

/* Errors go up to 1, so that a delta of 0.3 has many on both sides. */
static void
test_regression (void)
{
  static const gdouble deltas[] = { 0.0, 0.3 };

  const gsize          n_pixels = 11;

  for (gsize n_channels = 2; n_channels <= 3; n_channels++)
    for (guint i = 0; i < G_N_ELEMENTS (deltas); i++)
      {
        g_autofree gfloat *outputs = random_values (n_pixels * n_channels, 0.0, 1.0);
        g_autofree gfloat *targets = random_values (n_pixels * n_channels, 0.0, 1.0);
        g_autofree gfloat *factors = random_values (n_pixels, 0.5, 4.0);
        Problem            problem = { .n_pixels = n_pixels, .n_channels = n_channels };

        problem.targets = targets;
        problem.delta   = deltas[i];
        check (&problem, regression, regression_formula, outputs);
        problem.factors = factors;
        check (&problem, regression, regression_formula, outputs);
      }
}

static void
test_weigh_chroma (void)
{
  static const gfloat chroma[]  = { 0.0f, 0.0f, 30.0f, 40.0f, -5.0f, 12.0f, 0.0f, -100.0f };
  static const gfloat lengths[] = { 0.0f, 50.0f, 13.0f, 100.0f };

  gfloat              factors[4];

  loss_weigh_chroma (chroma, 4, 20.0, factors);
  for (gint i = 0; i < 4; i++)
    assert_near (factors[i], 1.0 + lengths[i] / 20.0, 1e-6);
}


/* Classes */

static gdouble
cross_entropy (const gdouble *scores, gsize n, gsize label)
{
  gdouble sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += exp (scores[i] - scores[label]);
  return log (sum);
}

static gdouble
classes (const Problem *problem, const gfloat *outputs, gdouble weight, gfloat *gradient)
{
  return loss_classes (outputs, problem->labels, problem->n_pixels, problem->n_channels, weight,
                       gradient);
}

static gdouble
classes_formula (const Problem *problem, const gdouble *outputs)
{
  gdouble sum = 0.0;

  for (gsize photo = 0; photo < problem->n_pixels; photo++)
    sum += cross_entropy (outputs + photo * problem->n_channels, problem->n_channels,
                          problem->labels[photo]);
  return sum / problem->n_pixels;
}

/* Scores of 100 are more than the exponential function takes in single precision. */
static void
test_classes (void)
{
  static const gint    labels[] = { 3, 0, 6, 3 };
  static const gdouble limits[] = { 2.0, 150.0 };

  Problem              problem = { .n_pixels = 4, .n_channels = 7, .labels = labels };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autofree gfloat *scores = random_values (4 * 7, -limits[i], limits[i]);

      check (&problem, classes, classes_formula, scores);
    }
}


/* Colors */

static gdouble
colors (const Problem *problem, const gfloat *outputs, gdouble weight, gfloat *gradient)
{
  return loss_colors (outputs, problem->colors, problem->n_channels, problem->factors,
                      problem->targets, problem->n_pixels, weight, gradient);
}

static gdouble
distance (const Problem *problem, gsize color, gsize pixel)
{
  return hypot (problem->colors[2 * color] - problem->targets[2 * pixel],
                problem->colors[2 * color + 1] - problem->targets[2 * pixel + 1]);
}

/* How many colors are nearer to the pixel. */
static gint
get_rank (const Problem *problem, gsize color, gsize pixel)
{
  gint rank = 0;

  for (gsize i = 0; i < problem->n_channels; i++)
    rank += distance (problem, i, pixel) < distance (problem, color, pixel);
  return rank;
}

static gdouble
colors_formula (const Problem *problem, const gdouble *outputs)
{
  gdouble sum = 0.0;

  for (gsize pixel = 0; pixel < problem->n_pixels; pixel++)
    {
      const gdouble *scores  = outputs + pixel * problem->n_channels;
      gdouble        shares  = 0.0;
      gdouble        entropy = 0.0;
      gdouble        factor  = 1.0;

      for (gsize color = 0; color < problem->n_channels; color++)
        {
          gint    rank  = get_rank (problem, color, pixel);
          gdouble share = exp (-pow (distance (problem, color, pixel), 2.0) / 50.0);

          if (rank == 0 && problem->factors)
            factor = problem->factors[color];
          if (rank < 5)
            {
              shares += share;
              entropy += share * cross_entropy (scores, problem->n_channels, color);
            }
        }
      sum += factor * entropy / shares;
    }

  return sum / problem->n_pixels;
}

/* A grid of 10 as in earnest, in which the nearest colors are anywhere. */
static gfloat *
new_grid (gsize side)
{
  gfloat *grid = g_new (gfloat, 2 * side * side);

  for (gsize i = 0; i < side * side; i++)
    {
      grid[2 * i]     = 10.0 * (i / side) - 20.0;
      grid[2 * i + 1] = 10.0 * (i % side) - 20.0;
    }
  return grid;
}

static void
test_colors (void)
{
  const gsize        n_pixels = 6;
  const gsize        n_colors = 25;
  g_autofree gfloat *grid     = new_grid (5);
  g_autofree gfloat *chroma   = random_values (2 * n_pixels, -25.0, 25.0);
  g_autofree gfloat *scores   = random_values (n_pixels * n_colors, -3.0, 3.0);
  g_autofree gfloat *factors  = random_values (n_colors, 0.2, 5.0);
  Problem            problem  = {
                .n_pixels = n_pixels, .n_channels = n_colors, .targets = chroma, .colors = grid
  };

  check (&problem, colors, colors_formula, scores);
  problem.factors = factors;
  check (&problem, colors, colors_formula, scores);

  /* Fewer colors than neighbors */
  problem.n_channels = 3;
  check (&problem, colors, colors_formula, scores);
}

/* Where the Gaussian of every distance is zero, the nearest color still is the right one. */
static void
test_far_color (void)
{
  const gfloat       chroma[]     = { 200.0f, 201.0f };
  g_autofree gfloat *grid         = new_grid (5);
  gfloat             scores[25]   = { 0.0f };
  gfloat             gradient[25] = { 0.0f };

  assert_near (loss_colors (scores, grid, 25, NULL, chroma, 1, 1.0, gradient), log (25.0), 1e-5);
  for (gint i = 0; i < 24; i++)
    assert_near (gradient[i], 1.0 / 25.0, 1e-5);
  assert_near (gradient[24], 1.0 / 25.0 - 1.0, 1e-5);
}

static void
test_weigh_colors (void)
{
  static const gdouble mixes[] = { 0.0, 0.3, 0.5, 1.0 };
  static const gfloat  prior[] = { 0.5f, 0.25f, 0.125f, 0.1f, 0.025f };

  const gint           n = G_N_ELEMENTS (prior);
  gfloat               factors[G_N_ELEMENTS (prior)];

  for (guint k = 0; k < G_N_ELEMENTS (mixes); k++)
    {
      gdouble mean = 0.0;

      loss_weigh_colors (prior, n, mixes[k], factors);
      for (gint i = 0; i < n; i++)
        {
          gdouble frequency = (1.0 - mixes[k]) * prior[i] + mixes[k] / n;
          gdouble other     = (1.0 - mixes[k]) * prior[0] + mixes[k] / n;

          mean += prior[i] * factors[i];
          assert_near (factors[i] * frequency, factors[0] * other, 1e-6);
          if (i > 0 && mixes[k] < 1.0)
            g_assert_cmpfloat (factors[i], >, factors[i - 1]);
        }
      assert_near (mean, 1.0, 1e-6);
    }

  for (gint i = 0; i < n; i++)
    assert_near (factors[i], 1.0, 1e-6);
}

/* A color that no photo has. */
static void
test_weigh_absent_color (void)
{
  static const gfloat prior[] = { 1.0f, 0.0f };

  gfloat              factors[2];

  loss_weigh_colors (prior, 2, 0.5, factors);
  assert_near (factors[0], 1.0, 1e-6);
  assert_near (factors[1], 3.0, 1e-6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/loss/regression", test_regression);
  g_test_add_func ("/loss/weigh-chroma", test_weigh_chroma);
  g_test_add_func ("/loss/classes", test_classes);
  g_test_add_func ("/loss/colors", test_colors);
  g_test_add_func ("/loss/far-color", test_far_color);
  g_test_add_func ("/loss/weigh-colors", test_weigh_colors);
  g_test_add_func ("/loss/weigh-absent-color", test_weigh_absent_color);

  return g_test_run ();
}
