#!/usr/bin/env bash
# Opens the program; on a machine with no display it runs the demo clinic's session instead.
# Everything given is handed to the program.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

program=.venv/bin/iop-desktop

has_display() {
    [ "$(uname -s)" != Linux ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}${QT_QPA_PLATFORM:-}" ]
}

# A folder of its own for every demo: an existing clinic is never written over.
new_demo_folder() {
    local folder=out/demo number=1
    while [ -e "$folder" ]; do
        number=$((number + 1))
        folder="out/demo-$number"
    done
    printf '%s\n' "$folder"
}

if [ "$#" -gt 0 ] || has_display; then
    exec "$program" "$@"
fi
folder="$(new_demo_folder)"
printf '%s\n' "This machine has no display, so no window can open." \
    "Running one session of the demo clinic without a window instead; its files go to $folder." >&2
mkdir -p out
exec "$program" demo --headless --data-dir "$folder"
