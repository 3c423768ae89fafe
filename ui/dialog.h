/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dialog: the photo in color beside the procedure's arguments, and the run itself, which goes on
 * with the dialog open.
 */

#pragma once

#include <libgimp/gimpui.h>

#include "colorize.h"
#include "dots.h"
#include "mood-control.h"
#include "reader.h"

G_BEGIN_DECLS

/* Does the work with the settings that the config holds, in the main thread. Calls `progress` often:
 * the dialog lives from that. `weights` are those that the config names, or NULL if they have not been
 * loaded. FALSE: failed; the dialog shows why, and the user may try again. */
typedef gboolean (*ColorizeDialogWork) (ColorizeWeights *weights,
                                        GCancellable    *cancellable,
                                        ColorizeProgress progress,
                                        gpointer         progress_data,
                                        gpointer         data,
                                        GError         **error);

/* Whether what the dialog is about can still be colored, with the settings that the config holds. Called
 * in the main thread, often. FALSE: no; the error says why and what to do, and nothing can be run until
 * it is gone. */
typedef gboolean (*ColorizeDialogCheck) (gpointer data, GError **error);

/* Hands out a layer, 0 .. n_layers - 1, for the preview. What is in the source, and the layer's name, are the
 * caller's then. */
typedef void (*ColorizeDialogOpen) (gint                   index,
                                    ColorizePreviewSource *source,
                                    gchar                **name,
                                    gpointer               data);

/* How the network is to look at a layer, by what the config holds. */
typedef void (*ColorizeDialogView) (gint index, ColorizeView *view, gpointer data);

/* The hints of a layer, those painted and the dots, which the caller owns then; NULL: there are none. */
typedef ColorizeHints *(*ColorizeDialogHints) (gint index, gpointer data);

/* Which of the layers for hints counts, by what the config holds; -1: none. */
typedef gint (*ColorizeDialogHintsChoice) (gpointer data);

/* Takes one of the layers for hints; -1: none. */
typedef void (*ColorizeDialogChooseHints) (gint choice, gpointer data);

/* Makes a layer ready that hints of a layer can be painted on, with the dots that are there: the dialog ends then. FALSE:
 * failed; the dialog shows why. */
typedef gboolean (*ColorizeDialogPaintHints) (gint index, gpointer data, GError **error);

/* Takes other photos as those whose mood is taken; the list never changes. */
typedef void (*ColorizeDialogReferences) (GPtrArray *references, gpointer data);

/* What the dialog is about. */
typedef struct
{
  gint          n_layers;
  gdouble       n_pixels;        /* of all layers */
  gint          bytes_per_pixel; /* of the new layers */
  gboolean      has_selection;   /* something is selected */
  gboolean      has_former;      /* the run replaces a former result, unless it is to be kept */
  GFile        *bundled;         /* the weights that come with the plug-in */
  GFile        *help;            /* a page that explains the dialog */
  ColorizeDots *dots;            /* of all layers; the dialog changes them */
  GStrv         hints_layers;    /* names of those that may hold hints; NULL: there is no choice */
  GPtrArray    *references;      /* ColorizeReference: whose mood is taken to begin with */
  ColorizeMoodSource        mood;
  ColorizeDialogReferences  set_references;
  ColorizeDialogOpen        open_layer;
  ColorizeDialogView        get_view;
  ColorizeDialogHints       get_hints;
  ColorizeDialogHintsChoice get_hints_choice;
  ColorizeDialogChooseHints choose_hints;
  ColorizeDialogPaintHints  paint_hints;
  ColorizeDialogCheck       check;
  ColorizeDialogWork        work;
  gpointer                  data;
} ColorizeDialogTask;

/* Lets the user change `config`, and does the work. FALSE: cancelled, or no window could be shown;
 * nothing was done then. */
gboolean colorize_dialog_run (GimpProcedure            *procedure,
                              GimpProcedureConfig      *config,
                              const ColorizeDialogTask *task);

G_END_DECLS
