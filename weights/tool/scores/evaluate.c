/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * colorize evaluate: how near weights come to the true colors of photos.
 */

#include <stdlib.h>
#include <string.h>

#include "cielab.h"
#include "coloring.h"
#include "photo-file.h"
#include "result-check.h"
#include "score-report.h"
#include "sheet.h"
#include "tool.h"

/* Photos on the sheet, spread evenly over the folder. */
#define N_ON_SHEET 24

/* PhotoSums is nothing but gdouble. */
#define SUMS_LENGTH (sizeof (PhotoSums) / sizeof (gdouble))

/* Pixels compared at a time. */
#define STRIP_PIXELS (1 << 16)

typedef struct
{
  Coloring coloring;
  gchar   *json;
  gchar   *sheet;
  gchar   *keep;
} Options;

typedef struct
{
  const Options   *options;
  ColorizeWeights *weights;
  GHashTable      *for_sheet; /* PhotoJob -> SheetEntry */
  ScoreTotals      totals[N_WAYS];
  guint            n_gray; /* left out */
  guint            n_failed;
} Evaluation;

/* Filled when its photo is done. */
typedef struct
{
  GdkPixbuf *gray;
  GdkPixbuf *prediction;
  GdkPixbuf *truth;
} SheetEntry;

static void
sheet_entry_clear (SheetEntry *entry)
{
  g_clear_object (&entry->gray);
  g_clear_object (&entry->prediction);
  g_clear_object (&entry->truth);
}

static void
sheet_entry_free (gpointer data)
{
  sheet_entry_clear (data);
  g_free (data);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SheetEntry, sheet_entry_clear)

/* The photo's lightness with one chroma for all. */
static void
fill_with_chroma (const gfloat *true_lab,
                  gsize         n_pixels,
                  gfloat        a,
                  gfloat        b,
                  gfloat       *lab,
                  guint8       *rgb)
{
  for (gsize i = 0; i < n_pixels; i++)
    {
      lab[3 * i]     = true_lab[3 * i];
      lab[3 * i + 1] = a;
      lab[3 * i + 2] = b;
    }
  cielab_to_srgb (lab, n_pixels, rgb);
}

/* All that counts is what 8-bit sRGB shows, so each result goes through it. */
static void
compare (GeglBuffer *source, GeglBuffer *result, PhotoSums sums[N_WAYS])
{
  const Babl          *format   = babl_format ("R'G'B' u8");
  const GeglRectangle *extent   = gegl_buffer_get_extent (source);
  gint                 n_rows   = MAX (STRIP_PIXELS / extent->width, 1);
  gsize                n_pixels = (gsize) n_rows * extent->width;
  g_autofree guint8   *true_rgb = g_new (guint8, 3 * n_pixels);
  g_autofree guint8   *rgb      = g_new (guint8, 3 * n_pixels);
  g_autofree gfloat   *true_lab = g_new (gfloat, 3 * n_pixels);
  g_autofree gfloat   *lab      = g_new (gfloat, 3 * n_pixels);

  for (gint y = 0; y < extent->height; y += n_rows)
    {
      GeglRectangle strip = { extent->x, extent->y + y, extent->width,
                              MIN (n_rows, extent->height - y) };

      n_pixels = (gsize) strip.width * strip.height;
      gegl_buffer_get (source, &strip, 1.0, format, true_rgb, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
      cielab_from_srgb (true_rgb, n_pixels, true_lab);

      for (gint way = 0; way < N_WAYS; way++)
        {
          switch ((Way) way)
            {
            case WAY_MODEL:
              gegl_buffer_get (result, &strip, 1.0, format, rgb, GEGL_AUTO_ROWSTRIDE,
                               GEGL_ABYSS_NONE);
              break;

            case WAY_GRAY:
              fill_with_chroma (true_lab, n_pixels, 0.0f, 0.0f, lab, rgb);
              break;

            case WAY_TINT:
              fill_with_chroma (true_lab, n_pixels, 3.0f, 8.0f, lab, rgb);
              break;

            case N_WAYS:
              g_assert_not_reached ();
            }

          cielab_from_srgb (rgb, n_pixels, lab);
          photo_sums_add (&sums[way], n_pixels, true_rgb, true_lab, rgb, lab);
        }
    }
}

/* scale   at most 1 */
static GdkPixbuf *
get_picture (GeglBuffer *buffer, gdouble scale, GError **error)
{
  const GeglRectangle *extent = gegl_buffer_get_extent (buffer);
  GeglRectangle area    = { extent->x * scale, extent->y * scale, MAX (extent->width * scale, 1),
                            MAX (extent->height * scale, 1) };
  GdkPixbuf    *picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, area.width, area.height);

  if (picture)
    gegl_buffer_get (buffer, &area, scale, babl_format ("R'G'B' u8"),
                     gdk_pixbuf_get_pixels (picture), gdk_pixbuf_get_rowstride (picture),
                     GEGL_ABYSS_CLAMP);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "there is not enough memory");
  return picture;
}

static GdkPixbuf *
get_gray (GdkPixbuf *truth)
{
  GdkPixbuf         *gray     = gdk_pixbuf_copy (truth);
  gint               width    = gdk_pixbuf_get_width (truth);
  guint8            *pixels   = gdk_pixbuf_get_pixels (gray);
  g_autofree gfloat *true_lab = g_new (gfloat, 3 * width);
  g_autofree gfloat *lab      = g_new (gfloat, 3 * width);

  for (gint y = 0; y < gdk_pixbuf_get_height (gray); y++)
    {
      guint8 *row = pixels + (gsize) y * gdk_pixbuf_get_rowstride (gray);

      cielab_from_srgb (row, width, true_lab);
      fill_with_chroma (true_lab, width, 0.0f, 0.0f, lab, row);
    }

  return gray;
}

static gboolean
draw_for_sheet (SheetEntry *entry, GeglBuffer *source, GeglBuffer *result, GError **error)
{
  gint    side  = MAX (gegl_buffer_get_width (source), gegl_buffer_get_height (source));
  gdouble scale = MIN ((gdouble) SHEET_CELL / side, 1.0);

  entry->prediction = get_picture (result, scale, error);
  entry->truth      = entry->prediction ? get_picture (source, scale, error) : NULL;
  if (! entry->truth)
    return FALSE;

  entry->gray = get_gray (entry->truth);
  return TRUE;
}

static gboolean
keep_result (GeglBuffer *result, const gchar *path, GError **error)
{
  g_autofree gchar *folder      = g_path_get_dirname (path);
  g_autoptr (GdkPixbuf) picture = get_picture (result, 1.0, error);

  return picture && make_folder (folder, error) && picture_save_png (picture, path, error);
}

/* The photo as the network colors it, in 8-bit sRGB. */
static GeglBuffer *
color (const Evaluation *evaluation,
       GeglBuffer       *source,
       gint              n_threads,
       GCancellable     *cancellable,
       GError          **error)
{
  g_autoptr (GeglBuffer) result = NULL;

  result = gegl_buffer_new (gegl_buffer_get_extent (source), babl_format ("R'G'B' u8"));
  if (! coloring_color (&evaluation->options->coloring, evaluation->weights, source, NULL, 1.0,
                        n_threads, result, cancellable, error))
    return NULL;

  return g_steal_pointer (&result);
}

/* For the way of a picture to another process. */
static void
add_picture (GVariantBuilder *pictures, GdkPixbuf *picture)
{
  g_autoptr (GBytes) pixels = gdk_pixbuf_read_pixel_bytes (picture);

  g_variant_builder_add (pictures, "(iii@ay)", gdk_pixbuf_get_width (picture),
                         gdk_pixbuf_get_height (picture), gdk_pixbuf_get_rowstride (picture),
                         g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, pixels, TRUE));
}

static GdkPixbuf *
take_picture (GVariant *pictures, gsize i)
{
  gint width, height, stride;
  g_autoptr (GVariant) data = NULL;
  g_autoptr (GBytes) pixels = NULL;

  g_variant_get_child (pictures, i, "(iii@ay)", &width, &height, &stride, &data);
  pixels = g_variant_get_data_as_bytes (data);
  return gdk_pixbuf_new_from_bytes (pixels, GDK_COLORSPACE_RGB, FALSE, 8, width, height, stride);
}

/* A photo's sums, and three pictures if it is one for the sheet. */
static GVariant *
score_photo (const PhotoJob *job,
             gint            n_threads,
             GCancellable   *cancellable,
             gpointer        data,
             GError        **error)
{
  const Evaluation *evaluation  = data;
  g_autoptr (PhotoFile) file    = photo_file_load_plain (job->photo, cancellable, error);
  g_autoptr (GeglBuffer) result = NULL;
  g_auto (SheetEntry) entry     = { NULL };
  g_autofree PhotoSums *sums    = g_new0 (PhotoSums, N_WAYS);
  g_auto (GVariantBuilder) pictures;
  GeglBuffer *source;

  g_variant_builder_init (&pictures, G_VARIANT_TYPE ("a(iiiay)"));
  if (! file)
    return NULL;

  source = photo_file_get_buffer (file);
  result = color (evaluation, source, n_threads, cancellable, error);
  if (! result)
    return NULL;

  compare (source, result, sums);
  if (! photo_sums_is_gray (&sums[WAY_MODEL]))
    {
      if (evaluation->options->keep && ! keep_result (result, job->result, error))
        return NULL;
      if (g_hash_table_contains (evaluation->for_sheet, job))
        {
          if (! draw_for_sheet (&entry, source, result, error))
            return NULL;

          add_picture (&pictures, entry.gray);
          add_picture (&pictures, entry.prediction);
          add_picture (&pictures, entry.truth);
        }
    }

  return g_variant_new (
    "(@ada(iiiay))",
    g_variant_new_fixed_array (G_VARIANT_TYPE_DOUBLE, sums, N_WAYS * SUMS_LENGTH, sizeof (gdouble)),
    &pictures);
}

static void
add_photo (const PhotoJob *job, GVariant *result, const GError *error, gpointer data)
{
  Evaluation *evaluation        = data;
  SheetEntry *entry             = g_hash_table_lookup (evaluation->for_sheet, job);
  g_autoptr (GVariant) values   = NULL;
  g_autoptr (GVariant) pictures = NULL;
  const PhotoSums *sums;
  gsize            n_values = 0;

  if (error)
    {
      complain_of_photo (job->photo, "was not scored", error);
      evaluation->n_failed++;
      return;
    }

  g_variant_get (result, "(@ad@a(iiiay))", &values, &pictures);
  sums = g_variant_get_fixed_array (values, &n_values, sizeof (gdouble));
  g_assert (n_values == N_WAYS * SUMS_LENGTH);
  if (photo_sums_is_gray (&sums[WAY_MODEL]))
    {
      complain ("“%s” was left out: it is gray, so its true colors are not known.", job->photo);
      evaluation->n_gray++;
      return;
    }

  for (gint way = 0; way < N_WAYS; way++)
    score_totals_add (&evaluation->totals[way], &sums[way]);

  if (entry)
    *entry = (SheetEntry) { take_picture (pictures, 0), take_picture (pictures, 1),
                            take_picture (pictures, 2) };
}

static gboolean
read_options (Options *options, int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_FILENAME, &options->json, "Write the scores to a file as well",
      "FILE" },
    { "sheet", 0, 0, G_OPTION_ARG_FILENAME, &options->sheet,
      "Write a PNG picture of some photos: gray, colored, true", "FILE" },
    { "keep", 0, 0, G_OPTION_ARG_FILENAME, &options->keep,
      "Keep the colored photos as PNG files in a new folder", "DIR" },
    { NULL }
  };

  if (! coloring_parse (
        &options->coloring, "WEIGHTS FOLDER",
        "Colors the photos of a folder as if they were gray, and says how near the "
        "colors come to\nthe true ones. Beside the weights stand the gray photo and "
        "one warm tint for all photos, which\ngood weights beat.",
        entries, argc, argv))
    return FALSE;

  if (*argc != 3)
    {
      complain ("Name a weights file and a folder of color photos. Try “colorize evaluate "
                "--help”.");
      return FALSE;
    }
  if (! g_file_test ((*argv)[2], G_FILE_TEST_IS_DIR))
    {
      complain ("There is no folder “%s”; name a folder of color photos after the weights file.",
                (*argv)[2]);
      return FALSE;
    }
  return TRUE;
}

/* What would otherwise come to light after all the work. */
static gboolean
check_outputs (const Options *options)
{
  const gchar *const files[] = { options->json, options->sheet };
  g_autoptr (GDir) kept      = options->keep ? g_dir_open (options->keep, 0, NULL) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree gchar *folder = files[i] ? g_path_get_dirname (files[i]) : g_strdup (".");

      if (! g_file_test (folder, G_FILE_TEST_IS_DIR))
        {
          complain ("There is no folder “%s” to write “%s” to; make it first.", folder, files[i]);
          return FALSE;
        }
    }

  if (kept && g_dir_read_name (kept))
    {
      complain ("The folder “%s” holds files already; name a new or an empty one with --keep.",
                options->keep);
      return FALSE;
    }
  return TRUE;
}

/* Whatever the photos' own formats, PNG keeps each value that was scored. */
static void
name_kept_results (const PhotoList *list)
{
  g_autoptr (GHashTable) photos = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < list->jobs->len; i++)
    {
      PhotoJob    *job = list->jobs->pdata[i];
      const gchar *ending;
      const gchar *other;
      gchar       *png;

      if (job->problem)
        continue;

      ending = strrchr (job->result, '.');
      png    = g_strdup_printf ("%.*s.png", (gint) (ending - job->result), job->result);
      other  = g_hash_table_lookup (photos, png);
      g_free (job->result);
      job->result = png;
      if (other)
        job->problem = g_strdup_printf ("its result would have the same name as that of “%s”; "
                                        "leave out --keep, or give it another name",
                                        other);
      g_hash_table_insert (photos, job->result, job->photo);
    }
}

static GHashTable *
choose_for_sheet (const PhotoList *list, guint n_wanted)
{
  GHashTable *chosen = g_hash_table_new_full (NULL, NULL, NULL, sheet_entry_free);
  guint       n_jobs = list->jobs->len;
  guint       n      = MIN (n_jobs, n_wanted);

  for (guint i = 0; i < n; i++)
    g_hash_table_insert (chosen, list->jobs->pdata[(gsize) i * n_jobs / n], g_new0 (SheetEntry, 1));

  return chosen;
}

static gboolean
save_sheet (const Evaluation *evaluation, const PhotoList *list, const gchar *path, GError **error)
{
  g_autoptr (Sheet) sheet = sheet_new ();

  for (guint i = 0; i < list->jobs->len; i++)
    {
      SheetEntry *entry = g_hash_table_lookup (evaluation->for_sheet, list->jobs->pdata[i]);

      if (entry && entry->truth)
        sheet_add (sheet, entry->gray, entry->prediction, entry->truth);
    }

  return sheet_save (sheet, path, error);
}

static gboolean
report (const Evaluation *evaluation, const PhotoList *list)
{
  const Options *options  = evaluation->options;
  guint          n_photos = evaluation->totals[WAY_MODEL].n_photos;
  Scores         scores[N_WAYS];
  g_autoptr (GError) error = NULL;

  for (gint way = 0; way < N_WAYS; way++)
    score_totals_finish (&evaluation->totals[way], &scores[way]);

  if (! options->coloring.quiet)
    score_report_print (scores, n_photos);
  if (options->json
      && ! score_report_save (scores, n_photos, evaluation->n_gray + evaluation->n_failed,
                              options->json, &error))
    {
      complain ("The scores could not be written: %s.", error->message);
      return FALSE;
    }
  if (options->sheet && ! save_sheet (evaluation, list, options->sheet, &error))
    {
      complain ("The sheet could not be written: %s.", error->message);
      return FALSE;
    }
  return TRUE;
}

int
command_evaluate (int argc, char **argv)
{
  Options    options    = { .coloring = COLORING_INIT };
  Evaluation evaluation = { .options = &options };
  Batch      batch      = { .work = score_photo, .done = add_photo, .data = &evaluation };
  g_autoptr (ColorizeWeights) weights = NULL;
  g_autoptr (PhotoList) list          = NULL;
  g_autoptr (GHashTable) for_sheet    = NULL;

  if (! read_options (&options, &argc, &argv) || ! check_outputs (&options)
      || ! (weights = load_weights (argv[1], options.coloring.n_threads)))
    return EXIT_USAGE;

  list = photo_list_new (argv + 2, 1, options.keep != NULL, options.keep);
  if (list->jobs->len == 0)
    {
      complain ("There is no photo in “%s” (%u other files were passed over).", argv[2],
                list->n_others);
      return EXIT_USAGE;
    }
  if (options.keep)
    {
      name_kept_results (list);
      result_check (list, FALSE);
    }

  for_sheet            = choose_for_sheet (list, options.sheet ? N_ON_SHEET : 0);
  evaluation.weights   = weights;
  evaluation.for_sheet = for_sheet;
  if (! coloring_run (&options.coloring, &batch, list))
    {
      complain ("Stopped after %u of %u photos; no scores were written.",
                evaluation.totals[WAY_MODEL].n_photos, list->jobs->len);
      return EXIT_INTERRUPTED;
    }
  if (evaluation.totals[WAY_MODEL].n_photos == 0)
    {
      complain ("None of the photos could be scored.");
      return EXIT_SOME_FAILED;
    }

  return report (&evaluation, list) && evaluation.n_failed == 0 ? EXIT_SUCCESS : EXIT_SOME_FAILED;
}
