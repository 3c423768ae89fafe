#!/bin/sh
# Colorize for GIMP
# SPDX-License-Identifier: GPL-3.0-or-later
#
# translations.sh SOURCE
#
# Whether each sentence that the plug-in says can be translated, and is. Writes TAP.
set -u

[ $# = 1 ] || { echo "usage: $0 SOURCE" >&2; exit 2; }
cd "$1" || exit 2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

failed=0
n_cases=0
verdict() { # NAME: whether $scratch/wrong is empty
  n_cases=$((n_cases + 1))
  if [ -s "$scratch/wrong" ]; then
    echo "not ok $n_cases - $1"
    sed 's/^/# /' "$scratch/wrong"
    failed=1
  else
    echo "ok $n_cases - $1"
  fi
  : > "$scratch/wrong"
}

grep -lE '\<(_|C_|ngettext) \(' plugin/*.c ui/*.c | sort > "$scratch/speak"
sort po/POTFILES | diff "$scratch/speak" - > "$scratch/wrong"
verdict 'POTFILES lists the files that speak, and no others'

xgettext --from-code=UTF-8 --language=C --keyword=_ --keyword=C_:1c,2 --keyword=ngettext:1,2 --files-from=po/POTFILES \
  --output="$scratch/all.pot" 2> "$scratch/wrong" || echo 'xgettext failed' >> "$scratch/wrong"
verdict 'the sentences are found'

while read -r language; do
  msgcmp "po/$language.po" "$scratch/all.pot" > "$scratch/wrong" 2>&1
  verdict "$language: each sentence is translated"
  # What is left of sentences that nobody says any more.
  msgcomm --more-than=1 "po/$language.po" "$scratch/all.pot" --no-location -o "$scratch/said.po" 2> /dev/null
  [ "$(grep -c '^msgid ' "$scratch/said.po")" = "$(grep -c '^msgid ' "po/$language.po")" ] ||
    echo "$(grep -c '^msgid ' "po/$language.po") sentences, of which $(grep -c '^msgid ' "$scratch/said.po") are said" \
      > "$scratch/wrong"
  verdict "$language: and no other"
  pages=$(cd plugin/help/en && ls)
  [ "$(cd "plugin/help/$language" && ls)" = "$pages" ] || echo "plugin/help/$language lacks a page" > "$scratch/wrong"
  verdict "$language: and the help"
done < po/LINGUAS

echo "1..$n_cases"
exit $failed
