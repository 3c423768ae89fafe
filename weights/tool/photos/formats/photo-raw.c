/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Raw files by their names and first bytes; photo-tiff-pages.c knows those by what a page says.
 */

#include <string.h>

#include "photo-raw.h"

static const gchar *const names[] = {
  ".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".fff", ".gpr",
  ".iiq", ".k25", ".kdc", ".mef", ".mos", ".mrw", ".nef", ".nrw", ".orf", ".pef",
  ".ptx", ".raf", ".raw", ".rw2", ".rwl", ".sr2", ".srf", ".srw", ".x3f",
};

static const struct
{
  gsize        at;
  gsize        length;
  const gchar *bytes;
} starts[] = {
  { 0, 4, "IIU\0" }, /* Panasonic, Leica */
  { 0, 4, "IIRO" },  /* Olympus, OM System */
  { 0, 4, "IIRS" },     { 0, 4, "MMOR" },
  { 0, 8, "FUJIFILM" }, { 4, 8, "ftypcrx " }, /* Canon: CR3, then CR2 and CRW */
  { 8, 2, "CR" },       { 6, 6, "HEAPCC" },
  { 8, 4, "IIII" },     { 8, 4, "MMMM" }, /* Phase One */
  { 0, 4, "\0MRM" },                      /* Minolta */
  { 0, 4, "FOVb" },                       /* Sigma */
};


gboolean
photo_raw_has_name (const gchar *path)
{
  g_autofree gchar *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_str_has_suffix (lower, names[i]))
        return TRUE;
    }

  return FALSE;
}

gboolean
photo_raw_has_start (const gchar *start)
{
  /* What lies behind TIFF's eight bytes counts only after them. */
  gboolean tiff = memcmp (start, "II*\0", 4) == 0 || memcmp (start, "MM\0*", 4) == 0;

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      if ((tiff || starts[i].at < 8)
          && memcmp (start + starts[i].at, starts[i].bytes, starts[i].length) == 0)
        return TRUE;
    }

  return FALSE;
}

void
photo_raw_set_error (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       "it is a raw file; develop it first, with darktable or RawTherapee");
}
