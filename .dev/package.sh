# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
#
# ./dev package: what others install.
# Sourced by dev, which sets the variables and has the functions used here.
# shellcheck shell=bash disable=SC2154

# The archive for everybody, of a build that needs no library but those of GIMP; tried as people would.
package_archive ()
{
  local portable=$build/portable folder=$project/build/packages archive

  leave_the_desktop
  mkdir -p "$portable" "$folder"
  if [ ! -e "$portable/build.ninja" ]; then
    step 'Configuring a portable build' "$logs/portable.log" \
         meson setup -Dportable=true -Dtests=false "$portable" "$project"
  fi
  step 'Building it' "$logs/portable.log" ninja --quiet -C "$portable"
  step 'Making the archive' "$logs/archive.log" env "XZ_OPT=${XZ_OPT:--9}" "$project/.dev/archive/make.sh" "$portable" "$folder"
  archive=$(tail -n 1 "$logs/archive.log")
  step 'Trying it' "$logs/archive-test.log" env "PYTHONPATH=$project/tests/common" PYTHONDONTWRITEBYTECODE=1 \
       python3 "$project/tests/package/test-archive.py" "$project" "$portable" "$archive"
  say "$(shown "$archive"), $(($(stat -c %s "$archive") / 1000000)) MB"
}

# Debian's packages gimp-colorize and colorize-tools, of the sources as they lie here; checked by lintian. Who makes
# them for others says who it is, as Debian's tools want it: in DEBFULLNAME and DEBEMAIL.
package_deb ()
{
  local folder=$project/build/packages scratch=$build/deb version date maintainer sources

  leave_the_desktop
  version=$(sed -n "s/^  version: '\(.*\)',/\1/p" "$project/meson.build")
  date=$(date --utc --rfc-email --date "$(sed -n "s/^release_date = '\(.*\)'/\1/p" "$project/meson.build")")
  maintainer="${DEBFULLNAME:-The Colorize for GIMP authors} <${DEBEMAIL:-authors@colorize-for-gimp.example}>"
  sources=$scratch/colorize-for-gimp-$version
  rm -rf "$scratch"
  mkdir -p "$sources" "$folder"
  tar --create --directory "$project" --exclude ./build --exclude ./.git --exclude ./shared --exclude '*-colorized.png' \
      --exclude __pycache__ . | tar --extract --no-same-owner --directory "$sources"
  cp -r "$project/.dev/debian" "$sources/"
  sed -i "s|@MAINTAINER@|$maintainer|" "$sources/debian/control"
  printf '%s\n' "colorize-for-gimp ($version) unstable; urgency=medium" '' "  * Release $version." '' \
         " -- $maintainer  $date" >"$sources/debian/changelog"

  # The root has what the build takes, but not all of build-essential, of which that asks for C++.
  step "Building Debian's packages" "$logs/deb.log" env --chdir="$sources" dpkg-buildpackage --no-sign --no-check-builddeps
  step 'Checking them' "$logs/lintian.log" lintian --fail-on error,warning --tag-display-limit 0 --allow-root \
       "$scratch/colorize-for-gimp_${version}_$(dpkg --print-architecture).changes"
  mv "$scratch"/*.deb "$folder/"
  (cd "$folder" && shown "$PWD" && ls -- *_"$version"_*.deb)
}

# The extension of GIMP's Flatpak, of the archive that is in build/packages: its manifest and what it needs, in a
# folder for flatpak-builder, which has to have GIMP's own Flatpak to build it.
package_flatpak ()
{
  local folder=$project/build/packages archive name manifest=org.gimp.GIMP.Plugin.Colorize.json

  leave_the_desktop
  archive=$(compgen -G "$folder/colorize-for-gimp-*.tar.xz" | tail -n 1) ||
    fail 'There is no archive yet to make an extension of. Run ./dev package first.'
  name=${archive##*/}
  mkdir -p "$folder/flatpak"
  cp "$archive" "$folder/flatpak/"
  sed "s|@ARCHIVE@|$name|; s|@SHA256@|$(sha256sum "$archive" | cut -d ' ' -f 1)|" "$project/.dev/flatpak/$manifest" \
    >"$folder/flatpak/$manifest"
  step 'Checking the manifest' "$logs/flatpak.log" flatpak-builder --state-dir="$build/flatpak" --show-manifest "$folder/flatpak/$manifest"
  step 'Checking its sources' "$logs/flatpak.log" flatpak-builder --download-only --force-clean \
       --state-dir="$build/flatpak" "$build/flatpak/build" "$folder/flatpak/$manifest"
  say "$(shown "$folder/flatpak/$manifest"); flatpak-builder --user --install build $manifest, in its folder, builds it where GIMP's Flatpak is."
}
