/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "gegl-file.h"

#define WEBP_QUALITY 95

static GMutex gegl_mutex;

/* What is logged while an operation runs, in whatever thread GEGL uses for it. Guarded by its own
 * lock, for the writer of log messages is called by all threads. */
static GMutex   log_mutex;
static GString *collected = NULL;

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&log_mutex);
  const gchar *domain             = NULL;
  const gchar *message            = NULL;

  for (gsize i = 0; i < n_fields; i++)
    {
      if (strcmp (fields[i].key, "GLIB_DOMAIN") == 0)
        domain = fields[i].value;
      if (strcmp (fields[i].key, "MESSAGE") == 0)
        message = fields[i].value;
    }

  if (! collected || ! domain || ! g_str_has_prefix (domain, "GEGL") || level > G_LOG_LEVEL_MESSAGE)
    return g_log_writer_default (level, fields, n_fields, data);

  if (collected->len > 0)
    g_string_append (collected, ", ");
  g_string_append (collected, message);
  return G_LOG_WRITER_HANDLED;
}

void
gegl_file_init (void)
{
  g_log_set_writer_func (write_log, NULL, NULL);
}

static void
start_collecting (void)
{
  g_mutex_lock (&log_mutex);
  collected = g_string_new (NULL);
  g_mutex_unlock (&log_mutex);
}

/* What has been logged since; NULL if nothing. */
static gchar *
stop_collecting (void)
{
  GString *text;

  g_mutex_lock (&log_mutex);
  text      = collected;
  collected = NULL;
  g_mutex_unlock (&log_mutex);

  return g_string_free (text, text->len == 0);
}

/* Call with gegl_mutex held. */
static GeglBuffer *
load (const gchar *operation, const gchar *path, gchar **problem)
{
  GeglNode   *graph  = gegl_node_new ();
  GeglBuffer *buffer = NULL;
  GeglNode   *loader;
  GeglNode   *sink;

  loader = gegl_node_new_child (graph, "operation", operation, "path", path, NULL);
  sink   = gegl_node_new_child (graph, "operation", "gegl:buffer-sink", "buffer", &buffer, NULL);
  gegl_node_link (loader, sink);

  start_collecting ();
  if (gegl_node_get_bounding_box (loader).width > 0)
    gegl_node_process (sink);
  *problem = stop_collecting ();

  g_object_unref (graph);
  return buffer;
}

GeglBuffer *
gegl_file_load (const gchar *operation, const gchar *path, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&gegl_mutex);
  g_autofree gchar *problem       = NULL;
  g_autoptr (GeglBuffer) buffer   = load (operation, path, &problem);

  if (buffer && ! problem)
    return g_steal_pointer (&buffer);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
               "it is damaged or cut off (%s); copy it again from where it came",
               problem ? problem : "no pixels");
  return NULL;
}

static void
set_depth (GeglNode *saver, const gchar *operation, const Babl *format)
{
  const Babl *type = babl_format_get_type (format, 0);
  gint        bits = type == babl_type ("u8") ? 8 : type == babl_type ("u16") ? 16 : 32;

  if (strcmp (operation, "gegl:tiff-save") == 0)
    gegl_node_set (saver, "bitdepth", bits, "fp", bits == 32, NULL);
  else if (strcmp (operation, "gegl:png-save") == 0)
    gegl_node_set (saver, "bitdepth", MIN (bits, 16), NULL);
  else
    gegl_node_set (saver, "quality", WEBP_QUALITY, NULL);
}

gboolean
gegl_file_save (const gchar *operation,
                const gchar *load_operation,
                GeglBuffer  *buffer,
                const gchar *path,
                GError     **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&gegl_mutex);
  GeglNode         *graph         = gegl_node_new ();
  GeglNode         *source;
  GeglNode         *saver;
  g_autofree gchar *problem       = NULL;
  g_autofree gchar *again         = NULL;
  g_autoptr (GeglBuffer) written  = NULL;

  source = gegl_node_new_child (graph, "operation", "gegl:buffer-source", "buffer", buffer, NULL);
  saver  = gegl_node_new_child (graph, "operation", operation, "path", path, NULL);
  set_depth (saver, operation, gegl_buffer_get_format (buffer));
  gegl_node_link (source, saver);

  start_collecting ();
  gegl_node_process (saver);
  problem = stop_collecting ();
  g_object_unref (graph);

  if (! problem)
    written = load (load_operation, path, &again);
  if (written && ! again && gegl_buffer_get_height (written) == gegl_buffer_get_height (buffer))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               "its result could not be written whole (%s); see whether the disk is full",
               problem ? problem : again ? again : "no pixels");
  return FALSE;
}
