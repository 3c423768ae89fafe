/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one way from pixels in memory of ours to those of another format. babl converts them, but not
 * from everywhere: some of its kernels take it for granted that pixels of four floats begin at a
 * multiple of 16 bytes, and end the process where they do not (babl 0.1.114, CIE.c). Here they may
 * begin anywhere. May be used by any number of threads.
 */

#pragma once

#include <babl/babl.h>
#include <glib.h>

G_BEGIN_DECLS

/* From one format to another; holds nothing that is to be freed. */
typedef struct
{
  const Babl *fish;
  gsize       from_bytes; /* a pixel */
  gsize       to_bytes;
} Conversion;

/* Looking one up takes about as long as a few pixels do. */
Conversion conversion_get (const Babl *from, const Babl *to);

/* from   [n_pixels] of the one format
 * to     [n_pixels] of the other; may be `from` where its pixels are not larger */
void conversion_run (const Conversion *conversion, gconstpointer from, gpointer to, gsize n_pixels);

/* Both together, for a conversion that is done once. */
void convert_pixels (const Babl   *from_format,
                     const Babl   *to_format,
                     gconstpointer from,
                     gpointer      to,
                     gsize         n_pixels);

G_END_DECLS
