#!/bin/sh
# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
#
# readme.sh PLUGIN WEIGHTS PHOTO PROFILE README
#
# The batches that README shows, cut out of it and run as they are, in a folder with photo.jpg and in folders
# where they cannot but fail. Writes TAP. PROFILE is a folder to keep between runs.
set -u

[ $# = 5 ] || { echo "usage: $0 PLUGIN WEIGHTS PHOTO PROFILE README" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
plugin=$1 weights=$2 photo=$3 kept=$4 readme=$5

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
bail() { cat "$scratch"/*.log >&2; echo "Bail out! $1"; exit 1; }

"$here/make-profile.sh" "$kept" "$plugin" "$weights" > "$scratch/profile.log" 2>&1 || bail 'no GIMP profile'
cp -a "$kept" "$scratch/profile"
export GIMP3_DIRECTORY="$scratch/profile"

# Each is an indented command whose last line ends the quotes.
awk -v folder="$scratch" '
  /^    gimp-console / { n++; inside = 1 }
  inside { line = $0; sub(/^    /, "", line); print line > (folder "/batch-" n ".sh") }
  inside && /\047$/ && ! /^    gimp-console / { inside = 0 }' "$readme"
[ -e "$scratch/batch-2.sh" ] && [ ! -e "$scratch/batch-3.sh" ] || bail 'README does not show two batches'
grep -q script-fu "$scratch/batch-1.sh" && grep -q python-fu "$scratch/batch-2.sh" || bail 'README shows other batches'

failed=0
n_cases=0
check() { # NAME COMMAND...
  n_cases=$((n_cases + 1))
  name=$1
  shift
  if "$@"; then
    echo "ok $n_cases - $name"
  else
    echo "not ok $n_cases - $name"
    sed 's/^/# /' "$scratch/run.log"
    failed=1
  fi
}

# The exit code of a batch in a folder. (What takes so long hangs.)
run() { # NUMBER FOLDER
  (cd "$2" && timeout 120 sh "$scratch/batch-$1.sh") > "$scratch/run.log" 2>&1
  ended=$?
  [ $ended != 124 ]
}
works() { # NUMBER
  mkdir "$scratch/works-$1"
  cp "$photo" "$scratch/works-$1/photo.jpg"
  run "$1" "$scratch/works-$1" && [ $ended = 0 ] || return 1
  # How far the mean pixel is from gray, in percent.
  convert "$scratch/works-$1/photo-colorized.png" -colorspace HSL -channel G -separate +channel \
    -format '%[fx:100*mean>5]\n' info: | grep -q '^1$'
}
misses() { # NUMBER
  mkdir "$scratch/misses-$1"
  run "$1" "$scratch/misses-$1" && [ $ended != 0 ] && [ ! -e "$scratch/misses-$1/photo-colorized.png" ]
}
cannot_color() { # NUMBER
  mkdir "$scratch/color-$1"
  cp "$photo" "$scratch/color-$1/photo.jpg"
  mv "$scratch/profile/plug-ins/colorize/default.safetensors" "$scratch/away"
  run "$1" "$scratch/color-$1"
  done=$?
  mv "$scratch/away" "$scratch/profile/plug-ins/colorize/default.safetensors"
  [ $done = 0 ] && [ $ended != 0 ] && [ ! -e "$scratch/color-$1/photo-colorized.png" ]
}
cannot_save() { # NUMBER
  mkdir -p "$scratch/save-$1/photo-colorized.png"
  cp "$photo" "$scratch/save-$1/photo.jpg"
  run "$1" "$scratch/save-$1" && [ $ended != 0 ]
}

check 'Script-Fu: a photo is colored, and the batch ends with 0' works 1
check 'Script-Fu: without the photo it ends with another code' misses 1
check 'Python: a photo is colored, and the batch ends with 0' works 2
check 'Python: without the photo it ends with another code' misses 2
# In Script-Fu GIMP itself sees to these.
check 'Python: so it does where the plug-in fails' cannot_color 2
check 'Python: and where the result cannot be saved' cannot_save 2
echo "1..$n_cases"
exit $failed
