/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <json-glib/json-glib.h>

#include "safetensors-values.h"
#include "safetensors.h"

typedef struct
{
  SafetensorsTensor tensor;
  const gfloat     *values;
} WriterEntry;

struct _SafetensorsWriter
{
  JsonObject *metadata;
  GArray     *entries; /* WriterEntry */
};

static void
clear_entry (gpointer data)
{
  g_free (((WriterEntry *) data)->tensor.name);
}

SafetensorsWriter *
safetensors_writer_new (void)
{
  SafetensorsWriter *writer = g_new0 (SafetensorsWriter, 1);

  writer->metadata = json_object_new ();
  writer->entries  = g_array_new (FALSE, TRUE, sizeof (WriterEntry));
  g_array_set_clear_func (writer->entries, clear_entry);
  return writer;
}

void
safetensors_writer_free (SafetensorsWriter *writer)
{
  if (! writer)
    return;

  json_object_unref (writer->metadata);
  g_array_unref (writer->entries);
  g_free (writer);
}

void
safetensors_writer_set_metadata (SafetensorsWriter *writer, const gchar *key, const gchar *value)
{
  /* Values may come from file names; a header that is not UTF-8 is one that nobody can read. */
  g_autofree gchar *valid = g_utf8_make_valid (value, -1);

  json_object_set_string_member (writer->metadata, key, valid);
}

void
safetensors_writer_add (SafetensorsWriter *writer,
                        const gchar       *name,
                        SafetensorsType    type,
                        gint               n_dimensions,
                        const gsize       *shape,
                        const gfloat      *values)
{
  WriterEntry entry = { .values = values };

  g_return_if_fail (n_dimensions <= SAFETENSORS_MAX_DIMENSIONS);

  entry.tensor.name         = g_strdup (name);
  entry.tensor.type         = type;
  entry.tensor.n_dimensions = n_dimensions;
  entry.tensor.n_values     = 1;
  for (gint i = 0; i < n_dimensions; i++)
    {
      entry.tensor.shape[i] = shape[i];
      entry.tensor.n_values *= shape[i];
    }
  g_array_append_val (writer->entries, entry);
}

/* The header, padded with spaces so that the buffer starts at a multiple of 8 bytes. */
static GString *
make_header (SafetensorsWriter *writer)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject       *header  = json_object_new ();
  g_autofree gchar *json    = NULL;
  GString          *text;
  goffset           position = 0;

  json_node_take_object (root, header);
  json_object_set_object_member (header, "__metadata__", json_object_ref (writer->metadata));

  for (guint i = 0; i < writer->entries->len; i++)
    {
      const SafetensorsTensor *tensor  = &g_array_index (writer->entries, WriterEntry, i).tensor;
      JsonObject              *object  = json_object_new ();
      JsonArray               *shape   = json_array_new ();
      JsonArray               *offsets = json_array_new ();

      for (gint k = 0; k < tensor->n_dimensions; k++)
        json_array_add_int_element (shape, tensor->shape[k]);
      json_array_add_int_element (offsets, position);
      position += tensor->n_values * safetensors_type_get_bytes (tensor->type);
      json_array_add_int_element (offsets, position);

      json_object_set_string_member (object, "dtype", safetensors_type_get_name (tensor->type));
      json_object_set_array_member (object, "shape", shape);
      json_object_set_array_member (object, "data_offsets", offsets);
      json_object_set_object_member (header, tensor->name, object);
    }

  json = json_to_string (root, FALSE);
  text = g_string_new (json);
  while (text->len % 8 != 0)
    g_string_append_c (text, ' ');

  return text;
}

static gboolean
write_stream (SafetensorsWriter *writer,
              GOutputStream     *stream,
              GCancellable      *cancellable,
              GError           **error)
{
  g_autoptr (GString) header = make_header (writer);
  guint64 n_bytes            = GUINT64_TO_LE ((guint64) header->len);
  guint8  bytes[SAFETENSORS_CHUNK * 4];

  if (! g_output_stream_write_all (stream, &n_bytes, sizeof n_bytes, NULL, cancellable, error)
      || ! g_output_stream_write_all (stream, header->str, header->len, NULL, cancellable, error))
    return FALSE;

  for (guint i = 0; i < writer->entries->len; i++)
    {
      const WriterEntry *entry = &g_array_index (writer->entries, WriterEntry, i);

      for (gsize first = 0; first < entry->tensor.n_values; first += SAFETENSORS_CHUNK)
        {
          gsize n = MIN (entry->tensor.n_values - first, SAFETENSORS_CHUNK);

          safetensors_encode (entry->tensor.type, entry->values + first, n, bytes);
          if (! g_output_stream_write_all (stream, bytes,
                                           n * safetensors_type_get_bytes (entry->tensor.type),
                                           NULL, cancellable, error))
            return FALSE;
        }
    }

  return TRUE;
}

/* A hidden file beside `file`: the stream of a file that is not there yet would write in place. */
static GFile *
get_part (GFile *file)
{
  g_autofree gchar *base   = g_file_get_basename (file);
  g_autofree gchar *name   = g_strconcat (".", base, ".part", NULL);
  g_autoptr (GFile) folder = g_file_get_parent (file);

  return folder ? g_file_get_child (folder, name) : g_object_ref (file);
}

static gboolean
write_file (SafetensorsWriter *writer, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileOutputStream) stream = NULL;

  stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, cancellable, error);
  return stream && write_stream (writer, G_OUTPUT_STREAM (stream), cancellable, error)
         && g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error);
}

gboolean
safetensors_writer_write (SafetensorsWriter *writer,
                          GFile             *file,
                          GCancellable      *cancellable,
                          GError           **error)
{
  g_autofree gchar *name = g_file_get_parse_name (file);
  g_autoptr (GFile) part = get_part (file);

  if (write_file (writer, part, cancellable, error)
      && g_file_move (part, file, G_FILE_COPY_OVERWRITE, cancellable, NULL, NULL, error))
    return TRUE;

  g_file_delete (part, NULL, NULL);
  g_prefix_error (error, "The weights file “%s” cannot be written: ", name);
  return FALSE;
}
