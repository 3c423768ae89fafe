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

void
interrupt_watch (void)
{
  struct sigaction action = { .sa_handler = note_signal, .sa_flags = SA_RESETHAND | SA_RESTART };

  sigemptyset (&action.sa_mask);
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  sigaction (SIGHUP, &action, NULL);
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
