/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The regions of a page that are not ground: prints, parts of a print that its bright sky or dark
 * night divides, writing, tape, dust.
 */

#pragma once

#include "ground.h"

G_BEGIN_DECLS

/* A print, or what may be one: regions whose boxes lie over each other. */
typedef struct
{
  gint left, top, right, bottom; /* right and bottom are outside */
  gint area;                     /* pixels */
} RegionGroup;

typedef struct
{
  gint         width;
  gint         height;
  gint16      *places; /* [height][width]: the group there, -1 for ground and dust */
  gint         n_groups;
  RegionGroup *groups; /* [n_groups] */
} Regions;

/* is_ground   [height][width], of ground_flood
 * Dust and scratches are left out. */
void regions_init (Regions *regions, const Page *page, const guint8 *is_ground);
void regions_clear (Regions *regions);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Regions, regions_clear)

G_END_DECLS
