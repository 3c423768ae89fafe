/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "console.h"

static int output_error = 0;

static void
note_output_error (void)
{
  if (output_error == 0)
    output_error = errno ? errno : EIO;
}

static void
print_bytes (const gchar *text)
{
  if (output_error == 0 && (fputs (text, stdout) == EOF || fflush (stdout) == EOF))
    note_output_error ();
}

static void
print_error_bytes (const gchar *text)
{
  fputs (text, stderr);
  fflush (stderr);
}

static void
close_output (void)
{
  if (fclose (stdout) == EOF)
    note_output_error ();
  if (output_error == 0 || output_error == EPIPE)
    return;

  complain ("What was to be printed could not be written (%s); make room for it, or send it "
            "elsewhere.",
            g_strerror (output_error));
  _exit (EXIT_FAILURE);
}

void
console_init (void)
{
  g_set_print_handler (print_bytes);
  g_set_printerr_handler (print_error_bytes);
  atexit (close_output);
  /* So that writing fails instead. */
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN);
}

gboolean
console_is_closed (void)
{
  return output_error == EPIPE;
}

static gchar *
format_line (gint file, const gchar *format, va_list arguments)
{
  gchar *line = g_strdup_vprintf (format, arguments);

  if (isatty (file))
    for (gchar *c = line; *c; c++)
      if (g_ascii_iscntrl (*c))
        *c = '?';

  return line;
}

void
print_line (const gchar *format, ...)
{
  g_autofree gchar *line = NULL;
  va_list           arguments;

  va_start (arguments, format);
  line = format_line (STDOUT_FILENO, format, arguments);
  va_end (arguments);
  g_print ("%s\n", line);
}

void
print_row (const gchar *label, const gchar *text)
{
  if (text && *text)
    g_print ("%-16s%s\n", label, text);
}

void
complain (const gchar *format, ...)
{
  g_autofree gchar *line = NULL;
  va_list           arguments;

  va_start (arguments, format);
  line = format_line (STDERR_FILENO, format, arguments);
  va_end (arguments);
  g_printerr ("colorize: %s\n", line);
}
