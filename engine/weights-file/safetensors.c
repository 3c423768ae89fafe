/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include <string.h>

#include <json-glib/json-glib.h>

#include "colorize.h"
#include "safetensors-values.h"
#include "safetensors.h"

/* Our largest header has 12 KB; a limit keeps a hostile one from filling the memory. */
#define MAX_HEADER_BYTES (1 << 20)

struct _SafetensorsFile
{
  gchar            *name;
  GFileInputStream *stream;
  GHashTable       *metadata;
  GPtrArray        *tensors;
  GHashTable       *by_name; /* tensor name -> SafetensorsTensor of `tensors` */
};

void
safetensors_file_complain (const SafetensorsFile *file, GError **error, const gchar *complaint, ...)
{
  g_autofree gchar *text = NULL;
  va_list           args;

  va_start (args, complaint);
  text = g_strdup_vprintf (complaint, args);
  va_end (args);

  g_set_error (error, COLORIZE_ERROR, COLORIZE_ERROR_WEIGHTS,
               "The weights file “%s” cannot be used: %s.", file->name, text);
}

static void
tensor_free (gpointer data)
{
  SafetensorsTensor *tensor = data;

  g_free (tensor->name);
  g_free (tensor);
}

static gboolean
read_bytes (SafetensorsFile *file,
            goffset          position,
            gpointer         bytes,
            gsize            n_bytes,
            GCancellable    *cancellable,
            GError         **error)
{
  gsize n_read;

  if (! g_seekable_seek (G_SEEKABLE (file->stream), position, G_SEEK_SET, cancellable, error)
      || ! g_input_stream_read_all (G_INPUT_STREAM (file->stream), bytes, n_bytes, &n_read,
                                    cancellable, error))
    return FALSE;

  if (n_read == n_bytes)
    return TRUE;

  safetensors_file_complain (file, error, "it has become shorter while it was read");
  return FALSE;
}

/* A JSON integer that fits a goffset and is not negative, or -1. */
static goffset
get_size (JsonNode *node)
{
  if (! node || ! JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return -1;

  return MAX (json_node_get_int (node), -1);
}

static SafetensorsTensor *
parse_tensor (SafetensorsFile *file,
              const gchar     *name,
              JsonNode        *node,
              goffset          buffer_begin,
              GError         **error)
{
  JsonObject        *object;
  JsonNode          *type_node;
  JsonNode          *shape_node;
  JsonNode          *offsets_node;
  JsonArray         *shape;
  JsonArray         *offsets;
  SafetensorsTensor *tensor;
  gsize              n_bytes;
  gint               type;

  if (! JSON_NODE_HOLDS_OBJECT (node))
    goto malformed;

  object       = json_node_get_object (node);
  type_node    = json_object_get_member (object, "dtype");
  shape_node   = json_object_get_member (object, "shape");
  offsets_node = json_object_get_member (object, "data_offsets");

  if (json_object_get_size (object) != 3 || ! type_node || ! JSON_NODE_HOLDS_VALUE (type_node)
      || ! json_node_get_string (type_node) || ! shape_node || ! JSON_NODE_HOLDS_ARRAY (shape_node)
      || ! offsets_node || ! JSON_NODE_HOLDS_ARRAY (offsets_node))
    goto malformed;

  type = safetensors_type_from_name (json_node_get_string (type_node));
  if (type < 0)
    {
      safetensors_file_complain (
        file, error, "its tensor “%s” is of the type “%s”; F32, F16, BF16 and I32 are known", name,
        json_node_get_string (type_node));
      return NULL;
    }

  shape   = json_node_get_array (shape_node);
  offsets = json_node_get_array (offsets_node);
  if (json_array_get_length (shape) > SAFETENSORS_MAX_DIMENSIONS
      || json_array_get_length (offsets) != 2)
    goto malformed;

  tensor               = g_new0 (SafetensorsTensor, 1);
  tensor->name         = g_strdup (name);
  tensor->type         = type;
  tensor->n_dimensions = json_array_get_length (shape);
  tensor->n_values     = 1;
  tensor->begin        = get_size (json_array_get_element (offsets, 0));
  tensor->end          = get_size (json_array_get_element (offsets, 1));

  for (gint i = 0; i < tensor->n_dimensions; i++)
    {
      goffset size = get_size (json_array_get_element (shape, i));

      tensor->shape[i] = MAX (size, 0);
      if (size < 0 || ! g_size_checked_mul (&tensor->n_values, tensor->n_values, tensor->shape[i]))
        goto wrong_size;
    }

  if (tensor->begin < 0 || tensor->end < tensor->begin || tensor->end > G_MAXOFFSET - buffer_begin
      || ! g_size_checked_mul (&n_bytes, tensor->n_values, safetensors_type_get_bytes (type))
      || n_bytes != (gsize) (tensor->end - tensor->begin))
    goto wrong_size;

  tensor->begin += buffer_begin;
  tensor->end += buffer_begin;
  return tensor;

wrong_size:
  tensor_free (tensor);
  safetensors_file_complain (file, error,
                             "the shape of its tensor “%s” does not agree with its length", name);
  return NULL;

malformed:
  safetensors_file_complain (file, error, "the header's entry for “%s” is malformed", name);
  return NULL;
}

static gint
compare_begin (gconstpointer a, gconstpointer b)
{
  const SafetensorsTensor *one   = *(SafetensorsTensor *const *) a;
  const SafetensorsTensor *other = *(SafetensorsTensor *const *) b;

  if (one->begin != other->begin)
    return one->begin < other->begin ? -1 : 1;
  return one->end < other->end ? -1 : one->end > other->end;
}

static gboolean
check_layout (SafetensorsFile *file, goffset buffer_begin, goffset file_size, GError **error)
{
  goffset expected = buffer_begin;

  g_ptr_array_sort (file->tensors, compare_begin);

  for (guint i = 0; i < file->tensors->len; i++)
    {
      SafetensorsTensor *tensor = g_ptr_array_index (file->tensors, i);

      if (tensor->end > file_size)
        {
          safetensors_file_complain (file, error,
                                     "it ends in the middle of its tensor “%s”; "
                                     "copy or download it again",
                                     tensor->name);
          return FALSE;
        }
      if (tensor->begin != expected)
        {
          safetensors_file_complain (file, error, "its tensor “%s” %s", tensor->name,
                                     tensor->begin < expected ? "overlaps another one"
                                                              : "has a hole before it");
          return FALSE;
        }
      expected = tensor->end;
    }

  if (expected == file_size)
    return TRUE;

  safetensors_file_complain (file, error, "it goes on after its last tensor");
  return FALSE;
}

static gboolean
parse_metadata (SafetensorsFile *file, JsonNode *node, GError **error)
{
  JsonObjectIter iter;
  const gchar   *key;
  JsonNode      *value;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &key, &value))
        {
          const gchar *text = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_string (value) : NULL;

          if (! text)
            {
              safetensors_file_complain (file, error, "its metadata “%s” is not a string", key);
              return FALSE;
            }
          g_hash_table_insert (file->metadata, g_strdup (key), g_strdup (text));
        }
      return TRUE;
    }

  safetensors_file_complain (file, error, "its metadata are malformed");
  return FALSE;
}

static gboolean
parse_header (SafetensorsFile *file,
              const gchar     *header,
              gsize            n_bytes,
              goffset          file_size,
              GError         **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode      *root;
  JsonObjectIter iter;
  const gchar   *name;
  JsonNode      *node;

#if JSON_CHECK_VERSION(1, 10, 0)
  json_parser_set_strict (parser, TRUE);
#endif
  if (! g_utf8_validate_len (header, n_bytes, NULL)
      || ! json_parser_load_from_data (parser, header, n_bytes, NULL)
      || ! (root = json_parser_get_root (parser)) || ! JSON_NODE_HOLDS_OBJECT (root))
    {
      safetensors_file_complain (file, error, "its header is damaged");
      return FALSE;
    }

  json_object_iter_init (&iter, json_node_get_object (root));
  while (json_object_iter_next (&iter, &name, &node))
    {
      SafetensorsTensor *tensor;

      if (strcmp (name, "__metadata__") == 0)
        {
          if (! parse_metadata (file, node, error))
            return FALSE;
          continue;
        }

      tensor = parse_tensor (file, name, node, 8 + (goffset) n_bytes, error);
      if (! tensor)
        return FALSE;
      g_ptr_array_add (file->tensors, tensor);
      g_hash_table_insert (file->by_name, tensor->name, tensor);
    }

  return check_layout (file, 8 + (goffset) n_bytes, file_size, error);
}

/* GIO's own words for these name the file again, in other quotes. */
static void
set_open_error (const SafetensorsFile *file, const GError *cause, GError **error)
{
  const gchar *format = "The weights file “%s” cannot be opened; choose another one.";

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
      || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
    format = "The weights file “%s” is not there; choose another one.";
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    format = "The weights file “%s” may not be read by you; change its permissions or choose "
             "another one.";

  g_set_error (error, cause->domain, cause->code, format, file->name);
}

SafetensorsFile *
safetensors_file_open (GFile *gfile, GCancellable *cancellable, GError **error)
{
  g_autoptr (SafetensorsFile) file = g_new0 (SafetensorsFile, 1);
  g_autoptr (GFileInfo) info       = NULL;
  g_autofree gchar *header         = NULL;
  guint64           n_bytes        = 0;
  g_autoptr (GError) open_error    = NULL;
  goffset file_size;

  file->name     = g_file_get_parse_name (gfile);
  file->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  file->tensors  = g_ptr_array_new_with_free_func (tensor_free);
  file->by_name  = g_hash_table_new (g_str_hash, g_str_equal);

  info =
    g_file_query_info (gfile, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                       G_FILE_QUERY_INFO_NONE, cancellable, &open_error);
  /* In a folder that may not be entered nothing is known of it, and reading it says why. */
  if (info && g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_STANDARD_TYPE)
      && g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      safetensors_file_complain (file, error, "it is not a regular file");
      return NULL;
    }
  if (! info || ! (file->stream = g_file_read (gfile, cancellable, &open_error)))
    {
      set_open_error (file, open_error, error);
      return NULL;
    }

  file_size = g_file_info_get_size (info);
  if (file_size >= 8 && ! read_bytes (file, 0, &n_bytes, sizeof n_bytes, cancellable, error))
    return NULL;

  n_bytes = GUINT64_FROM_LE (n_bytes);
  if (file_size < 10 || n_bytes < 2 || n_bytes > MAX_HEADER_BYTES)
    {
      safetensors_file_complain (file, error, "it is not a safetensors file of this program");
      return NULL;
    }
  if (file_size < 8 + (goffset) n_bytes)
    {
      safetensors_file_complain (file, error,
                                 "it ends in the middle of its header; copy or download it again");
      return NULL;
    }

  header = g_malloc (n_bytes);
  if (! read_bytes (file, 8, header, n_bytes, cancellable, error)
      || ! parse_header (file, header, n_bytes, file_size, error))
    return NULL;

  return g_steal_pointer (&file);
}

void
safetensors_file_close (SafetensorsFile *file)
{
  if (! file)
    return;

  g_clear_object (&file->stream);
  g_hash_table_unref (file->by_name);
  g_ptr_array_unref (file->tensors);
  g_hash_table_unref (file->metadata);
  g_free (file->name);
  g_free (file);
}

const gchar *
safetensors_file_get_name (const SafetensorsFile *file)
{
  return file->name;
}

GHashTable *
safetensors_file_get_metadata (const SafetensorsFile *file)
{
  return file->metadata;
}

const GPtrArray *
safetensors_file_get_tensors (const SafetensorsFile *file)
{
  return file->tensors;
}

const SafetensorsTensor *
safetensors_file_find (const SafetensorsFile *file, const gchar *name)
{
  return g_hash_table_lookup (file->by_name, name);
}

gboolean
safetensors_file_read (SafetensorsFile         *file,
                       const SafetensorsTensor *tensor,
                       gsize                    first,
                       gsize                    n_values,
                       gfloat                  *values,
                       GCancellable            *cancellable,
                       GError                 **error)
{
  gsize  value_bytes = safetensors_type_get_bytes (tensor->type);
  guint8 bytes[SAFETENSORS_CHUNK * 4];

  g_return_val_if_fail (first <= tensor->n_values && n_values <= tensor->n_values - first, FALSE);

  while (n_values > 0)
    {
      gsize n = MIN (n_values, SAFETENSORS_CHUNK);

      if (! read_bytes (file, tensor->begin + (goffset) (first * value_bytes), bytes,
                        n * value_bytes, cancellable, error))
        return FALSE;

      safetensors_decode (tensor->type, bytes, n, values);
      for (gsize i = 0; i < n; i++)
        if (! isfinite (values[i]))
          {
            safetensors_file_complain (file, error,
                                       "its tensor “%s” holds a value that is not a finite number",
                                       tensor->name);
            return FALSE;
          }

      first += n;
      values += n;
      n_values -= n;
    }

  return TRUE;
}
