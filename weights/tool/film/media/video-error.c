/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "video-error.h"

#include <errno.h>

#include <libavutil/error.h>

#include "colorize.h"

gboolean
video_error_set_memory (GError **error)
{
  g_set_error_literal (error, COLORIZE_ERROR, COLORIZE_ERROR_MEMORY,
                       "there is not enough memory for it; close other programs");
  return FALSE;
}

/* What of it users can do something about. */
static const gchar *
get_advice (gint code)
{
  switch (code)
    {
    case AVERROR (ENOSPC):
    case AVERROR (EDQUOT):
      return "the disk is full; make room, then go on with --resume";

    case AVERROR (EFBIG):
      return "the disk takes no file that large; choose another one";

    case AVERROR (EACCES):
    case AVERROR (EPERM):
      return "permission is denied; check the permissions of the file and its folder";

    case AVERROR (ENOENT):
      return "it is not there";

    case AVERROR (EISDIR):
      return "it is a folder";

    case AVERROR_INVALIDDATA:
      return "it is damaged, or no film";

    case AVERROR_DECODER_NOT_FOUND:
      return "FFmpeg on this computer cannot decode films of its kind; convert it with another "
             "program";

    default:
      return NULL;
    }
}

gboolean
video_error_set (GError **error, gint code, const gchar *what)
{
  const gchar *advice                        = get_advice (code);
  gchar        own[AV_ERROR_MAX_STRING_SIZE] = "";

  if (code == AVERROR (ENOMEM))
    return video_error_set_memory (error);

  if (! advice)
    av_strerror (code, own, sizeof own);
  g_set_error (error, G_IO_ERROR,
               AVUNERROR (code) > 0 && AVUNERROR (code) < 4096
                 ? g_io_error_from_errno (AVUNERROR (code))
                 : G_IO_ERROR_FAILED,
               "%s: %s", what, advice ? advice : own);
  return FALSE;
}
