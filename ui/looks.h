/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looks: sets of the settings of taste, by name.
 */

#pragma once

#include <glib-object.h>

#include "picture.h"

G_BEGIN_DECLS

typedef struct
{
  gchar       *name;   /* for people: any letters, any length, never empty */
  gboolean     is_own; /* the user has made it, and may delete it */
  ColorizeLook look;   /* vividness below 0: as the weights say; use_mask does not count */
} ColorizeNamedLook;

ColorizeNamedLook *colorize_named_look_new (const gchar        *name,
                                            gboolean            is_own,
                                            const ColorizeLook *look);
void               colorize_named_look_free (ColorizeNamedLook *named);

/* ColorizeNamedLook: those that everybody has, in the order in which they are shown. */
GPtrArray         *colorize_looks_new (void);

/* What the arguments in `config` say now. */
void               colorize_look_read (ColorizeLook *look, GObject *config);

/* Sets the arguments.
 * has_dials   the weights have a vividness and an evenness; else these two arguments stay */
void     colorize_look_apply (const ColorizeLook *look, GObject *config, gboolean has_dials);

/* Whether both look the same to who reads the sliders' numbers.
 * own_vividness   what a vividness below 0 stands for; below 0: there are no such dials, and
 *                 neither vividness nor evenness counts */
gboolean colorize_look_fits (const ColorizeLook *one,
                             const ColorizeLook *other,
                             gdouble             own_vividness);

G_END_DECLS
