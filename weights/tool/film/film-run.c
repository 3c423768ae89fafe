/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "film-run.h"

#include "film-progress.h"
#include "frame-colors.h"
#include "interrupt.h"
#include "parallel.h"

/* Frames that are worked on before they are written, for each thread. */
#define FRAMES_PER_THREAD 4

typedef struct
{
  const FilmOptions *options;
  ColorizeWeights   *weights;
  Clip              *clip;
  Tape              *tape;
  Pool              *pool;
  gint               map_width, map_height;
  GPtrArray         *frames; /* ClipFrame: those at work */
  GError           **errors; /* [frames->len] */
  gint64             n_done;
} FilmRun;

static void
color_frame (gint index, gint thread, gpointer data)
{
  FilmRun               *run       = data;
  const ColorizeOptions *taste     = &run->options->coloring.taste;
  gsize                  n         = (gsize) run->map_width * run->map_height;
  g_autofree gfloat     *luminance = g_new (gfloat, n);
  g_autofree gfloat     *chroma    = g_new (gfloat, 2 * n);

  if (frame_colors_predict (run->frames->pdata[index], run->weights, &run->options->coloring.view,
                            taste, run->map_width, run->map_height, luminance, chroma,
                            &run->errors[index]))
    frame_colors_put (run->frames->pdata[index], chroma, run->map_width, run->map_height, taste,
                      &run->errors[index]);
}

/* Sets the frames to the next ones; none at the end. */
static gboolean
read_frames (FilmRun *run, GError **error)
{
  guint      n_most = FRAMES_PER_THREAD * pool_get_n_threads (run->pool);
  GError    *cause  = NULL;
  ClipFrame *frame;

  g_ptr_array_set_size (run->frames, 0);
  while (run->frames->len < n_most && (frame = clip_next (run->clip, &cause)))
    g_ptr_array_add (run->frames, frame);
  if (! cause)
    return TRUE;

  g_propagate_error (error, cause);
  return FALSE;
}

static gboolean
put_frames (FilmRun *run, GError **error)
{
  gboolean is_done = TRUE;

  for (guint i = 0; i < run->frames->len; i++)
    {
      if (run->errors[i] && is_done)
        {
          g_propagate_error (error, g_steal_pointer (&run->errors[i]));
          is_done = FALSE;
        }
      g_clear_error (&run->errors[i]);
      is_done = is_done && tape_put (run->tape, run->frames->pdata[i], FALSE, error);
      run->n_done += is_done;
    }
  return is_done;
}

static gboolean
stop (FilmRun *run, GError **error)
{
  if (! tape_stop (run->tape, error))
    return FALSE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
               "Stopped after %" G_GINT64_FORMAT " frames; these are in “%s”.", run->n_done,
               tape_get_part (run->tape));
  return FALSE;
}

static gboolean
color_film (FilmRun *run, GError **error)
{
  FilmProgress progress;
  gboolean     is_done = TRUE;

  film_progress_start (&progress, clip_estimate_frames (run->clip), 0,
                       ! run->options->coloring.quiet);
  do
    {
      if (interrupt_is_noted ())
        {
          film_progress_end (&progress);
          return stop (run, error);
        }
      is_done = read_frames (run, error);
      if (is_done)
        {
          pool_run (run->pool, run->frames->len, color_frame, run);
          is_done = put_frames (run, error);
        }
      film_progress_show (&progress, "Coloring", run->n_done);
    }
  while (is_done && run->frames->len > 0);

  film_progress_end (&progress);
  return is_done && tape_finish (run->tape, error);
}

gboolean
film_run (const FilmOptions *options, ColorizeWeights *weights, gchar **notice, GError **error)
{
  g_autoptr (Clip) clip        = clip_open (options->input, &options->range, error);
  g_autoptr (Tape) tape        = NULL;
  g_autoptr (Pool) pool        = pool_new (options->coloring.n_threads, NULL);
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func ((GDestroyNotify) clip_frame_free);
  FilmRun run                  = {
                     .options = options, .weights = weights, .clip = clip, .pool = pool, .frames = frames
  };
  g_autofree GError **errors = g_new0 (GError *, FRAMES_PER_THREAD * pool_get_n_threads (pool));
  gint                width, height;

  if (! clip || ! (tape = clip_record (clip, options->output, &options->tape, error)))
    return FALSE;

  run.tape   = tape;
  run.errors = errors;
  clip_get_size (clip, &width, &height);
  frame_colors_get_size (width, height, &run.map_width, &run.map_height);
  if (! color_film (&run, error))
    return FALSE;

  *notice = g_strdup (clip_get_notice (clip));
  return TRUE;
}
