/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "record.h"

#include <string.h>

#include "weights-list.h"


#define PARASITE "colorize"

/* Arguments that stand in the record under their own names. */
static const gchar *const arguments[] = {
  "strength", "saturation", "warmth",    "tint",   "vividness",    "evenness", "own-colors",
  "level",    "border",     "selection", "result", "working-size", "mood",     "hints-elsewhere"
};


/* Writing */

static void
add_weights (JsonObject *json, const ColorizeSettings *settings, const ColorizeWeights *weights)
{
  JsonObject       *object = json_object_new ();
  /* The name alone: the folders above it may tell more than the user wants to give away with the
   * image. */
  g_autofree gchar *file = g_file_get_basename (settings->weights);

  json_object_set_string_member (object, "title", colorize_weights_get_metadata (weights, "title"));
  json_object_set_string_member (object, "file", file);
  json_object_set_object_member (json, "weights", object);
}

static void
add_argument (JsonObject *json, GimpProcedureConfig *config, const gchar *name)
{
  GParamSpec *spec      = g_object_class_find_property (G_OBJECT_GET_CLASS (config), name);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_PARAM_SPEC_VALUE_TYPE (spec));
  g_object_get_property (G_OBJECT (config), name, &value);

  if (G_VALUE_HOLDS_DOUBLE (&value))
    json_object_set_double_member (json, name, g_value_get_double (&value));
  else if (G_VALUE_HOLDS_INT (&value))
    json_object_set_int_member (json, name, g_value_get_int (&value));
  else if (G_VALUE_HOLDS_BOOLEAN (&value))
    json_object_set_boolean_member (json, name, g_value_get_boolean (&value));
  else
    json_object_set_string_member (json, name, g_value_get_string (&value));
}

/* What the weights decided is told as they decided it. */
static void
add_automatic (JsonObject *json, const ColorizeWeights *weights)
{
  JsonArray *names     = json_array_new ();
  gdouble    vividness = colorize_weights_get_vividness (weights);

  if (vividness < 0.0)
    {
      json_object_remove_member (json, "vividness");
    }
  else if (json_object_get_double_member (json, "vividness") < 0.0)
    {
      json_object_set_double_member (json, "vividness", vividness);
      json_array_add_string_element (names, "vividness");
    }

  if (json_object_get_int_member (json, "working-size") == 0)
    {
      json_object_set_int_member (json, "working-size",
                                  colorize_weights_get_working_size (weights));
      json_array_add_string_element (names, "working-size");
    }

  json_object_set_array_member (json, "automatic", names);
}

/* The mood itself, as its photos may be gone when somebody goes on from the result. */
static void
add_mood (JsonObject *json, const ColorizeSettings *settings, const ColorizeMood *mood)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (colorize_mood_to_variant (mood));
  g_autofree gchar *names      = colorize_references_get_names (settings->references);
  JsonObject       *like       = json_object_new ();

  json_object_set_string_member (like, "names", names);
  json_object_set_member (like, "mood", json_gvariant_serialize (variant));
  json_object_set_object_member (json, "like", like);
}

ColorizeRecord *
colorize_record_new (const ColorizeSettings *settings,
                     const ColorizeWeights  *weights,
                     const ColorizeMood     *mood)
{
  ColorizeRecord *record = g_new0 (ColorizeRecord, 1);

  record->json = json_object_new ();
  json_object_set_string_member (record->json, "version", COLORIZE_VERSION);
  add_weights (record->json, settings, weights);

  for (guint i = 0; i < G_N_ELEMENTS (arguments); i++)
    add_argument (record->json, settings->config, arguments[i]);

  add_automatic (record->json, weights);

  if (mood)
    add_mood (record->json, settings, mood);
  else
    json_object_remove_member (record->json, "mood");

  return record;
}

void
colorize_record_free (ColorizeRecord *record)
{
  if (! record)
    return;

  json_object_unref (record->json);
  g_free (record->photo);
  g_free (record);
}

static void
add_photo (JsonObject *json, const ColorizeRecord *record)
{
  JsonObject *photo = json_object_new ();

  json_object_set_string_member (photo, "id", record->photo);
  json_object_set_int_member (photo, "tattoo", record->tattoo);

  json_object_set_object_member (json, "photo", photo);
}

void
colorize_record_attach (const ColorizeRecord *record, GimpLayer *layer)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree gchar *text    = NULL;
  GimpParasite     *parasite;

  add_photo (record->json, record);
  json_object_set_int_member (record->json, "number", record->number);
  json_object_set_boolean_member (record->json, "selected", record->selected);
  json_node_set_object (root, record->json);
  text     = json_to_string (root, FALSE);
  parasite = gimp_parasite_new (PARASITE, GIMP_PARASITE_PERSISTENT | GIMP_PARASITE_UNDOABLE,
                                strlen (text), text);
  gimp_item_attach_parasite (GIMP_ITEM (layer), parasite);
  gimp_parasite_free (parasite);
}


/* Reading */

/* FALSE: there is no number of that name, from least to most. */
static gboolean
read_number (JsonObject *json, const gchar *name, gdouble least, gdouble most, gdouble *number)
{
  JsonNode *node = json_object_get_member (json, name);
  GType     type = node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : 0;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;

  *number = json_node_get_double (node);

  return *number >= least && *number <= most;
}

/* NULL: there is no text of that name. */
static const gchar *
read_text (JsonObject *json, const gchar *name)
{
  JsonNode *node = json_object_get_member (json, name);

  if (! node || ! JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

static JsonObject *
read_object (JsonObject *json, const gchar *name)
{
  JsonNode *node = json_object_get_member (json, name);

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
read_array (JsonObject *json, const gchar *name)
{
  JsonNode *node = json_object_get_member (json, name);

  return node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static JsonObject *
parse (GimpParasite *parasite)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  guint32      length;
  const gchar *text = gimp_parasite_get_data (parasite, &length);
  JsonNode    *root;

  if (! text || ! g_utf8_validate_len (text, length, NULL)
      || ! json_parser_load_from_data (parser, text, length, NULL))
    return NULL;

  root = json_parser_get_root (parser);

  return root && JSON_NODE_HOLDS_OBJECT (root) ? json_node_dup_object (root) : NULL;
}

ColorizeRecord *
colorize_record_read (GimpLayer *layer)
{
  GimpParasite   *parasite = gimp_item_get_parasite (GIMP_ITEM (layer), PARASITE);
  JsonObject     *json     = parasite ? parse (parasite) : NULL;
  JsonObject     *photo    = json ? read_object (json, "photo") : NULL;
  const gchar    *id       = photo ? read_text (photo, "id") : NULL;
  ColorizeRecord *record   = NULL;
  gdouble         number;

  if (id)
    {
      record        = g_new0 (ColorizeRecord, 1);
      record->json  = json_object_ref (json);
      record->photo = g_strdup (id);

      if (read_number (photo, "tattoo", 1.0, G_MAXUINT, &number))
        record->tattoo = number;
      if (read_number (json, "number", 1.0, G_MAXINT - 1.0, &number))
        record->number = number;

      record->selected = json_object_get_boolean_member_with_default (json, "selected", FALSE);
    }

  g_clear_pointer (&json, json_object_unref);
  g_clear_pointer (&parasite, gimp_parasite_free);

  return record;
}


/* Repeating */

static gboolean
is_automatic (JsonObject *json, const gchar *name)
{
  JsonArray *names = read_array (json, "automatic");

  for (guint i = 0; names && i < json_array_get_length (names); i++)
    {
      JsonNode *node = json_array_get_element (names, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
          && g_str_equal (json_node_get_string (node), name))
        return TRUE;
    }

  return FALSE;
}

static void
repeat_argument (JsonObject *json, GimpProcedureConfig *config, const gchar *name)
{
  GParamSpec  *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (config), name);
  const gchar *text = read_text (json, name);
  gdouble      number;

  if (is_automatic (json, name))
    {
      g_object_set_property (G_OBJECT (config), name, g_param_spec_get_default_value (spec));
    }
  else if (G_IS_PARAM_SPEC_DOUBLE (spec))
    {
      if (read_number (json, name, G_PARAM_SPEC_DOUBLE (spec)->minimum,
                       G_PARAM_SPEC_DOUBLE (spec)->maximum, &number))
        g_object_set (config, name, number, NULL);
    }
  else if (G_IS_PARAM_SPEC_INT (spec))
    {
      if (read_number (json, name, G_PARAM_SPEC_INT (spec)->minimum,
                       G_PARAM_SPEC_INT (spec)->maximum, &number))
        g_object_set (config, name, (gint) number, NULL);
    }
  else if (G_IS_PARAM_SPEC_BOOLEAN (spec))
    {
      g_object_set (config, name, json_object_get_boolean_member_with_default (json, name, FALSE),
                    NULL);
    }
  else if (text && gimp_choice_is_valid (gimp_param_spec_choice_get_choice (spec), text))
    {
      g_object_set (config, name, text, NULL);
    }
}

/* By its name: the bundled file, or one of the user's folder. Of any other the config may know. */
static void
repeat_weights (JsonObject *json, GimpProcedureConfig *config)
{
  JsonObject  *object          = read_object (json, "weights");
  const gchar *name            = object ? read_text (object, "file") : NULL;
  g_autoptr (GFile) bundled    = colorize_bundled_weights_new (NULL);
  g_autoptr (GFile) folder     = colorize_weights_folder_new ();
  g_autoptr (GFile) own        = NULL;
  g_autofree gchar *plain      = name ? g_path_get_basename (name) : NULL;
  g_autofree gchar *of_bundled = bundled ? g_file_get_basename (bundled) : NULL;

  if (! plain || g_strcmp0 (plain, name) != 0)
    return;

  own = g_file_get_child (folder, plain);

  if (g_strcmp0 (plain, of_bundled) == 0)
    g_object_set (config, "weights", NULL, NULL);
  else if (g_file_query_file_type (own, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_REGULAR)
    g_object_set (config, "weights", own, NULL);
}

ColorizeReference *
colorize_record_get_mood (const ColorizeRecord *record)
{
  JsonObject  *like            = read_object (record->json, "like");
  JsonNode    *node            = like ? json_object_get_member (like, "mood") : NULL;
  const gchar *names           = like ? read_text (like, "names") : NULL;
  g_autoptr (GVariant) variant = node ? json_gvariant_deserialize (node, "(sad)", NULL) : NULL;
  ColorizeMood *mood           = NULL;

  if (variant)
    mood = colorize_mood_new_from_variant (g_variant_ref_sink (variant), NULL);

  return mood && names ? colorize_reference_new (g_strdup (names), NULL, NULL, 0, NULL, mood)
                       : NULL;
}

void
colorize_record_repeat (const ColorizeRecord *record, GimpProcedureConfig *config)
{
  for (guint i = 0; i < G_N_ELEMENTS (arguments); i++)
    repeat_argument (record->json, config, arguments[i]);

  repeat_weights (record->json, config);
}
