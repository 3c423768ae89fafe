/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include <string.h>

#include "network/network.h"
#include "picture/conversion.h"
#include "picture/prediction.h"
#include "sheet.h"
#include "validation.h"

/* Photos on the sheet, spread evenly over those held out. */
#define N_SHOWN 16

typedef struct
{
  gfloat *local;
  gfloat *global;    /* NULL: the local one serves */
  gfloat *target;    /* of the output's size: a*b*, or R'G'B' */
  gfloat *picture;   /* of a shown photo: [side][side][3] CIE L*a*b*; else NULL */
  gfloat *predicted; /* of a shown photo: a*b* of the output's size; else NULL */
} Held;

struct _Validation
{
  SampleShape shape;
  gint        target_side;
  GPtrArray  *held; /* Held */
};

static void
held_free (gpointer data)
{
  Held *held = data;

  g_free (held->local);
  g_free (held->global);
  g_free (held->target);
  g_free (held->picture);
  g_free (held->predicted);
  g_free (held);
}

/* The photo's own middle square in color, at the size of the input. */
static gfloat *
make_picture (const SampleShape *shape, const guint8 *rgb, gint width, gint height)
{
  SampleShape full           = *shape;
  gsize       n_pixels       = (gsize) shape->side * shape->side;
  g_autoptr (GRand) unused   = g_rand_new_with_seed (0);
  g_autofree gfloat *local   = g_new (gfloat, n_pixels);
  g_autofree gfloat *colors  = g_new (gfloat, 3 * n_pixels);
  gfloat            *picture = g_new (gfloat, 3 * n_pixels);

  full.target_divisor = 1;
  full.is_rgb         = TRUE;
  full.global_side    = 0;
  sample_make (&full, NULL, rgb, width, height, unused, local, NULL, colors);
  convert_pixels (babl_format ("R'G'B' float"), babl_format ("CIE Lab float"), colors, picture,
                  n_pixels);
  return picture;
}

static Held *
hold (const Validation *validation,
      const PhotoSet   *set,
      guint             photo,
      gboolean          is_shown,
      GError          **error)
{
  const SampleShape *shape  = &validation->shape;
  gsize              n      = (gsize) shape->side * shape->side;
  gsize              target = (gsize) validation->target_side * validation->target_side;
  g_autoptr (GRand) unused  = g_rand_new_with_seed (0);
  gint               width;
  gint               height;
  g_autofree guint8 *rgb = photo_set_decode (set, photo, &width, &height, error);
  Held              *held;

  if (! rgb)
    return NULL;

  held         = g_new0 (Held, 1);
  held->local  = g_new (gfloat, n);
  held->target = g_new (gfloat, 3 * target);
  if (shape->global_side > 0)
    held->global = g_new (gfloat, (gsize) shape->global_side * shape->global_side);
  sample_make (shape, NULL, rgb, width, height, unused, held->local, held->global, held->target);

  if (is_shown)
    {
      held->picture   = make_picture (shape, rgb, width, height);
      held->predicted = g_new0 (gfloat, 2 * target);
    }
  return held;
}

Validation *
validation_new (const PhotoSet *set, const GArray *photos, const SampleShape *shape, GError **error)
{
  g_autoptr (Validation) validation = g_new0 (Validation, 1);
  guint n_shown                     = MIN (photos->len, N_SHOWN);

  validation->shape       = *shape;
  validation->target_side = sample_shape_get_target_side (shape);
  validation->held        = g_ptr_array_new_with_free_func (held_free);

  for (guint i = 0; i < photos->len; i++)
    {
      /* The photos k len / N_SHOWN for k = 0, 1, ... */
      gboolean is_shown = (i * n_shown) % photos->len < n_shown;
      Held    *held     = hold (validation, set, g_array_index (photos, guint, i), is_shown, error);

      if (! held)
        return NULL;
      g_ptr_array_add (validation->held, held);
    }

  return g_steal_pointer (&validation);
}

void
validation_free (Validation *validation)
{
  if (! validation)
    return;

  g_ptr_array_unref (validation->held);
  g_free (validation);
}

typedef struct
{
  gdouble error; /* squared */
  gdouble gray;
  gdouble predicted; /* chroma */
  gdouble truth;
} Sums;

static void
add_to_sums (Sums *sums, const gfloat *predicted, const gfloat *truth, gsize n_pixels)
{
  for (gsize i = 0; i < n_pixels; i++, predicted += 2, truth += 2)
    {
      gdouble a = predicted[0] - truth[0];
      gdouble b = predicted[1] - truth[1];

      sums->error += a * a + b * b;
      sums->gray += truth[0] * truth[0] + truth[1] * truth[1];
      sums->predicted += hypot (predicted[0], predicted[1]);
      sums->truth += hypot (truth[0], truth[1]);
    }
}

gboolean
validation_run (Validation            *validation,
                const ColorizeWeights *weights,
                Pool                  *pool,
                ValidationScores      *scores,
                GError               **error)
{
  const Architecture *architecture   = &weights->architecture;
  gint                side           = validation->shape.side;
  gsize               n_pixels       = (gsize) validation->target_side * validation->target_side;
  NetworkWatch        watch          = { NULL };
  Sums                sums           = { .error = 0.0 };
  g_autoptr (ColorizeWeights) folded = weights_fold (weights);
  g_autofree gfloat *output =
    g_new (gfloat, n_pixels * architecture->layers[LAYER_OUTPUT].n_outputs);
  g_autofree gfloat *predicted = g_new (gfloat, 2 * n_pixels);
  g_autofree gfloat *truth     = g_new (gfloat, 2 * n_pixels);

  if (! weights_pack (folded, pool, error))
    return FALSE;

  for (guint i = 0; i < validation->held->len; i++)
    {
      Held        *held  = validation->held->pdata[i];
      NetworkInput input = {
        .local = held->local, .height = side, .width = side, .global = held->global
      };

      if (architecture->global_size > 0 && ! held->global)
        input.global = held->local;
      if (! network_run (folded, &input, pool, NULL, &watch, output, error))
        return FALSE;

      prediction_decode_output (folded, output, n_pixels, architecture->prior_exponent, predicted,
                                NULL);
      for (gsize k = 0; k < 2 * n_pixels; k++)
        predicted[k] *= architecture->chroma_gain;
      if (validation->shape.is_rgb)
        prediction_decode_output (folded, held->target, n_pixels, 0.0, truth, NULL);
      else
        memcpy (truth, held->target, 2 * n_pixels * sizeof *truth);

      add_to_sums (&sums, predicted, truth, n_pixels);
      if (held->predicted)
        memcpy (held->predicted, predicted, 2 * n_pixels * sizeof *predicted);
    }

  scores->rmse          = sqrt (sums.error / MAX (2.0 * n_pixels * validation->held->len, 1.0));
  scores->share_of_gray = sqrt (sums.error / MAX (sums.gray, 1e-9));
  scores->chroma        = sums.predicted / MAX (sums.truth, 1e-9);
  return TRUE;
}

/* The picture's L* with other chroma, or with none. */
static GdkPixbuf *
draw (const gfloat *picture, const gfloat *chroma, gint side)
{
  GdkPixbuf         *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, side, side);
  g_autofree gfloat *row    = g_new (gfloat, 3 * side);

  for (gint y = 0; y < side; y++, picture += 3 * side)
    {
      for (gint x = 0; x < side; x++)
        {
          row[3 * x]     = picture[3 * x];
          row[3 * x + 1] = chroma ? chroma[2 * (y * side + x)] : 0.0f;
          row[3 * x + 2] = chroma ? chroma[2 * (y * side + x) + 1] : 0.0f;
        }
      convert_pixels (
        babl_format ("CIE Lab float"), babl_format ("R'G'B' u8"), row,
        gdk_pixbuf_get_pixels (pixbuf) + (gsize) y * gdk_pixbuf_get_rowstride (pixbuf), side);
    }

  return pixbuf;
}

static gfloat *
enlarge (const Validation *validation, const gfloat *chroma)
{
  gint    side    = validation->target_side;
  gfloat *current = g_memdup2 (chroma, 2 * (gsize) side * side * sizeof *chroma);

  for (; side < validation->shape.side; side *= 2)
    {
      gfloat *doubled = g_new (gfloat, 8 * (gsize) side * side);

      resample_map (NULL, current, side, side, 2, RESAMPLE_LINEAR, 2 * side, 2 * side, doubled);
      g_free (current);
      current = doubled;
    }

  return current;
}

static gfloat *
get_chroma (const gfloat *picture, gint side)
{
  gfloat *chroma = g_new (gfloat, 2 * (gsize) side * side);

  for (gsize i = 0; i < (gsize) side * side; i++)
    {
      chroma[2 * i]     = picture[3 * i + 1];
      chroma[2 * i + 1] = picture[3 * i + 2];
    }
  return chroma;
}

gboolean
validation_save_sheet (const Validation *validation, const gchar *path, GError **error)
{
  g_autoptr (Sheet) sheet = sheet_new ();
  gint side               = validation->shape.side;

  for (guint i = 0; i < validation->held->len; i++)
    {
      const Held *held = validation->held->pdata[i];

      if (! held->picture)
        continue;

      g_autofree gfloat *predicted     = enlarge (validation, held->predicted);
      g_autofree gfloat *truth         = get_chroma (held->picture, side);
      g_autoptr (GdkPixbuf) gray       = draw (held->picture, NULL, side);
      g_autoptr (GdkPixbuf) prediction = draw (held->picture, predicted, side);
      g_autoptr (GdkPixbuf) true_one   = draw (held->picture, truth, side);

      sheet_add (sheet, gray, prediction, true_one);
    }

  return sheet_save (sheet, path, error);
}
