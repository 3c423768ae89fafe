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


before, cancelled, colored, undone, again, big_before, big_stopped = map(
    read, ("before", "cancelled", "colored", "undone", "again", "big-before", "big-stopped"))
source = before["names"]


def essence(facts):
    """Without what is another one each time: the sign of the photo, which an undo takes away."""
    made = facts.get("made") and {**facts["made"], "photo": {**facts["made"]["photo"], "id": None}}
    return {**facts, "status": None, "made": made}


def same_as(facts, other):
    return essence(facts) == essence(other)


checks = {
    "cancel": cancelled["status"] == "cancelled" and same_as(cancelled, before) and not cancelled["dirty"],
    "a new layer": colored["status"] == "success" and colored["names"] == ["Colors of " + source[0].rsplit(".", 1)[0]] + source,
    "RGB": before["base"] == "gray" and colored["base"] == "rgb",
    "what was set": (colored["opacity"], colored["made"]["saturation"], colored["mode"]) == (80, 120, "normal"),
    "what was reset": (colored["made"]["warmth"], colored["made"]["level"]) == (0, "yes"),
    "the selection": colored["masked"],
    "one undo": same_as({**undone, "dirty": False}, before),
    "last values": again["status"] == "success" and same_as(again, colored),
    "cancel in the middle": big_stopped["status"] == "cancelled" and same_as(big_stopped, big_before),
}
wrong = [name for name, passed in checks.items() if not passed]
if wrong:
    print("wrong:", ", ".join(wrong), file=sys.stderr)
    for facts in (before, cancelled, colored, undone, again, big_before, big_stopped):
        print(json.dumps(facts), file=sys.stderr)
    sys.exit(1)
