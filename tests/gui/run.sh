#!/bin/sh
# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh PLUGIN WEIGHTS PHOTO PROFILE ARTEFACTS
#
# The dialog in a real GIMP, on an X server that nobody sees. Writes TAP; leaves screenshots in the
# folder ARTEFACTS. PROFILE is a folder to keep between runs.
set -u

[ $# = 5 ] || { echo "usage: $0 PLUGIN WEIGHTS PHOTO PROFILE ARTEFACTS" >&2; exit 2; }

# AT-SPI and GIMP find each other by a session bus; a private one ends with the test. What it starts
# chats on standard output, where TAP belongs.
if [ -z "${COLORIZE_BUS:-}" ]; then
  export COLORIZE_BUS=private
  exec dbus-run-session -- "$0" "$@" 5>&1 >&2
fi
exec >&5

here=$(cd "$(dirname "$0")" && pwd)
plugin=$1 weights=$2 photo=$3 kept=$4 artefacts=$5
mkdir -p "$artefacts"

scratch=$(mktemp -d)
children=
tidy() {
  for child in $children; do
    kill "$child" 2> /dev/null
  done
  rm -rf "$scratch"
}
trap tidy EXIT
trap 'exit 1' HUP INT TERM
bail() {
  [ -z "${DISPLAY:-}" ] || import -window root "$artefacts/failed.png"
  cat "$scratch"/*.log >&2
  echo "Bail out! $1"
  exit 1
}
wait_until() { # SECONDS COMMAND...
  tries=$(($1 * 10))
  shift
  until "$@" > /dev/null 2>&1; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || return 1
    sleep 0.1
  done
}

"$here/../gimp/make-profile.sh" "$kept" "$plugin" "$weights" || bail 'no GIMP profile'
cp -a "$kept" "$scratch/profile"

unset DISPLAY WAYLAND_DISPLAY NO_AT_BRIDGE
export GDK_BACKEND=x11
mkfifo "$scratch/display"
Xvfb -displayfd 3 -screen 0 1280x900x24 -nolisten tcp -noreset 3<> "$scratch/display" > "$scratch/x.log" 2>&1 &
children="$children $!"
read -r number < "$scratch/display"
export DISPLAY=":$number"
# Without a window manager no window gets the keyboard.
openbox --sm-disable > "$scratch/openbox.log" 2>&1 &
servers="$children $!"
children=$servers
window_manager() { xprop -root _NET_SUPPORTING_WM_CHECK | grep -q 'window id'; }
wait_until 10 window_manager || bail 'no window manager'

export GIMP3_DIRECTORY="$scratch/profile" COLORIZE_PHOTO="$photo" COLORIZE_SCRATCH="$scratch"
export COLORIZE_BATCH="$here/batch.py"
timeout 120 gimp --new-instance --no-splash --quit --batch-interpreter=python-fu-eval \
  --batch='import os; exec(open(os.environ["COLORIZE_BATCH"]).read())' > "$scratch/gimp.log" 2>&1 &
gimp=$!
children="$children $gimp"

timeout 90 python3 "$here/drive.py" "$artefacts/dialog.png" 2> "$scratch/drive.log" ||
  bail 'the dialog could not be driven'
wait_until 60 test -e "$scratch/coloured" || bail 'no coloured layer'
sleep 1
import -window root "$artefacts/coloured.png"

# The image window's title tells the base type and the number of layers.
window=$(xdotool search --onlyvisible --name '(imported|Untitled).*layers' | head -n 1)
xdotool windowactivate --sync "$window" 2>> "$scratch/drive.log"
xdotool key --clearmodifiers ctrl+z
wait_until 60 test -e "$scratch/again" || bail 'no undo, or no run with last values after it'
wait $gimp
ended=$?
children=$servers

python3 - "$scratch" "$ended" << 'END'
import json, re, sys

folder, ended = sys.argv[1], int(sys.argv[2])
names = "before", "coloured", "undone", "again"
before, coloured, undone, again = (json.load(open(f"{folder}/{name}")) for name in names)
log = open(f"{folder}/gimp.log").read()
complaints = [
    line for line in log.splitlines()
    if re.search(r"\(colorize:.*(WARNING|CRITICAL)|mnemonic", line) and "Broken pipe" not in line
]
source = before["names"]
checks = [
    ("the dialog's OK gives a coloured layer", coloured["status"] == "success" and coloured["base"] == "rgb"
     and coloured["names"] == [source[0] + " colorized"] + source),
    ("what was set in the dialog counts", coloured["opacity"] == 80 and coloured["made"]["saturation"] == 120),
    ("one Ctrl+Z takes all of it back", undone == before and before["base"] == "gray"),
    ("a run with last values repeats it", again["status"] == "success" and again["made"] == coloured["made"]
     and again["opacity"] == 80),
    ("GIMP ends well, and the plug-in without a warning", ended == 0 and not complaints),
]
print(f"1..{len(checks)}")
for number, (name, passed) in enumerate(checks, 1):
    print("ok" if passed else "not ok", number, "-", name)
if not all(passed for _, passed in checks):
    for facts in (before, coloured, undone, again, {"ended": ended, "complaints": complaints}):
        print("#", json.dumps(facts))
    sys.exit(1)
END
