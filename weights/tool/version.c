/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "build.h"
#include "photo-file.h"
#include "tool.h"

void
print_version (void)
{
  g_autofree gchar *instructions = build_describe_instructions ();
  g_autofree gchar *written      = photo_file_describe_formats (TRUE);
  g_autofree gchar *read         = photo_file_describe_formats (FALSE);

  g_print ("colorize %s\n\n", COLORIZE_VERSION);
  print_row ("Compiler", build_get_compiler ());
  print_row ("Instructions", instructions);
  print_row ("Libraries", COLORIZE_LIBRARIES);
  print_row ("Writes", written);
  print_row ("Only reads", read);
}
