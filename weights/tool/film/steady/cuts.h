/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where scenes begin: at cuts, and in the middle of dissolves. For one thread.
 *
 * A cut is where a frame, as small as a few dozen pixels, has little to do with the one before, less than its neighbors have with theirs,
 * nor the next one either (which a flash has); exposure and small shifts do not count. A dissolve is where frames some
 * time apart have little to do with each other, and those between are mixtures of both.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _Cuts Cuts;

/* A scene's first frame. */
typedef struct
{
  gint64 frame;
  gint   dissolve; /* over how many frames about it the scenes are mixed; 0: it is a cut */
} Cut;

Cuts      *cuts_new (gint height, gint width);
void       cuts_free (Cuts *cuts);

/* The next frame, L* [height][width]. */
void       cuts_add (Cuts *cuts, const gfloat *luminance);

/* No frames follow. */
void       cuts_end (Cuts *cuts);

/* The cuts found so far, rising; [*n]. Further ones lie at most CUTS_DELAY frames before the last frame. Owned by the cuts. */
const Cut *cuts_get (const Cuts *cuts, guint *n);

#define CUTS_DELAY 40

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Cuts, cuts_free)

G_END_DECLS
