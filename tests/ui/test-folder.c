/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A folder of photos as the window for it sees it: the child process, here a script that plays the tool, the small
 * pictures, and the words at the end.
 */

#include <signal.h>
#include <stdio.h>

#include <glib/gstdio.h>

#include "folder-pictures.h"
#include "folder-run.h"
#include "folder-summary.h"

/* In microseconds. A loaded machine is slow, a stuck one stays stuck. */
#define PATIENCE (60 * G_USEC_PER_SEC)

/* The name of this program when it is to be a parent that is killed. */
#define PARENT "--parent"

typedef struct
{
  gchar                *folder;
  ColorizeFolderRun    *run;
  ColorizeFolderSummary summary;
  gint                  n_begun;
  GString              *photos; /* a line each */
  gchar                *problem;
  gint                  n_ended;
} Fixture;


/* The tool that is played */

static gchar *
path_in (Fixture *fixture, const gchar *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

static GFile *
write_file (Fixture *fixture, const gchar *name, const gchar *text)
{
  g_autofree gchar *path = path_in (fixture, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0755), ==, 0);

  return g_file_new_for_path (path);
}

static GFile *
write_tool (Fixture *fixture, const gchar *script)
{
  g_autofree gchar *text = g_strconcat ("#!/bin/sh\ncd \"${0%/*}\"\n", script, "\n", NULL);

  return write_file (fixture, "tool", text);
}


/* News */

static void
begun (gint total, gint n_others, gpointer data)
{
  Fixture *fixture = data;

  fixture->n_begun++;
  fixture->summary.n_photos = total;
  fixture->summary.n_others = n_others;
}

static void
photo (const ColorizeFolderPhoto *what, gpointer data)
{
  Fixture          *fixture = data;
  g_autofree gchar *result  = g_file_get_basename (what->result);

  g_string_append_printf (fixture->photos, "%d %d/%d %s %s\n", what->fate, what->n, what->total,
                          result, what->words ? what->words : "-");
  colorize_folder_summary_add (&fixture->summary, what);
}

static void
ended (const gchar *problem, gpointer data)
{
  Fixture *fixture = data;

  fixture->n_ended++;
  fixture->problem = g_strdup (problem);
}

static const ColorizeFolderNews news = { begun, photo, ended };

static void
start (Fixture *fixture, const gchar *script, const gchar *const *settings)
{
  static const gchar *const none[] = { NULL };
  g_autoptr (GFile) tool           = write_tool (fixture, script);
  g_autoptr (GFile) source         = g_file_new_for_path ("/photos");
  g_autoptr (GFile) result         = g_file_new_for_path ("/re sults");

  fixture->run = colorize_folder_run_new (tool, settings ? settings : none, source, result, &news,
                                          fixture, NULL);
  g_assert_nonnull (fixture->run);
}

static void
wait_until_ended (Fixture *fixture)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  while (! fixture->n_ended && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (fixture->n_ended, ==, 1);
}

/* As the script writes it: whole or not at all. */
static gint
wait_for_pid (Fixture *fixture)
{
  g_autofree gchar *path = path_in (fixture, "pid");
  g_autofree gchar *text = NULL;
  gint64            end  = g_get_monotonic_time () + PATIENCE;

  while (! g_file_get_contents (path, &text, NULL, NULL) && g_get_monotonic_time () < end)
    g_usleep (G_USEC_PER_SEC / 100);
  g_assert_nonnull (text);

  return atoi (text);
}

#define SAY_PID "echo $$ > pid.new; mv pid.new pid;"

/* One that is dead, and that nobody has asked about, is gone. */
static gboolean
is_gone (gint pid)
{
  g_autofree gchar *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree gchar *text = NULL;

  return ! g_file_get_contents (path, &text, NULL, NULL) || strstr (text, ") Z ");
}

static void
wait_until_gone (gint pid)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  while (! is_gone (pid) && g_get_monotonic_time () < end)
    g_usleep (G_USEC_PER_SEC / 100);
  g_assert_true (is_gone (pid));
}


/* Cases of the child */

static void
test_news (Fixture *fixture, gconstpointer data)
{
  start (fixture,
         "cat << 'END'\n"
         "{\"event\":\"begin\",\"total\":3,\"others\":2}\n"
         "{\"event\":\"done\",\"total\":3,\"n\":1,\"source\":\"file:///photos/a%0Ab%22.jpg\","
         "\"result\":\"file:///r/a%20b-colorized.jpg\",\"notice\":\"it is “smaller”\"}\n"
         "\n"
         "no object\n"
         "[1, 2]\n"
         "{\"event\":\"done\",\"total\":\"x\",\"n\":{},\"source\":7}\n"
         "{\"event\":\"something new\",\"total\":3}\n"
         "{\"event\":\"left-alone\",\"total\":3,\"n\":2,\"source\":\"file:///photos/c.png\","
         "\"result\":\"file:///r/c-colorized.png\"}\n"
         "{\"event\":\"failed\",\"total\":3,\"n\":3,\"source\":\"file:///photos/s/%FF.tif\","
         "\"result\":\"file:///r/d.tif\",\"reason\":\"it is cut off\"}\n"
         "{\"event\":\"end\",\"total\":3,\"stopped\":false}\n"
         "END\n"
         "echo 'colorize: “d” was not colored' >&2; exit 1",
         NULL);
  wait_until_ended (fixture);
  g_assert_cmpstr (fixture->problem, ==, NULL);
  g_assert_cmpint (fixture->n_begun, ==, 1);
  g_assert_cmpstr (fixture->photos->str, ==,
                   "0 1/3 a b-colorized.jpg it is “smaller”\n"
                   "1 2/3 c-colorized.png -\n"
                   "2 3/3 d.tif it is cut off\n");
  /* What is no text has a sign in its place. */
  g_assert_cmpstr (fixture->summary.list->str, ==,
                   "a b\".jpg has its colors, but: it is “smaller”.\n"
                   "s/\357\277\275.tif: it is cut off.\n");
}

static void
test_arguments (Fixture *fixture, gconstpointer data)
{
  static const gchar *const settings[] = { "--weights=/a b/\"c\"\n.d", "--warmth=-3.5", NULL };
  g_autofree gchar         *path       = path_in (fixture, "said");
  g_autofree gchar         *said       = NULL;

  start (fixture, "printf '%s|' \"$@\" > said", settings);
  wait_until_ended (fixture);
  g_assert_true (g_file_get_contents (path, &said, NULL, NULL));
  g_assert_cmpstr (said, ==,
                   "apply|--report|json-lines|--quiet|--weights=/a b/\"c\"\n.d|--warmth=-3.5|"
                   "--output|/re sults|/photos|");
}

static void
test_problems (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const gchar *script, *problem;
  } cases[] = {
    { "echo noise >&2; echo 'colorize: The weights are damaged.' >&2; exit 2",
      "The weights are damaged." },
    { "kill -9 $$",
      "The program that colors the folder has ended unexpectedly; what is done stays. "
      "Start it again for the rest." },
    { "exit 0", "The program that colors the folder has ended unexpectedly; what is done stays. "
                "Start it again for the rest." },
    { "echo '{\"event\":\"begin\",\"total\":0,\"others\":1}'; echo 'colorize: no photo' >&2; exit "
      "2",
      NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      fixture->n_ended = 0;
      start (fixture, cases[i].script, NULL);
      wait_until_ended (fixture);
      g_assert_cmpstr (fixture->problem, ==, cases[i].problem);
      g_clear_pointer (&fixture->problem, g_free);
      g_clear_pointer (&fixture->run, colorize_folder_run_free);
    }
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  gint64 begin;
  gint   pid;

  start (fixture, SAY_PID "exec sleep 1000", NULL);
  pid   = wait_for_pid (fixture);
  begin = g_get_monotonic_time ();
  colorize_folder_run_stop (fixture->run);
  colorize_folder_run_stop (fixture->run);
  wait_until_ended (fixture);
  /* It has not been killed. */
  g_assert_cmpint (g_get_monotonic_time () - begin, <, COLORIZE_FOLDER_PATIENCE * G_USEC_PER_SEC);
  g_assert_cmpstr (fixture->problem, ==, NULL);
  g_assert_true (is_gone (pid));
  colorize_folder_run_stop (fixture->run);
}

/* Nor does it help to leave children behind that keep the pipe open. */
static void
test_stubborn (Fixture *fixture, gconstpointer data)
{
  gint64 begin = g_get_monotonic_time ();
  gint   pid;

  start (fixture, "trap '' TERM;" SAY_PID "sleep 40 & while :; do sleep 1; done", NULL);
  pid = wait_for_pid (fixture);
  colorize_folder_run_stop (fixture->run);
  wait_until_ended (fixture);
  g_assert_true (is_gone (pid));
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 30 * G_USEC_PER_SEC);
}

static void
test_free (Fixture *fixture, gconstpointer data)
{
  gint pid;

  start (fixture, SAY_PID "exec sleep 1000", NULL);
  pid = wait_for_pid (fixture);
  g_clear_pointer (&fixture->run, colorize_folder_run_free);
  g_assert_true (is_gone (pid));
  g_assert_cmpint (fixture->n_ended, ==, 0);
}

/* As the plug-in is by GIMP. */
static void
test_killed (Fixture *fixture, gconstpointer data)
{
  g_autofree gchar *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GFile) tool = write_tool (fixture, SAY_PID "exec sleep 1000");
  g_autoptr (GSubprocess) parent =
    g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, self, PARENT, g_file_peek_path (tool), NULL);
  gint pid = wait_for_pid (fixture);

  g_assert_false (is_gone (pid));
  g_subprocess_send_signal (parent, SIGKILL);
  g_assert_true (g_subprocess_wait (parent, NULL, NULL));
  wait_until_gone (pid);
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) folder   = g_file_new_for_path (fixture->folder);
  g_autofree gchar *before   = g_strdup (g_getenv ("PATH"));
  g_autoptr (GError) error   = NULL;
  g_autoptr (GFile) nowhere  = NULL;
  g_autoptr (GFile) in_path  = NULL;
  g_autoptr (GFile) beside   = NULL;
  g_autoptr (GFile) made     = NULL;
  g_autoptr (GFile) made_too = NULL;

  g_setenv ("PATH", fixture->folder, TRUE);
  nowhere = colorize_folder_run_find_tool (folder, &error);
  g_assert_null (nowhere);
  g_assert_nonnull (strstr (error->message, "install Colorize again"));

  made    = write_file (fixture, "colorize", "");
  in_path = colorize_folder_run_find_tool (folder, NULL);
  g_assert_true (g_file_equal (made, in_path));

  made_too = write_file (fixture, COLORIZE_FOLDER_TOOL, "");
  beside   = colorize_folder_run_find_tool (folder, NULL);
  g_assert_true (g_file_equal (made_too, beside));
  g_setenv ("PATH", before, TRUE);
}


/* The pictures */

/* Right after the beginning of a JPEG file: turn it by 90 degrees (6). */
static const guint8 exif[] = { 0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0,    0, 'I', 'I',
                               '*',  0,    8, 0,  0,   0,   1,   0,   0x12, 1, 3,   0,
                               1,    0,    0, 0,  6,   0,   0,   0,   0,    0, 0,   0 };

/* A JPEG file that says that it lies on its side. */
static GFile *
write_lying (Fixture *fixture, gint width, gint height)
{
  g_autoptr (GdkPixbuf) pixels = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  g_autofree gchar *path       = path_in (fixture, "lying.jpg");
  g_autofree gchar *data       = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize size;

  gdk_pixbuf_fill (pixels, 0x808080ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixels, &data, &size, "jpeg", NULL, NULL));
  g_byte_array_append (bytes, (guint8 *) data, 2);
  g_byte_array_append (bytes, exif, sizeof exif);
  g_byte_array_append (bytes, (guint8 *) data + 2, size - 2);
  g_assert_true (g_file_set_contents (path, (gchar *) bytes->data, bytes->len, NULL));

  return g_file_new_for_path (path);
}

static void
test_pictures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) broken     = write_file (fixture, "broken.jpg", "no picture");
  g_autoptr (GFile) nowhere    = g_file_get_child (broken, "nowhere");
  g_autoptr (GdkPixbuf) none   = colorize_folder_pictures_read (broken, 100);
  g_autoptr (GdkPixbuf) nobody = colorize_folder_pictures_read (nowhere, 100);

  g_assert_null (none);
  g_assert_null (nobody);

  for (gint i = 0; i < 40; i++)
    {
      gint width                  = i == 0 ? 1 : g_test_rand_int_range (1, 400);
      gint height                 = i < 2 ? 1 : g_test_rand_int_range (1, 400);
      gint side                   = g_test_rand_int_range (1, 500);
      g_autoptr (GFile) file      = write_lying (fixture, width, height);
      g_autoptr (GdkPixbuf) small = colorize_folder_pictures_read (file, side);
      gdouble factor              = MIN (1.0, (gdouble) side / MAX (width, height));

      g_assert_nonnull (small);
      /* Upright: its height is what its width was. */
      g_assert_cmpint (ABS (gdk_pixbuf_get_width (small) - MAX (1, height * factor)), <=, 1);
      g_assert_cmpint (ABS (gdk_pixbuf_get_height (small) - MAX (1, width * factor)), <=, 1);
      g_assert_cmpint (MAX (gdk_pixbuf_get_width (small), gdk_pixbuf_get_height (small)), <=, side);
    }
}


/* The words */

static void
test_words (void)
{
  g_autoptr (GFile) folder = g_file_new_for_path ("/photos");
  ColorizeFolderSummary summary;
  g_autofree gchar     *title       = NULL;
  g_autofree gchar     *lines       = NULL;
  g_autofree gchar     *empty_title = NULL;
  g_autofree gchar     *empty_lines = NULL;

  colorize_folder_summary_init (&summary, folder);
  empty_title = colorize_folder_summary_title (&summary);
  empty_lines = colorize_folder_summary_describe (&summary);
  g_assert_cmpstr (empty_title, ==, "There is no photo in this folder.");
  g_assert_cmpstr (empty_lines, ==, "");

  summary.n_photos     = 12;
  summary.n_others     = 2;
  summary.n_done       = 1;
  summary.n_left_alone = 3;
  summary.n_failed     = 1;
  summary.is_stopped   = TRUE;
  title                = colorize_folder_summary_title (&summary);
  lines                = colorize_folder_summary_describe (&summary);
  g_assert_cmpstr (title, ==, "1 photo has its colors.");
  g_assert_cmpstr (lines, ==,
                   "3 were left alone, as their results are there already.\n"
                   "2 files were passed over, as they are no photos.\n"
                   "7 photos are not done, as you have stopped it. Call it again for the rest.\n"
                   "1 photo could not be colored.");
  colorize_folder_summary_clear (&summary);
}


static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) photos = g_file_new_for_path ("/photos");

  fixture->folder = g_dir_make_tmp (NULL, NULL);
  fixture->photos = g_string_new (NULL);
  colorize_folder_summary_init (&fixture->summary, photos);
  g_object_ref (photos);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) files = g_dir_open (fixture->folder, 0, NULL);
  const gchar *name;

  g_clear_pointer (&fixture->run, colorize_folder_run_free);
  while ((name = g_dir_read_name (files)))
    {
      g_autofree gchar *path = path_in (fixture, name);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_object_unref (fixture->summary.folder);
  colorize_folder_summary_clear (&fixture->summary);
  g_string_free (fixture->photos, TRUE);
  g_free (fixture->problem);
  g_free (fixture->folder);
}

/* Runs the tool until it is killed. */
static G_NORETURN void
be_parent (const gchar *path)
{
  static const gchar *const none[] = { NULL };
  g_autoptr (GFile) tool           = g_file_new_for_path (path);

  colorize_folder_run_new (tool, none, tool, tool, &news, NULL, NULL);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static void
add (const gchar *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], PARENT))
    be_parent (argv[2]);

  g_test_init (&argc, &argv, NULL);
  add ("/folder/news", test_news);
  add ("/folder/arguments", test_arguments);
  add ("/folder/problems", test_problems);
  add ("/folder/stop", test_stop);
  add ("/folder/stubborn", test_stubborn);
  add ("/folder/free", test_free);
  add ("/folder/killed", test_killed);
  add ("/folder/find", test_find);
  add ("/folder/pictures", test_pictures);
  g_test_add_func ("/folder/words", test_words);

  return g_test_run ();
}
