/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * colorize: the engine without GIMP.
 */

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "picture/pixels.h"
#include "tool.h"

static const struct
{
  const gchar *name;
  Command      command;
  gboolean     is_exact;
  const gchar *summary;
} commands[] = {
  { "apply", command_apply, FALSE, "give color to photos and folders of photos" },
  { "evaluate", command_evaluate, TRUE, "score weights on photos whose colors are known" },
  { "film", command_film, FALSE, "give color to moving pictures" },
  { "info", command_info, FALSE, "say what a weights file holds, or what does the work here" },
  { "train", command_train, TRUE, "train weights of one's own on folders of photos" },
  { "widen", command_widen, FALSE, "make a wider network of weights, to train further" },
};

static void
print_usage (void)
{
  g_print ("Usage: colorize COMMAND [OPTION...] ...\n\n");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-10s %s\n", commands[i].name, commands[i].summary);
  g_print ("\ncolorize COMMAND --help tells more.\n");
}

int
main (int argc, char **argv)
{
  const gchar *name = argc > 1 ? argv[1] : "--help";

  setlocale (LC_ALL, "");
  console_init ();
  /* All files are of this machine, and threads that a remote one needs do not outlive a fork. */
  g_setenv ("GIO_USE_VFS", "local", TRUE);

  if (strcmp (name, "--help") == 0 || strcmp (name, "-h") == 0)
    {
      print_usage ();
      return argc > 1 ? EXIT_SUCCESS : EXIT_USAGE;
    }
  if (strcmp (name, "--version") == 0)
    {
      g_print ("colorize %s\n", COLORIZE_VERSION);
      return EXIT_SUCCESS;
    }

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (name, commands[i].name) == 0)
      {
        g_autofree gchar *program = g_strconcat ("colorize ", name, NULL);

        /* babl times its conversions and takes the fastest that is near enough, so numbers would
         * change a little from run to run. Exactness costs large photos a quarter of their time. */
        if (commands[i].is_exact)
          g_setenv ("BABL_TOLERANCE", "0.0", TRUE);

        colorize_pixels_prepare ();
        g_set_prgname (program);
        return commands[i].command (argc - 1, argv + 1);
      }

  complain ("There is no command “%s”. Try “colorize --help”.", name);
  return EXIT_USAGE;
}
