/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scans that are drawn, of random sizes, by GLib's random numbers for tests: a picture or several on paper.
 */

#pragma once

#include "page/border-find.h"
#include "page/ground.h"

G_BEGIN_DECLS

/* A picture that is drawn: a rectangle with corners that are parts of ellipses. */
typedef struct
{
  ColorizeFrame box;
  gdouble       corners[4][2]; /* half-axes: upper left, upper right, lower left, lower right */
  gdouble       ragged;        /* pixels that its edge wanders by, either way */
} Shape;

typedef struct
{
  gint    width;
  gint    height;
  gfloat *luminance; /* [height][width] */
  gfloat *cover;     /* [height][width]: what of each pixel has been drawn as a picture */
} Sheet;

typedef enum
{
  KIND_WHITE,
  KIND_BLACK,
  KIND_CARD,
  KIND_DECKLE,
  KIND_ROUNDED,
  KIND_TAPE,
  KIND_OVAL,
  KIND_ARCH,
  N_SHEET_KINDS
} Kind;

/* Paper: `falls` is how much darker it is at the lower right than at the upper left. */
void sheet_init (Sheet  *sheet,
                 gint    width,
                 gint    height,
                 gdouble level,
                 gdouble grain,
                 gdouble falls);
void sheet_clear (Sheet *sheet);

/* level   L* of what is drawn; negative: a picture */
void sheet_draw (Sheet *sheet, const Shape *shape, gdouble level);

/* A sheet with a border of that kind, of random widths. */
void sheet_init_kind (Sheet *sheet, Shape *shape, Kind kind);

/* A print that lies askew on the scanner. */
void sheet_init_askew (Sheet *sheet, Shape *shape);

/* A border on three sides, or on two that face each other. */
void sheet_init_part (Sheet *sheet, Shape *shape, Sides sides);

/* Two to eight prints in rows and columns, some askew; with white borders of their own, or none. Returns their
 * number. */
gint sheet_init_prints (Sheet *sheet, Shape shapes[BORDER_MAX_FRAMES], gboolean have_borders);

const gchar *sheet_get_kind_name (Kind kind);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sheet, sheet_clear)

G_END_DECLS
