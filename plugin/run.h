/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The procedure called.
 */

#pragma once

#include <libgimp/gimp.h>

G_BEGIN_DECLS

GimpValueArray *colorize_run (GimpProcedure       *procedure,
                              GimpRunMode          run_mode,
                              GimpImage           *image,
                              GimpDrawable       **drawables,
                              GimpProcedureConfig *config,
                              gpointer             run_data);

G_END_DECLS
