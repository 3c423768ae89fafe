/* Colorize for GIMP
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <signal.h>

#include "interrupt.h"

static volatile sig_atomic_t is_noted = 0;

static void
note_signal (int signal_number)
{
  is_noted = 1;
}

/* One that is ignored already, as under nohup, stays so. */
static void
watch_signal (int signal_number)
{
  struct sigaction action = { .sa_handler = note_signal, .sa_flags = SA_RESETHAND | SA_RESTART };
  struct sigaction before;

  sigemptyset (&action.sa_mask);
  if (sigaction (signal_number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
    sigaction (signal_number, &action, NULL);
}

void
interrupt_watch (void)
{
  watch_signal (SIGINT);
  watch_signal (SIGTERM);
  watch_signal (SIGHUP);
  signal (SIGPIPE, SIG_IGN);
}

void
interrupt_note (void)
{
  is_noted = 1;
}

gboolean
interrupt_is_noted (void)
{
  return is_noted != 0;
}
