/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "predictor.h"

#include "picture/photo.h"


/* Between a sketch and what takes longer, in microseconds. */
#define WAIT_INTERVAL 10000
#define N_WAITS       8

/* The width at which the colors of one place are looked up: fine enough for a person's face. */
#define PALETTE_SIZE 128


/* One run. The thread has it for itself until it ends. */
typedef struct
{
  ColorizeWish        wish;
  ColorizePhoto      *photo;        /* NULL: load the weights only */
  ColorizeWeights    *weights;      /* NULL: to be loaded */
  ColorizePrediction *prediction;   /* NULL: to be made */
  gint                is_predicted; /* it does not change any more; set by any thread */
  ColorizeChroma     *chroma;
  ColorizeSketch     *sketch;   /* atomic: handed over to the main thread */
  gint                is_stale; /* atomic: something else has been asked for meanwhile */
  ColorizePredictor  *predictor;
  gdouble             seconds; /* that the network took; 0: it did not run */
} Run;

struct _ColorizePredictor
{
  ColorizePredictorNews news;
  gpointer              data;

  ColorizePhoto        *photo;
  ColorizeWish          wish;     /* asked for last */
  gboolean              is_asked; /* `wish` is not yet begun */
  gboolean              is_freed; /* waits for the run to end */

  /* What goes on; NULL between two runs. */
  Run                  *run;
  GCancellable         *cancellable;

  /* What came of the last run that went well, and what it was asked. */
  ColorizeWish          made;
  ColorizeWeights      *weights;
  ColorizePrediction   *prediction;
  ColorizeChroma       *chroma;
  ColorizeFrame        *frames; /* [n_frames] */
  gint                  n_frames;
  GError               *error;
  gdouble               seconds;
};


static void
wish_copy (ColorizeWish *to, const ColorizeWish *from)
{
  g_set_object (&to->weights, from->weights);
  if (from->view.mood)
    colorize_mood_ref (from->view.mood);
  colorize_mood_unref (to->view.mood);
  if (from->hints)
    colorize_hints_ref (from->hints);
  colorize_hints_unref (to->hints);
  to->hints  = from->hints;
  to->view   = from->view;
  to->taste  = from->taste;
  to->width  = from->width;
  to->height = from->height;
}

static gboolean
is_same_file (const ColorizeWish *one, const ColorizeWish *other)
{
  return one->weights && other->weights && g_file_equal (one->weights, other->weights);
}

/* A share of nothing is nothing. */
static gboolean
is_same_mood (const ColorizeView *one, const ColorizeView *other)
{
  gboolean one_has   = one->mood && one->mood_share > 0.0;
  gboolean other_has = other->mood && other->mood_share > 0.0;

  if (! one_has || ! other_has)
    return one_has == other_has;

  return one->mood == other->mood && one->mood_share == other->mood_share;
}

static gboolean
is_same_view (const ColorizeWish *one, const ColorizeWish *other)
{
  return is_same_file (one, other) && one->view.working_size == other->view.working_size
         && one->view.level == other->view.level && one->view.border == other->view.border
         && one->view.left == other->view.left && one->view.top == other->view.top
         && one->view.right == other->view.right && one->view.bottom == other->view.bottom
         && is_same_mood (&one->view, &other->view);
}

static void
wish_clear (ColorizeWish *wish)
{
  g_clear_object (&wish->weights);
  g_clear_pointer (&wish->view.mood, colorize_mood_unref);
  g_clear_pointer (&wish->hints, colorize_hints_unref);
}

static void
run_free (gpointer data)
{
  Run *run = data;

  wish_clear (&run->wish);
  g_clear_pointer (&run->photo, colorize_photo_unref);
  g_clear_pointer (&run->weights, colorize_weights_unref);
  g_clear_pointer (&run->prediction, colorize_prediction_free);
  g_clear_pointer (&run->chroma, colorize_chroma_free);
  g_clear_pointer (&run->sketch, colorize_sketch_free);
  g_free (run);
}


static gboolean sketch_done (gpointer data);


/* In the thread */

static gboolean
predict (Run *run, GCancellable *cancellable, GError **error)
{
  gint64 begin = g_get_monotonic_time ();

  run->prediction =
    colorize_predict (run->weights, run->photo, &run->wish.view, 0, cancellable, NULL, NULL, error);
  g_atomic_int_set (&run->is_predicted, run->prediction != NULL);
  run->seconds = (g_get_monotonic_time () - begin) / (gdouble) G_USEC_PER_SEC;

  return run->prediction != NULL;
}

static void
sketch (GTask *task, Run *run)
{
  ColorizeSketch *made;

  if (run->wish.width == 0)
    return;

  made         = g_new0 (ColorizeSketch, 1);
  made->width  = run->wish.width;
  made->height = run->wish.height;
  made->chroma = colorize_prediction_sketch (run->prediction, &run->wish.taste, run->wish.hints, 0,
                                             made->width, made->height, &made->held);
  g_atomic_pointer_set (&run->sketch, made);
  g_idle_add_full (G_PRIORITY_DEFAULT, sketch_done, g_object_ref (task), g_object_unref);
}

/* The rest takes longer than a frame. While a slider moves, it would be for nothing; while the window
 * draws the sketch, it would be in the way. FALSE: something else has been asked for. */
static gboolean
wait_for_slider (const Run *run, GCancellable *cancellable)
{
  for (gint i = 0; i < N_WAITS; i++)
    {
      if (g_atomic_int_get (&run->is_stale) || g_cancellable_is_cancelled (cancellable))
        return FALSE;

      g_usleep (WAIT_INTERVAL);
    }

  return TRUE;
}

static gboolean
work (GTask *task, Run *run, GCancellable *cancellable, GError **error)
{
  if (! run->weights)
    run->weights = colorize_weights_load (run->wish.weights, 0, cancellable, error);

  if (! run->weights)
    return FALSE;

  if (! run->photo)
    return TRUE;

  if (! run->prediction && ! predict (run, cancellable, error))
    return FALSE;

  sketch (task, run);

  if (! wait_for_slider (run, cancellable))
    return TRUE;

  run->chroma =
    colorize_prediction_decode (run->prediction, &run->wish.taste, run->wish.hints, 0, error);

  return run->chroma != NULL;
}

static void
thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (work (task, data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}


/* In the main thread */

static void begin_if_asked (ColorizePredictor *predictor);

/* data   the task, whose run may have ended */
static gboolean
sketch_done (gpointer data)
{
  Run *run = g_task_get_task_data (data);

  if (! g_task_get_completed (data) && ! run->predictor->is_freed)
    run->predictor->news (run->predictor->data);

  return G_SOURCE_REMOVE;
}

/* What was made of a photo. */
static void
forget_made (ColorizePredictor *predictor)
{
  g_clear_pointer (&predictor->prediction, colorize_prediction_free);
  g_clear_pointer (&predictor->chroma, colorize_chroma_free);
  g_clear_pointer (&predictor->frames, g_free);
  predictor->n_frames = 0;
}

static void
keep_frames (ColorizePredictor *predictor)
{
  const ColorizeFrame *frames;

  g_clear_pointer (&predictor->frames, g_free);
  frames            = colorize_prediction_get_frames (predictor->prediction, &predictor->n_frames);
  predictor->frames = g_memdup2 (frames, predictor->n_frames * sizeof *frames);
}

static void
predictor_free_now (ColorizePredictor *predictor)
{
  wish_clear (&predictor->wish);
  wish_clear (&predictor->made);
  g_clear_pointer (&predictor->photo, colorize_photo_unref);
  g_clear_pointer (&predictor->weights, colorize_weights_unref);
  forget_made (predictor);
  g_clear_error (&predictor->error);
  g_free (predictor);
}

/* Keeps what the run has made, even if it was cancelled on its way. */
static void
keep (ColorizePredictor *predictor, Run *run)
{
  /* Of another photo, only the weights are of use. */
  if (run->photo != predictor->photo)
    {
      g_clear_pointer (&run->prediction, colorize_prediction_free);
      g_clear_pointer (&run->chroma, colorize_chroma_free);
    }

  if (! run->weights)
    return;

  wish_copy (&predictor->made, &run->wish);
  g_clear_pointer (&predictor->weights, colorize_weights_unref);
  g_clear_pointer (&predictor->prediction, colorize_prediction_free);
  predictor->weights    = g_steal_pointer (&run->weights);
  predictor->prediction = g_steal_pointer (&run->prediction);

  if (run->seconds > 0.0 && predictor->prediction)
    predictor->seconds = run->seconds;

  if (predictor->prediction)
    keep_frames (predictor);

  if (run->chroma)
    {
      g_clear_pointer (&predictor->chroma, colorize_chroma_free);
      predictor->chroma = g_steal_pointer (&run->chroma);
    }
}

static void
run_done (GObject *object, GAsyncResult *result, gpointer data)
{
  ColorizePredictor *predictor = data;
  Run               *run       = predictor->run;
  g_autoptr (GError) error     = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  predictor->run = NULL;
  g_clear_object (&predictor->cancellable);

  if (predictor->is_freed)
    {
      predictor_free_now (predictor);
      return;
    }

  keep (predictor, run);

  if (error && ! g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      predictor->error = g_steal_pointer (&error);

      /* Weights that cannot be loaded now will not do so when the photo is there. */
      if (is_same_view (&run->wish, &predictor->wish))
        predictor->is_asked = FALSE;
    }

  begin_if_asked (predictor);
  predictor->news (predictor->data);
}

static void
begin_if_asked (ColorizePredictor *predictor)
{
  g_autoptr (GTask) task = NULL;
  Run *run;

  if (! predictor->is_asked || predictor->run)
    return;

  /* Weights that are there have nothing to do before the photo is. */
  if (! predictor->photo && predictor->weights && is_same_file (&predictor->made, &predictor->wish))
    return;

  g_clear_error (&predictor->error);
  predictor->is_asked = predictor->photo == NULL;

  run = predictor->run = g_new0 (Run, 1);
  run->predictor       = predictor;
  wish_copy (&run->wish, &predictor->wish);

  if (predictor->photo)
    run->photo = colorize_photo_ref (predictor->photo);

  if (predictor->weights && is_same_file (&predictor->made, &run->wish))
    run->weights = colorize_weights_ref (predictor->weights);

  if (is_same_view (&predictor->made, &run->wish))
    run->prediction = g_steal_pointer (&predictor->prediction);

  run->is_predicted = run->prediction != NULL;

  predictor->cancellable = g_cancellable_new ();
  task                   = g_task_new (NULL, predictor->cancellable, run_done, predictor);
  g_task_set_task_data (task, run, run_free);
  g_task_run_in_thread (task, thread);
}

ColorizePredictor *
colorize_predictor_new (ColorizePredictorNews news, gpointer data)
{
  ColorizePredictor *predictor = g_new0 (ColorizePredictor, 1);

  predictor->news = news;
  predictor->data = data;

  return predictor;
}

void
colorize_predictor_free (ColorizePredictor *predictor)
{
  if (! predictor)
    return;

  predictor->is_freed = TRUE;

  if (predictor->run)
    g_cancellable_cancel (predictor->cancellable);
  else
    predictor_free_now (predictor);
}

void
colorize_predictor_set_photo (ColorizePredictor *predictor, ColorizePhoto *photo)
{
  if (predictor->run && predictor->run->photo)
    g_cancellable_cancel (predictor->cancellable);

  g_clear_pointer (&predictor->photo, colorize_photo_unref);
  forget_made (predictor);

  if (photo)
    predictor->photo = colorize_photo_ref (photo);

  begin_if_asked (predictor);
}

void
colorize_predictor_ask (ColorizePredictor *predictor, const ColorizeWish *wish)
{
  wish_copy (&predictor->wish, wish);
  predictor->is_asked = TRUE;

  /* A run for another vividness alone is let end: that is as quick as to cancel it, and a slider
   * that moves shows something. */
  if (predictor->run && ! is_same_view (&predictor->run->wish, wish))
    g_cancellable_cancel (predictor->cancellable);
  else if (predictor->run)
    g_atomic_int_set (&predictor->run->is_stale, TRUE);

  begin_if_asked (predictor);
}

void
colorize_predictor_stop (ColorizePredictor *predictor)
{
  predictor->is_asked = FALSE;

  if (predictor->run)
    g_cancellable_cancel (predictor->cancellable);
}

ColorizeSketch *
colorize_predictor_take_sketch (ColorizePredictor *predictor)
{
  ColorizeSketch *sketch = NULL;

  if (predictor->run && predictor->run->photo == predictor->photo)
    {
      sketch = g_atomic_pointer_get (&predictor->run->sketch);
      g_atomic_pointer_set (&predictor->run->sketch, NULL);
    }

  if (sketch && ! sketch->chroma)
    g_clear_pointer (&sketch, colorize_sketch_free);

  return sketch;
}

gboolean
colorize_predictor_is_busy (const ColorizePredictor *predictor)
{
  return predictor->run || predictor->is_asked;
}

ColorizeWeights *
colorize_predictor_get_weights (const ColorizePredictor *predictor)
{
  return is_same_file (&predictor->made, &predictor->wish) ? predictor->weights : NULL;
}

const ColorizeChroma *
colorize_predictor_get_chroma (const ColorizePredictor *predictor)
{
  return predictor->chroma;
}

const GError *
colorize_predictor_get_error (const ColorizePredictor *predictor)
{
  return predictor->error;
}

const ColorizeFrame *
colorize_predictor_get_frames (const ColorizePredictor *predictor, gint *n_frames)
{
  *n_frames = predictor->n_frames;

  return predictor->frames;
}

/* As long as a run goes on, that has it. */
static const ColorizePrediction *
get_prediction (const ColorizePredictor *predictor)
{
  const Run *run = predictor->run;

  return run && g_atomic_int_get (&run->is_predicted) && run->photo == predictor->photo
           ? run->prediction
           : predictor->prediction;
}

gint
colorize_predictor_get_likely_colors (const ColorizePredictor *predictor,
                                      gdouble                  x,
                                      gdouble                  y,
                                      gfloat                  *colors,
                                      gint                     n)
{
  const ColorizePrediction *prediction = get_prediction (predictor);
  const ColorizePhoto      *photo      = predictor->photo;
  g_autofree gfloat        *sketch     = NULL;
  gint                      width, height, column, row;

  if (! photo || ! prediction || n < 1)
    return 0;

  width  = MAX ((gint) (photo->width * MIN ((gdouble) PALETTE_SIZE / photo->width, 1.0)), 1);
  height = CLAMP ((gint) ((gdouble) width * photo->height / photo->width), 1, 4 * PALETTE_SIZE);
  sketch =
    colorize_prediction_sketch (prediction, &predictor->wish.taste, NULL, 0, width, height, NULL);
  if (! sketch)
    return 0;

  column = CLAMP ((gint) (x * width / photo->width), 0, width - 1);
  row    = CLAMP ((gint) (y * height / photo->height), 0, height - 1);
  memcpy (colors, sketch + 2 * (row * width + column), 2 * sizeof (gfloat));

  /* Just no color at all is what is beside the pictures. */
  return colors[0] != 0.0f || colors[1] != 0.0f;
}

gdouble
colorize_predictor_get_seconds (const ColorizePredictor *predictor)
{
  return predictor->seconds;
}
