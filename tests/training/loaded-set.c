/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "loaded-set.h"

const PhotoSetOptions standard_options = { .keep_side  = 64,
                                           .min_side   = 16,
                                           .min_chroma = 6.0,
                                           .n_threads  = 2 };

PhotoSet *
load_set (gchar *folder, const PhotoSetOptions *options)
{
  GError   *error = NULL;
  PhotoSet *set   = photo_set_load (&folder, 1, options, NULL, &error);

  g_assert_no_error (error);
  return set;
}
