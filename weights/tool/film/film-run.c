/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A film is read three times: for its scenes; for what the network says of its frames, small, a window of them at a time; and, as
 * soon as a window is settled, for the frames that are written.
 */

#include "film-run.h"

#include "film-progress.h"
#include "frame-batch.h"
#include "frame-colors.h"
#include "interrupt.h"
#include "key-frames.h"
#include "scenes.h"
#include "steady/steady.h"

#define FRAMES_PER_THREAD 4

/* For the maps of a window. */
#define WINDOW_BYTES (160 << 20)

/* Frames of a window that wait for those after them, unless a cut comes first. */
#define AHEAD STEADY_FRAMES

typedef struct
{
  const FilmOptions *options;
  ColorizeWeights   *weights;
  Pool              *pool;
  Scenes            *scenes;
  Clip              *ahead, *clip; /* for the window, and for what is written */
  Tape              *tape;
  Steady            *steady;
  FrameBatch        *batch;
  gint               map_width, map_height;
  gfloat            *luminance, *chroma; /* [batch][map_height][map_width], a*b* twice of it */
  gint64             n_ahead, n_done;    /* frames that were looked at, and written */
  gboolean           is_at_end;          /* of the frames to be looked at */
  GHashTable        *keys;               /* of key-frames.h; NULL: none */
  FilmProgress       progress;
} FilmRun;

static void
show_progress (FilmRun *run)
{
  guint             n = run->scenes->scenes->len;
  g_autofree gchar *what =
    g_strdup_printf ("Scene %u of %u", scenes_get_index (run->scenes, run->n_done) + 1, n);

  /* Looking and writing take about the same. */
  film_progress_show (&run->progress, what, (run->n_ahead + run->n_done) / 2);
}

static gboolean
predict_frame (ClipFrame *frame, gint index, gpointer data, GError **error)
{
  FilmRun *run                  = data;
  gsize    n                    = (gsize) run->map_width * run->map_height;
  g_autoptr (ColorizeMood) mood = NULL;
  ColorizeView view             = scenes_get_view (run->scenes, run->n_ahead + index, &mood);

  return frame_colors_predict (frame, run->weights, &view, &run->options->coloring.taste,
                               run->map_width, run->map_height, run->luminance + index * n,
                               run->chroma + 2 * index * n, error);
}

/* The frame that the window's colors do not go on into: the next scene's first one, where that begins with a cut. */
static gint64
find_end (const FilmRun *run, gint64 frame)
{
  guint i = scenes_get_index (run->scenes, frame) + 1;

  while (i < run->scenes->scenes->len && scenes_get (run->scenes, i)->dissolve > 0)
    i++;
  return i < run->scenes->scenes->len ? scenes_get (run->scenes, i)->first
                                      : (gint64) run->scenes->seconds->len;
}

static gboolean
set_memory_error (GError **error)
{
  g_set_error_literal (error, COLORIZE_ERROR, COLORIZE_ERROR_MEMORY,
                       "there is not enough memory for it; close other programs");
  return FALSE;
}

/* The last frame of the window has the colors that somebody gave it. */
static gboolean
take_key (FilmRun *run, gint64 frame, GError **error)
{
  const gchar       *path = run->keys ? g_hash_table_lookup (run->keys, &frame) : NULL;
  g_autofree gfloat *map  = NULL;

  if (! path)
    return TRUE;
  map = key_frames_load (path, run->map_width, run->map_height, error);
  return map && (steady_set_key (run->steady, map) || set_memory_error (error));
}

/* Looks at frames until the window is full, or a cut is reached. */
static gboolean
fill_window (FilmRun *run, gint64 end, gint room, GError **error)
{
  gsize n      = (gsize) run->map_width * run->map_height;
  guint n_most = FRAMES_PER_THREAD * pool_get_n_threads (run->pool);

  while (! run->is_at_end && run->n_ahead < end && steady_get_n_frames (run->steady) < room
         && ! interrupt_is_noted ())
    {
      guint n_wanted =
        MIN (n_most, MIN (end - run->n_ahead, room - steady_get_n_frames (run->steady)));

      if (! frame_batch_read (run->batch, run->ahead, n_wanted, error)
          || ! frame_batch_run (run->batch, run->pool, predict_frame, run, error))
        return FALSE;
      for (guint i = 0; i < run->batch->len; i++)
        if (! steady_add (run->steady, run->luminance + i * n, run->chroma + 2 * i * n, FALSE))
          return set_memory_error (error);
        else if (! take_key (run, run->n_ahead + i, error))
          return FALSE;
      run->n_ahead += run->batch->len;
      run->is_at_end = run->batch->len < n_wanted;
      show_progress (run);
    }
  return TRUE;
}

static gboolean
color_frame (ClipFrame *frame, gint index, gpointer data, GError **error)
{
  FilmRun *run = data;
  gsize    n   = (gsize) run->map_width * run->map_height;

  return frame_colors_put (frame, run->chroma + 2 * index * n, run->map_width, run->map_height,
                           &run->options->coloring.taste, error);
}

/* Writes the window's first n frames. */
static gboolean
write_window (FilmRun *run, gint n, GError **error)
{
  gsize n_pixels = (gsize) run->map_width * run->map_height;
  guint n_most   = FRAMES_PER_THREAD * pool_get_n_threads (run->pool);

  for (gint i = 0; i < n && ! interrupt_is_noted ();)
    {
      if (! frame_batch_read (run->batch, run->clip, MIN (n_most, (guint) (n - i)), error))
        return FALSE;
      for (guint k = 0; k < run->batch->len; k++)
        steady_get (run->steady, i + k, run->chroma + 2 * k * n_pixels);
      if (! frame_batch_run (run->batch, run->pool, color_frame, run, error))
        return FALSE;
      for (guint k = 0; k < run->batch->len; k++, run->n_done++)
        {
          guint scene = scenes_get_index (run->scenes, run->n_done);

          if (! tape_put (run->tape, run->batch->pdata[k],
                          scenes_get (run->scenes, scene)->first == run->n_done, error))
            return FALSE;
        }
      if (run->batch->len == 0)
        break;
      i += run->batch->len;
      show_progress (run);
    }
  return TRUE;
}

static gboolean
stop (FilmRun *run, GError **error)
{
  film_progress_end (&run->progress);
  if (! tape_stop (run->tape, error))
    return FALSE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
               "Stopped after %" G_GINT64_FORMAT
               " of %u frames; these are in “%s”, and --resume goes on.",
               run->n_done, run->scenes->seconds->len, tape_get_part (run->tape));
  return FALSE;
}

static gboolean
color_film (FilmRun *run, GError **error)
{
  gint room = MAX (steady_count_room (run->steady, WINDOW_BYTES), 2 * AHEAD);

  while (! run->is_at_end || steady_get_n_frames (run->steady) > 0)
    {
      gint64 end = find_end (run, run->n_done);
      gint   n;

      if (! fill_window (run, end, room, error))
        return FALSE;
      if (! interrupt_is_noted () && ! steady_run (run->steady, run->pool))
        return set_memory_error (error);

      n = steady_get_n_frames (run->steady);
      if (! run->is_at_end && run->n_ahead < end)
        n -= AHEAD;
      if (! write_window (run, n, error))
        return FALSE;
      if (interrupt_is_noted ())
        return stop (run, error);

      steady_drop (run->steady, n);
      run->is_at_end = run->is_at_end || run->n_ahead >= (gint64) run->scenes->seconds->len;
    }

  film_progress_end (&run->progress);
  return tape_finish (run->tape, error);
}

static Scenes *
find_scenes (const FilmOptions *options, ColorizeWeights *weights, Pool *pool, GError **error)
{
  g_autoptr (Clip) clip = clip_open (options->input, &options->range, error);

  return clip ? scenes_find (clip, options, weights, pool, error) : NULL;
}

/* Goes on at the last scene that a cut begins, all before which is there. */
static gboolean
resume (FilmRun *run, ClipRange *range, TapeSettings *settings, GArray *done, GError **error)
{
  gdouble      seconds = clip_find_done (run->clip, run->options->output);
  guint        index   = run->scenes->scenes->len;
  const Scene *scene   = NULL;

  if (seconds < 0.0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   "nothing of “%s” is there to go on with; run it without --resume",
                   run->options->output);
      return FALSE;
    }

  while (index-- > 0)
    {
      scene = scenes_get (run->scenes, index);
      if (scene->dissolve == 0
          && g_array_index (run->scenes->seconds, gdouble, scene->first) <= seconds)
        break;
    }
  g_array_append_vals (done, run->scenes->seconds->data, scene->first);
  range->skip         = g_array_index (run->scenes->seconds, gdouble, scene->first);
  run->n_done         = scene->first;
  run->n_ahead        = scene->first;
  settings->resume    = TRUE;
  settings->resume_at = range->skip;
  settings->done      = done;

  g_clear_pointer (&run->clip, clip_free);
  run->clip = clip_open (run->options->input, range, error);
  return run->clip != NULL;
}

/* What is wrong with the result is said before long work. */
static gboolean
open_film (FilmRun *run, GError **error)
{
  const FilmOptions *options  = run->options;
  ClipRange          range    = options->range;
  TapeSettings       settings = options->tape;
  g_autoptr (GArray) done     = g_array_new (FALSE, FALSE, sizeof (gdouble));

  if (options->with && ! (run->keys = key_frames_list (options->with, error)))
    return FALSE;
  run->clip = clip_open (options->input, &range, error);
  if (! run->clip)
    return FALSE;

  if (options->resume)
    return (run->scenes = find_scenes (options, run->weights, run->pool, error))
           && resume (run, &range, &settings, done, error)
           && (run->tape = clip_record (run->clip, options->output, &settings, error))
           && (run->ahead = clip_open (options->input, &range, error));

  return (run->tape = clip_record (run->clip, options->output, &settings, error))
         && (run->ahead = clip_open (options->input, &range, error))
         && (run->scenes = find_scenes (options, run->weights, run->pool, error));
}

static gboolean
run_film (FilmRun *run, GError **error)
{
  gint  width, height;
  gsize n;

  if (run->options->preview || run->options->key_folder)
    return (run->scenes = find_scenes (run->options, run->weights, run->pool, error))
           && key_frames_write (run->options, run->scenes, run->weights, run->options->key_folder,
                                run->options->preview, error);
  if (! open_film (run, error))
    return FALSE;

  clip_get_size (run->clip, &width, &height);
  frame_colors_get_size (width, height, &run->map_width, &run->map_height);
  n = (gsize) FRAMES_PER_THREAD * pool_get_n_threads (run->pool) * run->map_width * run->map_height;
  run->luminance = g_new (gfloat, n);
  run->chroma    = g_new (gfloat, 2 * n);
  run->steady    = steady_new (run->map_height, run->map_width);
  film_progress_start (&run->progress, run->scenes->seconds->len, run->n_done,
                       ! run->options->coloring.quiet);
  if (color_film (run, error))
    return TRUE;

  film_progress_end (&run->progress);
  return FALSE;
}

gboolean
film_run (const FilmOptions *options, ColorizeWeights *weights, gchar **notice, GError **error)
{
  FilmRun  run     = { .options = options,
                       .weights = weights,
                       .pool    = pool_new (options->coloring.n_threads, NULL),
                       .batch   = frame_batch_new () };
  gboolean is_done = run_film (&run, error);

  if (is_done && run.clip)
    *notice = g_strdup (clip_get_notice (run.clip));

  if (run.keys)
    g_hash_table_unref (run.keys);
  g_ptr_array_unref (run.batch);
  steady_free (run.steady);
  tape_free (run.tape);
  clip_free (run.ahead);
  clip_free (run.clip);
  scenes_free (run.scenes);
  pool_free (run.pool);
  g_free (run.luminance);
  g_free (run.chroma);
  return is_done;
}
