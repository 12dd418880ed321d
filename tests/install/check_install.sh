#!/usr/bin/env bash
# Installs a build into a folder of its own, builds examples/embed against it as a user would, and runs both.
#   check_install.sh SOURCE BUILD
set -euo pipefail
source_dir="$1"
build_dir="$2"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

cmake --install "$build_dir" --prefix "$work/prefix" >"$work/install.log"
cmake -S "$source_dir/examples/embed" -B "$work/embed" -DCMAKE_PREFIX_PATH="$work/prefix" \
  -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS="-Wall -Wextra -Wpedantic -Werror" >"$work/configure.log"
cmake --build "$work/embed" >"$work/build.log" || { cat "$work/build.log"; exit 1; }

answer="$(printf '%s\n' '{"detail":{"queue":{"name":"General Support"},"mediaType":"VOICE"}}' \
  '{"detail":{"seconds":601}}' '{"detail":{"seconds":"601"}}' | "$work/embed/embed")"
expected=$'support voice \nlong \n'
[[ "$answer" == "$expected" || "$answer" == "${expected%$'\n'}" ]] || { echo "embed answered: $answer"; exit 1; }
if printf '{"a":01}\n' | "$work/embed/embed" 2>"$work/refused"; then
  echo "embed took a text for an event that is none"
  exit 1
fi
grep -q 'Leading zeroes not allowed (line 1, column 7)' "$work/refused"
"$work/prefix/bin/switchboard" version >/dev/null
for file in man/man1/switchboard.1 bash-completion/completions/switchboard zsh/site-functions/_switchboard \
  fish/vendor_completions.d/switchboard.fish; do
  grep -q -- detailed "$work/prefix/share/$file" || { echo "share/$file is not there, or not what it should be"; exit 1; }
done
echo "installed, and examples/embed builds and answers"
