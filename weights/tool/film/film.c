/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * colorize film: color for moving pictures.
 */

#include <stdlib.h>

#include "film-options.h"
#include "film-run.h"
#include "interrupt.h"
#include "photo-file.h"
#include "tool.h"

static int
end_with (const FilmOptions *options, const GError *error)
{
  g_autofree gchar *text = describe_error (error);

  complain ("“%s” was not colored: %s.", options->input, text);
  return EXIT_SOME_FAILED;
}

int
command_film (int argc, char **argv)
{
  FilmOptions options                 = { .coloring = COLORING_INIT,
                                          .range    = CLIP_RANGE_INIT,
                                          .tape     = TAPE_SETTINGS_INIT };
  g_autoptr (ColorizeWeights) weights = NULL;
  g_autoptr (GError) error            = NULL;
  g_autofree gchar *notice            = NULL;
  int               code              = EXIT_SUCCESS;

  if (! film_options_read (&options, &argc, &argv)
      || ! (weights = load_weights (options.weights, options.coloring.n_threads)))
    return EXIT_USAGE;

  interrupt_watch ();
  photo_file_init ();
  if (! film_run (&options, weights, &notice, &error))
    code = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? EXIT_INTERRUPTED
                                                                     : EXIT_SOME_FAILED;
  photo_file_exit ();

  if (code == EXIT_INTERRUPTED)
    complain ("%s", error->message);
  else if (code != EXIT_SUCCESS)
    code = end_with (&options, error);
  else if (notice)
    complain ("“%s” was colored, but %s.", options.input, notice);
  if (code == EXIT_SUCCESS && ! options.coloring.quiet)
    print_line ("%s", options.preview      ? options.preview
                      : options.key_folder ? options.key_folder
                                           : options.output);
  return code;
}
