# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
"""What batch.py found after each call, compared.

check.py FOLDER
"""

import json
import sys


def read(name):
    with open(f"{sys.argv[1]}/{name}") as file:
        return json.load(file)


before, cancelled, coloured, undone, again, big_before, big_stopped = map(
    read, ("before", "cancelled", "coloured", "undone", "again", "big-before", "big-stopped"))
source = before["names"]


def same_as(facts, other):
    return {**facts, "status": None} == {**other, "status": None}


checks = {
    "cancel": cancelled["status"] == "cancelled" and same_as(cancelled, before) and not cancelled["dirty"],
    "a new layer": coloured["status"] == "success" and coloured["names"] == [source[0] + " colorized"] + source,
    "RGB": before["base"] == "gray" and coloured["base"] == "rgb",
    "what was set": (coloured["opacity"], coloured["made"]["saturation"], coloured["mode"]) == (80, 120, "normal"),
    "what was reset": (coloured["made"]["warmth"], coloured["made"]["level"]) == (0, True),
    "the selection": coloured["masked"],
    "one undo": same_as({**undone, "dirty": False}, before),
    "last values": again["status"] == "success" and same_as(again, coloured),
    "cancel in the middle": big_stopped["status"] == "cancelled" and same_as(big_stopped, big_before),
}
wrong = [name for name, passed in checks.items() if not passed]
if wrong:
    print("wrong:", ", ".join(wrong), file=sys.stderr)
    for facts in (before, cancelled, coloured, undone, again, big_before, big_stopped):
        print(json.dumps(facts), file=sys.stderr)
    sys.exit(1)
