# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""Threads of other processes, each a folder task in /proc/PROCESS/task."""


def name(task):
    """Raises OSError if it has ended."""
    return (task / "comm").read_text().strip()


def has_worked(task):
    """Whether it has had a processor for a millisecond. Raises OSError if it has ended.

    A new thread has its starter's name until it first runs, which on a busy computer may be long after it was made."""
    return int((task / "schedstat").read_text().split()[0]) > 1_000_000
