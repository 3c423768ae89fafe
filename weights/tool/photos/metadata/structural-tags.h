/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tags of TIFF and EXIF that describe the source's own pixels and how they lie in its file; the
 * result has its own. In a TIFF file the old ones would make it unreadable.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint16      number;
  const gchar *name; /* as Exiv2 has it, within Exif.Image */
} StructuralTag;

/* The last one's name is NULL. */
extern const StructuralTag structural_tags[];

gboolean                   structural_tags_have (guint number);

G_END_DECLS
