/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the tests against golden files share.
 */

#pragma once

#include "colorize.h"
#include "weights-file/safetensors.h"

G_BEGIN_DECLS

#define GOLDEN_TOLERANCE 1e-4

/* All values of a tensor; to be freed. */
gfloat *golden_read (SafetensorsFile *file, const SafetensorsTensor *tensor);

/* The strict reader of weights refuses the activations that a golden file also holds, so the
 * parameters alone are written to a temporary file; the caller deletes it. */
GFile  *golden_write_weights (SafetensorsFile *file);

/* Asserts that values, whose channels come last, agree with a golden tensor [outer][channels][rows]
 * [columns], [outer][channels] or [channels].
 * tolerance   a part of the tensor's largest entry */
void    golden_compare (const SafetensorsTensor *tensor,
                        const gfloat            *expected,
                        const gfloat            *values,
                        gdouble                  tolerance);

G_END_DECLS
