/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "manual.h"

#include <string.h>

#include "tool.h"

/* For troff: what it would take for its own, and what is not ASCII, by their names. */
static gchar *
quote (const gchar *text)
{
  g_autoptr (GString) quoted = g_string_new (NULL);

  for (const gchar *c = text; *c; c = g_utf8_next_char (c))
    {
      gunichar character     = g_utf8_get_char (c);
      gboolean starts_a_line = c == text || c[-1] == '\n';

      if (starts_a_line && (*c == '.' || *c == '\''))
        g_string_append (quoted, "\\&");

      if (*c == '\\')
        g_string_append (quoted, "\\e");
      else if (*c == '-')
        g_string_append (quoted, "\\-");
      else if (character >= 0x80)
        g_string_append_printf (quoted, "\\[u%04X]", character);
      else
        g_string_append_c (quoted, *c);
    }

  return g_string_free (g_steal_pointer (&quoted), FALSE);
}

/* A paragraph, or the rest of one. */
static void
write_text (const gchar *text)
{
  g_autofree gchar *quoted = quote (text);
  gsize             length = strlen (quoted);

  g_print ("%s%s\n", quoted, length > 0 && quoted[length - 1] == '.' ? "" : ".");
}

static void
write_head (const gchar *page, const gchar *line)
{
  g_autofree gchar *upper  = g_ascii_strup (page, -1);
  g_autofree gchar *title  = quote (upper);
  g_autofree gchar *name   = quote (page);
  g_autofree gchar *quoted = quote (line);

  g_print (".\\\" Written by colorize itself, from the tables of its options.\n");
  g_print (".TH \"%s\" 1 \"%s\" \"Colorize %s\" \"User Commands\"\n", title, COLORIZE_DATE,
           COLORIZE_VERSION);
  g_print (".SH NAME\n%s \\- %s\n", name, quoted);
}

/* An item whose term is in bold. */
static void
write_item (const gchar *term, const gchar *text)
{
  g_autofree gchar *quoted = quote (term);

  g_print (".TP\n\\fB%s\\fR\n", quoted);
  write_text (text);
}

static void
write_option (const GOptionEntry *entry)
{
  g_autofree gchar *name = quote (entry->long_name);
  g_autofree gchar *argument =
    entry->arg_description ? quote (entry->arg_description) : g_strdup ("");

  if (entry->flags & G_OPTION_FLAG_HIDDEN)
    return;

  g_print (".TP\n");
  if (entry->short_name)
    g_print ("\\fB\\-%c\\fR, ", entry->short_name);
  g_print ("\\fB\\-\\-%s\\fR", name);
  if (*argument)
    g_print ("=\\fI%s\\fR", argument);
  g_print ("\n");
  write_text (entry->description);
}

static void
write_exit_codes (void)
{
  static const struct
  {
    gint         code;
    const gchar *text;
  } rows[] = {
    { 0, "All went well; a result that was there already and was left alone counts as well." },
    { EXIT_SOME_FAILED, "Some photos could not be done. Each is named on standard error, with the "
                        "reason; all others are done." },
    { EXIT_USAGE, "The command was not understood, or its weights cannot be used. Nothing was "
                  "done." },
    { EXIT_INTERRUPTED, "It was stopped by Ctrl+C. What is done stays, and nothing half is left." },
  };

  g_print (".SH EXIT STATUS\n");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree gchar *term = g_strdup_printf ("%d", rows[i].code);

      write_item (term, rows[i].text);
    }
}

void
manual_begin_command (const gchar *name, const gchar *line)
{
  g_autofree gchar *page = g_strconcat ("colorize-", name, NULL);

  write_head (page, line);
}

void
manual_write_command (const Manual *manual)
{
  /* GLib's own, in GLib's words. */
  static const GOptionEntry help = { "help", 'h', 0, G_OPTION_ARG_NONE, NULL, "Show help options",
                                     NULL };
  g_autofree gchar         *arguments = quote (manual->arguments);

  g_print (".SH SYNOPSIS\n\\fBcolorize %s\\fR [\\fIOPTION\\fR...] \\fI%s\\fR\n", manual->name,
           arguments);
  g_print (".SH DESCRIPTION\n");
  write_text (manual->summary);

  g_print (".SH OPTIONS\n");
  write_option (&help);
  for (const GOptionEntry *entry = manual->entries; entry->long_name; entry++)
    write_option (entry);

  write_exit_codes ();
  g_print (".SH SEE ALSO\n\\fBcolorize\\fR(1)\n");
}

void
manual_write_program (const gchar *const *names, const gchar *const *lines, guint n_commands)
{
  write_head ("colorize", "give color to black-and-white photos");
  g_print (".SH SYNOPSIS\n\\fBcolorize\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...] "
           "[\\fIARGUMENT\\fR...]\n");
  g_print (".SH DESCRIPTION\n");
  write_text ("A neural network guesses the colors of a photo from its luminance. The result has "
              "the photo's own lightness, and is a file of its own; the photo stays as it is. The "
              "plug-in Colorize of GIMP does the same in a window");

  g_print (".SH COMMANDS\n");
  for (guint i = 0; i < n_commands; i++)
    {
      g_print (".TP\n\\fBcolorize\\-%s\\fR(1)\n", names[i]);
      write_text (lines[i]);
    }

  g_print (".SH OPTIONS\n");
  write_item ("--help", "List the commands; colorize COMMAND --help lists the options of one");
  write_item ("--version", "Say the version, and how it was built");

  write_exit_codes ();

  g_print (".SH ENVIRONMENT\n");
  write_item ("COLORIZE_PROCESSOR", "The instruction set to use, baseline, avx2 or avx512, to find "
                                    "out whether a fault is in one of them. Otherwise the best one "
                                    "that the processor has is used");

  g_print (".SH FILES\n");
  write_item ("~/.local/share/colorize/weights/default.safetensors",
              "The weights that are used unless you name others, where you have some of your own "
              "there. (XDG_DATA_HOME names another folder than ~/.local/share.)");

  g_print (".SH SEE ALSO\n");
  for (guint i = 0; i < n_commands; i++)
    g_print ("\\fBcolorize\\-%s\\fR(1)%s\n", names[i], i + 1 < n_commands ? "," : "");
}
