/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include <signal.h>
#include <string.h>

#include <sys/resource.h>

#include <glib/gstdio.h>

#include "colorize.h"
#include "half.h"
#include "weights-file/safetensors-values.h"
#include "weights-file/safetensors.h"

/* A file of the given header and n zero bytes of tensors. header_length below 0: the true one. */
static GFile *
write_file (const gchar *header, gint64 header_length, gsize n_bytes)
{
  GString *bytes  = g_string_new (NULL);
  guint64  length = GUINT64_TO_LE (header_length < 0 ? strlen (header) : (guint64) header_length);
  g_autoptr (GFileIOStream) placeholder = NULL;
  g_autofree gchar *path                = NULL;
  GFile            *file  = g_file_new_tmp ("hostile-XXXXXX.safetensors", &placeholder, NULL);
  GError           *error = NULL;

  g_string_append_len (bytes, (const gchar *) &length, sizeof length);
  g_string_append (bytes, header);
  for (gsize i = 0; i < n_bytes; i++)
    g_string_append_c (bytes, 0);

  path = g_file_get_path (file);
  g_file_set_contents (path, bytes->str, bytes->len, &error);
  g_assert_no_error (error);
  g_string_free (bytes, TRUE);
  return file;
}

static void
assert_refused (GFile *file, const gchar *because)
{
  GError           *error = NULL;
  g_autofree gchar *name  = g_file_get_parse_name (file);

  g_assert_null (safetensors_file_open (file, NULL, &error));
  g_assert_error (error, COLORIZE_ERROR, COLORIZE_ERROR_WEIGHTS);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, because));
  g_assert_nonnull (strstr (error->message, name));
  g_assert_true (g_str_has_suffix (error->message, "."));

  g_error_free (error);
  g_file_delete (file, NULL, NULL);
  g_object_unref (file);
}

static void
test_round_trip (void)
{
  static const SafetensorsType types[] = { SAFETENSORS_F32, SAFETENSORS_F16, SAFETENSORS_BF16,
                                           SAFETENSORS_I32 };
  /* Exact in every type; among them the smallest and the largest normal and subnormal halves. */
  static const gfloat          values[] = { 0.0f, 1.0f, -2.0f, 3.0f, 100.0f, -127.0f };
  static const gfloat halves[] = { 65504.0f, 0x1p-14f, 0x1p-24f, -0x1.ff8p-15f, 0.333251953125f };

  g_autoptr (SafetensorsWriter) writer  = safetensors_writer_new ();
  g_autoptr (SafetensorsFile) read      = NULL;
  g_autoptr (GFileIOStream) placeholder = NULL;
  g_autoptr (GFile) file = g_file_new_tmp ("trip-XXXXXX.safetensors", &placeholder, NULL);
  GError *error          = NULL;

  safetensors_writer_set_metadata (writer, "title", "“quoted”, with a \\ and a \n");
  safetensors_writer_set_metadata (writer, "latin", "\xe9t\xe9");
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree gchar *name = g_strdup_printf ("tensor%u", i);

      safetensors_writer_add (writer, name, types[i], 2, (const gsize[]) { 2, 3 }, values);
    }
  safetensors_writer_add (writer, "halves", SAFETENSORS_F16, 1, (const gsize[]) { 5 }, halves);
  safetensors_writer_write (writer, file, NULL, &error);
  g_assert_no_error (error);

  read = safetensors_file_open (file, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_hash_table_lookup (safetensors_file_get_metadata (read), "title"), ==,
                   "“quoted”, with a \\ and a \n");
  g_assert_cmpstr (g_hash_table_lookup (safetensors_file_get_metadata (read), "latin"), ==, "�t�");
  g_assert_cmpuint (safetensors_file_get_tensors (read)->len, ==, 5);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree gchar        *name   = g_strdup_printf ("tensor%u", i);
      const SafetensorsTensor *tensor = safetensors_file_find (read, name);
      gfloat                   back[6];

      g_assert_nonnull (tensor);
      g_assert_cmpint (tensor->type, ==, types[i]);
      g_assert_cmpint (tensor->n_dimensions, ==, 2);
      g_assert_cmpuint (tensor->shape[1], ==, 3);
      safetensors_file_read (read, tensor, 0, 6, back, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (back, sizeof back, values, sizeof values);

      safetensors_file_read (read, tensor, 4, 2, back, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (back, 2 * sizeof back[0], values + 4, 2 * sizeof back[0]);
    }

  {
    gfloat back[5];

    safetensors_file_read (read, safetensors_file_find (read, "halves"), 0, 5, back, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpmem (back, sizeof back, halves, sizeof halves);
  }

  g_file_delete (file, NULL, NULL);
}

/* What does not fit the type is rounded to its nearest neighbor, as _Float16 does. */
static void
test_rounding (void)
{
  g_autoptr (SafetensorsWriter) writer  = safetensors_writer_new ();
  g_autoptr (SafetensorsFile) read      = NULL;
  g_autoptr (GFileIOStream) placeholder = NULL;
  g_autoptr (GFile) file    = g_file_new_tmp ("round-XXXXXX.safetensors", &placeholder, NULL);
  GError            *error  = NULL;
  const gsize        n      = 20000;
  g_autofree gfloat *values = g_new (gfloat, n);
  g_autofree gfloat *half   = g_new (gfloat, n);
  g_autofree gfloat *bfloat = g_new (gfloat, n);

  for (gsize i = 0; i < n; i++)
    values[i] = ldexp (2.0 * g_test_rand_double () - 1.0, g_test_rand_int_range (-26, 15));

  safetensors_writer_add (writer, "half", SAFETENSORS_F16, 1, &n, values);
  safetensors_writer_add (writer, "bfloat", SAFETENSORS_BF16, 1, &n, values);
  safetensors_writer_write (writer, file, NULL, &error);
  g_assert_no_error (error);
  read = safetensors_file_open (file, NULL, &error);
  g_assert_no_error (error);
  safetensors_file_read (read, safetensors_file_find (read, "half"), 0, n, half, NULL, &error);
  g_assert_no_error (error);
  safetensors_file_read (read, safetensors_file_find (read, "bfloat"), 0, n, bfloat, NULL, &error);
  g_assert_no_error (error);

  for (gsize i = 0; i < n; i++)
    {
#ifdef __FLT16_MANT_DIG__
      g_assert_cmpfloat (half[i], ==, (gfloat) (_Float16) values[i]);
#endif
      g_assert_cmpfloat (fabsf (half[i] - values[i]), <=, fabsf (values[i]) * 0x1p-11f + 0x1p-25f);
      g_assert_cmpfloat (fabsf (bfloat[i] - values[i]), <=, fabsf (values[i]) * 0x1p-8f);
    }

  g_file_delete (file, NULL, NULL);
}

typedef struct
{
  const gchar *name;
  const gchar *header;
  gint64       header_length;
  gsize        n_bytes;
  const gchar *because;
} Hostile;

static const Hostile hostile[] = {
  { "empty", "", 0, 0, "not a safetensors file" },
  { "text", "hello", 0x6f77206f6c6c6568, 3, "not a safetensors file" },
  { "header-too-long", "{}", G_MAXINT64, 8, "not a safetensors file" },
  { "header-cut-off", "{\"a\":", 1000, 0, "ends in the middle of its header" },
  { "not-json", "{\"a\":", -1, 0, "header is damaged" },
  { "not-utf8", "{\"\xff\xfe\":1}", -1, 0, "header is damaged" },
  { "array", "[1, 2, 3]", -1, 0, "header is damaged" },
  { "tensor-is-number", "{\"a\": 3}", -1, 0, "malformed" },
  { "no-shape", "{\"a\": {\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", -1, 4, "malformed" },
  { "unknown-key", "{\"a\": {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}}", -1,
    4, "malformed" },
  { "dtype-is-number", "{\"a\": {\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,4]}}", -1, 4,
    "malformed" },
  { "unknown-type", "{\"a\": {\"dtype\":\"F8\",\"shape\":[4],\"data_offsets\":[0,4]}}", -1, 4,
    "type “F8”" },
  { "too-many-dimensions",
    "{\"a\": {\"dtype\":\"F32\",\"shape\":[1,1,1,1,1],\"data_offsets\":[0,4]}}", -1, 4,
    "malformed" },
  { "wrong-length", "{\"a\": {\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", -1, 4,
    "does not agree" },
  { "negative-shape", "{\"a\": {\"dtype\":\"F32\",\"shape\":[-1,-1],\"data_offsets\":[0,4]}}", -1,
    4, "does not agree" },
  { "shape-overflows",
    "{\"a\": {\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,4294967296],"
    "\"data_offsets\":[0,4]}}",
    -1, 4, "does not agree" },
  { "bytes-overflow",
    "{\"a\": {\"dtype\":\"F32\",\"shape\":[4611686018427387905],\"data_offsets\":[0,4]}}", -1, 4,
    "does not agree" },
  { "shape-is-fraction", "{\"a\": {\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,6]}}", -1,
    6, "does not agree" },
  { "negative-offset", "{\"a\": {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}", -1, 4,
    "does not agree" },
  { "offset-overflows",
    "{\"a\": {\"dtype\":\"F32\",\"shape\":[1],"
    "\"data_offsets\":[9223372036854775803,9223372036854775807]}}",
    -1, 4, "does not agree" },
  { "cut-off", "{\"a\": {\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}", -1, 12,
    "ends in the middle of its tensor “a”" },
  { "too-long", "{\"a\": {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", -1, 5,
    "goes on after its last tensor" },
  { "hole", "{\"a\": {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", -1, 8,
    "hole before it" },
  { "overlap",
    "{\"a\": {\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
    "\"b\": {\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
    -1, 8, "overlaps" },
  { "metadata-is-number", "{\"__metadata__\": {\"title\": 3}}", -1, 0, "not a string" },
  { "metadata-is-array", "{\"__metadata__\": []}", -1, 0, "metadata are malformed" },
};

static void
test_hostile (gconstpointer data)
{
  const Hostile *this = data;

  assert_refused (write_file (this->header, this->header_length, this->n_bytes), this->because);
}

/* A header of brackets alone must not overflow the stack of the JSON parser. */
static void
test_deep_header (void)
{
  g_autofree gchar *brackets = g_strnfill (1 << 20, '[');

  assert_refused (write_file (brackets, -1, 0), "header is damaged");
}

static void
test_not_finite (void)
{
  gfloat value                          = NAN;
  g_autoptr (SafetensorsWriter) writer  = safetensors_writer_new ();
  g_autoptr (SafetensorsFile) read      = NULL;
  g_autoptr (GFileIOStream) placeholder = NULL;
  g_autoptr (GFile) file = g_file_new_tmp ("nan-XXXXXX.safetensors", &placeholder, NULL);
  GError *error          = NULL;

  safetensors_writer_add (writer, "a", SAFETENSORS_F16, 1, (const gsize[]) { 1 }, &value);
  safetensors_writer_write (writer, file, NULL, &error);
  g_assert_no_error (error);
  read = safetensors_file_open (file, NULL, &error);
  g_assert_no_error (error);

  g_assert_false (
    safetensors_file_read (read, safetensors_file_find (read, "a"), 0, 1, &value, NULL, &error));
  g_assert_error (error, COLORIZE_ERROR, COLORIZE_ERROR_WEIGHTS);
  g_assert_nonnull (strstr (error->message, "not a finite number"));
  g_error_free (error);
  g_file_delete (file, NULL, NULL);
}

static void
test_missing (void)
{
  g_autoptr (GFile) file   = g_file_new_for_path ("/nowhere/there.safetensors");
  g_autoptr (GFile) folder = g_file_new_for_path (g_get_tmp_dir ());
  GError *error            = NULL;

  g_assert_null (safetensors_file_open (file, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==,
                   "The weights file “/nowhere/there.safetensors” is not there; choose another "
                   "one.");
  g_clear_error (&error);

  g_assert_null (safetensors_file_open (folder, NULL, &error));
  g_assert_error (error, COLORIZE_ERROR, COLORIZE_ERROR_WEIGHTS);
  g_assert_nonnull (strstr (error->message, "not a regular file"));
  g_clear_error (&error);
}

/* A write that fails half way, as on a full disk, leaves the older file as it was, and nothing
 * beside it. */
static void
test_failed_write (void)
{
  static const gfloat values[40000]    = { 0.0f };
  g_autoptr (SafetensorsWriter) writer = safetensors_writer_new ();
  g_autofree gchar *folder             = g_dir_make_tmp ("write-XXXXXX", NULL);
  g_autofree gchar *path               = g_build_filename (folder, "w.safetensors", NULL);
  g_autoptr (GFile) file               = g_file_new_for_path (path);
  g_autofree gchar *contents           = NULL;
  g_autoptr (GDir) dir                 = NULL;
  GError       *error                  = NULL;
  struct rlimit unlimited;
  struct rlimit small;

  g_file_set_contents (path, "older", -1, &error);
  g_assert_no_error (error);
  safetensors_writer_add (writer, "a", SAFETENSORS_F32, 1, (const gsize[]) { 40000 }, values);

  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &unlimited);
  small          = unlimited;
  small.rlim_cur = 100000;
  setrlimit (RLIMIT_FSIZE, &small);
  g_assert_false (safetensors_writer_write (writer, file, NULL, &error));
  setrlimit (RLIMIT_FSIZE, &unlimited);

  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, path));
  g_clear_error (&error);

  g_file_get_contents (path, &contents, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (contents, ==, "older");

  dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "w.safetensors");
  g_assert_null (g_dir_read_name (dir));

  g_unlink (path);
  g_rmdir (folder);
}

/* Numbers of 16 bits come through, all others are told. */
static void
test_halve (void)
{
  static const gfloat whole[]   = { 0.0f,     -0.0f,    1.0f,      -65504.0f,
                                    0x1p-14f, 0x1p-24f, -0x3p-24f, 0x1.004p3f };
  static const gfloat rounded[] = { 65520.0f, 65536.0f,   -1e9f, INFINITY,
                                    0x1p-25f, 0x1.002p0f, 1e-30f };
  guint16             halves[G_N_ELEMENTS (whole)];
  gfloat              back[G_N_ELEMENTS (whole)];

  g_assert_true (halve_exactly (whole, G_N_ELEMENTS (whole), halves));
  for (guint i = 0; i < G_N_ELEMENTS (whole); i++)
    halves[i] = GUINT16_TO_LE (halves[i]);
  safetensors_decode (SAFETENSORS_F16, (const guint8 *) halves, G_N_ELEMENTS (whole), back);
  g_assert_cmpmem (back, sizeof back, whole, sizeof whole);

  for (guint i = 0; i < G_N_ELEMENTS (rounded); i++)
    g_assert_false (halve_exactly (&rounded[i], 1, halves));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/safetensors/round-trip", test_round_trip);
  g_test_add_func ("/safetensors/rounding", test_rounding);
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree gchar *path = g_strconcat ("/safetensors/hostile/", hostile[i].name, NULL);

      g_test_add_data_func (path, &hostile[i], test_hostile);
    }
  g_test_add_func ("/safetensors/hostile/deep-header", test_deep_header);
  g_test_add_func ("/safetensors/hostile/not-finite", test_not_finite);
  g_test_add_func ("/safetensors/missing", test_missing);
  g_test_add_func ("/safetensors/failed-write", test_failed_write);

  g_test_add_func ("/safetensors/halve", test_halve);

  return g_test_run ();
}
