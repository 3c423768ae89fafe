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

#include "colorize.h"
#include "dialog.h"
#include "drawable.h"
#include "options.h"
#include "pixels.h"
#include "result.h"


/* Where the parts of one layer's work end, as fractions of all of it: about as long as each takes
 * for a photo of a few megapixels. */
#define READING_ENDS 0.15
#define NETWORK_ENDS 0.65

/* Between two looks at the worker's progress, in milliseconds. */
#define WATCH_INTERVAL 50


typedef struct
{
  gdouble from, to; /* what the part that runs now has of the whole bar */
} Progress;

static void
progress_show (gdouble fraction, gpointer data)
{
  const Progress *progress = data;

  gimp_progress_update (progress->from + (progress->to - progress->from) * fraction);
}

/* The part of the bar from `begin` to `end` of what layer `index` of `n` has. */
static Progress
progress_part (gint index, gint n, gdouble begin, gdouble end)
{
  return (Progress) { .from = (index + begin) / n, .to = (index + end) / n };
}


/* The network in a worker */

typedef struct
{
  ColorizeWeights *weights;
  ColorizePhoto   *photo;
  ColorizeView     view;
  gint             n_threads;
  gint             permille; /* atomic: written by the worker */
  Progress         progress;
  GMainLoop       *loop;
} Prediction;

static void
prediction_progress (gdouble fraction, gpointer data)
{
  Prediction *prediction = data;

  g_atomic_int_set (&prediction->permille, (gint) (fraction * 1000.0));
}

static void
prediction_work (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  Prediction         *prediction = data;
  GError             *error      = NULL;
  ColorizePrediction *result;

  result =
    colorize_predict (prediction->weights, prediction->photo, &prediction->view,
                      prediction->n_threads, cancellable, prediction_progress, prediction, &error);

  if (result)
    g_task_return_pointer (task, result, (GDestroyNotify) colorize_prediction_free);
  else
    g_task_return_error (task, error);
}

static gboolean
prediction_watch (gpointer data)
{
  Prediction *prediction = data;

  progress_show (g_atomic_int_get (&prediction->permille) / 1000.0, &prediction->progress);

  return G_SOURCE_CONTINUE;
}

static void
prediction_done (GObject *object, GAsyncResult *result, gpointer data)
{
  Prediction *prediction = data;

  g_main_loop_quit (prediction->loop);
}

static ColorizePrediction *
predict (ColorizeWeights *weights,
         ColorizePhoto   *photo,
         ColorizeView     view,
         Progress         progress,
         GError         **error)
{
  Prediction prediction = {
    .weights   = weights,
    .photo     = photo,
    .view      = view,
    .n_threads = gimp_get_num_processors (),
    .progress  = progress,
    .loop      = g_main_loop_new (NULL, FALSE),
  };
  g_autoptr (GTask) task = g_task_new (NULL, NULL, prediction_done, &prediction);
  guint watch            = g_timeout_add (WATCH_INTERVAL, prediction_watch, &prediction);

  g_task_set_task_data (task, &prediction, NULL);
  g_task_run_in_thread (task, prediction_work);
  g_main_loop_run (prediction.loop);

  g_source_remove (watch);
  g_main_loop_unref (prediction.loop);

  return g_task_propagate_pointer (task, error);
}


/* One layer: its pixels in, coloured pixels in a buffer of our own out. */
static GeglBuffer *
colorize_layer (GimpLayer              *layer,
                const Babl             *format,
                ColorizeWeights        *weights,
                const ColorizeSettings *settings,
                gint                    index,
                gint                    n,
                GError                **error)
{
  g_autoptr (GeglBuffer) source             = gimp_drawable_get_buffer (GIMP_DRAWABLE (layer));
  g_autoptr (GeglBuffer) result             = NULL;
  g_autoptr (ColorizePhoto) photo           = NULL;
  g_autoptr (ColorizePrediction) prediction = NULL;
  g_autoptr (ColorizeChroma) chroma         = NULL;
  Progress reading                          = progress_part (index, n, 0.0, READING_ENDS);
  Progress network                          = progress_part (index, n, READING_ENDS, NETWORK_ENDS);
  Progress lifting                          = progress_part (index, n, NETWORK_ENDS, 1.0);

  photo =
    colorize_photo_new (gegl_buffer_get_width (source), gegl_buffer_get_height (source), error);

  if (! photo
      || ! colorize_pixels_reduce (source, photo, gimp_get_num_processors (), NULL, progress_show,
                                   &reading, error))
    return NULL;

  prediction = predict (weights, photo, settings->view, network, error);

  if (! prediction)
    return NULL;

  chroma = colorize_prediction_decode (prediction, settings->taste.vividness,
                                       gimp_get_num_processors (), error);

  if (! chroma)
    return NULL;

  result = gegl_buffer_new (gegl_buffer_get_extent (source), format);

  /* Strength is the new layer's opacity, which the user can still change. */
  if (! colorize_pixels_lift (chroma, &settings->taste, 1.0, source, result,
                              gimp_get_num_processors (), NULL, progress_show, &lifting, error))
    return NULL;

  return g_steal_pointer (&result);
}

static GimpLayer **
colorize_layers (ColorizeSources *sources, const ColorizeSettings *settings, GError **error)
{
  g_autoptr (ColorizeWeights) weights = NULL;
  g_autoptr (GPtrArray) pixels        = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree gchar *description       = NULL;
  const Babl       *format;

  weights = colorize_weights_load (settings->weights, gimp_get_num_processors (), NULL, error);

  if (! weights || ! colorize_sources_open (sources, error))
    return NULL;

  format = colorize_result_format (sources->image);

  for (gint i = 0; i < sources->n_sources; i++)
    {
      GeglBuffer *result = colorize_layer (sources->sources[i].pixels, format, weights, settings, i,
                                           sources->n_sources, error);

      if (! result)
        return NULL;

      g_ptr_array_add (pixels, result);
    }

  description = colorize_settings_describe (settings, weights);

  /* GIMP's Cancel goes with its progress bar: from here on, all or nothing. */
  gimp_progress_end ();

  return colorize_result_insert (sources, (GeglBuffer **) pixels->pdata, settings, description,
                                 error);
}

GimpValueArray *
colorize_run (GimpProcedure       *procedure,
              GimpRunMode          run_mode,
              GimpImage           *image,
              GimpDrawable       **drawables,
              GimpProcedureConfig *config,
              gpointer             run_data)
{
  g_autoptr (ColorizeSources) sources = NULL;
  g_autofree GimpLayer **layers       = NULL;
  ColorizeSettings       settings;
  GimpValueArray        *values;
  GError                *error = NULL;

  gegl_init (NULL, NULL);

  sources = colorize_sources_new (image, drawables, &error);

  if (sources && run_mode == GIMP_RUN_INTERACTIVE)
    {
      if (! colorize_dialog_run (procedure, config))
        return gimp_procedure_new_return_values (procedure, GIMP_PDB_CANCEL, NULL);

      /* The user may have changed the image meanwhile. */
      colorize_sources_free (sources);
      sources = colorize_sources_new (image, drawables, &error);
    }

  if (sources && colorize_settings_read (&settings, config, &error))
    {
      gimp_progress_init (_ ("Colorizing"));
      layers = colorize_layers (sources, &settings, &error);
      colorize_settings_clear (&settings);
    }

  if (! layers)
    return gimp_procedure_new_return_values (procedure, GIMP_PDB_EXECUTION_ERROR, error);

  if (run_mode != GIMP_RUN_NONINTERACTIVE)
    gimp_displays_flush ();

  values = gimp_procedure_new_return_values (procedure, GIMP_PDB_SUCCESS, NULL);
  GIMP_VALUES_SET_CORE_OBJECT_ARRAY (values, 1, (GObject **) layers);

  return values;
}
