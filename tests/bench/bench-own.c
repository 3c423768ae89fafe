/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What keeping a photo's own colors does: color photos are faded as their dyes do, tinted by hand and
 * toned, and colored without their own colors and with them.
 */

#include <math.h>

#include "bench-truth.h"
#include "cielab.h"
#include "colorize.h"
#include "picture/conversion.h"

#define N_DYES    3
#define MIN_LIGHT 0.003f

/* The density that each dye, cyan, magenta and yellow, gives to red, green and blue; together they are gray. */
static const gdouble dyes[N_DYES][3] = { { 0.85, 0.15, 0.06 },
                                         { 0.13, 0.74, 0.20 },
                                         { 0.02, 0.11, 0.74 } };

/* What is left of each dye, and the stain's density in red, green and blue. */
typedef struct
{
  gdouble left[N_DYES];
  gdouble stain[3];
} Fading;

/* A tone's gamma in red, green and blue, and its stain. */
typedef struct
{
  const gchar *name;
  gdouble      gamma[3];
  gdouble      stain[3];
} Toning;

static const Toning tonings[] = {
  { "sepia", { 0.85, 1.0, 1.25 }, { 0.02, 0.05, 0.12 } },
  { "selenium", { 0.96, 1.06, 1.0 }, { 0.0, 0.0, 0.0 } },
  { "cyanotype", { 1.5, 1.0, 0.6 }, { 0.05, 0.0, 0.0 } },
};

#define N_KINDS (2 + G_N_ELEMENTS (tonings)) /* faded, tinted, and each toning */

/* Mean CIEDE2000, over the photos. */
typedef struct
{
  gdouble given;  /* of the photo as it is to the truth */
  gdouble plain;  /* of the network's colors */
  gdouble own;    /* of those with the photo's own */
  gdouble change; /* between the latter two */
  guint   n_nearer;
} Distances;

/* L*a*b* of a photo, [n_pixels][3]. */
static gfloat *
get_lab (const BenchTruth *truth)
{
  gsize   n_pixels = (gsize) truth->width * truth->height;
  gfloat *lab      = g_new (gfloat, 3 * n_pixels);

  for (gsize i = 0; i < n_pixels; i++)
    {
      lab[3 * i]     = truth->luminance[i];
      lab[3 * i + 1] = truth->chroma[2 * i];
      lab[3 * i + 2] = truth->chroma[2 * i + 1];
    }
  return lab;
}

static void
to_light (gfloat *lab, gsize n_pixels)
{
  convert_pixels (babl_format ("CIE Lab float"), babl_format ("RGB float"), lab, lab, n_pixels);
}

static void
to_lab (gfloat *light, gsize n_pixels)
{
  convert_pixels (babl_format ("RGB float"), babl_format ("CIE Lab float"), light, light, n_pixels);
}

static gdouble
get_determinant (const gdouble a[3], const gdouble b[3], const gdouble c[3])
{
  return a[0] * (b[1] * c[2] - b[2] * c[1]) - b[0] * (a[1] * c[2] - a[2] * c[1])
         + c[0] * (a[1] * b[2] - a[2] * b[1]);
}

/* How much of each dye gives a density: Cramer's rule. */
static void
solve_dyes (const gdouble density[3], gdouble amounts[N_DYES])
{
  gdouble all = get_determinant (dyes[0], dyes[1], dyes[2]);

  amounts[0] = get_determinant (density, dyes[1], dyes[2]) / all;
  amounts[1] = get_determinant (dyes[0], density, dyes[2]) / all;
  amounts[2] = get_determinant (dyes[0], dyes[1], density) / all;
}

/* By Beer and Lambert: densities of dyes add up. */
static void
fade (gfloat *lab, gsize n_pixels, const Fading *fading)
{
  to_light (lab, n_pixels);
  for (gsize i = 0; i < n_pixels; i++)
    {
      gdouble density[3], amounts[N_DYES];

      for (gint c = 0; c < 3; c++)
        density[c] = -log10 (MAX (lab[3 * i + c], MIN_LIGHT));
      solve_dyes (density, amounts);
      for (gint c = 0; c < 3; c++)
        {
          gdouble sum = fading->stain[c];

          for (gint k = 0; k < N_DYES; k++)
            sum += fading->left[k] * amounts[k] * dyes[k][c];
          lab[3 * i + c] = pow (10.0, -sum);
        }
    }
  to_lab (lab, n_pixels);
}

static Fading
draw_fading (GRand *random)
{
  static const Fading usual = { { 0.4, 0.6, 0.85 }, { 0.04, 0.09, 0.15 } };
  Fading              fading;

  for (gint c = 0; c < 3; c++)
    {
      fading.left[c]  = usual.left[c] * g_rand_double_range (random, 0.85, 1.15);
      fading.stain[c] = usual.stain[c] * g_rand_double_range (random, 0.6, 1.5);
    }
  return fading;
}

static void
tone (gfloat *lab, gsize n_pixels, const Toning *toning)
{
  for (gsize i = 0; i < n_pixels; i++)
    lab[3 * i + 1] = lab[3 * i + 2] = 0.0f;
  to_light (lab, n_pixels);
  for (gsize i = 0; i < 3 * n_pixels; i++)
    lab[i] = pow (MAX (lab[i], 0.0f), toning->gamma[i % 3]) * pow (10.0, -toning->stain[i % 3]);
  to_lab (lab, n_pixels);
}

/* Sepia, and flat transparent paint where the truth has strong colors: their hue, one chroma. */
static void
tint (gfloat *lab, const BenchTruth *truth)
{
  gsize n_pixels = (gsize) truth->width * truth->height;

  tone (lab, n_pixels, &tonings[0]);
  for (gsize i = 0; i < n_pixels; i++)
    {
      const gfloat *color  = truth->chroma + 2 * i;
      gdouble       chroma = hypot (color[0], color[1]);

      for (gint c = 0; c < 2 && chroma > 25.0; c++)
        lab[3 * i + 1 + c] += 18.0 * color[c] / chroma;
    }
}

/* L*a*b* of the result, [height][width][3]; NULL on an error. */
static gfloat *
color (ColorizeWeights  *weights,
       const gfloat     *lab,
       const BenchTruth *truth,
       gdouble           own_colors,
       gint              n_threads,
       GError          **error)
{
  gsize              n_pixels               = (gsize) truth->width * truth->height;
  ColorizeOptions    options                = COLORIZE_OPTIONS_INIT;
  const ColorizeView view                   = COLORIZE_VIEW_INIT;
  g_autofree gfloat *luminance              = g_new (gfloat, n_pixels);
  g_autofree gfloat *rows                   = g_new (gfloat, 2 * n_pixels);
  g_autoptr (ColorizePhoto) photo           = NULL;
  g_autoptr (ColorizePrediction) prediction = NULL;
  g_autoptr (ColorizeChroma) chroma         = NULL;
  gfloat *result;

  for (gsize i = 0; i < n_pixels; i++)
    {
      luminance[i]    = lab[3 * i];
      rows[2 * i]     = lab[3 * i + 1];
      rows[2 * i + 1] = lab[3 * i + 2];
    }
  options.own_colors = own_colors;
  photo              = colorize_photo_new (truth->width, truth->height, error);
  if (! photo || ! colorize_photo_keep_colors (photo, error))
    return NULL;
  colorize_photo_add_rows (photo, luminance, truth->height);
  colorize_photo_add_colors (photo, rows, truth->height);
  prediction = colorize_predict (weights, photo, &view, n_threads, NULL, NULL, NULL, error);
  if (prediction)
    chroma = colorize_prediction_decode (prediction, &options, NULL, n_threads, error);
  if (! chroma)
    return NULL;

  colorize_chroma_lift (chroma, &options, luminance, 0, 0, truth->width, truth->height, rows);
  result = g_new (gfloat, 3 * n_pixels);
  for (gsize i = 0; i < n_pixels; i++)
    {
      result[3 * i]     = luminance[i];
      result[3 * i + 1] = rows[2 * i];
      result[3 * i + 2] = rows[2 * i + 1];
    }
  return result;
}

static gdouble
compare (const gfloat *one, const gfloat *other, gsize n_pixels)
{
  gdouble sum = 0.0;

  for (gsize i = 0; i < n_pixels; i++)
    sum += cielab_get_difference (one + 3 * i, other + 3 * i);
  return sum / n_pixels;
}

static gboolean
measure (ColorizeWeights  *weights,
         const BenchTruth *truth,
         guint             kind,
         GRand            *random,
         gint              n_threads,
         Distances        *distances,
         GError          **error)
{
  gsize              n_pixels = (gsize) truth->width * truth->height;
  Fading             fading   = draw_fading (random);
  g_autofree gfloat *wanted   = get_lab (truth);
  g_autofree gfloat *given    = get_lab (truth);
  g_autofree gfloat *plain    = NULL;
  g_autofree gfloat *own      = NULL;
  gdouble            to_given, to_plain, to_own;

  if (kind == 0)
    fade (given, n_pixels, &fading);
  else if (kind == 1)
    tint (given, truth);
  else
    tone (given, n_pixels, &tonings[kind - 2]);

  plain = color (weights, given, truth, 0.0, n_threads, error);
  own   = plain ? color (weights, given, truth, 100.0, n_threads, error) : NULL;
  if (! own)
    return FALSE;

  to_given = compare (given, wanted, n_pixels);
  to_plain = compare (plain, wanted, n_pixels);
  to_own   = compare (own, wanted, n_pixels);
  distances->given += to_given;
  distances->plain += to_plain;
  distances->own += to_own;
  distances->change += compare (plain, own, n_pixels);
  distances->n_nearer += to_own < MIN (to_given, to_plain);
  return TRUE;
}

static void
print_table (const Distances distances[N_KINDS], guint n_photos)
{
  g_print ("Mean CIEDE2000 to the truth of %u photos: as they are, by the network, with their own "
           "colors; photos that are nearer so than either way; and what own colors change.\n"
           "              given  network    own  nearer  change\n",
           n_photos);
  for (guint i = 0; i < N_KINDS; i++)
    {
      const Distances *row  = &distances[i];
      const gchar     *name = i == 0 ? "faded" : i == 1 ? "tinted" : tonings[i - 2].name;

      g_print ("%-12s  %5.2f  %7.2f  %5.2f  %6u  %6.2f\n", name, row->given / n_photos,
               row->plain / n_photos, row->own / n_photos, row->n_nearer, row->change / n_photos);
    }
}

gboolean
bench_own (const BenchOptions *options, GError **error)
{
  gint n_threads                      = g_array_index (options->threads, gint, 0);
  g_autoptr (GFile) file              = g_file_new_for_path (DEFAULT_WEIGHTS);
  g_autoptr (PhotoList) list          = bench_truth_list (options, error);
  g_autoptr (ColorizeWeights) weights = NULL;
  g_autoptr (GRand) random            = g_rand_new_with_seed (1);
  Distances distances[N_KINDS]        = { 0 };

  if (! list)
    return FALSE;

  weights = colorize_weights_load (file, n_threads, NULL, error);
  if (! weights)
    return FALSE;

  for (guint i = 0; i < list->jobs->len; i++)
    {
      const PhotoJob *job       = list->jobs->pdata[i];
      g_auto (BenchTruth) truth = { 0 };

      if (! bench_truth_load (&truth, job->photo, error))
        return FALSE;
      for (guint kind = 0; kind < N_KINDS; kind++)
        if (! measure (weights, &truth, kind, random, n_threads, &distances[kind], error))
          return FALSE;
    }

  print_table (distances, list->jobs->len);
  return TRUE;
}
