#!/usr/bin/env bash
# Installs a build into a folder of its own, builds examples/embed and faces.cc against it as a user would, and runs them.
#   check_install.sh SOURCE BUILD
set -euo pipefail
source_dir="$1"
build_dir="$2"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

build_against_it() {
  cmake -S "$1" -B "$work/$2" -DCMAKE_PREFIX_PATH="$work/prefix" \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS="-Wall -Wextra -Wpedantic -Werror" >"$work/configure.log"
  cmake --build "$work/$2" >"$work/build.log" || { cat "$work/build.log"; exit 1; }
}

cmake --install "$build_dir" --prefix "$work/prefix" >"$work/install.log"
build_against_it "$source_dir/examples/embed" embed
build_against_it "$source_dir/tests/install" faces

answer="$(printf '%s\n' '{"detail":{"queue":{"name":"General Support"},"mediaType":"VOICE"}}' \
  '{"detail":{"seconds":601}}' '{"detail":{"seconds":"601"}}' | "$work/embed/embed")"
expected=$'support voice \nlong \n'
[[ "$answer" == "$expected" || "$answer" == "${expected%$'\n'}" ]] || { echo "embed answered: $answer"; exit 1; }
if printf '{"a":01}\n' | "$work/embed/embed" 2>"$work/refused"; then
  echo "embed took a text for an event that is none"
  exit 1
fi
grep -q 'Leading zeroes not allowed (line 1, column 7)' "$work/refused"

answer="$("$work/faces/faces")"
[[ "$answer" == $'"voice" {"equals-ignore-case":"voice"}\nSB0605' ]] || { echo "faces answered: $answer"; exit 1; }

"$work/prefix/bin/switchboard" version >/dev/null
for file in man/man1/switchboard.1 bash-completion/completions/switchboard zsh/site-functions/_switchboard \
  fish/vendor_completions.d/switchboard.fish; do
  grep -q -- detailed "$work/prefix/share/$file" || { echo "share/$file is not there, or not what it should be"; exit 1; }
done
for file in LICENSE README.md docs/credentials.md docs/diagnostics.md examples/partner.yaml; do
  [[ -s "$work/prefix/share/doc/switchboard/$file" ]] || { echo "share/doc/switchboard/$file is not there"; exit 1; }
done
echo "installed, and examples/embed and tests/install build and answer"
