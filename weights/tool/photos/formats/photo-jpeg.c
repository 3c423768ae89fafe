/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JPEG files, by libjpeg.
 */

#include <errno.h>
#include <setjmp.h>

#include "jpeg-segments.h"
#include "jpeg-source.h"
#include "formats.h"

#include <jerror.h>

/* A photo that is saved once more should not show it. Chroma is not subsampled: it is what the
 * result is about. */
#define QUALITY 95

/* For a progressive file, or codes of its own, libjpeg keeps all of a photo's coefficients in memory,
 * 6 bytes a pixel, to save a few hundredths of the file. */
#define MAX_KEPT_PIXELS (16 << 20)


/* libjpeg's way of failing is a call that must not return. */
typedef struct
{
  struct jpeg_error_mgr manager; /* must be first: libjpeg hands back a pointer to it */
  jmp_buf               jump;
  gchar                 message[JMSG_LENGTH_MAX];
} JpegErrors;

typedef struct
{
  struct jpeg_decompress_struct decoder; /* must be first, likewise */
  JpegSource                    source;
  JpegErrors                    errors;
  PhotoFile                    *photo;
  guchar                       *rows;
  GBytes                       *profile;
  GError                       *error;
  gboolean                      has_surplus; /* data that were passed over */
  gint                          n_done;      /* rows that the photo's buffer has */
} JpegReader;

typedef struct
{
  struct jpeg_compress_struct encoder;
  JpegErrors                  errors;
  FILE                       *file;
  guchar                     *rows;
} JpegWriter;


G_NORETURN static void
jpeg_fail (j_common_ptr info)
{
  JpegErrors *errors = (JpegErrors *) info->err;

  errors->manager.format_message (info, errors->message);
  longjmp (errors->jump, 1);
}

/* Where in the photo's height the decoder is, 0..1. */
static gdouble
jpeg_height (const JpegReader *reader)
{
  const struct jpeg_decompress_struct *decoder = &reader->decoder;
  gdouble row = (gdouble) decoder->input_iMCU_row * decoder->max_v_samp_factor * DCTSIZE;

  return decoder->image_height > 0 ? MIN (row / decoder->image_height, 1.0) : 0.0;
}

/* TRUE where the scan at work is not the first that tells of the rows: it adds color, or what
 * sharpens them. */
static gboolean
jpeg_is_refining (const JpegReader *reader)
{
  const struct jpeg_decompress_struct *decoder = &reader->decoder;

  return (decoder->progressive_mode && (decoder->Ss > 0 || decoder->Ah > 0))
         || (decoder->comps_in_scan < decoder->num_components
             && decoder->cur_comp_info[0] != decoder->comp_info);
}

/* Picture data are missing or wrong. Returns only if that is to be borne. */
static void
jpeg_meet_damage (JpegReader *reader)
{
  PhotoFile       *photo   = reader->photo;
  j_decompress_ptr decoder = &reader->decoder;
  gdouble          height  = jpeg_height (reader);
  gboolean         borne;

  if (reader->source.at_end && jpeg_is_refining (reader))
    borne = photo_is_cut (photo, 1.0, TRUE, &reader->error);
  else if (reader->source.at_end)
    borne = photo_is_cut (photo, height, decoder->progressive_mode, &reader->error);
  else
    borne = photo_is_damaged (photo, height, &reader->error);

  /* A marker where there should be none ends the picture, unless there are others to go on from. */
  if (borne && ! reader->source.at_end && ! jpeg_is_refining (reader)
      && reader->errors.manager.msg_code == JWRN_HIT_MARKER
      && (decoder->restart_interval == 0 || decoder->unread_marker == JPEG_EOI))
    borne = photo_is_cut (photo, height, decoder->progressive_mode, &reader->error);

  if (! borne)
    longjmp (reader->errors.jump, 1);
}

/* Warnings of missing or wrong picture data mean that part of the photo is gray or garbage; others
 * are about what surrounds it. */
static void
jpeg_warn (j_common_ptr info, int level)
{
  JpegReader *reader = (JpegReader *) info;

  if (level >= 0 || ! info->is_decompressor)
    return;

  switch (info->err->msg_code)
    {
    case JWRN_JPEG_EOF:
      /* The decoder of arithmetic coding takes what is not there for zeros, and says nothing. */
      if (reader->decoder.arith_code
          && reader->decoder.input_iMCU_row < reader->decoder.total_iMCU_rows)
        jpeg_meet_damage (reader);
      break;

    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_BOGUS_PROGRESSION:
      jpeg_meet_damage (reader);
      break;

    case JWRN_EXTRANEOUS_DATA:
      /* A byte or two are how some cameras fill up. */
      if (! reader->photo->pixels || info->err->msg_parm.i[0] <= 2)
        break;

      if (info->err->msg_parm.i[1] >= JPEG_RST0 && info->err->msg_parm.i[1] <= JPEG_RST0 + 7)
        {
          jpeg_meet_damage (reader);
        }
      else if (! reader->has_surplus)
        {
          reader->has_surplus = TRUE;
          photo_add_notice (reader->photo,
                            "some of its data belong to no pixel, so it may be damaged");
        }
      break;

    case JWRN_BOGUS_ICC:
      photo_add_notice (reader->photo, NO_PROFILE);
      break;
    }
}

static struct jpeg_error_mgr *
jpeg_errors_init (JpegErrors *errors)
{
  jpeg_std_error (&errors->manager);
  errors->manager.error_exit   = jpeg_fail;
  errors->manager.emit_message = jpeg_warn;

  return &errors->manager;
}

/* The kind of JPEG that libjpeg has no decoder for; NULL: it is another error. */
static gchar *
describe_kind (const JpegErrors *errors)
{
  gint parameter = errors->manager.msg_parm.i[0];

  switch (errors->manager.msg_code)
    {
    case JERR_BAD_PRECISION:
      return g_strdup_printf ("%d bits a sample", parameter);

    case JERR_ARITH_NOTIMPL:
      return g_strdup ("arithmetic coding");

    case JERR_EMPTY_IMAGE:
      return g_strdup ("its height comes after its pixels");

    case JERR_COMPONENT_COUNT:
    case JERR_CONVERSION_NOTIMPL:
      return g_strdup ("an unusual number of channels");

    case JERR_UNKNOWN_MARKER:
      return parameter == 0xF7 ? g_strdup ("JPEG-LS") : NULL;

    case JERR_SOF_UNSUPPORTED:
      return g_strdup (parameter == 0xC3 || parameter == 0xCB   ? "lossless"
                       : parameter == 0xC9 || parameter == 0xCA ? "arithmetic coding"
                                                                : "hierarchical");
    }

  return NULL;
}

/* What one of libjpeg's errors means, in the reader's. FALSE: there is no photo; TRUE: there is a part
 * of one, and it is wanted. */
static gboolean
explain_error (JpegReader *reader)
{
  g_autofree gchar *kind  = describe_kind (&reader->errors);
  gdouble           share = reader->decoder.image_height > 0
                              ? (gdouble) reader->n_done / reader->decoder.image_height
                              : 0.0;

  if (kind)
    g_set_error (
      &reader->error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
      "it is of a kind of JPEG that cannot be read here (%s); save it as an ordinary JPEG, "
      "PNG or TIFF",
      kind);
  else if (reader->errors.manager.msg_code == JERR_OUT_OF_MEMORY)
    photo_set_memory_error (&reader->error);
  else if (reader->source.at_end)
    return photo_is_cut (reader->photo, share, FALSE, &reader->error);
  else if (reader->photo->pixels)
    return photo_is_damaged (reader->photo, share, &reader->error)
           && photo_is_cut (reader->photo, share, FALSE, &reader->error);
  else
    g_set_error_literal (&reader->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "what describes its picture is wrong");

  return FALSE;
}

static void
read_resolution (const struct jpeg_decompress_struct *decoder, gdouble resolution[2])
{
  gdouble unit = decoder->density_unit == 1 ? 2.54 : 1.0;

  if (! decoder->saw_JFIF_marker || decoder->density_unit == 0)
    return;

  resolution[0] = decoder->X_density / unit;
  resolution[1] = decoder->Y_density / unit;
}

/* FALSE where scans are missing that have not even begun. */
static gboolean
jpeg_has_all_scans (const struct jpeg_decompress_struct *decoder)
{
  gboolean all = TRUE;

  for (gint i = 0; all && i < decoder->num_components; i++)
    {
      /* The first scan of a component brings its table. */
      all = decoder->comp_info[i].quant_table != NULL;

      for (gint k = 0; all && decoder->coef_bits && k < DCTSIZE2; k++)
        all = decoder->coef_bits[i][k] == 0;
    }

  return all;
}

/* What has been found where the file ends, and what is left of it. */
static gboolean
jpeg_finish (JpegReader *reader)
{
  j_decompress_ptr decoder    = &reader->decoder;
  PhotoFile       *photo      = reader->photo;
  guint            n_pictures = jpeg_segments_count_pictures (decoder);
  gboolean         whole      = photo->missing == 0.0 && ! photo->coarse;
  gboolean         complete   = jpeg_has_all_scans (decoder);
  gsize            read_to;

  while (! jpeg_finish_decompress (decoder))
    jpeg_source_put_end (&reader->source, decoder);

  read_to = jpeg_source_tell (&reader->source);

  if (whole && reader->source.at_end && ! complete)
    {
      whole = FALSE;

      if (! photo_is_cut (photo, 1.0, TRUE, &reader->error))
        return FALSE;
    }

  if (whole && reader->source.at_end && photo->damaged_at < 0.0)
    photo_end_is_missing (photo);

  if (n_pictures > 1)
    photo_add_notice (photo, "only the first of its %u pictures was colored", n_pictures);
  else
    photo_look_behind (photo, reader->source.content, reader->source.length, read_to);

  return TRUE;
}

static gboolean
jpeg_read (JpegReader *reader, GCancellable *cancellable)
{
  j_decompress_ptr decoder = &reader->decoder;
  PhotoFile       *photo   = reader->photo;
  GError         **error   = &reader->error;
  PhotoModel       model;
  JOCTET          *profile;
  guint            profile_length;
  gint             width, height;

  jpeg_source_attach (&reader->source, decoder);
  jpeg_segments_keep (decoder);

  if (jpeg_read_header (decoder, TRUE) == JPEG_SUSPENDED)
    return photo_is_cut (photo, 0.0, FALSE, error);

  photo->blocks = jpeg_segments_read (decoder);

  if (jpeg_read_icc_profile (decoder, &profile, &profile_length))
    reader->profile = g_bytes_new_with_free_func (profile, profile_length, free, profile);

  switch (decoder->num_components)
    {
    case 1:
      decoder->out_color_space = JCS_GRAYSCALE;
      model                    = PHOTO_GRAY;
      break;
    case 3:
      decoder->out_color_space = JCS_RGB;
      model                    = PHOTO_RGB;
      break;
    default:
      decoder->out_color_space = JCS_CMYK;
      model                    = decoder->saw_Adobe_marker ? PHOTO_CMYK_INVERTED : PHOTO_CMYK;
    }

  photo->encoding.progressive = decoder->progressive_mode;
  read_resolution (decoder, photo->encoding.resolution);

  while (! jpeg_start_decompress (decoder))
    jpeg_source_put_end (&reader->source, decoder);

  width  = decoder->output_width;
  height = decoder->output_height;

  if (! photo_begin (photo, width, height, model, PHOTO_OPAQUE, "u8", reader->profile, error))
    return FALSE;

  reader->rows = photo_try_rows (width, PHOTO_STRIP_ROWS, decoder->output_components, error);

  if (! reader->rows)
    return FALSE;

  for (gint y = 0; y < height; y += PHOTO_STRIP_ROWS)
    {
      GeglRectangle strip = photo_strip (width, height, y);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      for (gint row = 0; row < strip.height; row++)
        {
          JSAMPROW line = reader->rows + (gsize) row * width * decoder->output_components;

          while (jpeg_read_scanlines (decoder, &line, 1) == 0)
            jpeg_source_put_end (&reader->source, decoder);
        }

      photo_put (photo, &strip, reader->rows, 0);
      reader->n_done = y + strip.height;
    }

  return jpeg_finish (reader);
}

gboolean
photo_jpeg_load (PhotoFile *photo, const gchar *path, GCancellable *cancellable, GError **error)
{
  JpegReader reader = { .photo = photo };
  gboolean   loaded;

  if (! g_file_get_contents (path, &reader.source.content, &reader.source.length, error))
    return FALSE;

  reader.decoder.err = jpeg_errors_init (&reader.errors);

  if (setjmp (reader.errors.jump) == 0)
    {
      jpeg_create_decompress (&reader.decoder);
      loaded = jpeg_read (&reader, cancellable);
    }
  else
    {
      loaded = ! reader.error && explain_error (&reader);
    }

  if (reader.error)
    g_propagate_error (error, reader.error);

  jpeg_destroy_decompress (&reader.decoder);
  g_clear_pointer (&reader.profile, g_bytes_unref);
  g_free (reader.rows);
  g_free (reader.source.content);

  return loaded;
}

static void
write_resolution (struct jpeg_compress_struct *encoder, const gdouble resolution[2])
{
  if (resolution[0] <= 0.0 || resolution[1] <= 0.0)
    return;

  encoder->density_unit = 1;
  encoder->X_density    = CLAMP (resolution[0] * 2.54 + 0.5, 1.0, 65535.0);
  encoder->Y_density    = CLAMP (resolution[1] * 2.54 + 0.5, 1.0, 65535.0);
}

static gboolean
jpeg_write (JpegWriter      *writer,
            const PhotoFile *photo,
            GeglBuffer      *pixels,
            GCancellable    *cancellable,
            GError         **error)
{
  j_compress_ptr encoder = &writer->encoder;
  gint           width   = gegl_buffer_get_width (pixels);
  gint           height  = gegl_buffer_get_height (pixels);
  gboolean       is_kept = (gint64) width * height <= MAX_KEPT_PIXELS;

  jpeg_stdio_dest (encoder, writer->file);
  encoder->image_width      = width;
  encoder->image_height     = height;
  encoder->input_components = 3;
  encoder->in_color_space   = JCS_RGB;
  jpeg_set_defaults (encoder);
  jpeg_set_quality (encoder, QUALITY, TRUE);
  encoder->comp_info[0].h_samp_factor = 1;
  encoder->comp_info[0].v_samp_factor = 1;
  encoder->optimize_coding            = is_kept;
  encoder->dct_method                 = JDCT_ISLOW;
  write_resolution (encoder, photo->encoding.resolution);

  if (photo->encoding.progressive && is_kept)
    jpeg_simple_progression (encoder);

  jpeg_start_compress (encoder, TRUE);

  if (photo->profile)
    {
      gsize         length;
      gconstpointer profile = g_bytes_get_data (photo->profile, &length);

      jpeg_write_icc_profile (encoder, profile, length);
    }

  if (photo->blocks)
    jpeg_segments_write (encoder, photo->blocks);

  writer->rows = photo_try_rows (width, PHOTO_STRIP_ROWS, 3, error);

  if (! writer->rows)
    return FALSE;

  for (gint y = 0; y < height; y += PHOTO_STRIP_ROWS)
    {
      GeglRectangle strip = photo_strip (width, height, y);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      gegl_buffer_get (pixels, &strip, 1.0, photo->result_format, writer->rows, GEGL_AUTO_ROWSTRIDE,
                       GEGL_ABYSS_NONE);

      for (gint row = 0; row < strip.height; row++)
        {
          JSAMPROW line = writer->rows + (gsize) row * width * 3;

          jpeg_write_scanlines (encoder, &line, 1);
        }
    }

  jpeg_finish_compress (encoder);

  return TRUE;
}

gboolean
photo_jpeg_save (const PhotoFile *photo,
                 GeglBuffer      *pixels,
                 const gchar     *path,
                 GCancellable    *cancellable,
                 GError         **error)
{
  JpegWriter writer = { 0 };
  gboolean   saved;

  writer.file = photo_open (path, "wb", error);

  if (! writer.file)
    return FALSE;

  writer.encoder.err = jpeg_errors_init (&writer.errors);

  if (setjmp (writer.errors.jump) == 0)
    {
      jpeg_create_compress (&writer.encoder);
      saved = jpeg_write (&writer, photo, pixels, cancellable, error);
    }
  else
    {
      photo_set_write_error (error, writer.errors.message);
      saved = FALSE;
    }

  jpeg_destroy_compress (&writer.encoder);
  g_free (writer.rows);

  if (fclose (writer.file) != 0 && saved)
    {
      photo_set_write_error (error, g_strerror (errno));
      saved = FALSE;
    }

  return saved;
}
