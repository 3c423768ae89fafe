/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>

#include "tool.h"

void
complain (const gchar *format, ...)
{
  g_autofree gchar *text = NULL;
  va_list           args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("colorize: %s\n", text);
}

void
complain_of_photo (const gchar *photo, const gchar *what, const GError *error)
{
  const gchar      *message = error->message;
  gsize             length  = strlen (message);
  g_autofree gchar *text    = g_strndup (message, length - g_str_has_suffix (message, "."));

  if (error->domain == COLORIZE_ERROR)
    text[0] = g_ascii_tolower (text[0]);

  complain ("“%s” %s: %s.", photo, what, text);
}

gboolean
parse_options (const gchar        *arguments,
               const gchar        *summary,
               const GOptionEntry *entries,
               int                *argc,
               char             ***argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (arguments);
  g_autoptr (GError) error           = NULL;

  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;

  complain ("%s. Try “colorize %s --help”.", error->message, (*argv)[0]);
  return FALSE;
}

gboolean
check_range (const gchar *name, gdouble value, gdouble low, gdouble high)
{
  if (value >= low && value <= high)
    return TRUE;

  complain ("--%s is %g; it must be between %g and %g.", name, value, low, high);
  return FALSE;
}

gboolean
make_folder (const gchar *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0777) == 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
               "the folder “%s” cannot be made (%s); choose another one", path, g_strerror (errno));
  return FALSE;
}

gchar *
find_default_weights (void)
{
  const gchar *const *system_folders = g_get_system_data_dirs ();
  GPtrArray          *folders        = g_ptr_array_new ();
  gchar              *found          = NULL;

  g_ptr_array_add (folders, (gpointer) g_get_user_data_dir ());
  for (gint i = 0; system_folders[i]; i++)
    g_ptr_array_add (folders, (gpointer) system_folders[i]);
  g_ptr_array_add (folders, (gpointer) DATADIR);

  for (guint i = 0; ! found && i < folders->len; i++)
    {
      found = g_build_filename (g_ptr_array_index (folders, i), "colorize", "weights",
                                "default.safetensors", NULL);
      if (! g_file_test (found, G_FILE_TEST_EXISTS))
        g_clear_pointer (&found, g_free);
    }

  g_ptr_array_unref (folders);
  return found;
}

ColorizeWeights *
load_weights (const gchar *path, gint n_threads)
{
  g_autofree gchar *chosen = path ? g_strdup (path) : find_default_weights ();
  g_autoptr (GFile) file   = NULL;
  g_autoptr (GError) error = NULL;
  ColorizeWeights *weights;

  if (! chosen)
    {
      complain ("The default weights are not installed; install Colorize, or name a weights file "
                "with --weights.");
      return NULL;
    }

  file    = g_file_new_for_commandline_arg (chosen);
  weights = colorize_weights_load (file, n_threads, NULL, &error);
  if (! weights)
    complain ("%s", error->message);
  return weights;
}
