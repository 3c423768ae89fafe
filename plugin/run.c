/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The procedure called: with the dialog, or with GIMP's own progress bar.
 */

#include "run.h"

#include <glib/gi18n.h>

#include "canvas.h"
#include "dialog.h"
#include "drawable.h"
#include "hints-layer.h"
#include "installed.h"
#include "options.h"
#include "record.h"
#include "reference.h"
#include "time-left.h"
#include "watch.h"
#include "work.h"


/* Bytes of GIMP's tiles that the plug-in keeps. */
#define TILE_CACHE ((guint64) 32 << 20)


typedef struct
{
  GimpImage           *image;
  GimpDrawable       **drawables;
  GimpProcedureConfig *config;
  ColorizeWatch       *watch;   /* while the dialog is open; else NULL */
  ColorizeSources     *shown;   /* the same: one of them is in the preview */
  ColorizeDots        *dots;    /* the same: what the user has put on them */
  ColorizeHints       *paint;   /* the same: what is painted of them; NULL: not read, or nothing */
  gint                 painted; /* the source that `paint` is of; -1: not read */
  GimpLayer           *read;    /* in the copy, what `paint` was read from */
  GPtrArray           *hints_layers; /* that may be chosen */
  GPtrArray           *hints_copies; /* what they are in the copy */
  gboolean             paints; /* the user is about to paint hints, and nothing has been colored */
  GPtrArray           *references; /* ColorizeReference: whose mood is taken */
  GimpLayer          **layers;     /* the result */
} Call;

/* The sources of the run may be fewer than those shown, as a selection misses them. */
static void
take_dots (const Call *call, ColorizeSources *sources)
{
  sources->dots = call->dots;

  for (gint i = 0; i < sources->n_sources; i++)
    {
      for (gint k = 0; k < call->shown->n_sources; k++)
        {
          if (call->shown->sources[k].layer == sources->sources[i].layer)
            sources->sources[i].number = k;
        }
    }
}

static gboolean
call_work (Call *call, ColorizeWeights *weights, const ColorizeWatcher *watcher, GError **error)
{
  g_autoptr (ColorizeSources) sources = NULL;
  ColorizeSettings settings;

  sources = colorize_sources_new (call->image, call->drawables,
                                  colorize_uses_selection (call->config), error);

  if (sources && call->shown)
    take_dots (call, sources);

  if (! sources || ! colorize_settings_read (&settings, call->config, error))
    return FALSE;

  if (! call->references)
    call->references = colorize_reference_read_all (call->config, error);

  settings.references = call->references;

  if (call->references)
    call->layers = colorize_work_run (sources, &settings, weights, watcher, error);
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
  ColorizeWatcher watcher = { cancellable, progress, progress_data, FALSE };

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

  colorize_work_get_view (call->shown, index, call->config, view);
}

static void
forget_paint (Call *call)
{
  g_clear_pointer (&call->paint, colorize_hints_unref);
  call->painted = -1;
}

/* The layer in the copy, where the photo has the place that is shown. */
static GimpLayer *
get_painted (const Call *call, gint index)
{
  g_autoptr (GimpLayer) named = NULL;
  gboolean uses_hints;
  guint    number;

  g_object_get (call->config, "hints", &named, "use-hints", &uses_hints, NULL);

  if (! uses_hints)
    return NULL;
  if (! named)
    return call->shown->sources[index].hints;

  return g_ptr_array_find (call->hints_layers, named, &number) ? call->hints_copies->pdata[number]
                                                               : NULL;
}

/* What cannot be read, or has no room in memory, is named when the photo is colored. */
static ColorizeHints *
dialog_get_hints (gint index, gpointer data)
{
  Call          *call  = data;
  GimpLayer     *layer = get_painted (call, index);
  ColorizeHints *hints = NULL;
  gboolean       elsewhere;

  if (call->painted != index || call->read != layer)
    {
      forget_paint (call);
      colorize_hints_layer_read (call->shown, index, layer, NULL, &call->paint, NULL);
      call->painted = index;
      call->read    = layer;
    }

  g_object_get (call->config, "hints-elsewhere", &elsewhere, NULL);
  colorize_hints_layer_add_dots (call->shown, index, call->paint, elsewhere, &hints, NULL);

  return hints;
}

static void
dialog_choose_hints (gint choice, gpointer data)
{
  Call      *call  = data;
  GimpLayer *layer = choice >= 0 ? call->hints_layers->pdata[choice] : NULL;

  g_object_set (call->config, "hints", layer, "use-hints", layer != NULL, NULL);
}

/* Of several photos each has its own, so only of one is there a choice. */
static gint
dialog_get_hints_choice (gpointer data)
{
  Call      *call  = data;
  GimpLayer *layer = get_painted (call, 0);
  guint      number;

  return layer && g_ptr_array_find (call->hints_copies, layer, &number) ? (gint) number : -1;
}

static gboolean
dialog_paint_hints (gint index, gpointer data, GError **error)
{
  Call *call = data;

  call->paints = colorize_hints_layer_prepare (call->shown, index, call->config, error);

  return call->paints;
}

/* Lists the layers to choose from, and what they are in the copy as long as that is like the image. */
static void
offer_hints (Call *call, ColorizeDialogTask *task)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  call->hints_layers = colorize_hints_layer_list (call->shown);
  call->hints_copies = g_ptr_array_new ();

  for (guint i = 0; i < call->hints_layers->len; i++)
    {
      GimpLayer        *layer = call->hints_layers->pdata[i];
      GimpLayer        *copy  = colorize_sources_find_copy (call->shown, layer);
      g_autofree gchar *name  = gimp_item_get_name (GIMP_ITEM (layer));

      g_ptr_array_add (call->hints_copies, copy);
      g_strv_builder_add (names, name);
    }

  if (call->shown->n_sources == 1 && call->hints_layers->len > 0)
    task->hints_layers = g_strv_builder_end (names);

  g_object_set (call->config, "hints", NULL, "use-hints", TRUE, NULL);
}

static ColorizeReference *
dialog_open_reference (GFile *file, gpointer data, GError **error)
{
  return colorize_reference_open_file (file, error);
}

static ColorizeReference *
dialog_open_layer_as_reference (gint layer, gpointer data, GError **error)
{
  return colorize_reference_open_layer (layer, error);
}

static GPtrArray *
dialog_list_layers (gpointer data)
{
  const Call *call = data;

  return colorize_reference_list_layers (call->drawables);
}

static void
dialog_set_references (GPtrArray *references, gpointer data)
{
  Call *call = data;

  g_ptr_array_unref (call->references);
  call->references = g_ptr_array_ref (references);
  colorize_reference_write_all (call->config, references);
}

/* The former result's settings are a start, as the user has changed them since in the Layers dialog. */
static gboolean
start_from_former (Call *call)
{
  for (gint i = 0; i < call->shown->n_sources; i++)
    {
      GimpLayer *former                 = call->shown->sources[i].former;
      g_autoptr (ColorizeRecord) record = former ? colorize_record_read (former) : NULL;
      ColorizeReference *mood;

      if (! record)
        continue;

      colorize_record_repeat (record, call->config);
      mood = colorize_record_get_mood (record);

      if (mood)
        g_ptr_array_add (call->references, mood);

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
  g_autoptr (ColorizeDots) dots       = NULL;
  gboolean           done;
  ColorizeDialogTask task = { .open_layer       = dialog_open_layer,
                              .get_view         = dialog_get_view,
                              .get_hints        = dialog_get_hints,
                              .get_hints_choice = dialog_get_hints_choice,
                              .choose_hints     = dialog_choose_hints,
                              .paint_hints      = dialog_paint_hints,
                              .set_references   = dialog_set_references,
                              .mood  = { dialog_open_reference, dialog_open_layer_as_reference,
                                         dialog_list_layers },
                              .check = dialog_check,
                              .work  = dialog_work,
                              .data  = call };

  bundled = colorize_bundled_weights_new (error);
  help    = bundled ? colorize_installed_help_new (error) : NULL;
  sources = help ? colorize_sources_new (call->image, call->drawables, FALSE, error) : NULL;

  if (! sources || ! colorize_sources_open (sources, error))
    return FALSE;

  call->watch = watch = colorize_watch_new (sources);
  call->shown         = sources;
  call->dots = task.dots = dots = colorize_dots_new (sources->n_sources);
  sources->dots                 = dots;
  call->painted                 = -1;
  /* Another photo's mood is of this one alone. */
  call->references = colorize_references_new ();
  colorize_reference_write_all (call->config, call->references);
  task.has_former = start_from_former (call);

  task.has_selection = ! gimp_selection_is_empty (sources->copy);
  task.bundled       = bundled;
  task.help          = help;
  task.n_layers      = sources->n_sources;
  offer_hints (call, &task);
  task.references      = call->references;
  task.bytes_per_pixel = babl_format_get_bytes_per_pixel (colorize_canvas_get_format (call->image));

  for (gint i = 0; i < sources->n_sources; i++)
    task.n_pixels += colorize_source_count_pixels (&sources->sources[i]);

  done = colorize_dialog_run (procedure, call->config, &task);
  g_strfreev (task.hints_layers);
  g_ptr_array_unref (call->hints_layers);
  g_ptr_array_unref (call->hints_copies);
  forget_paint (call);

  return done || call->paints;
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
  ColorizeWatcher  watcher = { NULL, bar_show, &clock, TRUE };

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
  Call            call   = { .image = image, .drawables = drawables, .config = config };
  GError         *error  = NULL;
  GimpLayer      *none[] = { NULL };
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

  g_clear_pointer (&call.references, g_ptr_array_unref);

  if (! done)
    return gimp_procedure_new_return_values (
      procedure, error ? GIMP_PDB_EXECUTION_ERROR : GIMP_PDB_CANCEL, error);

  if (run_mode != GIMP_RUN_NONINTERACTIVE)
    gimp_displays_flush ();

  values = gimp_procedure_new_return_values (procedure, GIMP_PDB_SUCCESS, NULL);
  GIMP_VALUES_SET_CORE_OBJECT_ARRAY (values, 1, (GObject **) (call.layers ? call.layers : none));
  g_free (call.layers);

  return values;
}
