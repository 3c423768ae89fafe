/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>

#include "completion.h"
#include "manual.h"
#include "tool.h"

/* GOption leaves "--" where it is if what follows it looks like an option. */
static void
remove_end_of_options (int *argc, char **argv)
{
  for (int i = 1; i < *argc; i++)
    if (strcmp (argv[i], "--") == 0)
      {
        /* With the NULL at the end. */
        memmove (&argv[i], &argv[i + 1], (*argc - i) * sizeof *argv);
        --*argc;
        return;
      }
}

gchar *
describe_error (const GError *error)
{
  const gchar *message = error->message;
  gsize        length  = strlen (message);
  gchar       *text    = g_strndup (message, length - g_str_has_suffix (message, "."));

  if (error->domain == COLORIZE_ERROR)
    text[0] = g_ascii_tolower (text[0]);

  return text;
}

void
complain_of_photo (const gchar *photo, const gchar *what, const GError *error)
{
  g_autofree gchar *text = describe_error (error);

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
  Manual manual                      = { (*argv)[0], arguments, summary, entries };

  if (*argc == 2 && strcmp ((*argv)[1], MANUAL_OPTION) == 0)
    {
      manual_write_command (&manual);
      return FALSE;
    }
  if (*argc == 2 && strcmp ((*argv)[1], COMPLETION_OPTION) == 0)
    {
      completion_write_command (&manual);
      return FALSE;
    }

  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, argc, argv, &error))
    {
      remove_end_of_options (argc, *argv);
      return TRUE;
    }

  if (error->domain == G_CONVERT_ERROR)
    complain ("What an option is set to is no text in this terminal's language; write it in plain "
              "letters. Try “colorize %s --help”.",
              (*argv)[0]);
  else
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

/* Where a program that lies there has its weights; NULL where the system does not say where it lies. */
static gchar *
get_weights_of_program (void)
{
  g_autofree gchar *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree gchar *folder  = program ? g_path_get_dirname (program) : NULL;

  if (! folder)
    return NULL;
#ifdef BUILD_FOLDER
  if (g_str_has_prefix (program, BUILD_FOLDER G_DIR_SEPARATOR_S))
    return g_build_filename (SOURCE_FOLDER, "weights", "default.safetensors", NULL);
#endif

  return g_build_filename (folder, "..", "share", "colorize", "weights", "default.safetensors",
                           NULL);
}

static gchar *
get_weights_of_folder (const gchar *folder)
{
  return g_build_filename (folder, "colorize", "weights", "default.safetensors", NULL);
}

gchar *
find_default_weights (const gchar *option)
{
  const gchar *const *system_folders = g_get_system_data_dirs ();
  g_autoptr (GPtrArray) places       = g_ptr_array_new_with_free_func (g_free);
  gchar            *of_program       = get_weights_of_program ();
  g_autofree gchar *list             = NULL;

  g_ptr_array_add (places, get_weights_of_folder (g_get_user_data_dir ()));
  if (of_program)
    g_ptr_array_add (places, of_program);
  for (gint i = 0; system_folders[i]; i++)
    g_ptr_array_add (places, get_weights_of_folder (system_folders[i]));
  g_ptr_array_add (places, get_weights_of_folder (DATADIR));

  for (guint i = 0; i < places->len; i++)
    if (g_file_test (places->pdata[i], G_FILE_TEST_EXISTS))
      return g_strdup (places->pdata[i]);

  g_ptr_array_add (places, NULL);
  list = g_strjoinv ("”, “", (gchar **) places->pdata);
  complain ("The default weights are not installed (none is “%s”); install Colorize, or name a "
            "weights file with %s.",
            list, option);
  return NULL;
}

ColorizeWeights *
load_weights (const gchar *path, gint n_threads)
{
  g_autofree gchar *chosen = path ? g_strdup (path) : find_default_weights ("--weights");
  g_autoptr (GFile) file   = NULL;
  g_autoptr (GError) error = NULL;
  ColorizeWeights *weights;

  if (! chosen)
    return NULL;

  file    = g_file_new_for_commandline_arg (chosen);
  weights = colorize_weights_load (file, n_threads, NULL, &error);
  if (! weights)
    complain ("%s", error->message);
  return weights;
}
