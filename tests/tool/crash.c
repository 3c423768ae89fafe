/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A libjpeg in which faults lie in wait, to be preloaded: what a photo meets depends on its width. As
 * it is read, or as its result is complete but for the last bytes.
 */

#define _GNU_SOURCE

#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <glib.h>
#include <jpeglib.h>

static void
meet_fault (guint width)
{
  switch (width)
    {
    case 101:
      abort ();
    case 102:
      raise (SIGSEGV);
      break;
    case 103:
      exit (3);
    case 104:
      g_free (g_malloc (G_MAXSSIZE));
      break;
    case 105:
      raise (SIGKILL);
      break;
    case 106:
      g_error ("This is the end.");
    case 107:
      for (;;)
        pause ();
    default:
      break;
    }
}

int
jpeg_read_header (j_decompress_ptr photo, boolean is_required)
{
  int (*read_header) (j_decompress_ptr, boolean) = dlsym (RTLD_NEXT, "jpeg_read_header");
  int result                                     = read_header (photo, is_required);

  meet_fault (photo->image_width);
  return result;
}

void
jpeg_finish_compress (j_compress_ptr photo)
{
  void (*finish_compress) (j_compress_ptr) = dlsym (RTLD_NEXT, "jpeg_finish_compress");

  if (photo->image_width >= 100)
    meet_fault (photo->image_width - 100);
  finish_compress (photo);
}
