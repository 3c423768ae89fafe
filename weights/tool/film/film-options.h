/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the command line of `colorize film` says.
 */

#pragma once

#include "clip.h"
#include "coloring.h"

G_BEGIN_DECLS

typedef struct
{
  Coloring     coloring;
  ClipRange    range;
  TapeSettings tape;
  gchar       *input;
  gchar       *output;
  gchar       *weights;
  gboolean     resume;     /* goes on with what a stopped run has left */
  gchar       *preview;    /* a contact sheet to write, and no film; NULL */
  gchar       *key_folder; /* a folder for key frames to write, and no film; NULL */
  gchar       *with;       /* one whose key frames are followed; NULL */
} FilmOptions;

/* FALSE: said what is wrong. */
gboolean film_options_read (FilmOptions *options, int *argc, char ***argv);

G_END_DECLS
