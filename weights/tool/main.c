/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * colorize: the engine without GIMP.
 */

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "completion.h"
#include "manual.h"
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

/* The sub-command's part of a document, which is where it parses its options. */
static void
write_part (Command command, const gchar *name, const gchar *option)
{
  gchar *arguments[] = { (gchar *) name, (gchar *) option, NULL };

  command (G_N_ELEMENTS (arguments) - 1, arguments);
}

/* Writes the document that is asked for, if one is. */
static gboolean
write_document (int argc, char **argv)
{
  const gchar *names[G_N_ELEMENTS (commands)], *lines[G_N_ELEMENTS (commands)];

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      names[i] = commands[i].name;
      lines[i] = commands[i].summary;
    }

  if (argc == 2 && strcmp (argv[1], MANUAL_OPTION) == 0)
    {
      manual_write_program (names, lines, G_N_ELEMENTS (commands));
      return TRUE;
    }
  if (argc == 2 && strcmp (argv[1], COMPLETION_OPTION) == 0)
    {
      completion_begin (names, G_N_ELEMENTS (commands));
      for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
        write_part (commands[i].command, names[i], COMPLETION_OPTION);
      completion_end ();
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (argc == 3 && strcmp (argv[1], names[i]) == 0 && strcmp (argv[2], MANUAL_OPTION) == 0)
      {
        manual_begin_command (names[i], lines[i]);
        write_part (commands[i].command, names[i], MANUAL_OPTION);
        return TRUE;
      }

  return FALSE;
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
      print_version ();
      return EXIT_SUCCESS;
    }
  if (write_document (argc, argv))
    return EXIT_SUCCESS;

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
