#!/bin/sh
# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
#
# make-profile.sh PROFILE PLUGIN WEIGHTS
#
# Makes the folder PROFILE a GIMP profile that has the plug-in as built and nothing of the user's,
# or brings it up to date. Point GIMP3_DIRECTORY at it. What has not changed is not written again:
# GIMP asks a plug-in anew for what it can do whenever its file's time has changed.
set -eu

[ $# = 3 ] || { echo "usage: $0 PROFILE PLUGIN WEIGHTS" >&2; exit 2; }
profile=$1 plugin=$2 weights=$3

case $profile in
  /*) ;;
  *) profile=$PWD/$profile ;;
esac

put() { # FROM TO
  cmp -s "$1" "$2" || { cp "$1" "$2.new" && mv "$2.new" "$2"; }
}

folder=$profile/plug-ins/colorize
mkdir -p "$folder"
put "$plugin" "$folder/colorize"
put "$(dirname "$plugin")/colorize-tool" "$folder/colorize-tool"
put "$weights" "$folder/default.safetensors"

put "$(dirname "$0")/../../plugin/colorize.svg" "$folder/colorize.svg"

pages=$(cd "$(dirname "$0")/../../plugin/help" && pwd)
for page in "$pages"/*/*; do
  place=$folder/help/${page#"$pages"/}
  mkdir -p "${place%/*}"
  put "$page" "$place"
done

# The translations lie in the build folder as they are to lie beside the program.
for catalog in "$(dirname "$plugin")"/../po/*/LC_MESSAGES/*.mo; do
  [ -e "$catalog" ] || continue
  place=$folder/locale/${catalog##*/po/}
  mkdir -p "${place%/*}"
  put "$catalog" "$place"
done

# GIMP rewrites its gimprc, so what was written is kept beside it, to compare with. (One word that
# GIMP does not know would make it drop the whole file.)
made=$profile/gimprc.made
wanted=$made.new
version=$(gimp-console --version | sed -n 's/.* \([0-9][0-9.]*\)$/\1/p')
cat > "$wanted" <<END
(config-version "$version")
(show-welcome-dialog no)
(check-updates no)
(restore-session no)
(save-session-info no)
(save-document-history no)
(undo-levels 5)
END
if cmp -s "$wanted" "$made" && [ -e "$profile/pluginrc" ]; then
  rm "$wanted"
  exit 0
fi

# The first start of a version asks every plug-in there is; do it now rather than in a test.
rm -f "$profile/pluginrc" "$made"
cp "$wanted" "$profile/gimprc"
if ! GIMP3_DIRECTORY=$profile timeout 120 gimp-console --no-interface --quit \
  --batch-interpreter=plug-in-script-fu-eval --batch='(+ 1 1)' > "$profile/first-start.log" 2>&1 ||
  [ ! -e "$profile/pluginrc" ]; then
  cat "$profile/first-start.log" >&2
  echo "make-profile.sh: GIMP did not start with the new profile $profile" >&2
  exit 1
fi
mv "$wanted" "$made"
