#!/bin/bash
# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
#
# make.sh BUILD FOLDER
#
# Makes the archive colorize-for-gimp-VERSION-MACHINE.tar.xz in FOLDER of what Meson has built in BUILD, and prints
# its path. To run elsewhere than where it was built, it has to be a build with -Dportable=true. The same build gives
# the same bytes. XZ_OPT says how hard to press (xz(1)).
set -euo pipefail

[ $# = 2 ] || { echo "usage: $0 BUILD FOLDER" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
build=$1 folder=$(realpath "$2")

scratch=$(mktemp -d "$folder/archive.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

version=$(meson introspect --projectinfo "$build" | sed -n 's/.*"version": "\([^"]*\)".*/\1/p')
name=colorize-for-gimp-$version-$(uname -m)
DESTDIR=$scratch/installed meson install -C "$build" --no-rebuild --strip >"$scratch/log" || { cat "$scratch/log" >&2; exit 1; }

mkdir "$scratch/$name"
mv "$(find "$scratch/installed" -path '*/plug-ins/colorize' -type d)" "$scratch/$name/colorize"
# What software centers show, for those who make packages of the archive.
mkdir "$scratch/$name/share"
mv "$(find "$scratch/installed" -path '*/share/metainfo' -type d)" "$(find "$scratch/installed" -path '*/share/icons' -type d)" \
   "$scratch/$name/share/"
# Meson strips what it links itself, which the tool's copy is not.
strip "$scratch/$name/colorize/colorize" "$scratch/$name/colorize/colorize-tool"
cp "$here/install.sh" "$here/README.txt" "$here/NOTICES.txt" "$here/../../LICENSE" "$scratch/$name/"
chmod 755 "$scratch/$name/install.sh"
echo "$(uname -s) $(uname -m)" >"$scratch/$name/system.txt"

# gexiv2 has other names on other systems, so a portable tool looks into the folder `lib` beside it.
tool=$scratch/$name/colorize/colorize-tool
if readelf -d "$tool" | grep -q '\$ORIGIN/lib'; then
  mkdir "$scratch/$name/colorize/lib"
  ldd "$tool" | awk '/lib(gexiv2|exiv2|INIReader|inih)[.-]/ { print $3 }' | while read -r library; do
    cp -L "$library" "$scratch/$name/colorize/lib/"
    chmod 644 "$scratch/$name/colorize/lib/${library##*/}"
  done
fi

cd "$scratch/$name/colorize"
touch files.txt
# In the order in which they are put: the program that GIMP looks for is the last one.
{ find . -type f ! -path ./colorize -printf '%P\n' | LC_ALL=C sort; echo colorize; } >"$scratch/files"
mv "$scratch/files" files.txt

cd "$scratch"
date=$(sed -n "s/^release_date = '\(.*\)'/\1/p" "$here/../../meson.build")
tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime="$date 00:00:00 UTC" --mode=u+rw,go+r-w \
    --format=gnu "$name" | xz -T 0 >"$scratch/archive"
mv "$scratch/archive" "$folder/$name.tar.xz"
echo "$folder/$name.tar.xz"
