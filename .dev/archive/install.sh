#!/bin/sh
# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Puts the plug-in that lies beside this script into the GIMP 3 of the user who runs it, or takes it out again.
# It asks nothing and needs no rights. Exit code: 0 if all went well, else 1; 2 if it was not understood.
set -u

usage ()
{
  cat <<'X'
Usage: sh install.sh [--uninstall]

Copies the folder `colorize` beside this script into the plug-ins folder of each GIMP 3 that you have used:
    ~/.config/GIMP/3.x/plug-ins                            GIMP as your system's package
    ~/.var/app/org.gimp.GIMP/config/GIMP/3.x/plug-ins      GIMP as a Flatpak
With --uninstall it takes the plug-in out of them again.
X
}

fail ()
{
  printf '%s\n' "$@" >&2
  exit 1
}

# The profiles of each GIMP 3, one a line.
list_profiles ()
{
  for base in "${XDG_CONFIG_HOME:-$HOME/.config}" "$HOME/.var/app/org.gimp.GIMP/config"; do
    for profile in "$base"/GIMP/3.*; do
      case ${profile##*/} in
        3.[0-9] | 3.[0-9][0-9]) [ ! -d "$profile" ] || printf '%s\n' "$profile" ;;
      esac
    done
  done
}

# The files of a plug-in's folder that an archive has put there, one a line.
list_files ()                   # FOLDER
{
  if [ -f "$1/files.txt" ]; then
    cat "$1/files.txt"
  else
    cat "$plugin/files.txt"
  fi
}

# Whether a folder is ours to change: not there, empty, or one that has what else nobody has.
is_ours ()                      # FOLDER
{
  [ ! -e "$1" ] || [ -f "$1/colorize-tool" ] || [ -f "$1/default.safetensors" ] ||
    { [ -d "$1" ] && [ -z "$(ls -A "$1")" ]; }
}

# Puts all of the plug-in there, or nothing of it.
put ()                          # FOLDER
{
  # Not in the plug-ins folder, where GIMP might start what is half there. What is beside is on the same disk.
  stage=${1%/plug-ins/colorize}/colorize.new
  rm -rf "$stage"
  if ! reason=$({ mkdir -p "$1" && cp -R "$plugin" "$stage"; } 2>&1) || ! reason=$(put_files "$1" 2>&1); then
    rm -rf "$stage"
    rmdir "$1" 2>/dev/null
    printf '%s\n' "Not installed into $1: $reason" \
                  'Check the permissions of that folder and the space on the disk, then run this again.' >&2
    return 1
  fi
  rm -rf "$stage"
}

# From `stage`, where all of it is.
put_files ()                    # FOLDER
{
  # What an older version had, and this one has not.
  if [ -f "$1/files.txt" ]; then
    while IFS= read -r file; do
      [ -e "$stage/$file" ] || rm -f "$1/$file"
    done <"$1/files.txt"
  fi
  # A program that runs can be replaced so, and files that somebody else has put there stay.
  while IFS= read -r file; do
    case $file in
      */*) mkdir -p "$1/${file%/*}" ;;
    esac
    mv -f "$stage/$file" "$1/$file" || return 1
  done <"$plugin/files.txt"
}

# Whether the plug-in starts where that GIMP runs; prints why not.
try ()                          # FOLDER
{
  case $1 in
    "$HOME"/.var/app/*)
      # Without the command nobody can tell, nor run that GIMP.
      command -v flatpak >/dev/null || return 0
      flatpak run --command="$1/colorize" org.gimp.GIMP --version 2>&1 >/dev/null </dev/null ;;
    *)
      "$1/colorize" --version 2>&1 >/dev/null </dev/null ;;
  esac
}

install_all ()
{
  installed=0 failed=0
  while IFS= read -r profile; do
    [ -n "$profile" ] || continue
    folder=$profile/plug-ins/colorize
    if [ -L "$folder" ] || ! is_ours "$folder"; then
      printf '%s\n' "Not installed into $folder: something else is there. Move it elsewhere, then run this again." >&2
      failed=1
    elif ! put "$folder"; then
      failed=1
    elif ! reason=$(try "$folder"); then
      printf '%s\n' "Installed in $folder," "but it does not start there: $reason" \
                    "That GIMP may not be installed any more, or be older than this plug-in needs (3.0)." >&2
      failed=1
    else
      printf '%s\n' "Installed in $folder"
      installed=$((installed + 1))
    fi
  done <<X
$(list_profiles)
X
  if [ $installed = 0 ] && [ $failed = 0 ]; then
    fail 'Nothing was installed: there is no GIMP 3 profile in' \
         "    ${XDG_CONFIG_HOME:-$HOME/.config}/GIMP" \
         "    $HOME/.var/app/org.gimp.GIMP/config/GIMP" \
         'Start GIMP 3 once, so that it makes one, and then run this again.'
  fi
  if [ $installed != 0 ]; then
    printf '%s\n' 'In GIMP, after its next start: Filters > Enhance > Colorize Black-and-White Photo...' \
                  "To undo this: sh '$here/install.sh' --uninstall (or delete the folder)."
  fi
  return $failed
}

uninstall_all ()
{
  removed=0 failed=0
  while IFS= read -r profile; do
    folder=$profile/plug-ins/colorize
    if [ -z "$profile" ] || [ -L "$folder" ] || [ ! -e "$folder" ] || ! is_ours "$folder"; then
      continue
    fi
    reason=$(list_files "$folder" | while IFS= read -r file; do rm -f "$folder/$file" 2>&1; done)
    find "$folder" -depth -type d -exec rmdir {} + 2>/dev/null
    if [ -n "$reason" ]; then
      printf '%s\n' "Not all of $folder could be removed: $reason" >&2
      failed=1
    elif [ -e "$folder" ]; then
      printf '%s\n' "Removed from $folder; what else is in that folder was left."
    else
      printf '%s\n' "Removed $folder"
    fi
    removed=$((removed + 1))
  done <<X
$(list_profiles)
X
  [ $removed != 0 ] || printf '%s\n' 'Nothing was installed.'
  return $failed
}

stage=
trap '[ -z "$stage" ] || rm -rf "$stage"; exit 1' HUP INT TERM
here=$(cd "$(dirname "$0")" && pwd) || exit 1
plugin=$here/colorize
case $#,${1:-} in
  0,) action=install_all ;;
  1,--uninstall) action=uninstall_all ;;
  1,--help | 1,-h)
    usage
    exit 0 ;;
  *)
    usage >&2
    exit 2 ;;
esac
[ -n "${HOME:-}" ] || fail 'HOME, which says where your files are, is not set.'
[ -f "$plugin/files.txt" ] || fail "The folder $plugin, which belongs to this script, is not there. Unpack the whole archive, then run this again."
if [ "$(id -u)" = 0 ] && [ -n "${SUDO_USER:-}" ]; then
  fail 'Run this without sudo: the plug-in goes into your own GIMP, and not into the administrator'"'"'s.'
fi
if [ $action = install_all ] && [ "$(uname -s) $(uname -m)" != "$(cat "$here/system.txt")" ]; then
  fail "This archive is for $(cat "$here/system.txt"), and this is $(uname -s) $(uname -m). Build Colorize from its sources."
fi
$action
