/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a profile out of a file can be relied on. Files have damaged ones, those of other pixels than
 * theirs, and those whose way back from colors to numbers is not that of their way in; and babl ends the
 * process over some of them. So each one comes by here before it is used.
 */

#pragma once

#include <babl/babl.h>
#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PROFILE_GRAY,
  PROFILE_RGB,
  PROFILE_CMYK
} ProfileModel;

typedef enum
{
  PROFILE_GOOD,
  PROFILE_ONE_WAY, /* says what colors the numbers are, but not which numbers a color is */
  PROFILE_UNFIT,   /* of another model, or none of pixels at all */
  PROFILE_DAMAGED
} ProfileVerdict;

/* Reads a profile, and takes a ramp of grays and 27 colors (of CMYK 81) forth and back, relative
 * colorimetric: grays must become lighter; and grays must come back within a distance of 1 in L*a*b*
 * (CIE 1976), colors within 3, for the profile to be good. From any thread.
 * icc   [length], as files have it; read, not kept */
ProfileVerdict profile_check (gconstpointer icc, gsize length, ProfileModel model);

/* A profile of LittleCMS's (cmsHPROFILE) as files have it, with the same date in it at any time; NULL if it
 * cannot be written. */
GBytes        *profile_save (gpointer profile);

/* babl's space of a good RGB profile of primaries and tone curves, out of what LittleCMS has read; NULL
 * where the profile is not of that kind, or babl takes it for another one,
 * or has enough of them: LittleCMS does for all. From any thread. */
const Babl    *profile_get_space (gconstpointer icc, gsize length);

G_END_DECLS
