#!/bin/sh
# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh PLUGIN TOOL WEIGHTS PHOTO PROFILE
#
# The plug-in in a real GIMP without a window, over all that harness.py's cases think of. Writes TAP.
# PROFILE is a folder to keep between runs: making it takes ten seconds.
set -u

[ $# = 5 ] || { echo "usage: $0 PLUGIN TOOL WEIGHTS PHOTO PROFILE" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
plugin=$1 weights=$3 photo=$4 kept=$5
# The tool is called from another folder.
tool=$(realpath "$2")

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
bail() { echo "Bail out! $1"; exit 1; }

"$here/make-profile.sh" "$kept" "$plugin" "$weights" || bail 'no GIMP profile'
# A copy, so that no test sees what another has stored; its file times keep GIMP's cache valid.
cp -a "$kept" "$scratch/profile"

export GIMP3_DIRECTORY="$scratch/profile"
# babl takes the conversions that are the fastest at the moment; with this, those that give the same each time.
export BABL_TOLERANCE=0.0
export COLORIZE_PHOTO="$photo" COLORIZE_WEIGHTS="$weights" COLORIZE_TOOL="$tool" COLORIZE_SCRATCH="$scratch"
# A GIMP whose batch fails waits for ever without --quit, and one that hangs must not stop the tests.
console() { # SECONDS INTERPRETER SCRIPT
  timeout "$1" gimp-console --no-interface --no-data --quit \
    --batch-interpreter="$2" --batch="$3" >> "$scratch/log" 2>&1
}

quoted() { printf '%s' "$1" | sed 's/["\\]/\\&/g'; }

console 60 plug-in-script-fu-eval "
  (script-fu-use-v3)
  (let* ((image (gimp-file-load RUN-NONINTERACTIVE \"$(quoted "$photo")\")))
    (plug-in-colorize #:run-mode RUN-NONINTERACTIVE #:image image
                      #:drawables (gimp-image-get-layers image)
                      #:weights \"\" #:strength 90 #:saturation 110 #:result \"normal\")
    (gimp-file-save RUN-NONINTERACTIVE image \"$scratch/script-fu.png\"))"
script_fu=$?

export COLORIZE_CASES="$here" PYTHONPATH="$here/../common" PYTHONDONTWRITEBYTECODE=1
console 1700 python-fu-eval '
import os, sys
sys.path.insert(0, os.environ["COLORIZE_CASES"])
import harness, kinds, spaces, layers, again, hints, moods, selections, settings, photos, processors, beside
harness.run_all(os.path.join(os.environ["COLORIZE_SCRATCH"], "result"))'
python=$?

cat "$scratch/result" || { cat "$scratch/log" >&2; bail "GIMP ended with $python before the first case"; }

# GIMP's own exit says little, and a warning of the plug-in's says something even if all cases pass.
number=$(sed -n 's/^1\.\.//p' "$scratch/result")
ended=$(grep -c -E '^(not )?ok ' "$scratch/result")
[ "$ended" = "$number" ] || { cat "$scratch/log" >&2; bail "GIMP ended with $python after $ended of $number cases"; }
# (Every plug-in of GIMP's says "Broken pipe" at its end.)
wrong='\(colorize:[0-9]+\).*(WARNING|CRITICAL|ERROR)|Plug-in crashed|error for procedure .gimp-'
complaints=$(grep -E "$wrong" "$scratch/log" |
  grep -v 'gimp_flush(): error: Broken pipe')
if [ -n "$complaints" ] || [ $script_fu != 0 ]; then
  printf '%s\n' "$complaints" "Script-Fu ended with $script_fu" | sed 's/^/# /'
  echo 'Bail out! the plug-in complained, or Script-Fu failed'
  cat "$scratch/log" >&2
  exit 1
fi
! grep -q '^not ok' "$scratch/result"
