/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * for-processor PROGRAM [ARGUMENT...]: runs a test program if this processor has the instruction set
 * that COLORIZE_PROCESSOR asks for, else reports it as skipped. The program itself would end with the
 * engine's warning.
 */

#include <unistd.h>

#include "network/loops/loops.h"

int
main (int argc, char **argv)
{
  const gchar *name = g_getenv ("COLORIZE_PROCESSOR");

  if (argc < 2 || ! name)
    {
      g_printerr (
        "for-processor: name a program, and a set of instructions in COLORIZE_PROCESSOR\n");
      return 2;
    }
  if (! loops_have (name))
    {
      g_print ("1..0 # SKIP this processor has no %s\n", name);
      return 0;
    }

  execv (argv[1], argv + 1);
  g_printerr ("for-processor: %s cannot be run\n", argv[1]);
  return 2;
}
