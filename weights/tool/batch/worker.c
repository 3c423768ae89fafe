/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker.h"

/* How long the end in good order may take. */
#define GRACE_SECONDS 3

/* Of a worker that ran out of memory. */
#define EXIT_NO_MEMORY 77

/* An error's domain ("" if there is none), code and message, or a result. */
#define ANSWER_TYPE "(siaymv)"

/* No answer is larger; what says so comes from a worker that does not know what it does. */
#define MAX_ANSWER (G_GUINT64_CONSTANT (1) << 32)

struct _Worker
{
  const WorkerTask *task;
  pid_t             process;
  gint              channel;
  guint             job;
  gboolean          is_busy;
  gboolean          has_ended;
};

/* In the process of the worker. */
typedef struct
{
  const WorkerTask *task;
  gint              channel;
  GCancellable     *cancellable;
  GAsyncQueue      *jobs; /* numbers + 1, or no_more_jobs */
  gint              job;  /* atomic: that at hand, or -1 */
} Service;

static gpointer no_more_jobs = &no_more_jobs;


/* Messages */

/* SIGPIPE is ignored: who writes to a process that has ended is told so. */
static gboolean
write_all (gint channel, gconstpointer data, gsize size)
{
  const guint8 *bytes = data;

  while (size > 0)
    {
      gssize n = write (channel, bytes, size);

      if (n > 0)
        {
          bytes += n;
          size -= n;
        }
      else if (errno != EINTR)
        {
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
read_all (gint channel, gpointer data, gsize size)
{
  guint8 *bytes = data;

  while (size > 0)
    {
      gssize n = read (channel, bytes, size);

      if (n > 0)
        {
          bytes += n;
          size -= n;
        }
      else if (n == 0 || errno != EINTR)
        {
          return FALSE;
        }
    }

  return TRUE;
}

/* result   floating, or NULL */
static void
send_answer (gint channel, GVariant *result, const GError *error)
{
  g_autoptr (GVariant) answer = g_variant_ref_sink (
    g_variant_new ("(si^aymv)", error ? g_quark_to_string (error->domain) : "",
                   error ? error->code : 0, error ? error->message : "", result));
  guint64 size = g_variant_get_size (answer);

  if (write_all (channel, &size, sizeof size))
    write_all (channel, g_variant_get_data (answer), size);
}

/* A full reference; NULL: the worker has ended. */
static GVariant *
read_answer (gint channel)
{
  guint64           size;
  g_autofree gchar *data = NULL;
  GVariant         *answer;

  if (! read_all (channel, &size, sizeof size) || size > MAX_ANSWER
      || ! (data = g_try_malloc (MAX (size, 1))) || ! read_all (channel, data, size))
    return NULL;

  answer = g_variant_new_from_data (G_VARIANT_TYPE (ANSWER_TYPE), data, size, FALSE, g_free, data);
  data   = NULL;
  return g_variant_ref_sink (answer);
}


/* In the process of the worker */

static gboolean
is_to_be_heard (void)
{
  return g_getenv ("COLORIZE_DEBUG") || g_getenv ("G_MESSAGES_DEBUG");
}

/* What GLib says before it ends the process, for itself or for a thread. */
static gboolean
is_of_memory (const gchar *message)
{
  return strstr (message, "failed to allocate") || strstr (message, "creating thread");
}

/* What libraries have to say is for no user. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if ((level & G_LOG_LEVEL_ERROR) && strcmp (fields[i].key, "MESSAGE") == 0
        && is_of_memory (fields[i].value))
      _exit (EXIT_NO_MEMORY);

  return is_to_be_heard () ? g_log_writer_default (level, fields, n_fields, data)
                           : G_LOG_WRITER_HANDLED;
}

static void
leave_terminal (void)
{
  gint null = open ("/dev/null", O_RDWR);

  dup2 (null, STDIN_FILENO);
  dup2 (null, STDOUT_FILENO);
  if (! is_to_be_heard ())
    dup2 (null, STDERR_FILENO);
  if (null > STDERR_FILENO)
    close (null);

  /* These go to the parent, too, which decides. */
  signal (SIGINT, SIG_IGN);
  signal (SIGTERM, SIG_IGN);
  signal (SIGHUP, SIG_IGN);
}

/* A thread: hears of jobs, and of their end while one is at hand. */
static gpointer
listen_to_parent (gpointer data)
{
  Service *service = data;
  guint32  number;
  gint     job;

  while (read_all (service->channel, &number, sizeof number))
    g_async_queue_push (service->jobs, GUINT_TO_POINTER (number + 1));

  g_cancellable_cancel (service->cancellable);
  g_async_queue_push (service->jobs, no_more_jobs);

  /* Its process ends before, unless what the job calls hangs. */
  g_usleep (GRACE_SECONDS * G_TIME_SPAN_SECOND);
  job = g_atomic_int_get (&service->job);
  if (job >= 0)
    service->task->discard (job, getpid (), service->task->data);
  _exit (EXIT_FAILURE);
}

static void G_GNUC_NORETURN
serve (const WorkerTask *task, gint channel)
{
  Service  service = { task, channel, g_cancellable_new (), g_async_queue_new (), -1 };
  gpointer number;

  leave_terminal ();
  g_log_set_writer_func (write_log, NULL, NULL);
  g_thread_unref (g_thread_new ("listener", listen_to_parent, &service));

  task->begin (task->data);
  while ((number = g_async_queue_pop (service.jobs)) != no_more_jobs)
    {
      guint     job            = GPOINTER_TO_UINT (number) - 1;
      GVariant *result         = NULL;
      g_autoptr (GError) error = NULL;

      g_atomic_int_set (&service.job, job);
      if (! g_cancellable_set_error_if_cancelled (service.cancellable, &error))
        result = task->run (job, service.cancellable, task->data, &error);
      g_atomic_int_set (&service.job, -1);
      send_answer (channel, result, error);
    }
  task->end (task->data);

  /* What waits for the parent's own end is not the worker's to do. */
  _exit (EXIT_SUCCESS);
}


/* In the parent */

/* As socketpair () does it, but with ends that are not taken for those of the terminal, which the parent
 * may have been started without. */
static gboolean
make_channel (gint ends[2])
{
  gboolean made = socketpair (AF_UNIX, SOCK_STREAM, 0, ends) == 0;

  for (gint i = 0; made && i < 2; i++)
    if (ends[i] <= STDERR_FILENO)
      {
        gint low = ends[i];

        ends[i] = fcntl (low, F_DUPFD, STDERR_FILENO + 1);
        close (low);
        if (ends[i] < 0)
          {
            close (ends[1 - i]);
            made = FALSE;
          }
      }

  return made;
}

Worker *
worker_new (const WorkerTask *task, const GPtrArray *others, GError **error)
{
  gint    ends[2];
  pid_t   process = -1;
  Worker *worker;

  if (make_channel (ends))
    {
      process = fork ();
      if (process < 0)
        {
          close (ends[0]);
          close (ends[1]);
        }
    }
  if (process < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   "no process for it can be started (%s); close other programs and try again",
                   g_strerror (errno));
      return NULL;
    }

  if (process == 0)
    {
      /* Else the others would not notice that the parent has ended. */
      for (guint i = 0; i < others->len; i++)
        close (((Worker *) others->pdata[i])->channel);
      close (ends[0]);
      serve (task, ends[1]);
    }

  close (ends[1]);
  fcntl (ends[0], F_SETFD, FD_CLOEXEC);
  worker          = g_new0 (Worker, 1);
  worker->task    = task;
  worker->process = process;
  worker->channel = ends[0];
  return worker;
}

/* Whether it has let go of the channel, at the latest when the time is over. */
static gboolean
wait_for_end (Worker *worker)
{
  gint64        last    = g_get_monotonic_time () + GRACE_SECONDS * G_TIME_SPAN_SECOND;
  struct pollfd channel = { worker->channel, POLLIN, 0 };
  gchar         bytes[4096];

  for (;;)
    {
      gint64 left = MAX (last - g_get_monotonic_time (), 0) / G_TIME_SPAN_MILLISECOND;
      gint   n    = poll (&channel, 1, left);

      if (n > 0 && read (worker->channel, bytes, sizeof bytes) <= 0)
        return TRUE;
      if (n == 0)
        return FALSE;
    }
}

/* In good order if it can be. Returns its exit status. */
static gint
end_process (Worker *worker)
{
  gint status = 0;

  worker_stop (worker);
  if (! wait_for_end (worker))
    kill (worker->process, SIGKILL);
  while (waitpid (worker->process, &status, 0) < 0 && errno == EINTR)
    ;

  worker->has_ended = TRUE;
  if (worker->is_busy)
    worker->task->discard (worker->job, worker->process, worker->task->data);
  worker->is_busy = FALSE;
  return status;
}

void
worker_free (Worker *worker)
{
  if (! worker->has_ended)
    end_process (worker);

  close (worker->channel);
  g_free (worker);
}

gint
worker_get_channel (const Worker *worker)
{
  return worker->channel;
}

gboolean
worker_is_busy (const Worker *worker)
{
  return worker->is_busy;
}

guint
worker_get_job (const Worker *worker)
{
  return worker->job;
}

void
worker_give (Worker *worker, guint job)
{
  guint32 number = job;

  worker->job     = job;
  worker->is_busy = TRUE;
  /* If it has ended, that is what will be taken. */
  write_all (worker->channel, &number, sizeof number);
}

void
worker_stop (Worker *worker)
{
  shutdown (worker->channel, SHUT_WR);
}

void
worker_kill (Worker *worker)
{
  kill (worker->process, SIGKILL);
}

static void
describe_end (gint status, GError **error)
{
  if (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                         "it needed more memory than there is, or its process was killed; close "
                         "other programs and try it again");
  else if (WIFSIGNALED (status))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                 "the program that reads it crashed (%s), which the other photos have not suffered "
                 "from; please report this file",
                 g_strsignal (WTERMSIG (status)));
  else if (WEXITSTATUS (status) == EXIT_NO_MEMORY)
    g_set_error_literal (
      error, G_IO_ERROR, G_IO_ERROR_FAILED,
      "there is not enough memory for it; close other programs and try it again");
  else
    g_set_error (
      error, G_IO_ERROR, G_IO_ERROR_FAILED,
      "the program that reads it gave up (exit code %d), which the other photos have not "
      "suffered from; please report this file",
      WEXITSTATUS (status));
}

GVariant *
worker_take (Worker *worker, gboolean *ended, GError **error)
{
  g_autoptr (GVariant) answer = read_answer (worker->channel);
  GVariant    *result         = NULL;
  const gchar *domain;
  const gchar *message;
  gint         code;

  *ended = ! answer;
  if (! answer)
    {
      /* One that is alive has sent what is no answer. */
      describe_end (end_process (worker), error);
      return NULL;
    }

  worker->is_busy = FALSE;
  g_variant_get (answer, "(&si^&aymv)", &domain, &code, &message, &result);
  if (*domain)
    g_set_error_literal (error, g_quark_from_string (domain), code, message);
  return result;
}
