/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Changing the length of one axis: which pixels go into which, and how much of each. Shorter is an
 * average over the area that a pixel covers, longer is linear between pixel centres, edges clamped.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint          first;   /* pixel of the old axis */
  gint          n;       /* how many from there on */
  const gfloat *weights; /* [n], of sum 1 */
} ResampleTaps;

typedef struct
{
  gint          length; /* of the new axis */
  ResampleTaps *taps;   /* [length]; `first` never falls */
  gfloat       *weights;
} ResampleAxis;

ResampleAxis *resample_axis_new (gint from, gint to);
void          resample_axis_free (ResampleAxis *axis);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResampleAxis, resample_axis_free)

G_END_DECLS
