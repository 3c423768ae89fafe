/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "photo-hush.h"

/* Standard error is one for the whole process. */
static GMutex mutex;

/* What is written meanwhile, and where it would have gone; NULL: it goes there. */
static FILE  *kept;
static gint   screen;


void
photo_hush_begin (void)
{
  g_mutex_lock (&mutex);
  fflush (stderr);

  kept   = tmpfile ();
  screen = kept ? dup (STDERR_FILENO) : -1;

  if (screen < 0 || dup2 (fileno (kept), STDERR_FILENO) < 0)
    g_clear_pointer (&kept, fclose);
}

void
photo_hush_end (const gchar *mark)
{
  char  *line = NULL;
  size_t room = 0;

  if (kept)
    {
      fflush (stderr);
      dup2 (screen, STDERR_FILENO);
      rewind (kept);

      while (getline (&line, &room, kept) >= 0)
        {
          if (line[0] != '\n' && ! strstr (line, mark))
            fputs (line, stderr);
        }

      free (line);
      g_clear_pointer (&kept, fclose);
    }

  if (screen >= 0)
    close (screen);

  g_mutex_unlock (&mutex);
}
