/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far the colors of a film flicker, and how true they are: frame by frame, and as `colorize film` makes them, on a
 * film whose motion is known.
 */

#include <math.h>
#include <string.h>

#include "bench-film-clip.h"
#include "frame-colors.h"
#include "map/resample.h"
#include "steady/steady.h"

/* Frames in which a place counts as just uncovered. */
#define TRAIL 6

typedef struct
{
  gdouble flicker[2]; /* frame by frame, steady: sums of changes */
  gdouble squared[2], true_squared;
  gdouble trail[2]; /* squared errors where the object has just been */
  gint64  n_moves, n_pixels, n_trail;
  gdouble predict_ms, steady_ms;
  gint    n_frames;
} Sums;

typedef struct
{
  ColorizeWeights *weights;
  Pool            *pool;
  gint             width, height; /* of a map */
  gint             n_frames;      /* of a scene */
  FilmFrame       *frames;        /* [n_frames] */
  gfloat          *luminance;     /* [n_frames][height][width] */
  gfloat          *maps[3];       /* [n_frames][height][width][2]: frame by frame, steady, true */
  gint             failed;        /* atomic */
} Run;

static void
predict (gint index, gint thread, gpointer data)
{
  const ColorizeOptions taste     = COLORIZE_OPTIONS_INIT;
  const ColorizeView    view      = { .border = COLORIZE_BORDER_NONE, .level = COLORIZE_LEVEL_NO };
  Run                  *run       = data;
  gsize                 n         = (gsize) run->height * run->width;
  g_autoptr (ColorizePhoto) photo = colorize_photo_new (FILM_WIDTH, FILM_HEIGHT, NULL);

  colorize_photo_add_rows (photo, run->frames[index].luminance, FILM_HEIGHT);
  if (! frame_colors_predict_photo (photo, run->weights, &view, &taste, run->width, run->height,
                                    run->luminance + index * n, run->maps[0] + index * 2 * n, NULL))
    g_atomic_int_set (&run->failed, TRUE);
  resample_map (NULL, run->frames[index].chroma, FILM_HEIGHT, FILM_WIDTH, 2, RESAMPLE_LINEAR,
                run->height, run->width, run->maps[2] + index * 2 * n);
}

/* Linear between the map's pixels; x and y in pixels of the frame. */
static void
look_up (const Run *run, const gfloat *map, gdouble x, gdouble y, gdouble chroma[2])
{
  gdouble cx   = CLAMP (x * run->width / FILM_WIDTH - 0.5, 0.0, run->width - 1.001);
  gdouble cy   = CLAMP (y * run->height / FILM_HEIGHT - 0.5, 0.0, run->height - 1.001);
  gint    left = cx, top = cy;

  for (gint c = 0; c < 2; c++)
    {
      const gfloat *pixel = map + 2 * ((gsize) top * run->width + left) + c;
      gdouble       a     = pixel[0] + (cx - left) * (pixel[2] - pixel[0]);
      gdouble       b =
        pixel[2 * run->width] + (cx - left) * (pixel[2 * run->width + 2] - pixel[2 * run->width]);

      chroma[c] = a + (cy - top) * (b - a);
    }
}

static gboolean
was_covered (const FilmScene *scene, gint t, gdouble x, gdouble y)
{
  gdouble px, py;

  for (gint u = MAX (t - TRAIL, 0); u < t; u++)
    if (! film_scene_is_object (scene, t, x, y) && ! film_scene_follow (scene, t, x, y, u, &px, &py)
        && film_scene_is_object (scene, u, px, py))
      return TRUE;
  return FALSE;
}

static void
measure_frame (const Run *run, const FilmScene *scene, gint t, Sums *sums)
{
  gsize n = (gsize) run->height * run->width;

  for (gint y = 0; y < run->height; y++)
    for (gint x = 0; x < run->width; x++)
      {
        gsize         pixel = t * n + (gsize) y * run->width + x;
        const gfloat *truth = run->maps[2] + 2 * pixel;
        gdouble       fx    = (x + 0.5) * FILM_WIDTH / run->width;
        gdouble       fy    = (y + 0.5) * FILM_HEIGHT / run->height;
        gdouble       to_x, to_y;
        gboolean      moves = ! run->frames[t].mixes && t + 1 < scene->n_frames
                         && ! run->frames[t + 1].mixes
                         && film_scene_follow (scene, t, fx, fy, t + 1, &to_x, &to_y);
        gboolean is_trail = ! run->frames[t].mixes && was_covered (scene, t, fx, fy);

        for (gint i = 0; i < 2; i++)
          {
            const gfloat *here  = run->maps[i] + 2 * pixel;
            gdouble       error = pow (here[0] - truth[0], 2) + pow (here[1] - truth[1], 2);
            gdouble       there[2];

            sums->squared[i] += error;
            sums->trail[i] += is_trail ? error : 0.0;
            if (moves)
              {
                look_up (run, run->maps[i] + 2 * (t + 1) * n, to_x, to_y, there);
                sums->flicker[i] += hypot (there[0] - here[0], there[1] - here[1]);
              }
          }
        sums->true_squared += truth[0] * truth[0] + truth[1] * truth[1];
        sums->n_moves += moves;
        sums->n_pixels++;
        sums->n_trail += is_trail;
      }
}

/* Adds a scene that follows others to the window's frames, and takes those that are finished. */
static gboolean
run_scene (Run *run, const FilmScene *scene, Sums *sums)
{
  gsize  n                  = (gsize) run->height * run->width;
  gint64 begin              = g_get_monotonic_time ();
  g_autoptr (Steady) steady = steady_new (run->height, run->width);

  pool_run (run->pool, scene->n_frames, predict, run);
  sums->predict_ms += (g_get_monotonic_time () - begin) / 1000.0;

  begin = g_get_monotonic_time ();
  for (gint t = 0; t < scene->n_frames; t++)
    if (! steady_add (steady, run->luminance + t * n, run->maps[0] + 2 * t * n, t == 0))
      return FALSE;
  if (run->failed || ! steady_run (steady, run->pool))
    return FALSE;
  for (gint t = 0; t < scene->n_frames; t++)
    steady_get (steady, t, run->maps[1] + 2 * t * n);
  sums->steady_ms += (g_get_monotonic_time () - begin) / 1000.0;

  for (gint t = 0; t < scene->n_frames; t++)
    measure_frame (run, scene, t, sums);
  sums->n_frames += scene->n_frames;
  return TRUE;
}

/* At half the size, which takes the finest detail out. */
static gboolean
load_half (BenchTruth *truth, const gchar *path, GError **error)
{
  g_auto (BenchTruth) whole = { 0 };

  if (! bench_truth_load (&whole, path, error))
    return FALSE;

  truth->width     = MAX (whole.width / 2, 1);
  truth->height    = MAX (whole.height / 2, 1);
  truth->luminance = g_new (gfloat, truth->width * truth->height);
  truth->chroma    = g_new (gfloat, 2 * truth->width * truth->height);
  resample_map (NULL, whole.luminance, whole.height, whole.width, 1, RESAMPLE_LINEAR, truth->height,
                truth->width, truth->luminance);
  resample_map (NULL, whole.chroma, whole.height, whole.width, 2, RESAMPLE_LINEAR, truth->height,
                truth->width, truth->chroma);
  return TRUE;
}

static gboolean
measure (Run *run, const PhotoList *list, Sums *sums, GError **error)
{
  guint n_photos = list->jobs->len;

  for (guint i = 0; i < n_photos; i++)
    {
      g_auto (BenchTruth) background = { 0 };
      g_auto (BenchTruth) object     = { 0 };
      FilmScene scene;

      if (! load_half (&background, ((PhotoJob *) list->jobs->pdata[i])->photo, error)
          || ! load_half (&object, ((PhotoJob *) list->jobs->pdata[(i + 1) % n_photos])->photo,
                          error))
        return FALSE;

      film_scene_init (&scene, &background, &object, run->n_frames, i);
      for (gint t = 0; t < run->n_frames; t++)
        {
          film_scene_draw (&scene, t, &run->frames[t]);
          film_frame_age (&run->frames[t], 1000 * i + t);
        }
      if (! run_scene (run, &scene, sums))
        {
          g_set_error_literal (error, COLORIZE_ERROR, COLORIZE_ERROR_MEMORY, "Not enough memory.");
          return FALSE;
        }
    }
  return TRUE;
}

static void
print (const Sums *sums)
{
  const gchar *names[] = { "frame by frame", "as a film" };

  g_print ("%d frames. Along their motion, a*b* change from frame to frame by (mean); their error "
           "as a share of gray's; the same "
           "where the object has just been, of frame by frame's.\n"
           "                  change    rmse   trail\n",
           sums->n_frames);
  for (gint i = 0; i < 2; i++)
    g_print ("%-16s  %6.3f  %6.3f  %6.3f\n", names[i], sums->flicker[i] / sums->n_moves,
             sqrt (sums->squared[i] / sums->true_squared), sqrt (sums->trail[i] / sums->trail[0]));
  g_print ("ms a frame: network %.1f, motion %.1f\n", sums->predict_ms / sums->n_frames,
           sums->steady_ms / sums->n_frames);
}

gboolean
bench_film (const BenchOptions *options, GError **error)
{
  Run   run  = { .n_frames = g_array_index (options->sizes, gint, 0) };
  Sums  sums = { 0 };
  gsize n;
  g_autoptr (GFile) file              = g_file_new_for_path (DEFAULT_WEIGHTS);
  g_autoptr (PhotoList) list          = bench_truth_list (options, error);
  g_autoptr (Pool) pool               = pool_new (g_array_index (options->threads, gint, 0), NULL);
  g_autoptr (ColorizeWeights) weights = NULL;
  gboolean is_done;

  if (! list || ! (weights = colorize_weights_load (file, 0, NULL, error)))
    return FALSE;

  run.weights = weights;
  run.pool    = pool;
  frame_colors_get_size (FILM_WIDTH, FILM_HEIGHT, &run.width, &run.height);
  n             = (gsize) run.n_frames * run.width * run.height;
  run.frames    = g_new0 (FilmFrame, run.n_frames);
  run.luminance = g_new (gfloat, n);
  for (gint i = 0; i < 3; i++)
    run.maps[i] = g_new (gfloat, 2 * n);
  for (gint t = 0; t < run.n_frames; t++)
    film_frame_init (&run.frames[t]);

  is_done = measure (&run, list, &sums, error);
  if (is_done)
    print (&sums);

  for (gint t = 0; t < run.n_frames; t++)
    film_frame_clear (&run.frames[t]);
  for (gint i = 0; i < 3; i++)
    g_free (run.maps[i]);
  g_free (run.frames);
  g_free (run.luminance);
  return is_done;
}
