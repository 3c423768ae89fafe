/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Colors that users of the command line know: a painted picture, and dots.
 */

#pragma once

#include <gegl.h>

#include "colorize.h"

G_BEGIN_DECLS

/* As they were written. */
typedef struct
{
  gchar   *file;           /* NULL: none */
  gchar  **dots;           /* "X,Y=#RRGGBB"; NULL: none */
  gboolean goes_elsewhere; /* to what is of the same kind */
} Hinting;

gboolean hinting_has_any (const Hinting *hinting);

/* FALSE: said on standard error that a dot is not written as it should be, or that there is none to go elsewhere. */
gboolean hinting_check (const Hinting *hinting);

/* The hints for a photo; NULL for none. Errors' messages are the end of a sentence that begins with the photo's
 * name, without the full stop. */
gboolean hinting_read (const Hinting  *hinting,
                       GeglBuffer     *photo,
                       gint            n_threads,
                       ColorizeHints **hints,
                       GCancellable   *cancellable,
                       GError        **error);

G_END_DECLS
