/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "predictor.h"


/* Between a sketch and what takes longer, in microseconds. */
#define WAIT_INTERVAL 10000
#define N_WAITS       8


/* One run. The thread has it for itself until it ends. */
typedef struct
{
  ColorizeWish        wish;
  ColorizePhoto      *photo;        /* NULL: load the weights only */
  ColorizeWeights    *weights;      /* NULL: to be loaded */
  ColorizePrediction *prediction;   /* NULL: to be made */
  gint                is_predicted; /* it does not change any more; set by any thread */
  ColorizeChroma     *chroma;
  ColorizeSketch     *sketch;            /* atomic: handed over to the main thread */
  gboolean            is_for_miniatures; /* and not for a chroma */
  ColorizeMiniatures *miniatures;        /* where it is; NULL: stopped */
  gint                is_stale;          /* atomic: something else has been asked for meanwhile */
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

  ColorizeMiniatures   *wanted;     /* without chroma; NULL: none */
  ColorizeMiniatures   *miniatures; /* made, and not yet taken */
  gboolean              are_made;   /* of the prediction, for what is wanted */
  gboolean              is_stopped; /* nothing goes on by itself */
};


static void
run_free (gpointer data)
{
  Run *run = data;

  colorize_wish_clear (&run->wish);
  g_clear_pointer (&run->photo, colorize_photo_unref);
  g_clear_pointer (&run->weights, colorize_weights_unref);
  g_clear_pointer (&run->prediction, colorize_prediction_free);
  g_clear_pointer (&run->chroma, colorize_chroma_free);
  g_clear_pointer (&run->sketch, colorize_sketch_free);
  g_clear_pointer (&run->miniatures, colorize_miniatures_free);
  g_free (run);
}


static gboolean sketch_done (gpointer data);


/* In the thread */

static gboolean
take_mood (ColorizeWish *wish, ColorizeWeights *weights, GCancellable *cancellable, GError **error)
{
  if (wish->references && ! wish->view.mood && wish->view.mood_share > 0.0)
    wish->view.mood =
      colorize_references_get_mood (wish->references, weights, 0, cancellable, error);

  return ! wish->references || wish->view.mood || wish->view.mood_share == 0.0;
}

static gboolean
predict (Run *run, GCancellable *cancellable, GError **error)
{
  gint64 begin = g_get_monotonic_time ();

  if (! take_mood (&run->wish, run->weights, cancellable, error))
    return FALSE;

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

/* Something else has been asked for. */
static gboolean
is_unwanted (gpointer data)
{
  GTask *task = data;
  Run   *run  = g_task_get_task_data (task);

  return g_atomic_int_get (&run->is_stale)
         || g_cancellable_is_cancelled (g_task_get_cancellable (task));
}

/* The rest takes longer than a frame. While a slider moves, it would be for nothing; while the window
 * draws the sketch, it would be in the way. FALSE: something else has been asked for. */
static gboolean
wait_for_slider (GTask *task)
{
  for (gint i = 0; i < N_WAITS; i++)
    {
      if (is_unwanted (task))
        return FALSE;

      g_usleep (WAIT_INTERVAL);
    }

  return TRUE;
}

static gboolean
work (GTask *task, Run *run, GCancellable *cancellable, GError **error)
{
  if (run->is_for_miniatures)
    {
      if (! colorize_miniatures_make (run->miniatures, run->prediction, run->wish.hints,
                                      run->wish.taste.own_colors, is_unwanted, task))
        g_clear_pointer (&run->miniatures, colorize_miniatures_free);

      return TRUE;
    }

  if (! run->weights)
    run->weights = colorize_weights_load (run->wish.weights, 0, cancellable, error);

  if (! run->weights)
    return FALSE;

  if (! run->photo)
    return TRUE;

  if (! run->prediction && ! predict (run, cancellable, error))
    return FALSE;

  sketch (task, run);

  if (! wait_for_slider (task))
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
  g_clear_pointer (&predictor->miniatures, colorize_miniatures_free);
  predictor->are_made = FALSE;
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
  colorize_wish_clear (&predictor->wish);
  colorize_wish_clear (&predictor->made);
  g_clear_pointer (&predictor->photo, colorize_photo_unref);
  g_clear_pointer (&predictor->weights, colorize_weights_unref);
  forget_made (predictor);
  g_clear_pointer (&predictor->wanted, colorize_miniatures_free);
  g_clear_error (&predictor->error);
  g_free (predictor);
}

static void
keep_miniatures (ColorizePredictor *predictor, Run *run)
{
  g_clear_pointer (&predictor->miniatures, colorize_miniatures_free);
  predictor->miniatures = g_steal_pointer (&run->miniatures);
  predictor->are_made   = TRUE;
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

  if (run->wish.hints != predictor->made.hints
      || run->wish.taste.own_colors != predictor->made.taste.own_colors)
    predictor->are_made = FALSE;

  colorize_wish_copy (&predictor->made, &run->wish);
  g_clear_pointer (&predictor->weights, colorize_weights_unref);
  g_clear_pointer (&predictor->prediction, colorize_prediction_free);
  predictor->weights    = g_steal_pointer (&run->weights);
  predictor->prediction = g_steal_pointer (&run->prediction);

  if (run->seconds > 0.0 && predictor->prediction)
    {
      predictor->seconds  = run->seconds;
      predictor->are_made = FALSE;
    }

  if (run->miniatures && run->photo == predictor->photo && ! run->is_stale)
    keep_miniatures (predictor, run);

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
      if (colorize_wish_has_same_view (&run->wish, &predictor->wish))
        predictor->is_asked = FALSE;
    }

  begin_if_asked (predictor);
  predictor->news (predictor->data);
}

/* With what is still right of earlier runs.
 * miniatures   that the run is for; NULL: it is for a chroma */
static void
begin (ColorizePredictor *predictor, const ColorizeWish *wish, ColorizeMiniatures *miniatures)
{
  g_autoptr (GTask) task = NULL;
  Run *run = predictor->run = g_new0 (Run, 1);

  run->predictor         = predictor;
  run->is_for_miniatures = miniatures != NULL;
  run->miniatures        = miniatures;
  colorize_wish_copy (&run->wish, wish);
  colorize_wish_take_mood (&run->wish, &predictor->made);

  if (predictor->photo)
    run->photo = colorize_photo_ref (predictor->photo);

  if (predictor->weights && colorize_wish_has_same_file (&predictor->made, &run->wish))
    run->weights = colorize_weights_ref (predictor->weights);

  if (colorize_wish_has_same_view (&predictor->made, &run->wish))
    run->prediction = g_steal_pointer (&predictor->prediction);

  run->is_predicted = run->prediction != NULL;

  predictor->cancellable = g_cancellable_new ();
  task                   = g_task_new (NULL, predictor->cancellable, run_done, predictor);
  g_task_set_task_data (task, run, run_free);
  g_task_run_in_thread (task, thread);
}

static void
begin_miniatures_if_missing (ColorizePredictor *predictor)
{
  const ColorizeMiniatures *wanted = predictor->wanted;

  if (wanted && predictor->prediction && predictor->chroma && ! predictor->are_made
      && ! predictor->is_stopped)
    begin (predictor, &predictor->made,
           colorize_miniatures_new (wanted->tastes, wanted->n, wanted->width, wanted->height));
}

static void
begin_if_asked (ColorizePredictor *predictor)
{
  if (predictor->run)
    return;

  if (! predictor->is_asked)
    {
      begin_miniatures_if_missing (predictor);
      return;
    }

  /* Weights that are there have nothing to do before the photo is. */
  if (! predictor->photo && predictor->weights
      && colorize_wish_has_same_file (&predictor->made, &predictor->wish))
    return;

  g_clear_error (&predictor->error);
  predictor->is_asked = predictor->photo == NULL;
  begin (predictor, &predictor->wish, NULL);
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
  colorize_wish_copy (&predictor->wish, wish);
  predictor->is_asked   = TRUE;
  predictor->is_stopped = FALSE;

  /* A run for another vividness alone is let end: that is as quick as to cancel it, and a slider
   * that moves shows something. */
  if (predictor->run && ! colorize_wish_has_same_view (&predictor->run->wish, wish))
    g_cancellable_cancel (predictor->cancellable);
  else if (predictor->run)
    g_atomic_int_set (&predictor->run->is_stale, TRUE);

  begin_if_asked (predictor);
}

void
colorize_predictor_ask_miniatures (ColorizePredictor *predictor, ColorizeMiniatures *miniatures)
{
  g_clear_pointer (&predictor->wanted, colorize_miniatures_free);
  g_clear_pointer (&predictor->miniatures, colorize_miniatures_free);
  predictor->wanted   = miniatures;
  predictor->are_made = FALSE;

  /* Those that others were made of instead. */
  if (predictor->run && predictor->run->is_for_miniatures)
    g_atomic_int_set (&predictor->run->is_stale, TRUE);

  begin_if_asked (predictor);
}

ColorizeMiniatures *
colorize_predictor_take_miniatures (ColorizePredictor *predictor)
{
  return g_steal_pointer (&predictor->miniatures);
}

void
colorize_predictor_stop (ColorizePredictor *predictor)
{
  predictor->is_asked   = FALSE;
  predictor->is_stopped = TRUE;

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
  return (predictor->run && ! predictor->run->is_for_miniatures) || predictor->is_asked;
}

ColorizeWeights *
colorize_predictor_get_weights (const ColorizePredictor *predictor)
{
  return colorize_wish_has_same_file (&predictor->made, &predictor->wish) ? predictor->weights
                                                                          : NULL;
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
  ColorizeLikelyColor       likely[COLORIZE_MAX_LIKELY];
  gint                      n_likely;

  if (! prediction)
    return 0;

  n_likely =
    colorize_prediction_get_likely_colors (prediction, &predictor->wish.taste, x, y, likely);

  for (gint i = 0; i < MIN (n, n_likely); i++)
    {
      colors[2 * i]     = likely[i].a;
      colors[2 * i + 1] = likely[i].b;
    }

  return MIN (n, n_likely);
}

gdouble
colorize_predictor_get_seconds (const ColorizePredictor *predictor)
{
  return predictor->seconds;
}
