/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Looks, and the file that keeps a user's own.
 */

#include "looks-file.h"

#include <math.h>
#include <string.h>

#include <glib/gstdio.h>

#define MODEL_VIVIDNESS 33.0

static GFile *
new_file (void)
{
  g_autofree gchar *folder = g_dir_make_tmp ("looks-XXXXXX", NULL);

  return g_file_new_build_filename (folder, "looks.ini", NULL);
}

static void
assert_same (const ColorizeLook *one, const ColorizeLook *other)
{
  g_assert_cmpfloat (one->strength, ==, other->strength);
  g_assert_cmpfloat (one->taste.saturation, ==, other->taste.saturation);
  g_assert_cmpfloat (one->taste.warmth, ==, other->taste.warmth);
  g_assert_cmpfloat (one->taste.tint, ==, other->taste.tint);
  g_assert_cmpfloat (one->taste.vividness, ==, other->taste.vividness);
  g_assert_cmpfloat (one->taste.evenness, ==, other->taste.evenness);
}

static GPtrArray *
read_all (GFile *file)
{
  GPtrArray *looks = g_ptr_array_new_with_free_func ((GDestroyNotify) colorize_named_look_free);
  g_autoptr (GError) error = NULL;

  g_assert_true (colorize_looks_file_read (file, looks, &error));
  g_assert_no_error (error);

  return looks;
}

/* Any letters, control characters and what key files use themselves among them. */
static gchar *
random_name (void)
{
  GString *name   = g_string_new (NULL);
  gint     length = g_test_rand_int_range (1, 300);

  for (gint i = 0; i < length; i++)
    {
      static const gunichar ends[] = { 0x7f, 0x2000, 0x20000 };
      gunichar              letter = g_test_rand_int_range (1, ends[g_test_rand_int_range (0, 3)]);

      if (g_unichar_validate (letter))
        g_string_append_unichar (name, letter);
      g_string_append_c (name, "[]=;#\\\n\t \"é"[g_test_rand_int_range (0, 10)]);
    }

  /* A key file loses one at the beginning of a value, and nobody can type it. */
  if (name->str[0] == '\f')
    name->str[0] = ' ';

  return g_string_free (name, FALSE);
}

static ColorizeLook
random_look (void)
{
  return (ColorizeLook) { .strength = g_test_rand_double_range (0.0, 100.0),
                          .taste    = { .saturation = g_test_rand_double_range (0.0, 200.0),
                                        .warmth     = g_test_rand_double_range (-20.0, 20.0),
                                        .tint       = g_test_rand_double_range (-20.0, 20.0),
                                        .vividness  = g_test_rand_double_range (0.0, 100.0),
                                        .evenness   = g_test_rand_double_range (0.0, 100.0) } };
}

static void
test_kept (void)
{
  g_autoptr (GFile) file = new_file ();
  g_autofree gchar *names[12];
  ColorizeLook      looks[12];
  g_autoptr (GPtrArray) kept = NULL;

  for (guint i = 0; i < 12; i++)
    {
      names[i] = random_name ();
      looks[i] = random_look ();
      g_assert_true (colorize_looks_file_keep (file, names[i], &looks[i], TRUE, NULL));
    }

  /* Another one under an old name takes its place. */
  looks[5] = random_look ();
  g_assert_true (colorize_looks_file_keep (file, names[5], &looks[5], TRUE, NULL));
  g_assert_true (colorize_looks_file_forget (file, names[3], NULL));
  g_assert_true (colorize_looks_file_forget (file, "never there", NULL));

  kept = read_all (file);
  g_assert_cmpuint (kept->len, ==, 11);
  for (guint i = 0; i < 11; i++)
    {
      const ColorizeNamedLook *look = kept->pdata[i];
      guint                    from = i < 3 ? i : i + 1;

      g_assert_cmpstr (look->name, ==, names[from]);
      g_assert_true (look->is_own);
      assert_same (&look->look, &looks[from]);
    }
}

static void
write_text (GFile *file, const gchar *text)
{
  g_assert_true (g_file_set_contents (g_file_peek_path (file), text, -1, NULL));
}

static gchar *
read_text (GFile *file, const gchar *ending)
{
  g_autofree gchar *path = g_strconcat (g_file_peek_path (file), ending, NULL);
  gchar            *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));

  return text;
}

/* Weights without dials leave out what they do not have, and what others have written stays. */
static void
test_rest_stays (void)
{
  g_autoptr (GFile) file     = new_file ();
  ColorizeLook look          = random_look ();
  g_autoptr (GPtrArray) kept = NULL;
  g_autofree gchar *text     = NULL;

  write_text (file, "# mine\n[other]\nfuture=7\n[look 1]\nname=Old\nmood=3\nvividness=20\n");
  g_assert_true (colorize_looks_file_keep (file, "Old", &look, FALSE, NULL));
  g_assert_true (colorize_looks_file_keep (file, "New", &look, FALSE, NULL));

  text = read_text (file, "");
  g_assert_nonnull (strstr (text, "# mine"));
  g_assert_nonnull (strstr (text, "future=7"));
  g_assert_nonnull (strstr (text, "mood=3"));
  g_assert_null (strstr (text, "vividness"));
  g_assert_null (strstr (text, "evenness"));

  kept = read_all (file);
  g_assert_cmpuint (kept->len, ==, 2);
  g_assert_cmpfloat (((ColorizeNamedLook *) kept->pdata[0])->look.taste.vividness, ==, -1.0);
  g_assert_cmpfloat (((ColorizeNamedLook *) kept->pdata[1])->look.taste.evenness, ==, 50.0);
}

/* Values that no slider has. */
static void
test_nonsense (void)
{
  g_autoptr (GFile) file     = new_file ();
  g_autoptr (GPtrArray) kept = NULL;
  const ColorizeLook *look;

  write_text (file, "[a]\nname=\n[b]\nname=\xff\xfe\n[c]\nstrength=3\n"
                    "[d]\nname=D\nstrength=nan\nsaturation=1e300\nwarmth=-inf\ntint=x\n"
                    "vividness=-5\nevenness=\n");
  kept = read_all (file);
  g_assert_cmpuint (kept->len, ==, 1);
  look = &((ColorizeNamedLook *) kept->pdata[0])->look;
  assert_same (look, &(ColorizeLook) { 100.0, { 200.0, -20.0, 0.0, -1.0, 50.0, 0.0 }, FALSE });
}

static void
test_damaged (void)
{
  static const gchar *const damages[] = { "not a key file", "[look 1\nname=x\n", "name=x\n",
                                          "[look 1]\nname=x\nno key\n" };
  g_autoptr (GFile) file              = new_file ();
  ColorizeLook look                   = random_look ();

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree gchar *ending    = g_strdup_printf (".damaged-%u", i + 1);
      g_autofree gchar *aside     = NULL;
      g_autofree gchar *left      = NULL;
      g_autoptr (GError) error    = NULL;
      g_autoptr (GPtrArray) looks = g_ptr_array_new ();

      write_text (file, damages[i]);
      g_assert_false (colorize_looks_file_read (file, looks, &error));
      g_assert_true (g_str_has_suffix (error->message, "."));
      g_assert_cmpuint (looks->len, ==, 0);
      g_assert_false (colorize_looks_file_forget (file, "x", NULL));
      left = read_text (file, "");
      g_assert_cmpstr (left, ==, damages[i]);

      g_assert_true (colorize_looks_file_keep (file, "new", &look, TRUE, NULL));
      aside = read_text (file, ending);
      g_assert_cmpstr (aside, ==, damages[i]);
    }
}

/* The folder's name is that of a file, so that nothing can be in it. */
static void
test_unwritable (void)
{
  g_autoptr (GFile) file   = new_file ();
  g_autoptr (GFile) inside = g_file_get_child (file, "looks.ini");
  g_autoptr (GError) error = NULL;
  ColorizeLook look        = random_look ();

  write_text (file, "");
  g_assert_false (colorize_looks_file_keep (inside, "new", &look, TRUE, &error));
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_nonnull (strstr (error->message, g_file_peek_path (inside)));

  /* One that is empty has no looks, but can have. */
  g_assert_true (colorize_looks_file_keep (file, "new", &look, TRUE, NULL));
}

/* No two of those that everybody has are one to any model, and each fits itself alone. */
static void
test_given (void)
{
  g_autoptr (GPtrArray) given = colorize_looks_new ();
  const gdouble vividness[]   = { -1.0, 0.0, MODEL_VIVIDNESS, 100.0 };

  g_assert_cmpuint (given->len, ==, 5);

  for (guint k = 0; k < G_N_ELEMENTS (vividness); k++)
    for (guint i = 0; i < given->len; i++)
      for (guint j = 0; j < given->len; j++)
        {
          const ColorizeNamedLook *one   = given->pdata[i];
          const ColorizeNamedLook *other = given->pdata[j];

          g_assert_cmpint (colorize_look_fits (&one->look, &other->look, vividness[k]), ==, i == j);
        }
}

static void
test_fits (void)
{
  ColorizeLook one   = { 100.0, COLORIZE_OPTIONS_INIT, FALSE };
  ColorizeLook other = one;

  other.taste.vividness = MODEL_VIVIDNESS;
  g_assert_true (colorize_look_fits (&one, &other, MODEL_VIVIDNESS));
  other.taste.vividness = MODEL_VIVIDNESS + 1.0;
  g_assert_false (colorize_look_fits (&one, &other, MODEL_VIVIDNESS));
  other.taste.evenness = 0.0;
  g_assert_true (colorize_look_fits (&one, &other, -1.0));
  other.taste.tint = 0.1;
  g_assert_false (colorize_look_fits (&one, &other, -1.0));
}

gint
main (gint argc, gchar **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/looks/kept", test_kept);
  g_test_add_func ("/looks/rest-stays", test_rest_stays);
  g_test_add_func ("/looks/nonsense", test_nonsense);
  g_test_add_func ("/looks/damaged", test_damaged);
  g_test_add_func ("/looks/unwritable", test_unwritable);
  g_test_add_func ("/looks/given", test_given);
  g_test_add_func ("/looks/fits", test_fits);

  return g_test_run ();
}
