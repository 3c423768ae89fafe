/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The procedure's arguments, and what they mean to the engine and to the new layer.
 */

#include "options.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

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
    procedure, "weights", _ ("_Weights file"),
    _ ("The trained network (.safetensors). None: the one that comes with Colorize."),
    GIMP_FILE_CHOOSER_ACTION_ANY, TRUE, NULL, G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
    procedure, "strength", _ ("S_trength"),
    _ ("Opacity of the new layer, in percent. 0: gray as before; 100: all of the color."), 0.0,
    100.0, 100.0, G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
    procedure, "saturation", _ ("Sat_uration"),
    _ ("Colorfulness, in percent of what the network predicts. 0: gray; 200: twice as "
       "colorful."),
    0.0, 200.0, 100.0, G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
    procedure, "warmth", _ ("W_armth"),
    _ ("Added to b* of CIE L*a*b*. Below 0: more blue; above 0: more yellow."), -20.0, 20.0, 0.0,
    G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
    procedure, "vividness", _ ("_Vividness"),
    _ ("How far rare colors are preferred to safe ones, in percent. -1: as the weights file "
       "says. Weights without this dial ignore it."),
    -1.0, 100.0, -1.0, G_PARAM_READWRITE);
  gimp_procedure_add_int_argument (
    procedure, "working-size", _ ("Wor_king size"),
    _ ("Short side at which the network looks at the photo, in pixels. 0: as the weights file "
       "says. Larger finds smaller things, but colors less evenly and takes longer."),
    0, 4096, 0, G_PARAM_READWRITE);
  gimp_procedure_add_choice_argument (
    procedure, "result", _ ("Layer _mode"), _ ("How the new layer combines with those below it."),
    gimp_choice_new_with_values (
      "lch-color", GIMP_LAYER_MODE_LCH_COLOR, _ ("LCh Color"),
      _ ("Gives color only; lightness stays that of the layers below, also when you edit them "
         "later."),
      "normal", GIMP_LAYER_MODE_NORMAL, _ ("Normal"),
      _ ("A whole picture that needs no layer below it."), NULL),
    "lch-color", G_PARAM_READWRITE);
  gimp_procedure_add_choice_argument (
    procedure, "selection", _ ("S_election"), _ ("What a selection does."),
    gimp_choice_new_with_values (
      "mask", SELECTION_MASK, _ ("Becomes the new layer's mask"),
      _ ("Colors only what is selected, and looks at nothing else. The "
         "rest can be painted in later, on the mask."),
      "context", SELECTION_CONTEXT, _ ("Becomes its mask; the surroundings help"),
      _ ("Colors only what is selected, but looks at the whole layer to "
         "find out what it is."),
      "ignore", SELECTION_IGNORE, _ ("Is ignored"), _ ("Colors the whole layer."), NULL),
    "mask", G_PARAM_READWRITE);
  gimp_procedure_add_choice_argument (
    procedure, "level", _ ("_Faded print"),
    _ ("Whether the network sees a faded print as if its darkest parts were black and its lightest "
       "white. The photo itself stays as pale as it is, and its colors are pale, too."),
    gimp_choice_new_with_values ("auto", COLORIZE_LEVEL_AUTO, _ ("Find out"), NULL, "yes",
                                 COLORIZE_LEVEL_YES, _ ("Yes"), NULL, "no", COLORIZE_LEVEL_NO,
                                 _ ("No"), NULL, NULL),
    "auto", G_PARAM_READWRITE);
  gimp_procedure_add_choice_argument (
    procedure, "border", _ ("_Border"),
    _ ("Whether the edge of a print, a slide's frame or an album's page is looked for, left out of "
       "what the network sees, and left without color."),
    gimp_choice_new_with_values ("auto", COLORIZE_BORDER_AUTO, _ ("Find it"), NULL, "none",
                                 COLORIZE_BORDER_NONE, _ ("There is none"), NULL, NULL),
    "auto", G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
    procedure, "tint", _ ("T_int"),
    _ ("Added to a* of CIE L*a*b*. Below 0: more green; above 0: more magenta."), -20.0, 20.0, 0.0,
    G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
    procedure, "evenness", _ ("_Evenness"),
    _ ("How far places of which the network is unsure take the colors of what is around them and "
       "looks alike, in percent."),
    0.0, 100.0, 50.0, G_PARAM_READWRITE);
  gimp_procedure_add_boolean_argument (
    procedure, "keep", _ ("_Keep the former result"),
    _ ("Puts the new layer above one that an earlier run has made of the same photo, instead of in "
       "its place."),
    FALSE, G_PARAM_READWRITE);
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
                   _ ("The weights that come with Colorize are missing (“%s”); install Colorize "
                      "again, or choose a weights file."),
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

/* The selection's bounds are the picture, and all beside them is border. */
static void
look_at_selection (ColorizeView *view, GimpImage *image, GimpLayer *layer)
{
  gint     width  = gimp_drawable_get_width (GIMP_DRAWABLE (layer));
  gint     height = gimp_drawable_get_height (GIMP_DRAWABLE (layer));
  gboolean selected;
  gint     x, y, left, top, right, bottom;

  if (! gimp_selection_bounds (image, &selected, &left, &top, &right, &bottom) || ! selected
      || ! gimp_drawable_get_offsets (GIMP_DRAWABLE (layer), &x, &y))
    return;

  left   = CLAMP (left - x, 0, width);
  right  = CLAMP (right - x, left, width);
  top    = CLAMP (top - y, 0, height);
  bottom = CLAMP (bottom - y, top, height);

  if ((left == 0 && top == 0 && right == width && bottom == height) || left == right
      || top == bottom)
    return;

  view->border = COLORIZE_BORDER_GIVEN;
  view->left   = left;
  view->top    = top;
  view->right  = width - right;
  view->bottom = height - bottom;
}

void
colorize_view_read (ColorizeView        *view,
                    GimpProcedureConfig *config,
                    GimpImage           *image,
                    GimpLayer           *layer)
{
  *view        = (ColorizeView) COLORIZE_VIEW_INIT;
  view->level  = gimp_procedure_config_get_choice_id (config, "level");
  view->border = gimp_procedure_config_get_choice_id (config, "border");
  g_object_get (config, "working-size", &view->working_size, NULL);

  if (gimp_procedure_config_get_choice_id (config, "selection") == SELECTION_MASK)
    look_at_selection (view, image, layer);
}

gboolean
colorize_settings_read (ColorizeSettings *settings, GimpProcedureConfig *config, GError **error)
{
  *settings = (ColorizeSettings) { .config = config, .taste = COLORIZE_OPTIONS_INIT };

  g_object_get (config, "weights", &settings->weights, "strength", &settings->strength,
                "saturation", &settings->taste.saturation, "warmth", &settings->taste.warmth,
                "tint", &settings->taste.tint, "vividness", &settings->taste.vividness, "evenness",
                &settings->taste.evenness, NULL);
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

gchar *
colorize_settings_describe (const ColorizeSettings *settings, const ColorizeWeights *weights)
{
  static const gchar *const choices[] = { "level", "border", "selection", "result" };
  GimpProcedureConfig      *config    = settings->config;
  g_autoptr (JsonBuilder) builder     = json_builder_new ();
  /* The name alone: the folders above it may tell more than the user wants to give away with the
   * image. */
  g_autofree gchar *file      = g_file_get_basename (settings->weights);
  const gchar      *title     = colorize_weights_get_metadata (weights, "title");
  gdouble           vividness = colorize_weights_get_vividness (weights);
  gint              size      = 0;

  if (vividness >= 0.0 && settings->taste.vividness >= 0.0)
    vividness = settings->taste.vividness;

  g_object_get (config, "working-size", &size, NULL);
  if (size == 0)
    size = colorize_weights_get_working_size (weights);

  json_builder_begin_object (builder);

  json_builder_set_member_name (builder, "version");
  json_builder_add_string_value (builder, COLORIZE_VERSION);

  json_builder_set_member_name (builder, "weights");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "title");
  json_builder_add_string_value (builder, title);
  json_builder_set_member_name (builder, "file");
  json_builder_add_string_value (builder, file);
  json_builder_end_object (builder);

  json_builder_set_member_name (builder, "strength");
  json_builder_add_double_value (builder, settings->strength);
  json_builder_set_member_name (builder, "saturation");
  json_builder_add_double_value (builder, settings->taste.saturation);
  json_builder_set_member_name (builder, "warmth");
  json_builder_add_double_value (builder, settings->taste.warmth);

  if (vividness >= 0.0)
    {
      json_builder_set_member_name (builder, "vividness");
      json_builder_add_double_value (builder, vividness);
    }

  json_builder_set_member_name (builder, "working-size");
  json_builder_add_int_value (builder, size);
  json_builder_set_member_name (builder, "tint");
  json_builder_add_double_value (builder, settings->taste.tint);
  json_builder_set_member_name (builder, "evenness");
  json_builder_add_double_value (builder, settings->taste.evenness);
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autofree gchar *choice = NULL;

      g_object_get (config, choices[i], &choice, NULL);
      json_builder_set_member_name (builder, choices[i]);
      json_builder_add_string_value (builder, choice);
    }

  json_builder_end_object (builder);

  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}
