/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The default weights, as the plug-in runs them: how long a person waits for the first photo.
 */

#include <babl/babl.h>

#include "bench.h"
#include "colorize.h"

#define WIDTH    1500
#define HEIGHT   1000
#define N_PHOTOS 3
#define N_LOADS  2

static gdouble
since (gint64 begin)
{
  return (g_get_monotonic_time () - begin) / 1000.0;
}

static ColorizePhoto *
make_photo (void)
{
  ColorizePhoto     *photo = colorize_photo_new (WIDTH, HEIGHT, NULL);
  g_autofree gfloat *row   = g_new (gfloat, WIDTH);

  for (gint y = 0; y < HEIGHT; y++)
    {
      for (gint x = 0; x < WIDTH; x++)
        row[x] = g_random_double_range (0.0, 100.0);
      colorize_photo_add_rows (photo, row, 1);
    }
  return photo;
}

gboolean
bench_default_weights (GError **error)
{
  g_autoptr (GFile) file              = g_file_new_for_path (DEFAULT_WEIGHTS);
  g_autoptr (ColorizeWeights) weights = NULL;
  g_autoptr (ColorizePhoto) photo     = NULL;
  const ColorizeView view             = COLORIZE_VIEW_INIT;
  gdouble            loads[N_LOADS];
  gdouble            photos[N_PHOTOS];

  babl_init ();
  for (gint i = 0; i < N_LOADS; i++)
    {
      gint64 begin = g_get_monotonic_time ();

      g_clear_pointer (&weights, colorize_weights_unref);
      weights = colorize_weights_load (file, 0, NULL, error);
      if (! weights)
        return FALSE;
      loads[i] = since (begin);
    }

  photo = make_photo ();
  for (gint i = 0; i < N_PHOTOS; i++)
    {
      gint64 begin                              = g_get_monotonic_time ();
      g_autoptr (ColorizePrediction) prediction = NULL;

      prediction = colorize_predict (weights, photo, &view, 0, NULL, NULL, NULL, error);
      if (! prediction)
        return FALSE;
      photos[i] = since (begin);
    }

  g_print ("\nThe default weights, all threads: loaded and prepared in %.0f ms (again in %.0f ms); "
           "the network takes %.0f ms for the first photo, %.0f and %.0f ms for the next ones.\n",
           loads[0], loads[1], photos[0], photos[1], photos[2]);
  return TRUE;
}
