/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <json-glib/json-glib.h>

#include "report.h"

/* Opens the object. */
static JsonBuilder *
line_new (const gchar *event, guint total)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "event");
  json_builder_add_string_value (builder, event);
  json_builder_set_member_name (builder, "total");
  json_builder_add_int_value (builder, total);

  return builder;
}

/* Closes the object, and frees the builder. */
static void
print_object (JsonBuilder *builder)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree gchar *line    = NULL;

  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  line = json_to_string (node, FALSE);
  g_print ("%s\n", line);
  g_object_unref (builder);
}

static void
add_file (JsonBuilder *builder, const gchar *member, const gchar *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree gchar *uri  = g_file_get_uri (file);

  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, uri);
}

/* Words may hold the name of a file, which need not be text. */
static void
add_words (JsonBuilder *builder, const gchar *member, const gchar *words)
{
  g_autofree gchar *valid = words ? g_utf8_make_valid (words, -1) : NULL;

  if (! valid)
    return;

  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, valid);
}

void
report_begin (const PhotoList *list)
{
  JsonBuilder *builder = line_new ("begin", list->jobs->len);

  json_builder_set_member_name (builder, "others");
  json_builder_add_int_value (builder, list->n_others);
  print_object (builder);
}

void
report_photo (const PhotoJob *job,
              const gchar    *event,
              guint           n,
              guint           total,
              const gchar    *reason,
              const gchar    *notice)
{
  JsonBuilder *builder = line_new (event, total);

  json_builder_set_member_name (builder, "n");
  json_builder_add_int_value (builder, n);
  add_file (builder, "source", job->photo);
  add_file (builder, "result", job->result);
  add_words (builder, "reason", reason);
  add_words (builder, "notice", notice);
  print_object (builder);
}

void
report_end (guint total, gboolean stopped)
{
  JsonBuilder *builder = line_new ("end", total);

  json_builder_set_member_name (builder, "stopped");
  json_builder_add_boolean_value (builder, stopped);
  print_object (builder);
}
