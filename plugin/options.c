/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The procedure's arguments, and what they mean to the engine and to the new layer.
 */

#include "options.h"

#include <glib/gi18n.h>

#include "installed.h"


#define BUNDLED_WEIGHTS "default.safetensors"

enum
{
  SELECTION_MASK,
  SELECTION_CONTEXT,
  SELECTION_IGNORE
};


/* Names and ranges are public: scripts rely on them. Only add. */
void
colorize_arguments_add (GimpProcedure *procedure)
{
  /* With ACTION_OPEN, GIMP quietly takes the default in place of a file that is not there. */
  gimp_procedure_add_file_argument (
    procedure, "weights", _ ("Mo_del"),
    _ ("What guesses the colors: a file of weights (.safetensors). None: the one that comes with "
       "Colorize."),
    GIMP_FILE_CHOOSER_ACTION_ANY, TRUE, NULL, G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
    procedure, "strength", _ ("S_trength"),
    _ ("How far the color covers the gray, in percent. It is the opacity of the new layer, which "
       "you can still change later."),
    0.0, 100.0, 100.0, G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
    procedure, "saturation", _ ("Sat_uration"),
    _ ("How colorful the photo gets, in percent. 0: gray; 100: as the model has it; 200: twice as "
       "colorful."),
    0.0, 200.0, 100.0, G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
    procedure, "warmth", _ ("_Warmth"),
    _ ("Above 0, all colors get warmer, more yellow; below 0 they get cooler, more blue."), -20.0,
    20.0, 0.0, G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
    procedure, "vividness", _ ("_Vividness"),
    _ ("How far rare, strong colors are preferred to safe, pale ones, in percent. -1: as the model "
       "says. Models without this dial ignore it."),
    -1.0, 100.0, -1.0, G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (
    procedure, "working-size", _ ("Wor_king size"),
    _ ("Short side, in pixels, of the small copy of the photo that the model looks at. 0: as the "
       "model says. Larger finds smaller things, but colors less evenly and takes longer."),
    0, 4096, 0, G_PARAM_READWRITE);
  gimp_procedure_add_choice_argument (
    procedure, "result", _ ("La_yer mode"), _ ("How the new layer combines with those below it."),
    gimp_choice_new_with_values (
      "lch-color", GIMP_LAYER_MODE_LCH_COLOR, _ ("Color only"),
      _ ("Light and dark stay those of the photo below, also when you edit it later."), "normal",
      GIMP_LAYER_MODE_NORMAL, _ ("Normal"), _ ("A whole picture that needs no layer below it."),
      NULL),
    "lch-color", G_PARAM_READWRITE);
  gimp_procedure_add_choice_argument (
    procedure, "selection", _ ("Selectio_n"), _ ("What is done with the selection."),
    gimp_choice_new_with_values (
      "mask", SELECTION_MASK, _ ("Color this part only"),
      _ ("Looks at this part only, too. Select the picture where a frame is not to count."),
      "context", SELECTION_CONTEXT, _ ("Color this part, look at all"),
      _ ("Colors only what is selected, but looks at the whole layer to find out what it is. The "
         "rest can be painted in later, on the new layer's mask."),
      "ignore", SELECTION_IGNORE, _ ("Color everything"), _ ("The selection does not count."),
      NULL),
    "mask", G_PARAM_READWRITE);
  gimp_procedure_add_choice_argument (
    procedure, "level", _ ("_Faded print"),
    _ ("Whether the photo is a faded print, without real black and white. The model then sees it "
       "with full contrast. The photo itself stays as pale as it is, and its colors are pale, "
       "too."),
    gimp_choice_new_with_values ("auto", COLORIZE_LEVEL_AUTO, _ ("Find out"), NULL, "yes",
                                 COLORIZE_LEVEL_YES, _ ("Yes"), NULL, "no", COLORIZE_LEVEL_NO,
                                 _ ("No"), NULL, NULL),
    "auto", G_PARAM_READWRITE);
  gimp_procedure_add_choice_argument (
    procedure, "border", _ ("_Border"),
    _ ("Whether the edge of a print, a slide's frame or the page of an album is looked for, and "
       "left without color."),
    gimp_choice_new_with_values ("auto", COLORIZE_BORDER_AUTO, _ ("Find it"), NULL, "none",
                                 COLORIZE_BORDER_NONE, _ ("There is none"), NULL, NULL),
    "auto", G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
    procedure, "tint", _ ("T_int"),
    _ ("Above 0, all colors get more magenta; below 0 they get greener."), -20.0, 20.0, 0.0,
    G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
    procedure, "evenness", _ ("_Evenness"),
    _ ("How far places where the model is unsure take the color of what is around them and looks "
       "alike, in percent."),
    0.0, 100.0, 50.0, G_PARAM_READWRITE);
  gimp_procedure_add_boolean_argument (
    procedure, "keep", _ ("_Keep the former result"),
    _ ("The new layer goes above the one of an earlier run on the same photo, instead of in its "
       "place."),
    FALSE, G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
    procedure, "own-colors", _ ("_Photo's colors"),
    _ (
      "How far colors that the photo itself still has are kept, in percent: those of a faded color "
      "photo, or of a tinted print. A tone over all of it, such as sepia, is taken off first."),
    0.0, 100.0, 0.0, G_PARAM_READWRITE);
  /* What is painted of one photo says nothing of the next. */
  gimp_procedure_add_layer_argument (
    procedure, "hints", _ ("Color hints"),
    _ ("A layer of the image on which colors are painted that are known. None: the one that "
       "belongs to the photo, if there is one."),
    TRUE, G_PARAM_READWRITE | GIMP_PARAM_DONT_SERIALIZE);
  gimp_procedure_add_boolean_argument (procedure, "use-hints", _ ("Use color hints"),
                                       _ ("Whether painted color hints count."), TRUE,
                                       G_PARAM_READWRITE | GIMP_PARAM_DONT_SERIALIZE);
  gimp_procedure_add_string_array_argument (
    procedure, "like", _ ("Photos whose mood is taken"),
    _ ("Files of other photos, by path or URI, to color this one as if it had been taken where "
       "they were. Of several, the mean counts. None: the photo has its own mood."),
    G_PARAM_READWRITE);
  gimp_procedure_add_layer_argument (
    procedure, "like-layer", _ ("Layer whose mood is taken"),
    _ ("The same with a layer of an open image; beside files, it counts as one of them."), TRUE,
    G_PARAM_READWRITE | GIMP_PARAM_DONT_SERIALIZE);
  gimp_procedure_add_double_argument (
    procedure, "mood", _ ("Mi_x"),
    _ ("How far the photo takes the mood of the others, in percent. Without others it changes "
       "nothing."),
    0.0, 100.0, 50.0, G_PARAM_READWRITE);
  gimp_procedure_add_boolean_argument (
    procedure, "hints-elsewhere", _ ("Hints color the same elsewhere"),
    _ (
      "Whether color hints go to things that lie apart as well, where the model takes them for the "
      "same."),
    FALSE, G_PARAM_READWRITE | GIMP_PARAM_DONT_SERIALIZE);
}

GFile *
colorize_bundled_weights_new (GError **error)
{
  return colorize_installed_new (BUNDLED_WEIGHTS, error);
}

static GFile *
find_bundled_weights (GError **error)
{
  g_autoptr (GFile) file = colorize_bundled_weights_new (error);

  if (! file)
    return NULL;

  if (! g_file_query_exists (file, NULL))
    {
      g_set_error (error, GIMP_PLUG_IN_ERROR, 0,
                   _ ("The model that comes with Colorize is missing (“%s”); install Colorize "
                      "again, or choose another model."),
                   g_file_peek_path (file));
      return NULL;
    }

  return g_steal_pointer (&file);
}

/* A Script-Fu call by position has no other way to say "none" than an empty string. */
void
colorize_arguments_tidy (GimpProcedureConfig *config)
{
  g_autoptr (GFile) weights = NULL;
  g_autofree gchar *uri     = NULL;

  g_object_get (config, "weights", &weights, NULL);
  uri = weights ? g_file_get_uri (weights) : NULL;

  if (uri && uri[0] == '\0')
    g_object_set (config, "weights", NULL, NULL);
}

gboolean
colorize_uses_selection (GimpProcedureConfig *config)
{
  return gimp_procedure_config_get_choice_id (config, "selection") != SELECTION_IGNORE;
}

/* FALSE: nothing is selected. The box may be anywhere. */
static gboolean
get_selection (GimpImage *image, GimpLayer *layer, GeglRectangle *box)
{
  gboolean selected;
  gint     x, y, left, top, right, bottom;

  if (! gimp_selection_bounds (image, &selected, &left, &top, &right, &bottom) || ! selected
      || ! gimp_drawable_get_offsets (GIMP_DRAWABLE (layer), &x, &y))
    return FALSE;

  *box = (GeglRectangle) { left - x, top - y, right - left, bottom - top };

  return TRUE;
}

/* The box is the picture, and all beside it is border. */
static void
look_at_box (ColorizeView *view, const GeglRectangle *box, GimpLayer *layer)
{
  GeglRectangle whole = { 0, 0, gimp_drawable_get_width (GIMP_DRAWABLE (layer)),
                          gimp_drawable_get_height (GIMP_DRAWABLE (layer)) };
  GeglRectangle part;

  if (! gegl_rectangle_intersect (&part, &whole, box) || gegl_rectangle_equal (&part, &whole))
    return;

  view->border = COLORIZE_BORDER_GIVEN;
  view->left   = part.x;
  view->top    = part.y;
  view->right  = whole.width - part.x - part.width;
  view->bottom = whole.height - part.y - part.height;
}

void
colorize_view_read (ColorizeView        *view,
                    GimpProcedureConfig *config,
                    GimpImage           *image,
                    GimpLayer           *layer,
                    const GeglRectangle *former)
{
  GeglRectangle box;
  gboolean      keep;

  *view        = (ColorizeView) COLORIZE_VIEW_INIT;
  view->level  = gimp_procedure_config_get_choice_id (config, "level");
  view->border = gimp_procedure_config_get_choice_id (config, "border");
  g_object_get (config, "working-size", &view->working_size, "keep", &keep, NULL);

  if (gimp_procedure_config_get_choice_id (config, "selection") != SELECTION_MASK)
    return;

  if (get_selection (image, layer, &box))
    look_at_box (view, &box, layer);
  else if (former->width > 0 && ! keep)
    look_at_box (view, former, layer);
}

void
colorize_arguments_take_layer (GimpProcedureConfig *config, GimpLayer *layer)
{
  GParamSpec   *spec  = g_object_class_find_property (G_OBJECT_GET_CLASS (config), "result");
  GimpChoice   *modes = gimp_param_spec_choice_get_choice (spec);
  GimpLayerMode mode  = gimp_layer_get_mode (layer);

  g_object_set (config, "strength", gimp_layer_get_opacity (layer), NULL);

  for (GList *name = gimp_choice_list_nicks (modes); name; name = name->next)
    {
      if (gimp_choice_get_id (modes, name->data) == (gint) mode)
        g_object_set (config, "result", name->data, NULL);
    }
}

gboolean
colorize_settings_read (ColorizeSettings *settings, GimpProcedureConfig *config, GError **error)
{
  *settings = (ColorizeSettings) { .config = config, .taste = COLORIZE_OPTIONS_INIT };

  g_object_get (config, "weights", &settings->weights, "strength", &settings->strength,
                "saturation", &settings->taste.saturation, "warmth", &settings->taste.warmth,
                "tint", &settings->taste.tint, "vividness", &settings->taste.vividness, "evenness",
                &settings->taste.evenness, "own-colors", &settings->taste.own_colors, "keep",
                &settings->keep, "mood", &settings->mood_share, NULL);
  settings->mode          = gimp_procedure_config_get_choice_id (config, "result");
  settings->use_selection = colorize_uses_selection (config);

  if (! settings->weights)
    settings->weights = find_bundled_weights (error);

  return settings->weights != NULL;
}

void
colorize_settings_clear (ColorizeSettings *settings)
{
  g_clear_object (&settings->weights);
}
