/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far the mood of another photo moves the colors that the default weights give, from one kind of
 * photo to the other, and how long it takes.
 */

#include <math.h>

#include "bench-truth.h"
#include "colorize.h"

#define N_SHARES 3

/* Photos are compared as small squares. */
#define SIDE 63

static const gdouble shares[N_SHARES] = { 0.0, 50.0, 100.0 };

/* Mean a*b* of a photo's upper and lower third: mostly sky and ground. */
typedef struct
{
  gdouble chroma[2][2]; /* [sky, ground][a*, b*] */
} Thirds;

typedef struct
{
  gchar         *kind; /* the name of its folder */
  ColorizePhoto *photo;
  ColorizeMood  *mood;
  Thirds         own; /* as the network colors it */
  Thirds         truth;
} Item;

/* Of photos of one kind that take the moods of those of another. */
typedef struct
{
  const gchar *kind;
  const gchar *mood;
  gint         n;
  Thirds       colors[N_SHARES];   /* sums */
  gdouble      moved[N_SHARES][2]; /* chroma, sums */
  gdouble toward_own[N_SHARES];    /* moved along the way to the other photo's, times its length */
  gdouble toward_truth[N_SHARES];
  gdouble way_to_own; /* squared, sums */
  gdouble way_to_truth;
} Pair;

typedef struct
{
  ColorizeWeights *weights;
  gint             n_threads;
  GPtrArray       *items;           /* Item */
  GArray          *taking;          /* gdouble: milliseconds to take each mood */
  GArray          *times[N_SHARES]; /* the same, of each run of the network */
  Pair             all;             /* sums of ways alone */
} Run;

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->kind);
  colorize_photo_unref (item->photo);
  colorize_mood_unref (item->mood);
  g_free (item);
}

/* chroma   [height][width][2] */
static Thirds
measure_thirds (const gfloat *chroma, gint height, gint width)
{
  gint   rows   = MAX (height / 3, 1);
  Thirds thirds = { 0 };

  for (gint third = 0; third < 2; third++)
    {
      const gfloat *pixels = chroma + (third ? 2 * (gsize) (height - rows) * width : 0);

      for (gint i = 0; i < rows * width; i++)
        for (gint k = 0; k < 2; k++)
          thirds.chroma[third][k] += pixels[2 * i + k] / (rows * width);
    }
  return thirds;
}

static gboolean
color (Run *run, const Item *item, ColorizeMood *mood, gint share, Thirds *thirds, GError **error)
{
  const ColorizeOptions options             = COLORIZE_OPTIONS_INIT;
  ColorizeView          view                = COLORIZE_VIEW_INIT;
  gint64                begin               = g_get_monotonic_time ();
  g_autoptr (ColorizePrediction) prediction = NULL;
  g_autofree gfloat *chroma                 = NULL;
  gdouble            milliseconds;

  view.mood       = mood;
  view.mood_share = shares[share];
  prediction =
    colorize_predict (run->weights, item->photo, &view, run->n_threads, NULL, NULL, NULL, error);
  if (! prediction)
    return FALSE;

  milliseconds = (g_get_monotonic_time () - begin) / 1000.0;
  g_array_append_val (run->times[share], milliseconds);

  chroma =
    colorize_prediction_sketch (prediction, &options, NULL, run->n_threads, SIDE, SIDE, NULL);
  if (! chroma)
    {
      g_set_error_literal (error, COLORIZE_ERROR, COLORIZE_ERROR_MEMORY, "Not enough memory.");
      return FALSE;
    }
  *thirds = measure_thirds (chroma, SIDE, SIDE);
  return TRUE;
}

static gboolean
add_item (Run *run, const gchar *path, GError **error)
{
  Item             *item    = g_new0 (Item, 1);
  g_autofree gchar *folder  = g_path_get_dirname (path);
  g_auto (BenchTruth) truth = { 0 };
  gdouble milliseconds;
  gint64  begin;

  g_ptr_array_add (run->items, item);
  item->kind = g_path_get_basename (folder);
  if (! bench_truth_load (&truth, path, error)
      || ! (item->photo = colorize_photo_new (truth.width, truth.height, error)))
    return FALSE;

  colorize_photo_add_rows (item->photo, truth.luminance, truth.height);
  item->truth = measure_thirds (truth.chroma, truth.height, truth.width);

  begin      = g_get_monotonic_time ();
  item->mood = colorize_mood_new (run->weights, item->photo, run->n_threads, NULL, error);
  if (! item->mood)
    return FALSE;
  milliseconds = (g_get_monotonic_time () - begin) / 1000.0;
  g_array_append_val (run->taking, milliseconds);

  return color (run, item, item->mood, 0, &item->own, error);
}

/* How much of `moved` lies along the way from one photo's colors to the other's, times the way. */
static void
add_way (const Item   *item,
         const Thirds *goal,
         const Thirds *result,
         gdouble      *toward,
         gdouble      *way_squared)
{
  for (gint third = 0; third < 2; third++)
    for (gint k = 0; k < 2; k++)
      {
        gdouble way = goal->chroma[third][k] - item->own.chroma[third][k];

        *toward += way * (result->chroma[third][k] - item->own.chroma[third][k]);
        if (way_squared)
          *way_squared += way * way;
      }
}

static gboolean
add_to_pair (Run *run, Pair *pair, const Item *item, const Item *like, GError **error)
{
  for (gint share = 0; share < N_SHARES; share++)
    {
      Thirds result = item->own;

      if (share > 0 && ! color (run, item, like->mood, share, &result, error))
        return FALSE;

      for (gint third = 0; third < 2; third++)
        {
          const gdouble *from = item->own.chroma[third];
          const gdouble *to   = result.chroma[third];

          pair->moved[share][third] += hypot (to[0] - from[0], to[1] - from[1]);
          for (gint k = 0; k < 2; k++)
            pair->colors[share].chroma[third][k] += to[k];
        }
      add_way (item, &like->own, &result, &pair->toward_own[share],
               share == 0 ? &pair->way_to_own : NULL);
      add_way (item, &like->truth, &result, &pair->toward_truth[share],
               share == 0 ? &pair->way_to_truth : NULL);
    }

  pair->n++;
  return TRUE;
}

static void
print_color (const gdouble chroma[2], gint n)
{
  gdouble hue = atan2 (chroma[1], chroma[0]) * 180.0 / G_PI;

  g_print ("  %5.1f %4.0f", hypot (chroma[0], chroma[1]) / n, hue < 0.0 ? hue + 360.0 : hue);
}

static void
print_pair (const Pair *pair)
{
  for (gint share = 0; share < N_SHARES; share++)
    {
      g_print ("%-12s %-12s %5.0f", pair->kind, pair->mood, shares[share]);
      for (gint third = 0; third < 2; third++)
        {
          print_color (pair->colors[share].chroma[third], pair->n);
          g_print ("  %5.1f", pair->moved[share][third] / pair->n);
        }
      g_print ("  %5.2f  %5.2f\n", pair->toward_own[share] / pair->way_to_own,
               pair->toward_truth[share] / pair->way_to_truth);
    }
}

static gboolean
measure_pair (Run *run, const gchar *kind, const gchar *mood, GError **error)
{
  Pair pair = { .kind = kind, .mood = mood };

  for (guint i = 0; i < run->items->len; i++)
    for (guint k = 0; k < run->items->len; k++)
      {
        const Item *item = run->items->pdata[i];
        const Item *like = run->items->pdata[k];

        if (g_str_equal (item->kind, kind) && g_str_equal (like->kind, mood)
            && ! add_to_pair (run, &pair, item, like, error))
          return FALSE;
      }

  print_pair (&pair);
  for (gint share = 0; share < N_SHARES; share++)
    {
      run->all.toward_own[share] += pair.toward_own[share];
      run->all.toward_truth[share] += pair.toward_truth[share];
    }
  run->all.way_to_own += pair.way_to_own;
  run->all.way_to_truth += pair.way_to_truth;
  return TRUE;
}

static gdouble
get_median (GArray *times)
{
  bench_sort ((gdouble *) times->data, times->len);
  return times->len > 0 ? g_array_index (times, gdouble, times->len / 2) : 0.0;
}

static gboolean
measure (Run *run, const PhotoList *list, GError **error)
{
  g_autoptr (GPtrArray) kinds = g_ptr_array_new (); /* const gchar * */

  for (guint i = 0; i < list->jobs->len; i++)
    {
      const PhotoJob *job = list->jobs->pdata[i];
      const Item     *item;

      if (! add_item (run, job->photo, error))
        return FALSE;
      item = run->items->pdata[i];
      if (! g_ptr_array_find_with_equal_func (kinds, item->kind, g_str_equal, NULL))
        g_ptr_array_add (kinds, item->kind);
    }

  g_print ("Photos of each folder with the moods of each other one's: mean chroma and hue of their "
           "upper and lower thirds, how far those move, and which part of the way to the other "
           "photo's colors that is: to those that it is given itself, and to its true ones.\n"
           "kind         mood         share  upper  hue  moved  lower  hue  moved  given   true\n");
  for (guint i = 0; i < kinds->len; i++)
    for (guint k = 0; k < kinds->len; k++)
      if (i != k && ! measure_pair (run, kinds->pdata[i], kinds->pdata[k], error))
        return FALSE;

  for (gint share = 1; share < N_SHARES; share++)
    g_print ("All of them at %.0f: %.2f of the way to the given colors, %.2f of that to the true\n",
             shares[share], run->all.toward_own[share] / run->all.way_to_own,
             run->all.toward_truth[share] / run->all.way_to_truth);
  g_print (
    "Median milliseconds: %.2f to take a mood, %.2f for a photo without one, %.2f with one\n",
    get_median (run->taking), get_median (run->times[0]), get_median (run->times[N_SHARES - 1]));
  return TRUE;
}

gboolean
bench_mood (const BenchOptions *options, GError **error)
{
  g_autoptr (GFile) file              = g_file_new_for_path (DEFAULT_WEIGHTS);
  g_autoptr (PhotoList) list          = bench_truth_list (options, error);
  g_autoptr (ColorizeWeights) weights = NULL;
  g_autoptr (GPtrArray) items         = g_ptr_array_new_with_free_func (item_free);
  Run      run = { .n_threads = g_array_index (options->threads, gint, 0), .items = items };
  gboolean done;

  if (! list)
    return FALSE;

  run.weights = weights = colorize_weights_load (file, run.n_threads, NULL, error);
  if (! weights)
    return FALSE;

  run.taking = g_array_new (FALSE, FALSE, sizeof (gdouble));
  for (gint i = 0; i < N_SHARES; i++)
    run.times[i] = g_array_new (FALSE, FALSE, sizeof (gdouble));

  done = measure (&run, list, error);

  g_array_unref (run.taking);
  for (gint i = 0; i < N_SHARES; i++)
    g_array_unref (run.times[i]);
  return done;
}
