# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the project needs of a system, where it comes from, and which kind of system this is.
# Sourced by dev, which sets the variables used here.
# shellcheck shell=bash disable=SC2154

# One need a line: how it is looked for, then the package that brings it on Debian and on Fedora.
#   command NAME   module NAME,OR-NAME (pkg-config)   python MODULE   typelib NAME-VERSION   package
build_needs='
command cc                 gcc                     gcc
command meson              meson                   meson
command ninja              ninja-build             ninja-build
command pkg-config         pkgconf                 pkgconf-pkg-config
command msgfmt             gettext                 gettext
module  gimpui-3.0         libgimp-3.0-dev         gimp-devel
module  gtk+-3.0           libgtk-3-dev            gtk3-devel
module  openblas           libopenblas-pthread-dev openblas-devel
module  json-glib-1.0      libjson-glib-dev        json-glib-devel
module  gexiv2,gexiv2-0.16 libgexiv2-dev           libgexiv2-devel
module  libjpeg            libjpeg-dev             libjpeg-turbo-devel
module  libpng             libpng-dev              libpng-devel
module  libtiff-4          libtiff-dev             libtiff-devel
module  libwebpmux         libwebp-dev             libwebp-devel
module  libopenjp2         libopenjp2-7-dev        openjpeg2-devel
module  lcms2              liblcms2-dev            lcms2-devel
module  libavformat        libavformat-dev         libavformat-free-devel
module  libavcodec         libavcodec-dev          libavcodec-free-devel
module  libavfilter        libavfilter-dev         libavfilter-free-devel
module  libavutil          libavutil-dev           libavutil-free-devel
module  cairo              libcairo2-dev           cairo-devel
command gimp-console       gimp                    gimp
command python3            python3                 python3
python  gi                 python3-gi              python3-gobject
typelib Gimp-3.0           gir1.2-gimp-3.0         gimp-libs
'
test_needs='
command Xvfb               xvfb                    xorg-x11-server-Xvfb
command xdotool            xdotool                 xdotool
command xprop              x11-utils               xprop
command openbox            openbox                 openbox
command import             imagemagick             ImageMagick
command dbus-run-session   dbus                    dbus-daemon
package at-spi2-core       at-spi2-core            at-spi2-core
typelib Atspi-2.0          gir1.2-atspi-2.0        at-spi2-core
command ffmpeg             ffmpeg                  ffmpeg-free
python  numpy              python3-numpy           python3-numpy
python  safetensors        python3-safetensors     python3-safetensors
command exiftool           libimage-exiftool-perl  perl-Image-ExifTool
command tiffinfo           libtiff-tools           libtiff-tools
command jpegtran           libjpeg-turbo-progs     libjpeg-turbo-utils
command heif-enc           libheif-examples        libheif-tools
command cjxl               libjxl-tools            libjxl-utils
command opj_compress       libopenjp2-tools        openjpeg-tools
python  PIL                python3-pil             python3-pillow
package heif-gdk-pixbuf    heif-gdk-pixbuf         heif-pixbuf-loader
package libjxl-gdk-pixbuf  libjxl-gdk-pixbuf       jxl-pixbuf-loader
package libheif-de265      libheif-plugin-libde265 libheif
package libheif-x265       libheif-plugin-x265     libheif
package libheif-aomdec     libheif-plugin-aomdec   libheif
package libheif-aomenc     libheif-plugin-aomenc   libheif
command appstreamcli       appstream               appstream
command mandoc             mandoc                  mandoc
command xz                 xz-utils                xz
'
# What a desktop has anyway, and what only those who work on the project use (oneDNN: bench; what makes
# and checks packages of Debian's and Flatpak's: ./dev package).
root_extras='libc6-dev fonts-dejavu-core adwaita-icon-theme locales clang-format valgrind gdb libdnnl-dev
debhelper lintian flatpak-builder'

# Of a cross-build: the tools, and the libraries that GIMP's and GTK's would bring. (It goes without FFmpeg's, of
# which the build without film is tested so.)
cross_needs='gcc-aarch64-linux-gnu libc6-dev:arm64 qemu-user meson ninja-build pkgconf gettext
libgegl-dev:arm64 libbabl-dev:arm64 libgdk-pixbuf-2.0-dev:arm64
python3 python3-numpy imagemagick libimage-exiftool-perl'


# Prints how this system gets GIMP 3: apt or dnf (it has it), root (a Debian too old for it, which can
# make a Debian 13 root), or a sentence that begins with "no:".
kind_of_system ()
{
  local ID='' ID_LIKE='' VERSION_ID='' VERSION_CODENAME='' UBUNTU_CODENAME='' DEBIAN_CODENAME='' PRETTY_NAME=''

  if [ -r /etc/os-release ]; then
    # shellcheck source=/dev/null
    . /etc/os-release
  fi
  case " $ID $ID_LIKE " in
    *' ubuntu '*)
      # Mint and others count their own versions, so their Ubuntu codename decides.
      case ${UBUNTU_CODENAME:-$VERSION_CODENAME} in
        xenial | bionic | focal | jammy | lunar | mantic | noble | oracular) echo root ;;
        *) echo apt ;;
      esac ;;
    *' debian '*)
      case ${DEBIAN_CODENAME:-$VERSION_CODENAME} in
        buster | bullseye | bookworm) echo root ;;
        trixie | forky | duke | sid) echo apt ;;
        # A derivative with names of its own: what its archive holds decides.
        *) if apt-cache show libgimp-3.0-dev >/dev/null 2>&1; then echo apt; else echo root; fi ;;
      esac ;;
    *' fedora '*)
      # Their relatives with other numbers may have it all the same.
      if [ "${VERSION_ID%%.*}" -ge 42 ] 2>/dev/null || pkg-config --exists gimpui-3.0 2>/dev/null; then
        echo dnf
      else
        echo "no: ${PRETTY_NAME:-This system} has no GIMP 3 in its packages. Use Fedora 42, Debian 13, Ubuntu 25.04 or newer."
      fi ;;
    *)
      echo "no: ${PRETTY_NAME:-This system} is not one that this command knows. It works on Debian 12, Ubuntu 22.04, Fedora 42 and newer." ;;
  esac
}


package_is_here ()              # DEBIAN-PACKAGE FEDORA-PACKAGE
{
  if [ "$system" = dnf ]; then
    rpm -q --quiet "$2"
  else
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
  fi
}

need_is_here ()                 # HOW NAME DEBIAN-PACKAGE FEDORA-PACKAGE
{
  case $1 in
    command) command -v "$2" >/dev/null ;;
    module)
      if command -v pkg-config >/dev/null; then
        pkg-config --exists "${2%%,*}" || pkg-config --exists "${2##*,}"
      else
        package_is_here "$3" "$4"
      fi ;;
    python) python3 -c "import $2" 2>/dev/null ;;
    typelib) python3 -c 'import sys, gi; gi.require_version (*sys.argv[1].rsplit ("-", 1))' "$2" 2>/dev/null ;;
    package) package_is_here "$3" "$4" ;;
  esac
}

# Ends the program with the one command that installs what is missing.
check_packages ()               # build | test
{
  local how name debian fedora missing=() needs=$build_needs

  [ "$1" = build ] || needs+=$test_needs
  while read -r how name debian fedora; do
    if [ -n "$how" ] && ! need_is_here "$how" "$name" "$debian" "$fedora"; then
      if [ "$system" = dnf ]; then missing+=("$fedora"); else missing+=("$debian"); fi
    fi
  done <<<"$needs"
  [ ${#missing[@]} -gt 0 ] || return 0

  mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u)
  {
    echo "Missing on this system: ${missing[*]}"
    echo 'Install what is missing, then run this command again:'
    echo "    $(as_administrator "$system install ${missing[*]}")"
  } >&2
  exit 1
}

as_administrator ()             # COMMAND
{
  if [ "$(id -u)" = 0 ]; then echo "$1"; else echo "sudo $1"; fi
}

# The Debian 13 root holds all needs of build and tests, and some tools; that of a cross-build the
# foreign libraries, and what runs the tool's tests.
root_packages ()
{
  {
    if [ -n "$foreign" ]; then
      awk -v foreign="$foreign" '$1 == "module" && $2 !~ /^(gimp|gtk|libav)/ { print $3 ":" foreign }' <<<"$build_needs"
      tr ' ' '\n' <<<"$cross_needs"
    else
      awk '{ print $3 }' <<<"$build_needs$test_needs"
      tr ' ' '\n' <<<"$root_extras"
    fi
  } | sed '/^$/d' | sort -u
}
