#!/bin/sh
# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh PLUGIN WEIGHTS PHOTO PROFILE ARTEFACTS
#
# The dialog in a real GIMP, on X servers that nobody sees: a driver does all that a user does, then the
# dialog's looks are taken down, light and dark, large and small, in each language. Writes TAP; leaves
# screenshots in the folder ARTEFACTS. PROFILE is a folder to keep between runs.
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
plugin=$1 weights=$2 kept=$4 artefacts=$5
export COLORIZE_PHOTO="$3"
mkdir -p "$artefacts"

scratch=$(mktemp -d)
servers=
gimp=
tidy() {
  for child in $gimp $servers; do
    kill "$child" 2> /dev/null
  done
  rm -rf "$scratch"
}
trap tidy EXIT
trap 'exit 1' HUP INT TERM
bail() {
  [ -z "${DISPLAY:-}" ] || import -window root "$artefacts/failed.png"
  cat "$scratch"/*.log "$scratch"/*/gimp.log >&2
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
unset DISPLAY WAYLAND_DISPLAY NO_AT_BRIDGE LANGUAGE
export GDK_BACKEND=x11 PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$here/../common"

# A language only shows under its locale, which few systems have.
for locale in de_DE ar_EG; do
  localedef -i $locale -f UTF-8 "$scratch/$locale.UTF-8" > "$scratch/locale.log" 2>&1 || bail "no locale $locale"
done

# GTK goes from the right to the left only where a program has a translation for the language.
printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n' | msgfmt -o "$scratch/ar.mo" - || bail 'no catalog'

# Weights of the user's own: some without a dial, and a file that is none.
export XDG_DATA_HOME="$scratch/data"
python3 "$here/make-weights.py" "$here/../golden/baseline.safetensors" "$XDG_DATA_HOME/colorize/weights" 2> "$scratch/weights.log" ||
  bail 'no weights to choose from'

# A browser, for folders as well, that only notes what it is to show.
export XDG_CONFIG_HOME="$scratch/config"
install_browser() {
  mkdir -p "$XDG_DATA_HOME/applications" "$XDG_CONFIG_HOME"
  printf '#!/bin/sh\necho "$1" > "$COLORIZE_SCRATCH/browsed.new" && mv "$COLORIZE_SCRATCH/browsed.new" "$COLORIZE_SCRATCH/browsed"\n' > "$scratch/browser"
  chmod +x "$scratch/browser"
  printf '[Desktop Entry]\nType=Application\nName=Browser\nExec=%s %%u\nMimeType=text/html;inode/directory;\n' "$scratch/browser" \
    > "$XDG_DATA_HOME/applications/browser.desktop"
  printf '[Default Applications]\ntext/html=browser.desktop\ninode/directory=browser.desktop\n' > "$XDG_CONFIG_HOME/mimeapps.list"
}
install_browser

# GTK's settings, without anything that fades in while it is looked at.
set_gtk() {
  mkdir -p "$XDG_CONFIG_HOME/gtk-3.0"
  printf '%s\n' '[Settings]' gtk-enable-animations=false "$@" > "$XDG_CONFIG_HOME/gtk-3.0/settings.ini"
}
set_gtk

# An X server with a window manager: without one no window gets the keyboard.
window_manager() { xprop -root _NET_SUPPORTING_WM_CHECK | grep -q 'window id'; }
start_server() { # SIZE
  rm -f "$scratch/display"
  mkfifo "$scratch/display"
  Xvfb -displayfd 3 -screen 0 "$1x24" -nolisten tcp -noreset 3<> "$scratch/display" > "$scratch/x.log" 2>&1 &
  servers="$servers $!"
  read -r number < "$scratch/display"
  export DISPLAY=":$number"
  openbox --sm-disable > "$scratch/openbox.log" 2>&1 &
  servers="$servers $!"
  wait_until 20 window_manager || bail 'no window manager'
}

# A GIMP with a profile of its own. gimprc is read after the one that is kept.
start_gimp() { # NAME CALLS COLOR-SCHEME [VARIABLE=VALUE...]
  session=$1 calls=$2 scheme=$3
  shift 3
  mkdir "$scratch/$session"
  cp -a "$kept" "$scratch/$session/profile"
  mkdir -p "$scratch/$session/profile/plug-ins/colorize/locale/ar/LC_MESSAGES"
  cp "$scratch/ar.mo" "$scratch/$session/profile/plug-ins/colorize/locale/ar/LC_MESSAGES/colorize-for-gimp.mo"
  echo "(theme-color-scheme $scheme)" >> "$scratch/$session/profile/gimprc"
  cat > "$scratch/$session/profile/shortcutsrc" << END
(file-version 1)
(action "plug-in-colorize" "<Primary><Alt>l")
(action "layers-delete" "<Primary><Alt>d")
(action "image-rotate-90" "<Primary><Alt>t")
(action "image-convert-rgb" "<Primary><Alt>r")
END
  export COLORIZE_SCRATCH="$scratch/$session"
  env GIMP3_DIRECTORY="$scratch/$session/profile" COLORIZE_BATCH="$here/batch.py" COLORIZE_CALLS="$calls" "$@" \
    timeout --kill-after=10 400 gimp --new-instance --no-splash --quit --batch-interpreter=python-fu-eval \
    --batch='import os; exec(open(os.environ["COLORIZE_BATCH"]).read())' > "$scratch/$session/gimp.log" 2>&1 &
  gimp=$!
}

# GIMP's end, and what the plug-in complained of. (GDK complains when AT-SPI picks an item of a combo box
# whose menu was never shown.)
end_gimp() {
  wait $gimp
  ended=$?
  gimp=
  complaints=$(grep -E '\(colorize:.*(WARNING|CRITICAL)|mnemonic|MUST NOT|alling error' "$COLORIZE_SCRATCH/gimp.log" |
    grep -v -e 'Broken pipe' -e 'gdk_window_get_window_type')
  if [ $ended != 0 ] || [ -n "$complaints" ]; then
    printf '%s\n' "GIMP ended with $ended" "$complaints" | sed 's/^/# /'
    return 1
  fi
}

# What the drivers say is printed as it comes; numbers come in here.
n_cases=0
number_lines() {
  while IFS= read -r line; do
    case $line in
      'ok - '* | 'not ok - '*)
        n_cases=$((n_cases + 1))
        printf '%s%s%s\n' "${line%% - *} " "$n_cases - " "${line#* - }" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done < "$1"
}
check() { # NAME COMMAND...
  checked=$1
  shift
  if "$@"; then echo "ok - $checked"; else echo "not ok - $checked"; fi >> "$scratch/verdicts"
}

start_server 1024x768
start_gimp use 'use small several big' dark

python3 "$here/drive.py" "$artefacts" > "$scratch/verdicts" 2> "$scratch/drive.log" &
driver=$!

# Between two dialogs, the one Ctrl+Z. The image window's title tells the number of layers.
colored_or_failed() { test -e "$scratch/use/saved" || ! kill -0 $driver; }
wait_until 150 colored_or_failed
if [ -e "$scratch/use/saved" ]; then
  import -window root "$artefacts/colored.png"
  window=$(xdotool search --onlyvisible --name '(imported|Untitled).*layers' | head -n 1)
  xdotool windowactivate --sync "$window" 2>> "$scratch/drive.log"
  xdotool key --clearmodifiers ctrl+z
fi
wait $driver || { number_lines "$scratch/verdicts"; bail 'the dialog could not be driven'; }
check 'GIMP ends well, and the plug-in without a warning' end_gimp
check 'the image is as it should be at each step' python3 "$here/check.py" "$scratch/use"

# A result is colored again.
start_gimp replace replaces dark
python3 "$here/replace.py" "$artefacts/dialog-former.png" "$artefacts/replaced.png" \
  >> "$scratch/verdicts" 2>> "$scratch/drive.log" || { number_lines "$scratch/verdicts"; bail 'the dialog could not be driven'; }
check 'GIMP ends well, and says nothing of its own' end_gimp

# Looks are chosen, kept and deleted.
start_gimp looks looks dark
python3 "$here/looks.py" "$artefacts" >> "$scratch/verdicts" 2>> "$scratch/drive.log" ||
  { number_lines "$scratch/verdicts"; bail 'the dialog could not be driven'; }
check 'GIMP ends well, and says nothing of its own' end_gimp

# Colors are put on the photo.
start_gimp dots dots dark
python3 "$here/dots.py" "$artefacts" \
  >> "$scratch/verdicts" 2>> "$scratch/drive.log" || { number_lines "$scratch/verdicts"; bail 'the dialog could not be driven'; }
check 'GIMP ends well, and says nothing of its own' end_gimp

# Hints are painted between two dialogs.
start_gimp hints hints dark
python3 "$here/hints.py" "$artefacts" >> "$scratch/verdicts" 2>> "$scratch/drive.log" ||
  { number_lines "$scratch/verdicts"; bail 'the dialog could not be driven'; }
check 'GIMP ends well, and says nothing of its own' end_gimp

# The mood of other photos is taken.
start_gimp moods moods dark
python3 "$here/moods.py" "$artefacts" >> "$scratch/verdicts" 2>> "$scratch/drive.log" ||
  { number_lines "$scratch/verdicts"; bail 'the dialog could not be driven'; }
check 'GIMP ends well, and says nothing of its own' end_gimp

# The image is changed by others.
start_gimp change 'changes closes quick_mask' dark
python3 "$here/change.py" "$artefacts/dialog-deleted.png" "$artefacts/dialog-closed.png" "$artefacts/dialog-no-browser.png" \
  >> "$scratch/verdicts" 2>> "$scratch/drive.log" || { number_lines "$scratch/verdicts"; bail 'the dialog could not be driven'; }
check 'GIMP ends well, and says nothing of its own' end_gimp
install_browser

# Folders.
start_gimp folder look dark
python3 "$here/folder.py" "$artefacts" >> "$scratch/verdicts" 2>> "$scratch/drive.log" ||
  { number_lines "$scratch/verdicts"; bail 'the folder window could not be driven'; }
check 'GIMP ends well, and says nothing of its own' end_gimp

look() { # NAME SCHEME LANGUAGE [VARIABLE=VALUE...]
  name=$1 scheme=$2 page=/help/$3/index.html
  shift 3
  start_gimp "$name" look "$scheme" "$@"
  if env "$@" python3 "$here/look.py" "$artefacts/dialog-$name.png" "$page" 2>> "$scratch/drive.log"; then
    end_gimp
  else
    import -window root "$artefacts/failed-$name.png"
    kill $gimp
    wait $gimp
    gimp=
    return 1
  fi
}

check 'the dialog in German, light' look 100-light-de light de "LOCPATH=$scratch" LANG=de_DE.UTF-8
set_gtk 'gtk-font-name=Sans 14'
check 'the dialog in German with large fonts' look large-fonts-de light de "LOCPATH=$scratch" LANG=de_DE.UTF-8
set_gtk
# GIMP 3.2.6 hangs in such a language before it has a window, while it asks its own plug-ins.
if gimp-console --version | grep -q ' 3\.0\.'; then
  check 'the dialog from the right to the left' look 100-light-rtl light en "LOCPATH=$scratch" LANG=ar_EG.UTF-8
else
  check 'the dialog from the right to the left # SKIP with this GIMP' true
fi
start_server 2048x1536
check 'the dialog at 200 %, dark' look 200-dark-en dark en GDK_SCALE=2
check 'the dialog at 200 % in German, light' look 200-light-de light de GDK_SCALE=2 "LOCPATH=$scratch" LANG=de_DE.UTF-8

number_lines "$scratch/verdicts"
echo "1..$n_cases"
! grep -q '^not ok' "$scratch/verdicts" || { cat "$scratch"/*.log "$scratch"/*/gimp.log >&2; exit 1; }
