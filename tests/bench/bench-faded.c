/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What becomes of the colors of a print that has faded or has grain: photos are faded in several
 * ways, colored with each kind of leveling, and compared to what the network says of the good photo.
 */

#include <math.h>

#include <gegl.h>

#include "bench.h"
#include "cielab.h"
#include "colorize.h"
#include "photo-file.h"
#include "photo-list.h"

#define N_LEVELS 3 /* of ColorizeLevel */

/* A mean CIEDE2000 below which nobody sees that a photo's colors have changed. */
#define UNCHANGED 0.5

/* What happens to L*: low + (high - low) (L* / 100)^gamma + grain. The colors that are wanted are those
 * of the good print times (high - low) / 100. */
typedef struct
{
  const gchar *name;
  gdouble      low, high;
  gdouble      gamma;
  gdouble      grain; /* its deviation, in L* */
} Fading;

static const Fading fadings[] = {
  { "good print", 0.0, 100.0, 1.0, 0.0 },       { "35 to 75", 35.0, 75.0, 1.0, 0.0 },
  { "20 to 80", 20.0, 80.0, 1.0, 0.0 },         { "40 to 100", 40.0, 100.0, 1.0, 0.0 },
  { "0 to 60", 0.0, 60.0, 1.0, 0.0 },           { "25 to 80, lifted", 25.0, 80.0, 0.7, 3.0 },
  { "0 to 100, lifted", 0.0, 100.0, 0.7, 0.0 }, { "grain of 4", 0.0, 100.0, 1.0, 4.0 },
  { "grain of 8", 0.0, 100.0, 1.0, 8.0 },       { "grain of 12", 0.0, 100.0, 1.0, 12.0 },
};

/* Over the photos, of the mean CIEDE2000 of each. */
typedef struct
{
  gdouble sum;
  gdouble worst;
  gint    n_changed;
} Distances;

typedef struct
{
  gint    width;
  gint    height;
  gfloat *luminance; /* [height][width], L* */
  gfloat *chroma;    /* [height][width][2]: what the network says of it, as it is */
} GoodPrint;

static void
good_print_clear (GoodPrint *print)
{
  g_free (print->luminance);
  g_free (print->chroma);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GoodPrint, good_print_clear)

/* Normally distributed, nearly: a sum of twelve. */
static gdouble
draw_grain (GRand *random, gdouble deviation)
{
  gdouble sum = -6.0;

  for (gint i = 0; i < 12; i++)
    sum += g_rand_double (random);
  return deviation * sum;
}

static gfloat *
fade (const GoodPrint *print, const Fading *fading, GRand *random)
{
  gsize   n_pixels = (gsize) print->width * print->height;
  gfloat *faded    = g_new (gfloat, n_pixels);

  for (gsize i = 0; i < n_pixels; i++)
    {
      gdouble light = pow (CLAMP (print->luminance[i] / 100.0, 0.0, 1.0), fading->gamma);
      gdouble grain = fading->grain > 0.0 ? draw_grain (random, fading->grain) : 0.0;

      faded[i] = CLAMP (fading->low + (fading->high - fading->low) * light + grain, 0.0, 100.0);
    }
  return faded;
}

/* a*b* of a photo, [height][width][2]; NULL on an error. */
static gfloat *
color (ColorizeWeights *weights,
       const gfloat    *luminance,
       gint             height,
       gint             width,
       ColorizeLevel    level,
       gint             n_threads,
       GError         **error)
{
  const ColorizeOptions options             = COLORIZE_OPTIONS_INIT;
  ColorizeView          view                = COLORIZE_VIEW_INIT;
  g_autoptr (ColorizePhoto) photo           = colorize_photo_new (width, height, error);
  g_autoptr (ColorizePrediction) prediction = NULL;
  g_autoptr (ColorizeChroma) chroma         = NULL;
  gfloat *rows;

  if (! photo)
    return NULL;

  view.level  = level;
  view.border = COLORIZE_BORDER_NONE;
  colorize_photo_add_rows (photo, luminance, height);
  prediction = colorize_predict (weights, photo, &view, n_threads, NULL, NULL, NULL, error);
  if (prediction)
    chroma = colorize_prediction_decode (prediction, &options, NULL, n_threads, error);
  if (! chroma)
    return NULL;

  rows = g_new (gfloat, 2 * (gsize) height * width);
  colorize_chroma_lift (chroma, &options, luminance, 0, 0, width, height, rows);
  return rows;
}

static gboolean
good_print_load (GoodPrint       *print,
                 const gchar     *path,
                 ColorizeWeights *weights,
                 gint             n_threads,
                 GError         **error)
{
  g_autoptr (PhotoFile) file = photo_file_load (path, FALSE, NULL, error);
  GeglBuffer *buffer;

  if (! file)
    return FALSE;

  buffer           = photo_file_get_buffer (file);
  print->width     = gegl_buffer_get_width (buffer);
  print->height    = gegl_buffer_get_height (buffer);
  print->luminance = g_new (gfloat, (gsize) print->width * print->height);
  gegl_buffer_get (buffer, NULL, 1.0, babl_format ("CIE L float"), print->luminance,
                   GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  print->chroma = color (weights, print->luminance, print->height, print->width, COLORIZE_LEVEL_NO,
                         n_threads, error);
  return print->chroma != NULL;
}

/* At the lightness of the print that was colored, without its grain. */
static gdouble
compare (const GoodPrint *print, const Fading *fading, const gfloat *chroma)
{
  Fading             clean     = { NULL, fading->low, fading->high, fading->gamma, 0.0 };
  gsize              n_pixels  = (gsize) print->width * print->height;
  gfloat             contrast  = (fading->high - fading->low) / 100.0;
  g_autofree gfloat *luminance = fade (print, &clean, NULL);
  gdouble            sum       = 0.0;

  for (gsize i = 0; i < n_pixels; i++)
    {
      gfloat wanted[] = { luminance[i], contrast * print->chroma[2 * i],
                          contrast * print->chroma[2 * i + 1] };
      gfloat found[]  = { luminance[i], chroma[2 * i], chroma[2 * i + 1] };

      sum += cielab_get_difference (wanted, found);
    }
  return sum / n_pixels;
}

static gboolean
measure (const GoodPrint *print,
         const Fading    *fading,
         ColorizeWeights *weights,
         gint             n_threads,
         Distances        distances[N_LEVELS],
         GError         **error)
{
  g_autoptr (GRand) random     = g_rand_new_with_seed (1);
  g_autofree gfloat *luminance = fade (print, fading, random);

  for (ColorizeLevel level = 0; level < N_LEVELS; level++)
    {
      g_autofree gfloat *chroma =
        color (weights, luminance, print->height, print->width, level, n_threads, error);
      gdouble distance;

      if (! chroma)
        return FALSE;

      distance = compare (print, fading, chroma);
      distances[level].sum += distance;
      distances[level].worst = MAX (distances[level].worst, distance);
      distances[level].n_changed += distance > UNCHANGED;
    }

  return TRUE;
}

static void
print_table (Distances distances[][N_LEVELS], guint n_photos)
{
  static const ColorizeLevel order[] = { COLORIZE_LEVEL_NO, COLORIZE_LEVEL_AUTO,
                                         COLORIZE_LEVEL_YES };

  g_print ("CIEDE2000 of the colors of %u faded photos to those of the good ones, as pale as the "
           "print is: mean, worst photo, photos over %.1f.\n"
           "L* of the print             no                   auto                    yes\n",
           n_photos, UNCHANGED);
  for (guint i = 0; i < G_N_ELEMENTS (fadings); i++)
    {
      g_print ("%-17s", fadings[i].name);
      for (guint k = 0; k < G_N_ELEMENTS (order); k++)
        {
          const Distances *column = &distances[i][order[k]];

          g_print ("  %7.2f %6.2f %6d", column->sum / n_photos, column->worst, column->n_changed);
        }
      g_print ("\n");
    }
}

gboolean
bench_faded (const BenchOptions *options, GError **error)
{
  char *const folders[]                                 = { options->photos, NULL };
  gint        n_threads                                 = g_array_index (options->threads, gint, 0);
  g_autoptr (GFile) file                                = g_file_new_for_path (DEFAULT_WEIGHTS);
  g_autoptr (ColorizeWeights) weights                   = NULL;
  g_autoptr (PhotoList) list                            = NULL;
  Distances distances[G_N_ELEMENTS (fadings)][N_LEVELS] = { 0 };

  if (! options->photos)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           "Name a folder of photos: --photos FOLDER.");
      return FALSE;
    }

  photo_file_init ();
  list    = photo_list_new (folders, 1, FALSE, NULL);
  weights = colorize_weights_load (file, n_threads, NULL, error);
  if (! weights)
    return FALSE;

  for (guint i = 0; i < list->jobs->len; i++)
    {
      const PhotoJob *job      = list->jobs->pdata[i];
      g_auto (GoodPrint) print = { 0 };

      if (! good_print_load (&print, job->photo, weights, n_threads, error))
        return FALSE;

      for (guint k = 0; k < G_N_ELEMENTS (fadings); k++)
        if (! measure (&print, &fadings[k], weights, n_threads, distances[k], error))
          return FALSE;
    }

  print_table (distances, list->jobs->len);
  return TRUE;
}
