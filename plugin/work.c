/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "work.h"

#include <glib/gi18n.h>

#include "canvas.h"
#include "hints-layer.h"
#include "picture/pixels.h"
#include "references.h"
#include "result.h"


/* Between two looks at the worker's progress, in milliseconds. */
#define WATCH_INTERVAL 50

/* What the parts of the work take, of the same unit, by which each has its share of the progress bar.
 * Measured on two cores; another computer is about equally faster or slower in all of them. */
#define LOADING_COST 4.0
#define READING_COST 1.0   /* a megapixel */
#define LIFTING_COST 4.0   /* a megapixel */
#define NETWORK_COST 5e-12 /* a pixel of the working size and a parameter */


/* One part of the work, as the watcher sees it. */
typedef struct
{
  const ColorizeWatcher *watcher;
  gdouble                from, to; /* what the part has of the whole bar */
} Part;

static void
part_show (gdouble fraction, gpointer data)
{
  const Part *part = data;

  part->watcher->progress (part->from + (part->to - part->from) * fraction,
                           part->watcher->progress_data);
}


/* Weights and network in a worker */

typedef struct
{
  GFile              *file; /* of the weights, where they are to be loaded */
  ColorizeWeights    *weights;
  ColorizePhoto      *photo;      /* NULL: load the weights, or take the mood */
  const GPtrArray    *references; /* whose mood is to be taken; NULL: none */
  ColorizeMood       *mood;
  ColorizeView        view;
  ColorizePrediction *prediction;
  gint                permille; /* atomic: written by the worker */
  const Part         *part;
  GMainLoop          *loop;
} Job;

static void
job_progress (gdouble fraction, gpointer data)
{
  Job *job = data;

  g_atomic_int_set (&job->permille, (gint) (fraction * 1000.0));
}

static void
job_work (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  Job     *job       = data;
  gint     n_threads = gimp_get_num_processors ();
  GError  *error     = NULL;
  gboolean done;

  if (job->photo)
    {
      job->prediction = colorize_predict (job->weights, job->photo, &job->view, n_threads,
                                          cancellable, job_progress, job, &error);
      done            = job->prediction != NULL;
    }
  else if (job->references)
    {
      job->mood = colorize_references_get_mood (job->references, job->weights, n_threads,
                                                cancellable, &error);
      done      = job->mood != NULL;
    }
  else
    {
      job->weights = colorize_weights_load (job->file, n_threads, cancellable, &error);
      done         = job->weights != NULL;
    }

  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
job_watch (gpointer data)
{
  Job *job = data;

  part_show (g_atomic_int_get (&job->permille) / 1000.0, (gpointer) job->part);

  return G_SOURCE_CONTINUE;
}

static void
job_done (GObject *object, GAsyncResult *result, gpointer data)
{
  Job *job = data;

  g_main_loop_quit (job->loop);
}

/* Returns when the worker has ended, and lives as long. */
static gboolean
job_run (Job *job, const Part *part, GError **error)
{
  g_autoptr (GTask) task = g_task_new (NULL, part->watcher->cancellable, job_done, job);
  guint watch            = g_timeout_add (WATCH_INTERVAL, job_watch, job);

  job->part = part;
  job->loop = g_main_loop_new (NULL, FALSE);
  g_task_set_task_data (task, job, NULL);
  /* What was made before a cancel came in would else get lost. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, job_work);
  g_main_loop_run (job->loop);

  g_source_remove (watch);
  g_main_loop_unref (job->loop);

  return g_task_propagate_boolean (task, error);
}


/* The whole work */

typedef struct
{
  const ColorizeWatcher  *watcher;
  const ColorizeSettings *settings;
  ColorizeWeights        *weights;
  ColorizeMood           *mood;   /* of other photos; NULL: none */
  GimpImage              *canvas; /* where the results are until all are ready */
  gdouble                 cost;   /* of all of it */
  gdouble                 spent;
} Work;

static Part
work_next (Work *work, gdouble cost)
{
  Part part = { work->watcher, work->spent / work->cost, (work->spent + cost) / work->cost };

  work->spent += cost;

  return part;
}

static gdouble
get_network_cost (const Work *work)
{
  gint size;

  g_object_get (work->settings->config, "working-size", &size, NULL);

  if (size == 0)
    size = colorize_weights_get_working_size (work->weights);

  return NETWORK_COST * size * size * colorize_weights_count_parameters (work->weights);
}

/* A run of the network for each. */
static gdouble
get_mood_cost (const Work *work)
{
  const GPtrArray *references = work->settings->references;

  return references && work->settings->mood_share > 0.0 ? references->len * get_network_cost (work)
                                                        : 0.0;
}

static void
work_count (Work *work, const ColorizeSources *sources)
{
  work->cost = work->spent + get_mood_cost (work);

  for (gint i = 0; i < sources->n_sources; i++)
    work->cost +=
      get_network_cost (work)
      + (READING_COST + LIFTING_COST) * colorize_source_count_pixels (&sources->sources[i]) / 1e6;
}

static void
set_memory_error (GError **error)
{
  g_set_error_literal (
    error, GIMP_PLUG_IN_ERROR, 0,
    _ ("GIMP has no memory for the new layer; close other images and try again."));
}

/* One layer: its pixels in, colored pixels in a layer of the canvas out. */
static GimpLayer *
colorize_layer (Work *work, ColorizeSources *sources, gint index, GError **error)
{
  const ColorizeSettings *settings    = work->settings;
  GCancellable           *cancellable = work->watcher->cancellable;
  gdouble megapixels              = colorize_source_count_pixels (&sources->sources[index]) / 1e6;
  gint    n_threads               = gimp_get_num_processors ();
  Part    reading                 = work_next (work, READING_COST * megapixels);
  Part    network                 = work_next (work, get_network_cost (work));
  Part    lifting                 = work_next (work, LIFTING_COST * megapixels);
  Job     job                     = { .weights = work->weights };
  g_autoptr (GeglBuffer) source   = colorize_sources_get_buffer (sources, index);
  g_autoptr (GeglBuffer) result   = NULL;
  g_autoptr (ColorizePhoto) photo = NULL;
  g_autoptr (ColorizeHints) paint = NULL;
  g_autoptr (ColorizeHints) hints = NULL;
  g_autoptr (ColorizePrediction) predicted = NULL;
  g_autoptr (ColorizeChroma) chroma        = NULL;
  GimpLayer *layer, *painted;
  gboolean   elsewhere;

  photo =
    colorize_photo_new (gegl_buffer_get_width (source), gegl_buffer_get_height (source), error);

  if (! photo || (settings->taste.own_colors > 0.0 && ! colorize_photo_keep_colors (photo, error))
      || ! colorize_pixels_reduce (source, photo, n_threads, cancellable, part_show, &reading,
                                   error)
      || ! colorize_hints_layer_choose (sources, index, settings->config, &painted, error)
      || ! colorize_hints_layer_read (sources, index, painted, cancellable, &paint, error))
    return NULL;

  job.photo = photo;
  colorize_work_get_view (sources, index, settings->config, &job.view);
  job.view.mood       = work->mood;
  job.view.mood_share = settings->mood_share;

  if (! job_run (&job, &network, error))
    return NULL;

  predicted = job.prediction;
  g_object_get (settings->config, "hints-elsewhere", &elsewhere, NULL);

  if (! colorize_hints_layer_add_dots (sources, index, paint, elsewhere, &hints, error))
    return NULL;

  chroma = colorize_prediction_decode (predicted, &settings->taste, hints, n_threads, error);

  if (! chroma)
    return NULL;

  layer = colorize_canvas_add (work->canvas, gegl_buffer_get_width (source),
                               gegl_buffer_get_height (source));

  if (! layer)
    {
      set_memory_error (error);
      return NULL;
    }

  result = gimp_drawable_get_buffer (GIMP_DRAWABLE (layer));
  colorize_profile_attach (sources->profile, result);

  /* Strength is the new layer's opacity, which the user can still change. */
  if (! colorize_pixels_lift (chroma, &settings->taste, 1.0, source, result, n_threads, cancellable,
                              part_show, &lifting, error))
    return NULL;

  return layer;
}

static gboolean
load_weights (Work *work, GError **error)
{
  Job  job  = { .file = work->settings->weights };
  Part part = work_next (work, LOADING_COST);

  /* The rest of the work is not known before the weights are. */
  part.from = part.to = 0.0;

  if (! job_run (&job, &part, error))
    return FALSE;

  work->weights = job.weights;

  return TRUE;
}

static gboolean
take_mood (Work *work, GError **error)
{
  gdouble cost = get_mood_cost (work);
  Part    part = work_next (work, cost);
  Job     job  = { .weights = work->weights, .references = work->settings->references };

  if (cost == 0.0)
    return TRUE;
  if (! job_run (&job, &part, error))
    return FALSE;

  work->mood = job.mood;

  return TRUE;
}

/* Every source on the canvas, and then all of them in the image. */
static GimpLayer **
colorize_on_canvas (Work *work, ColorizeSources *sources, GError **error)
{
  const ColorizeWatcher *watcher    = work->watcher;
  g_autofree GimpLayer **pixels     = g_new0 (GimpLayer *, sources->n_sources);
  g_autoptr (ColorizeRecord) record = NULL;

  if (! take_mood (work, error))
    return NULL;

  for (gint i = 0; i < sources->n_sources; i++)
    {
      pixels[i] = colorize_layer (work, sources, i, error);

      if (! pixels[i])
        return NULL;
    }

  if (g_cancellable_set_error_if_cancelled (watcher->cancellable, error))
    return NULL;

  /* GIMP's Cancel goes with its progress bar: from here on, all or nothing. */
  if (watcher->in_bar)
    gimp_progress_end ();

  record = colorize_record_new (work->settings, work->weights, work->mood);

  return colorize_result_insert (sources, pixels, work->settings, record, error);
}

void
colorize_work_get_view (const ColorizeSources *sources,
                        gint                   index,
                        GimpProcedureConfig   *config,
                        ColorizeView          *view)
{
  const ColorizeSource *source = &sources->sources[index];

  colorize_view_read (view, config, sources->copy, source->pixels, &source->shown);
}

GimpLayer **
colorize_work_run (ColorizeSources        *sources,
                   const ColorizeSettings *settings,
                   ColorizeWeights        *weights,
                   const ColorizeWatcher  *watcher,
                   GError                **error)
{
  Work work = { .watcher = watcher, .settings = settings, .cost = LOADING_COST };
  g_autoptr (ColorizeWeights) kept = NULL;
  GimpLayer **layers               = NULL;

  if (weights)
    work.weights = colorize_weights_ref (weights);
  else if (! load_weights (&work, error))
    return NULL;

  kept = work.weights;

  if (! colorize_sources_open (sources, error))
    return NULL;

  work_count (&work, sources);
  work.canvas = colorize_canvas_new (sources->image);

  if (! work.canvas)
    {
      set_memory_error (error);
      return NULL;
    }

  layers = colorize_on_canvas (&work, sources, error);
  g_clear_pointer (&work.mood, colorize_mood_unref);
  gimp_image_delete (work.canvas);

  return layers;
}
