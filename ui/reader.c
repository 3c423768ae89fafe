/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "reader.h"

#include <string.h>

#include <glib/gi18n.h>

#include "picture/conversion.h"
#include "picture/profile.h"


#define OVERVIEW_PIXELS 2000000

/* Of the photo, in a strip: few enough that the window does not feel how long a strip takes. */
#define STRIP_PIXELS (1 << 19)

#define SELECTION_FORMAT "Y u8"

/* Between the channels of a pixel, of 255: less is rounding, or the noise of JPEG. */
#define GRAY_SPREAD 3


struct _ColorizeReader
{
  gint                  n_users; /* the window, and each strip under way */
  gboolean              closed;  /* atomic: nobody wants the rest */

  ColorizePreviewSource source;
  ColorizeReaderNews    news;
  gpointer              news_data;
  gint                  width;
  gint                  height;

  ColorizePhoto        *photo;
  ColorizePicture      *overview;
  gint         factor; /* of the overview: this many pixels become one, in each direction */

  gint         strip_rows; /* a multiple of `factor` */
  gint         n_strips;
  gint         n_read;
  gint         n_done;
  gboolean     has_colors; /* somewhere in what has been read */
  guint        idle;
  gint64       begin, end; /* microseconds */

  GThreadPool *pool;
  GMutex       lock;
  GCond        turn;
  gint         next; /* the strip whose rows the photo takes next; under `lock` */

  const Babl  *format;
  Conversion   to_luminance;
  Conversion   to_chroma;
  Conversion   to_screen;
};

typedef struct
{
  ColorizeReader  *reader;
  gint             index;
  gint             n_rows;
  guint8          *pixels;  /* [n_rows][width] of the reader's format */
  guint8          *mask;    /* [n_rows][width]; NULL: nothing is selected */
  ColorizePicture *reduced; /* its part of the overview; NULL: not enough memory */
  gboolean         has_colors;
} Strip;


/* A strip's work, in a thread of the pool */

static void
strip_free (Strip *strip)
{
  g_free (strip->pixels);
  g_free (strip->mask);
  colorize_picture_free (strip->reduced);
  g_free (strip);
}

/* Adds a row to the sums [n_reduced][4] of the cells that it goes into. */
static void
add_screen_row (const guint8 *row, gint width, gint factor, guint32 *sums)
{
  for (gint x = 0; x < width; x++)
    for (gint c = 0; c < 4; c++)
      sums[4 * (x / factor) + c] += row[4 * x + c];
}

static void
add_mask_row (const guint8 *row, gint width, gint factor, guint32 *sums)
{
  for (gint x = 0; x < width; x++)
    sums[x / factor] += row[x];
}

static void
add_luminance_row (const gfloat *row, gint width, gint factor, gfloat *sums)
{
  for (gint x = 0; x < width; x++)
    sums[x / factor] += row[x];
}

/* The cells at the right and lower edge may be smaller than the others. */
static gint
count_cell (gint begin, gint factor, gint end)
{
  return MIN (factor, end - begin);
}

static void
reduce_cells (const Strip *strip, gint y, const guint8 *screen, const gfloat *luminance)
{
  const ColorizeReader *reader      = strip->reader;
  ColorizePicture      *reduced     = strip->reduced;
  gint                  width       = reader->width;
  gint                  factor      = reader->factor;
  gint                  n_rows      = count_cell (y, factor, strip->n_rows);
  gsize                 first       = (gsize) (y / factor) * reduced->width;
  g_autofree guint32   *screen_sums = g_new0 (guint32, 4 * (gsize) reduced->width);
  g_autofree guint32   *mask_sums   = g_new0 (guint32, reduced->width);
  gfloat               *sums        = reduced->luminance + first;
  guint8               *bytes       = (guint8 *) (reduced->before + first);

  for (gint row = y; row < y + n_rows; row++)
    {
      add_screen_row (screen + 4 * (gsize) row * width, width, factor, screen_sums);
      add_luminance_row (luminance + (gsize) row * width, width, factor, sums);

      if (strip->mask)
        add_mask_row (strip->mask + (gsize) row * width, width, factor, mask_sums);
    }

  for (gint x = 0; x < reduced->width; x++)
    {
      guint32 n = n_rows * count_cell (x * factor, factor, width);

      for (gint c = 0; c < 4; c++)
        bytes[4 * x + c] = (screen_sums[4 * x + c] + n / 2) / n;

      sums[x] /= n;

      if (strip->mask)
        reduced->mask[first + x] = (mask_sums[x] + n / 2) / n;
    }
}

static gboolean
has_colors (const guint8 *screen, gsize n_pixels)
{
  for (gsize i = 0; i < n_pixels; i++, screen += 4)
    {
      gint most  = MAX (MAX (screen[0], screen[1]), screen[2]);
      gint least = MIN (MIN (screen[0], screen[1]), screen[2]);

      if (most - least > GRAY_SPREAD)
        return TRUE;
    }

  return FALSE;
}

/* The photo takes its rows from the top, whichever strip is ready first.
 * chroma   NULL: they are gray */
static void
add_to_photo (const Strip *strip, const gfloat *luminance, const gfloat *chroma)
{
  ColorizeReader *reader = strip->reader;

  g_mutex_lock (&reader->lock);

  while (reader->next != strip->index)
    g_cond_wait (&reader->turn, &reader->lock);

  g_mutex_unlock (&reader->lock);

  if (luminance)
    {
      colorize_photo_add_rows (reader->photo, luminance, strip->n_rows);

      if (colorize_photo_keeps_colors (reader->photo))
        colorize_photo_add_colors (reader->photo, chroma, strip->n_rows);
    }

  g_mutex_lock (&reader->lock);
  reader->next++;
  g_cond_broadcast (&reader->turn);
  g_mutex_unlock (&reader->lock);
}

static gboolean strip_done (gpointer data);

/* pixels   of `format` */
static void
convert_by_profile (const ColorizeProfile *profile,
                    const Babl            *format,
                    gconstpointer          pixels,
                    gfloat                *luminance,
                    gpointer               screen,
                    gsize                  n_pixels)
{
  const Babl        *lab_format = babl_format ("CIE Lab alpha float");
  g_autofree gfloat *lab        = g_new (gfloat, 4 * n_pixels);

  colorize_profile_read (profile, format, pixels, lab, n_pixels);
  convert_pixels (lab_format, babl_format ("CIE L float"), lab, luminance, n_pixels);
  convert_pixels (lab_format, babl_format (COLORIZE_PICTURE_FORMAT), lab, screen, n_pixels);
}

static void
convert (const ColorizeReader *reader,
         gconstpointer         pixels,
         gfloat               *luminance,
         gpointer              screen,
         gsize                 n_pixels)
{
  const ColorizeProfile *profile = colorize_profile_of (reader->source.pixels);

  if (profile)
    {
      convert_by_profile (profile, reader->format, pixels, luminance, screen, n_pixels);
      return;
    }

  conversion_run (&reader->to_luminance, pixels, luminance, n_pixels);
  conversion_run (&reader->to_screen, pixels, screen, n_pixels);
}

/* a* and b* [n_pixels][2], to be freed. */
static gfloat *
convert_to_chroma (const ColorizeReader *reader, gconstpointer pixels, gsize n_pixels)
{
  const ColorizeProfile *profile = colorize_profile_of (reader->source.pixels);
  gfloat                *chroma  = g_new (gfloat, 2 * n_pixels);
  g_autofree gfloat     *lab     = g_new (gfloat, 4 * n_pixels);

  if (profile)
    colorize_profile_read (profile, reader->format, pixels, lab, n_pixels);
  else
    conversion_run (&reader->to_chroma, pixels, lab, n_pixels);

  for (gsize i = 0; i < n_pixels; i++)
    {
      chroma[2 * i]     = lab[4 * i + 1];
      chroma[2 * i + 1] = lab[4 * i + 2];
    }

  return chroma;
}

static void
strip_work (gpointer data, gpointer user_data)
{
  Strip             *strip     = data;
  ColorizeReader    *reader    = user_data;
  gsize              n_pixels  = (gsize) strip->n_rows * reader->width;
  g_autofree gfloat *luminance = NULL;
  g_autofree gfloat *chroma    = NULL;
  g_autofree guint8 *screen    = NULL;

  if (! g_atomic_int_get (&reader->closed))
    {
      luminance = g_new (gfloat, n_pixels);
      screen    = g_new (guint8, 4 * n_pixels);
      convert (reader, strip->pixels, luminance, screen, n_pixels);
      strip->has_colors =
        colorize_photo_keeps_colors (reader->photo) && has_colors (screen, n_pixels);

      if (strip->has_colors)
        chroma = convert_to_chroma (reader, strip->pixels, n_pixels);

      strip->reduced = colorize_picture_new (reader->overview->width,
                                             (strip->n_rows + reader->factor - 1) / reader->factor,
                                             strip->mask != NULL);

      for (gint y = 0; strip->reduced && y < strip->n_rows; y += reader->factor)
        reduce_cells (strip, y, screen, luminance);
    }

  add_to_photo (strip, luminance, chroma);
  g_idle_add_full (G_PRIORITY_DEFAULT, strip_done, strip, NULL);
}


/* The main thread */

void
colorize_preview_source_clear (ColorizePreviewSource *source)
{
  g_clear_object (&source->pixels);
  g_clear_object (&source->selection);
}

static void
reader_unref (ColorizeReader *reader)
{
  if (--reader->n_users > 0)
    return;

  if (reader->pool)
    g_thread_pool_free (reader->pool, FALSE, TRUE);

  g_mutex_clear (&reader->lock);
  g_cond_clear (&reader->turn);
  colorize_photo_unref (reader->photo);
  colorize_picture_free (reader->overview);
  colorize_preview_source_clear (&reader->source);
  g_free (reader);
}

static GeglRectangle
get_rectangle (const ColorizeReader *reader, gint x, gint y, gint width, gint height)
{
  const GeglRectangle *extent = gegl_buffer_get_extent (reader->source.pixels);

  return (GeglRectangle) { extent->x + x, extent->y + y, width, height };
}

static void
read_mask (const ColorizeReader *reader, gint x, gint y, gint width, gint height, guint8 *mask)
{
  const ColorizePreviewSource *source = &reader->source;
  GeglRectangle rectangle = { source->selection_x + x, source->selection_y + y, width, height };

  gegl_buffer_get (source->selection, &rectangle, 1.0, babl_format (SELECTION_FORMAT), mask,
                   GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
}

static void
read_strip (ColorizeReader *reader)
{
  Strip        *strip    = g_new0 (Strip, 1);
  gint          y        = reader->n_read * reader->strip_rows;
  gsize         n_pixels = 0;
  GeglRectangle rectangle;

  if (reader->n_read == 0)
    reader->begin = g_get_monotonic_time ();

  strip->reader = reader;
  strip->index  = reader->n_read++;
  strip->n_rows = MIN (reader->strip_rows, reader->height - y);
  n_pixels      = (gsize) strip->n_rows * reader->width;
  strip->pixels = g_malloc (n_pixels * babl_format_get_bytes_per_pixel (reader->format));
  rectangle     = get_rectangle (reader, 0, y, reader->width, strip->n_rows);

  gegl_buffer_get (reader->source.pixels, &rectangle, 1.0, reader->format, strip->pixels,
                   GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);

  if (reader->source.selection)
    {
      strip->mask = g_malloc (n_pixels);
      read_mask (reader, 0, y, reader->width, strip->n_rows, strip->mask);
    }

  reader->n_users++;
  g_thread_pool_push (reader->pool, strip, NULL);
}

/* A few strips ahead of the threads, so that these need not wait and memory does not fill up. */
static gboolean
read_on (gpointer data)
{
  ColorizeReader *reader = data;

  if (reader->n_read < reader->n_strips
      && reader->n_read - reader->n_done < 2 * g_thread_pool_get_max_threads (reader->pool))
    {
      read_strip (reader);
      return G_SOURCE_CONTINUE;
    }

  reader->idle = 0;

  return G_SOURCE_REMOVE;
}

static void
copy_to_overview (ColorizeReader *reader, const Strip *strip)
{
  ColorizePicture       *overview = reader->overview;
  const ColorizePicture *reduced  = strip->reduced;
  gsize first    = (gsize) strip->index * reader->strip_rows / reader->factor * overview->width;
  gsize n_pixels = (gsize) reduced->width * reduced->height;

  memcpy (overview->before + first, reduced->before, n_pixels * sizeof (guint32));
  memcpy (overview->luminance + first, reduced->luminance, n_pixels * sizeof (gfloat));

  if (overview->mask)
    memcpy (overview->mask + first, reduced->mask, n_pixels);
}

static gboolean
strip_done (gpointer data)
{
  Strip          *strip  = data;
  ColorizeReader *reader = strip->reader;

  if (++reader->n_done == reader->n_strips)
    reader->end = g_get_monotonic_time ();

  if (! reader->closed)
    {
      if (strip->reduced)
        copy_to_overview (reader, strip);

      reader->has_colors |= strip->has_colors;

      if (reader->idle == 0 && reader->n_read < reader->n_strips)
        reader->idle = g_idle_add (read_on, reader);

      reader->news (reader->n_done == reader->n_strips, reader->news_data);
    }

  strip_free (strip);
  reader_unref (reader);

  return G_SOURCE_REMOVE;
}

static gint
choose_factor (gint width, gint height)
{
  gint factor = 1;

  while ((gdouble) width * height / ((gdouble) factor * factor) > OVERVIEW_PIXELS)
    factor++;

  return factor;
}

ColorizeReader *
colorize_reader_new (const ColorizePreviewSource *source,
                     ColorizeReaderNews           news,
                     gpointer                     data,
                     GError                     **error)
{
  g_autoptr (ColorizeReader) reader = g_new0 (ColorizeReader, 1);
  gint factor;

  reader->n_users = 1;
  reader->source  = *source;
  g_object_ref (source->pixels);

  if (source->selection)
    g_object_ref (source->selection);

  reader->news      = news;
  reader->news_data = data;
  reader->width     = gegl_buffer_get_width (source->pixels);
  reader->height    = gegl_buffer_get_height (source->pixels);
  reader->factor = factor = choose_factor (reader->width, reader->height);
  g_mutex_init (&reader->lock);
  g_cond_init (&reader->turn);

  reader->format = gegl_buffer_get_format (source->pixels);
  reader->photo  = colorize_photo_new (reader->width, reader->height, error);

  if (! reader->photo
      || ((babl_format_get_n_components (reader->format) >= 3
           || babl_format_is_palette (reader->format))
          && ! colorize_photo_keep_colors (reader->photo, error)))
    return NULL;

  reader->overview =
    colorize_picture_new ((reader->width + factor - 1) / factor,
                          (reader->height + factor - 1) / factor, source->selection != NULL);

  if (! reader->overview)
    {
      g_set_error_literal (error, COLORIZE_ERROR, COLORIZE_ERROR_MEMORY,
                           _ ("There is not enough memory for a preview; close other programs and "
                              "try again."));
      return NULL;
    }

  reader->strip_rows   = MAX (STRIP_PIXELS / reader->width / factor, 1) * factor;
  reader->n_strips     = (reader->height + reader->strip_rows - 1) / reader->strip_rows;
  reader->to_luminance = conversion_get (reader->format, babl_format ("CIE L float"));
  reader->to_chroma    = conversion_get (reader->format, babl_format ("CIE Lab alpha float"));
  reader->to_screen    = conversion_get (reader->format, babl_format (COLORIZE_PICTURE_FORMAT));
  reader->pool = g_thread_pool_new (strip_work, reader, g_get_num_processors (), FALSE, NULL);
  reader->idle = g_idle_add (read_on, reader);

  return g_steal_pointer (&reader);
}

void
colorize_reader_free (ColorizeReader *reader)
{
  if (! reader)
    return;

  g_atomic_int_set (&reader->closed, TRUE);

  if (reader->idle != 0)
    g_source_remove (reader->idle);

  reader_unref (reader);
}

void
colorize_reader_get_size (const ColorizeReader *reader, gint *width, gint *height)
{
  *width  = reader->width;
  *height = reader->height;
}

gdouble
colorize_reader_get_seconds (const ColorizeReader *reader)
{
  return reader->end > 0 ? (reader->end - reader->begin) / (gdouble) G_USEC_PER_SEC : 0.0;
}

const ColorizePicture *
colorize_reader_get_overview (const ColorizeReader *reader)
{
  return reader->overview;
}

ColorizePhoto *
colorize_reader_get_photo (const ColorizeReader *reader)
{
  return reader->n_done == reader->n_strips ? reader->photo : NULL;
}

gboolean
colorize_reader_has_colors (const ColorizeReader *reader)
{
  return reader->has_colors;
}

static void
read_by_babl (GeglBuffer *buffer, const GeglRectangle *rectangle, ColorizePicture *region)
{
  gegl_buffer_get (buffer, rectangle, 1.0, babl_format ("CIE L float"), region->luminance,
                   GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  gegl_buffer_get (buffer, rectangle, 1.0, babl_format (COLORIZE_PICTURE_FORMAT), region->before,
                   GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
}

static void
read_by_profile (GeglBuffer            *buffer,
                 const ColorizeProfile *profile,
                 const GeglRectangle   *rectangle,
                 ColorizePicture       *region)
{
  /* With alpha, as what lies outside of the photo has none. */
  const Babl        *format   = babl_format ("R'G'B'A float");
  gsize              n_pixels = (gsize) rectangle->width * rectangle->height;
  g_autofree gfloat *numbers  = g_new (gfloat, 4 * n_pixels);

  gegl_buffer_get (buffer, rectangle, 1.0, format, numbers, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  convert_by_profile (profile, format, numbers, region->luminance, region->before, n_pixels);
}

ColorizePicture *
colorize_reader_read_region (const ColorizeReader *reader, gint x, gint y, gint width, gint height)
{
  GeglBuffer            *buffer   = reader->source.pixels;
  const ColorizeProfile *profile  = colorize_profile_of (buffer);
  gboolean               has_mask = reader->source.selection != NULL;
  ColorizePicture       *region   = colorize_picture_new (width, height, has_mask);
  GeglRectangle          rectangle;

  if (! region)
    return NULL;

  rectangle = get_rectangle (reader, x, y, width, height);

  if (profile)
    read_by_profile (buffer, profile, &rectangle, region);
  else
    read_by_babl (buffer, &rectangle, region);

  if (has_mask)
    read_mask (reader, x, y, width, height, region->mask);

  return region;
}
