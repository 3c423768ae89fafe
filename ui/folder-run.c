/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "folder-run.h"

#include <signal.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <sys/prctl.h>


/* Its name in PATH. */
#define TOOL "colorize"

/* What the tool's sentences on standard error begin with. */
#define TOOL_PREFIX "colorize: "

typedef void (*LineFunc) (ColorizeFolderRun *run, const gchar *line);

/* One of the child's streams. */
typedef struct
{
  ColorizeFolderRun *run;
  GDataInputStream  *lines;
  LineFunc           take;
} Stream;

struct _ColorizeFolderRun
{
  GSubprocess              *child;
  const ColorizeFolderNews *news; /* NULL: nobody listens any more */
  gpointer                  data;
  GCancellable             *cancellable; /* of what reads and waits */
  Stream                    output;
  Stream                    errors;
  gint                      n_pending; /* the streams and the child's end */
  guint                     killer;    /* the timer's */
  gchar                    *said;      /* the last line on standard error */
  gboolean                  is_empty;  /* there were no photos */
  gboolean                  is_complete;
  gboolean                  is_stopped;
};


/* The tool */

GFile *
colorize_folder_run_find_tool (GFile *folder, GError **error)
{
  g_autoptr (GFile) beside  = g_file_get_child (folder, COLORIZE_FOLDER_TOOL);
  g_autofree gchar *in_path = NULL;

  if (g_file_test (g_file_peek_path (beside), G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);

  in_path = g_find_program_in_path (TOOL);
  if (in_path)
    return g_file_new_for_path (in_path);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               _ ("The program that colors folders is missing (“%s”); install Colorize again."),
               g_file_peek_path (beside));
  return NULL;
}

/* In the child, before it is the tool: a plug-in that is killed, as GIMP does, has no other way to end it. */
static void
die_with_parent (gpointer parent)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);

  /* It may be dead already. */
  if (getppid () != GPOINTER_TO_INT (parent))
    _exit (1);
}


/* What the child says */

static const gchar *
get_string (JsonObject *line, const gchar *member)
{
  return json_object_get_string_member_with_default (line, member, NULL);
}

static gint
get_number (JsonObject *line, const gchar *member)
{
  return CLAMP (json_object_get_int_member_with_default (line, member, 0), 0, G_MAXINT);
}

static void
take_photo (ColorizeFolderRun *run, JsonObject *line, ColorizeFolderFate fate, const gchar *words)
{
  const gchar        *source_uri = get_string (line, "source");
  const gchar        *result_uri = get_string (line, "result");
  ColorizeFolderPhoto photo      = {
         .fate = fate, .n = get_number (line, "n"), .total = get_number (line, "total"), .words = words
  };
  g_autoptr (GFile) source = NULL;
  g_autoptr (GFile) result = NULL;

  if (! source_uri || ! result_uri)
    return;

  photo.source = source = g_file_new_for_uri (source_uri);
  photo.result = result = g_file_new_for_uri (result_uri);
  run->news->photo (&photo, run->data);
}

static void
take_output (ColorizeFolderRun *run, const gchar *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  JsonObject  *line;
  const gchar *event;

  if (! node || ! JSON_NODE_HOLDS_OBJECT (node) || ! run->news)
    return;

  line  = json_node_get_object (node);
  event = get_string (line, "event");

  if (g_strcmp0 (event, "begin") == 0)
    {
      gint total = get_number (line, "total");

      run->is_empty = total == 0;
      run->news->begun (total, get_number (line, "others"), run->data);
    }
  else if (g_strcmp0 (event, "done") == 0)
    take_photo (run, line, COLORIZE_FOLDER_DONE, get_string (line, "notice"));
  else if (g_strcmp0 (event, "left-alone") == 0)
    take_photo (run, line, COLORIZE_FOLDER_LEFT_ALONE, NULL);
  else if (g_strcmp0 (event, "failed") == 0)
    take_photo (run, line, COLORIZE_FOLDER_FAILED, get_string (line, "reason"));
  else if (g_strcmp0 (event, "end") == 0)
    run->is_complete = TRUE;
}

static void
take_error (ColorizeFolderRun *run, const gchar *line)
{
  g_free (run->said);
  run->said = g_utf8_make_valid (line, -1);
}


/* Its end */

/* To be freed; NULL: all is well. */
static gchar *
describe_problem (ColorizeFolderRun *run)
{
  const gchar *said = run->said ? run->said : "";

  if (run->is_complete || run->is_stopped || run->is_empty)
    return NULL;

  /* Only a command that it does not understand, or weights that it cannot use, end it with a sentence. */
  if (g_subprocess_get_if_exited (run->child) && g_str_has_prefix (said, TOOL_PREFIX))
    return g_strdup (said + strlen (TOOL_PREFIX));

  return g_strdup (_ ("The program that colors the folder has ended unexpectedly; what is done "
                      "stays. Start it again for the rest."));
}

/* One of all that is waited for is over. */
static void
count_down (ColorizeFolderRun *run)
{
  g_autofree gchar *problem = NULL;

  if (--run->n_pending > 0)
    return;

  g_clear_handle_id (&run->killer, g_source_remove);

  if (! run->news)
    return;

  problem = describe_problem (run);
  run->news->ended (problem, run->data);
}

static void read_lines (Stream *stream);

static void
line_read (GObject *object, GAsyncResult *result, gpointer data)
{
  Stream           *stream = data;
  g_autofree gchar *line = g_data_input_stream_read_line_finish (stream->lines, result, NULL, NULL);

  if (! line)
    {
      count_down (stream->run);
      return;
    }

  stream->take (stream->run, line);
  read_lines (stream);
}

static void
read_lines (Stream *stream)
{
  g_data_input_stream_read_line_async (stream->lines, G_PRIORITY_DEFAULT, stream->run->cancellable,
                                       line_read, stream);
}

static void
child_ended (GObject *object, GAsyncResult *result, gpointer data)
{
  g_subprocess_wait_finish (G_SUBPROCESS (object), result, NULL);
  count_down (data);
}


/* The run */

static GSubprocess *
start (GFile *tool, const gchar *const *settings, GFile *source, GFile *result, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GStrvBuilder) arguments = g_strv_builder_new ();
  g_auto (GStrv) all                 = NULL;

  g_strv_builder_add_many (arguments, g_file_peek_path (tool), "apply", "--report", "json-lines",
                           "--quiet", NULL);
  g_strv_builder_addv (arguments, (const gchar **) settings);
  g_strv_builder_add_many (arguments, "--output", g_file_peek_path (result),
                           g_file_peek_path (source), NULL);
  all = g_strv_builder_end (arguments);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, GINT_TO_POINTER (getpid ()),
                                         NULL);

  return g_subprocess_launcher_spawnv (launcher, (const gchar *const *) all, error);
}

static void
stream_init (Stream *stream, ColorizeFolderRun *run, GInputStream *pipe, LineFunc take)
{
  stream->run   = run;
  stream->lines = g_data_input_stream_new (pipe);
  stream->take  = take;
  run->n_pending++;
  read_lines (stream);
}

ColorizeFolderRun *
colorize_folder_run_new (GFile                    *tool,
                         const gchar *const       *settings,
                         GFile                    *source,
                         GFile                    *result,
                         const ColorizeFolderNews *news,
                         gpointer                  data,
                         GError                  **error)
{
  g_autoptr (GError) cause      = NULL;
  g_autoptr (GSubprocess) child = start (tool, settings, source, result, &cause);
  ColorizeFolderRun *run;

  if (! child)
    {
      g_set_error (error, cause->domain, cause->code,
                   _ ("The program “%s” cannot be started (%s); install Colorize again."),
                   g_file_peek_path (tool), cause->message);
      return NULL;
    }

  run              = g_new0 (ColorizeFolderRun, 1);
  run->child       = g_steal_pointer (&child);
  run->news        = news;
  run->data        = data;
  run->cancellable = g_cancellable_new ();
  stream_init (&run->output, run, g_subprocess_get_stdout_pipe (run->child), take_output);
  stream_init (&run->errors, run, g_subprocess_get_stderr_pipe (run->child), take_error);
  run->n_pending++;
  g_subprocess_wait_async (run->child, NULL, child_ended, run);

  return run;
}

/* Nor is it waited for what its own children might still say. */
static gboolean
kill_child (gpointer data)
{
  ColorizeFolderRun *run = data;

  run->killer = 0;
  g_subprocess_force_exit (run->child);
  g_cancellable_cancel (run->cancellable);

  return G_SOURCE_REMOVE;
}

/* Not by SIGINT, as Ctrl+C does: who starts GIMP by a script in the background has that ignored. */
void
colorize_folder_run_stop (ColorizeFolderRun *run)
{
  if (run->is_stopped || run->n_pending == 0)
    return;

  run->is_stopped = TRUE;
  g_subprocess_send_signal (run->child, SIGTERM);
  run->killer = g_timeout_add_seconds (COLORIZE_FOLDER_PATIENCE, kill_child, run);
}

void
colorize_folder_run_free (ColorizeFolderRun *run)
{
  run->news = NULL;
  colorize_folder_run_stop (run);

  while (run->n_pending > 0)
    g_main_context_iteration (NULL, TRUE);

  g_object_unref (run->output.lines);
  g_object_unref (run->errors.lines);
  g_object_unref (run->child);
  g_object_unref (run->cancellable);
  g_free (run->said);
  g_free (run);
}
