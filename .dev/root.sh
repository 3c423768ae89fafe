# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A Debian 13 root for systems whose own packages are too old for GIMP 3, another for cross-builds, and
# one of Debian testing for the next GIMP: folders of the user's cache that all clones share. Commands run in them through bubblewrap, which needs
# no rights beyond the user's own, changes nothing on the host and takes mounts and processes away when
# the command ends.
# Sourced by dev, which sets the variables used here.
# shellcheck shell=bash disable=SC2154

root_recipe=1                   # raise it where the way of making the root changes
cache=${XDG_CACHE_HOME:-$HOME/.cache}/colorize-for-gimp


# The programs that make and enter the root. Only root, who need not be asked for a password, gets
# them installed without more ado.
check_root_tools ()
{
  local tools=() user

  command -v mmdebstrap >/dev/null || tools+=(mmdebstrap)
  command -v bwrap >/dev/null || tools+=(bubblewrap)
  compgen -G '/usr/share/keyrings/debian-archive-keyring.*' >/dev/null || tools+=(debian-archive-keyring)
  if [ "$(id -u)" != 0 ]; then
    command -v newuidmap >/dev/null || tools+=(uidmap)
  fi
  if [ ${#tools[@]} -gt 0 ]; then
    if [ "$(id -u)" = 0 ]; then
      step "Installing ${tools[*]} (apt-get, as root)" "$logs/apt.log" install_as_root "${tools[@]}"
    else
      fail "This needs a Debian 13 root, which is made in ${cache/#"$HOME"/\~}." \
           'Making it takes some tools. Install them, then run this command again:' \
           "    sudo apt install ${tools[*]}"
    fi
  fi

  if ! bwrap --ro-bind / / --unshare-pid --proc /proc true 2>/dev/null; then
    fail 'This system does not let this user make namespaces, which the Debian 13 root needs (bubblewrap fails).' \
         'Run this command as root, or ask the administrator to allow user namespaces' \
         '(sysctl kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns).'
  fi
  user=$(id -un)
  if [ "$(id -u)" != 0 ] && ! grep -q -e "^$user:" -e "^$(id -u):" /etc/subuid 2>/dev/null; then
    fail "The user $user has no subordinate ids, which making the Debian 13 root needs. Give it some, then run this again:" \
         "    sudo usermod --add-subuids 200000-265535 --add-subgids 200000-265535 $user"
  fi
}

install_as_root ()              # PACKAGE...
{
  apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}


# Sets root to the folder of the root. Its name tells what goes in, so that a changed list of packages
# makes a new one and older clones keep theirs.
name_root ()
{
  root=$( (echo "$root_recipe"; root_packages) | sha256sum | cut -c 1-12)
  case $suite in
    trixie) release='Debian 13' root=debian-13-${foreign:+$foreign-}$root ;;
    *) release="Debian $suite" root=debian-$suite-$root ;;
  esac
  root=$cache/$root
}

# Makes the root if it is not there.
make_root ()
{
  local free

  if [ -d "$root" ] && command -v bwrap >/dev/null; then
    touch -c "$root" 2>/dev/null || true
    return
  fi

  check_root_tools
  mkdir -p "$cache" || fail "The folder $cache cannot be made: the Debian 13 root is to go there."
  exec 9>"$cache/lock"
  if ! flock -n 9; then
    say 'Waiting for another ./dev, which is making the Debian 13 root...'
    flock 9
  fi
  if [ ! -d "$root" ]; then
    # Nobody else can be at work on these, for the lock is ours.
    rm -rf --one-file-system "$cache"/*.new
    find "$cache" -maxdepth 1 -name 'debian-*' -type d -mtime +30 -exec rm -rf --one-file-system {} +

    free=$(df -Pk "$cache" | awk 'NR == 2 { print int ($4 / 1024) }')
    [ "$free" -ge 3000 ] || fail "$cache has $free MB free; the $release root needs 3000. Make room, or set XDG_CACHE_HOME to a folder with more."
    trap 'rm -rf --one-file-system "$root.new"' EXIT
    step "Making a $release root in ${root/#"$HOME"/\~} (once for all clones; 2 GB, some minutes)" \
         "$logs/root.log" bootstrap "$root.new" "$(root_packages | paste -s -d ,)"
    mv "$root.new" "$root"
    trap - EXIT
  fi
  exec 9>&-
}

bootstrap ()                    # FOLDER PACKAGE,PACKAGE,...
{
  local options=(--variant=minbase "--include=$2"
                 '--aptopt=Apt::Install-Recommends "false"' '--aptopt=Acquire::Languages "none"'
                 '--dpkgopt=path-exclude=/usr/share/man/*' '--dpkgopt=path-exclude=/usr/share/doc/*')

  [ -z "$foreign" ] || options+=("--architectures=amd64,$foreign")
  # Testing's index is good for a week, and some mirrors lag behind further than that.
  [ "$suite" = trixie ] || options+=('--aptopt=Acquire::Check-Valid-Until "false"')
  mkdir "$1"
  (
    cd /
    if [ "$(id -u)" = 0 ]; then
      mmdebstrap --mode=root --format=directory "${options[@]}" "$suite" "$1"
    else
      # Through a tar file's stream all files become the user's own, so that the user can delete them.
      # The unpacked system needs room that a /tmp in memory may not have.
      TMPDIR=${TMPDIR:-/var/tmp} mmdebstrap --mode=unshare --format=tar "${options[@]}" "$suite" - \
        | tar --extract --no-same-owner --exclude='./dev/*' --directory="$1"
    fi
  ) && od -A n -t x -N 16 /dev/urandom | tr -d ' ' >"$1/etc/machine-id"
}


# Would a folder of the host, at its own path, hide a part of the root?
hides_root ()                   # FOLDER
{
  case $1 in
    /dev/shm | /dev/shm/* | /var/tmp | /var/tmp/*) return 1 ;;
    / | /bin | /bin/* | /sbin | /sbin/* | /lib* | /proc | /proc/* | /sys | /sys/* | /dev | /dev/* | /usr | /etc | /var) return 0 ;;
    /usr/* | /etc/* | /var/*) [ -n "$(ls -A "$root$1" 2>/dev/null)" ] ;;
    *) return 1 ;;
  esac
}

# Runs a command inside the root, in place of this program, with the project's folder and those in the
# array `folders` visible at their own paths. The array `window` holds what a window on the user's
# screen takes.
enter_root ()                   # COMMAND...
{
  local home=$build/home uid gid link name options folder
  local runtime

  uid=$(id -u)
  gid=$(id -g)
  runtime=/run/user/$uid
  mkdir -p "$home"
  options=(--die-with-parent --unshare-pid
           --ro-bind "$root/usr" /usr --ro-bind "$root/etc" /etc --ro-bind "$root/var" /var
           --proc /proc --dev /dev --ro-bind /sys /sys
           --perms 1777 --tmpfs /tmp --perms 1777 --tmpfs /var/tmp
           --dir /run --dir /run/user --perms 700 --dir "$runtime")
  for link in "$root"/*; do
    if [ -L "$link" ]; then
      options+=(--symlink "$(readlink "$link")" "/${link##*/}")
    fi
  done

  # Outer folders first, or they would hide the inner ones.
  while IFS= read -r -d '' folder; do
    if hides_root "$folder"; then
      fail "The folder $folder cannot be seen from the Debian 13 root, which has such a folder itself. Move what is in it to your home folder."
    fi
    # The root is mounted read-only, so the place for the folder must be there before.
    case $folder in
      /usr/* | /etc/* | /var/*) mkdir -p "$root$folder" ;;
    esac
    options+=(--bind "$folder" "$folder")
  done < <(printf '%s\0' "$project" "${folders[@]}" | sort -zu)

  # Programs look up their user's name; the root knows nobody of the host.
  if [ "$uid" != 0 ]; then
    exec 7< <(cat "$root/etc/passwd"; echo "user:x:$uid:$gid:user:$home:/bin/bash")
    exec 8< <(cat "$root/etc/group"; echo "user:x:$gid:")
    options+=(--ro-bind-data 7 /etc/passwd --ro-bind-data 8 /etc/group)
  fi

  options+=(--clearenv --setenv HOME "$home" --setenv PATH /usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
            --setenv LANG C.UTF-8 --setenv TERM "${TERM:-dumb}" --setenv USER "$([ "$uid" = 0 ] && echo root || echo user)"
            --setenv XDG_RUNTIME_DIR "$runtime" --setenv COLORIZE_INSIDE "${build##*/}" --setenv COLORIZE_CWD "$PWD")
  for name in CI DEBFULLNAME DEBEMAIL XZ_OPT COLORTERM NO_COLOR COLORIZE_PROCESSOR OPENBLAS_CORETYPE OPENBLAS_NUM_THREADS G_MESSAGES_DEBUG; do
    if [ -n "${!name:-}" ]; then
      options+=(--setenv "$name" "${!name}")
    fi
  done
  exec bwrap "${options[@]}" "${window[@]}" --chdir "$project" "$@"
}

# What GIMP's window takes of the host: the screen's socket, the right to use it, and the user's home
# for the file dialogs. Settings and caches stay in the build folder.
open_the_screen ()
{
  local home=$build/home runtime

  runtime=/run/user/$(id -u)
  window=()
  if [ -n "${DISPLAY:-}" ]; then
    window+=(--setenv DISPLAY "$DISPLAY")
    if [ -d /tmp/.X11-unix ]; then
      window+=(--ro-bind /tmp/.X11-unix /tmp/.X11-unix)
    fi
    if [ -r "${XAUTHORITY:-$HOME/.Xauthority}" ]; then
      window+=(--ro-bind "${XAUTHORITY:-$HOME/.Xauthority}" "$runtime/xauthority" --setenv XAUTHORITY "$runtime/xauthority")
    fi
  fi
  if [ -n "${WAYLAND_DISPLAY:-}" ]; then
    local socket=${XDG_RUNTIME_DIR:-$runtime}/$WAYLAND_DISPLAY
    [ "${WAYLAND_DISPLAY#/}" = "$WAYLAND_DISPLAY" ] || socket=$WAYLAND_DISPLAY
    if [ -S "$socket" ]; then
      window+=(--ro-bind "$socket" "$runtime/wayland-0" --setenv WAYLAND_DISPLAY wayland-0)
    fi
  fi
  folders+=("$HOME")
  window+=(--setenv HOME "$HOME" --setenv XDG_CACHE_HOME "$home/.cache"
           --setenv XDG_CONFIG_HOME "$home/.config" --setenv XDG_DATA_HOME "$home/.local/share")
}
