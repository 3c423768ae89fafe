/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One run: layers in, layers out, with progress.
 *
 * The network runs in a worker. All else, and all that talks to GIMP, is in the main thread: the
 * pipe to GIMP is one, and unlocked. GIMP's own Cancel kills the plug-in without notice, so the
 * image is touched at the very end, in one go, when every result is complete.
 */

#include "run.h"

#include <glib/gi18n.h>

#include "canvas.h"
#include "colorize.h"
#include "dialog.h"
#include "drawable.h"
#include "installed.h"
#include "options.h"
#include "picture/pixels.h"
#include "result.h"
#include "time-left.h"
#include "watch.h"


/* Between two looks at the worker's progress, in milliseconds. */
#define WATCH_INTERVAL 50

/* Bytes of GIMP's tiles that the plug-in keeps. */
#define TILE_CACHE ((guint64) 32 << 20)

/* What the parts of the work take, of the same unit, by which each has its share of the progress bar.
 * Measured on two cores; another computer is about equally faster or slower in all of them. */
#define LOADING_COST 4.0
#define READING_COST 1.0   /* a megapixel */
#define LIFTING_COST 4.0   /* a megapixel */
#define NETWORK_COST 5e-12 /* a pixel of the working size and a parameter */


/* Who waits for the result. */
typedef struct
{
  GCancellable    *cancellable; /* may be NULL */
  ColorizeProgress progress;
  gpointer         progress_data;
  gboolean         in_bar; /* GIMP's own progress bar */
} Watcher;

/* One part of the work, as the watcher sees it. */
typedef struct
{
  const Watcher *watcher;
  gdouble        from, to; /* what the part has of the whole bar */
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
  ColorizePhoto      *photo; /* NULL: load the weights only */
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
  const Watcher          *watcher;
  const ColorizeSettings *settings;
  ColorizeWeights        *weights;
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
get_megapixels (GimpLayer *layer)
{
  return gimp_drawable_get_width (GIMP_DRAWABLE (layer)) / 1e6
         * gimp_drawable_get_height (GIMP_DRAWABLE (layer));
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

static void
work_count (Work *work, const ColorizeSources *sources)
{
  work->cost = work->spent;

  for (gint i = 0; i < sources->n_sources; i++)
    work->cost += get_network_cost (work)
                  + (READING_COST + LIFTING_COST) * get_megapixels (sources->sources[i].pixels);
}

static void
set_memory_error (GError **error)
{
  g_set_error_literal (
    error, GIMP_PLUG_IN_ERROR, 0,
    _ ("GIMP has no memory for the new layer; close other images and try again."));
}

static void
read_view (ColorizeView          *view,
           GimpProcedureConfig   *config,
           const ColorizeSources *sources,
           gint                   index)
{
  const ColorizeSource *source = &sources->sources[index];

  colorize_view_read (view, config, sources->copy, source->pixels, &source->seen);
}

/* One layer: its pixels in, colored pixels in a layer of the canvas out. */
static GimpLayer *
colorize_layer (Work *work, ColorizeSources *sources, gint index, GError **error)
{
  const ColorizeSettings *settings         = work->settings;
  GCancellable           *cancellable      = work->watcher->cancellable;
  gdouble                 megapixels       = get_megapixels (sources->sources[index].pixels);
  gint                    n_threads        = gimp_get_num_processors ();
  Part                    reading          = work_next (work, READING_COST * megapixels);
  Part                    network          = work_next (work, get_network_cost (work));
  Part                    lifting          = work_next (work, LIFTING_COST * megapixels);
  Job                     job              = { .weights = work->weights };
  g_autoptr (GeglBuffer) source            = colorize_sources_get_buffer (sources, index);
  g_autoptr (GeglBuffer) result            = NULL;
  g_autoptr (ColorizePhoto) photo          = NULL;
  g_autoptr (ColorizePrediction) predicted = NULL;
  g_autoptr (ColorizeChroma) chroma        = NULL;
  GimpLayer *layer;

  photo =
    colorize_photo_new (gegl_buffer_get_width (source), gegl_buffer_get_height (source), error);

  if (! photo
      || ! colorize_pixels_reduce (source, photo, n_threads, cancellable, part_show, &reading,
                                   error))
    return NULL;

  job.photo = photo;
  read_view (&job.view, settings->config, sources, index);
  sources->sources[index].seen = colorize_view_get_seen (&job.view, source);

  if (! job_run (&job, &network, error))
    return NULL;

  predicted = job.prediction;
  chroma    = colorize_prediction_decode (predicted, &settings->taste, n_threads, error);

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

/* Every source on the canvas, and then all of them in the image. */
static GimpLayer **
colorize_on_canvas (Work *work, ColorizeSources *sources, GError **error)
{
  const Watcher         *watcher    = work->watcher;
  g_autofree GimpLayer **pixels     = g_new0 (GimpLayer *, sources->n_sources);
  g_autoptr (ColorizeRecord) record = colorize_record_new (work->settings, work->weights);

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

  return colorize_result_insert (sources, pixels, work->settings, record, error);
}

/* weights   those of the settings, if they are in memory; else NULL */
static GimpLayer **
colorize_layers (ColorizeSources        *sources,
                 const ColorizeSettings *settings,
                 ColorizeWeights        *weights,
                 const Watcher          *watcher,
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
  gimp_image_delete (work.canvas);

  return layers;
}


/* The procedure */

typedef struct
{
  GimpImage           *image;
  GimpDrawable       **drawables;
  GimpProcedureConfig *config;
  ColorizeWatch       *watch;  /* while the dialog is open; else NULL */
  ColorizeSources     *shown;  /* the same: one of them is in the preview */
  GimpLayer          **layers; /* the result */
} Call;

static gboolean
call_work (Call *call, ColorizeWeights *weights, const Watcher *watcher, GError **error)
{
  g_autoptr (ColorizeSources) sources = NULL;
  ColorizeSettings settings;

  sources = colorize_sources_new (call->image, call->drawables,
                                  colorize_uses_selection (call->config), error);

  if (! sources || ! colorize_settings_read (&settings, call->config, error))
    return FALSE;

  call->layers = colorize_layers (sources, &settings, weights, watcher, error);
  colorize_settings_clear (&settings);

  return call->layers != NULL;
}

static gboolean
dialog_work (ColorizeWeights *weights,
             GCancellable    *cancellable,
             ColorizeProgress progress,
             gpointer         progress_data,
             gpointer         data,
             GError         **error)
{
  Watcher watcher = { cancellable, progress, progress_data, FALSE };

  return call_work (data, weights, &watcher, error);
}

/* What has changed is the better reason why the layers cannot be colored. */
static gboolean
dialog_check (gpointer data, GError **error)
{
  Call    *call                       = data;
  gboolean use_selection              = colorize_uses_selection (call->config);
  g_autoptr (ColorizeSources) sources = NULL;

  if (! colorize_watch_check (call->watch, use_selection, error))
    return FALSE;

  sources = colorize_sources_new (call->image, call->drawables, use_selection, error);

  return sources != NULL;
}

static void
dialog_get_view (gint index, ColorizeView *view, gpointer data)
{
  Call *call = data;

  read_view (view, call->config, call->shown, index);
}

/* The former result's settings are a start, as the user has changed them since in the Layers dialog. */
static gboolean
start_from_former (Call *call)
{
  for (gint i = 0; i < call->shown->n_sources; i++)
    {
      GimpLayer *former                 = call->shown->sources[i].former;
      g_autoptr (ColorizeRecord) record = former ? colorize_record_read (former) : NULL;

      if (! record)
        continue;

      colorize_record_repeat (record, call->config);
      colorize_arguments_take_layer (call->config, former);
      return TRUE;
    }

  return FALSE;
}

static GeglBuffer *
get_selection (GimpImage *image)
{
  if (gimp_selection_is_empty (image))
    return NULL;

  return gimp_drawable_get_buffer (GIMP_DRAWABLE (gimp_image_get_selection (image)));
}

static void
dialog_open_layer (gint index, ColorizePreviewSource *source, gchar **name, gpointer data)
{
  Call                 *call  = data;
  const ColorizeSource *layer = &call->shown->sources[index];

  source->pixels    = colorize_sources_get_buffer (call->shown, index);
  source->selection = get_selection (call->shown->copy);
  gimp_drawable_get_offsets (GIMP_DRAWABLE (layer->pixels), &source->selection_x,
                             &source->selection_y);
  *name = gimp_item_get_name (GIMP_ITEM (layer->pixels));
}

/* FALSE without an error: cancelled. */
static gboolean
call_with_dialog (Call *call, GimpProcedure *procedure, GError **error)
{
  g_autoptr (ColorizeSources) sources = NULL;
  g_autoptr (GFile) bundled           = NULL;
  g_autoptr (GFile) help              = NULL;
  g_autoptr (ColorizeWatch) watch     = NULL;
  ColorizeDialogTask task             = { .open_layer = dialog_open_layer,
                                          .get_view   = dialog_get_view,
                                          .check      = dialog_check,
                                          .work       = dialog_work,
                                          .data       = call };

  bundled = colorize_bundled_weights_new (error);
  help    = bundled ? colorize_installed_help_new (error) : NULL;
  sources = help ? colorize_sources_new (call->image, call->drawables, FALSE, error) : NULL;

  if (! sources || ! colorize_sources_open (sources, error))
    return FALSE;

  call->watch = watch = colorize_watch_new (sources);
  call->shown         = sources;
  task.has_former     = start_from_former (call);

  task.has_selection   = ! gimp_selection_is_empty (sources->copy);
  task.bundled         = bundled;
  task.help            = help;
  task.n_layers        = sources->n_sources;
  task.bytes_per_pixel = babl_format_get_bytes_per_pixel (colorize_canvas_get_format (call->image));

  for (gint i = 0; i < sources->n_sources; i++)
    task.n_pixels += 1e6 * get_megapixels (sources->sources[i].pixels);

  return colorize_dialog_run (procedure, call->config, &task);
}

/* In GIMP's own progress bar, whose Cancel kills the plug-in. */
static void
bar_show (gdouble fraction, gpointer data)
{
  g_autofree gchar *text = colorize_time_left_update (data, fraction);

  if (text)
    gimp_progress_set_text (text);

  gimp_progress_update (fraction);
}

static gboolean
call_with_bar (Call *call, GError **error)
{
  ColorizeTimeLeft clock;
  Watcher          watcher = { NULL, bar_show, &clock, TRUE };

  colorize_time_left_start (&clock);
  gimp_progress_init (_ ("Colorizing"));

  return call_work (call, NULL, &watcher, error);
}

GimpValueArray *
colorize_run (GimpProcedure       *procedure,
              GimpRunMode          run_mode,
              GimpImage           *image,
              GimpDrawable       **drawables,
              GimpProcedureConfig *config,
              gpointer             run_data)
{
  Call            call  = { .image = image, .drawables = drawables, .config = config };
  GError         *error = NULL;
  GimpValueArray *values;
  gboolean        done;

  gegl_init (NULL, NULL);

  /* Pixels are passed through in strips; none is needed twice soon. */
  g_object_set (gegl_config (), "tile-cache-size", TILE_CACHE, NULL);
  colorize_arguments_tidy (config);

  /* The user may change or close the image between two calls of ours. What comes of that is said in one
   * sentence at the end; GIMP's own box about a call would come on top. */
  if (run_mode != GIMP_RUN_NONINTERACTIVE)
    gimp_plug_in_set_pdb_error_handler (gimp_procedure_get_plug_in (procedure),
                                        GIMP_PDB_ERROR_HANDLER_PLUGIN);

  if (run_mode == GIMP_RUN_INTERACTIVE)
    done = call_with_dialog (&call, procedure, &error);
  else
    done = call_with_bar (&call, &error);

  if (! done)
    return gimp_procedure_new_return_values (
      procedure, error ? GIMP_PDB_EXECUTION_ERROR : GIMP_PDB_CANCEL, error);

  if (run_mode != GIMP_RUN_NONINTERACTIVE)
    gimp_displays_flush ();

  values = gimp_procedure_new_return_values (procedure, GIMP_PDB_SUCCESS, NULL);
  GIMP_VALUES_SET_CORE_OBJECT_ARRAY (values, 1, (GObject **) call.layers);
  g_free (call.layers);

  return values;
}
