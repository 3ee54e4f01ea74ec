#!/usr/bin/env bash
# Sets the program up on this machine: system libraries where they are missing, then .venv with pinned, hash-checked packages.
#
# Usage: scripts/setup.sh [run|test]
#   run   what the program needs (default)
#   test  that, and the tools its tests call
# PYTHON names the interpreter to use, if not the first of python3.11 ... python3 that is new enough.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

purpose="${1:-run}"
requirements=requirements/dev.txt
stamp=.venv/.set-up

# Shared library -> Debian package. The first group loads Qt at all, the second shows a window on X11 or Wayland.
libraries="
libGL.so.1 libgl1
libEGL.so.1 libegl1
libglib-2.0.so.0 libglib2.0-0
libxkbcommon.so.0 libxkbcommon0
libfontconfig.so.1 libfontconfig1
libdbus-1.so.3 libdbus-1-3
libgssapi_krb5.so.2 libgssapi-krb5-2
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-shape.so.0 libxcb-shape0
libxcb-xkb.so.1 libxcb-xkb1
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libX11-xcb.so.1 libx11-xcb1
libwayland-cursor.so.0 libwayland-cursor0
libwayland-egl.so.1 libwayland-egl1
"
# Command -> Debian package.
test_tools="
pdfsig poppler-utils
certutil libnss3-tools
Xvfb xvfb
xauth xauth
dbus-run-session dbus-daemon
softhsm2-util softhsm2
"

say() { printf '%s\n' "$@" >&2; }
fail() { say "$@"; exit 1; }

checksum() {
    if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi
}

# One line that changes with everything the set-up depends on.
fingerprint() {
    { pwd; cat "$requirements" pyproject.toml scripts/setup.sh; } | checksum | cut -d ' ' -f 1
}

is_done() {
    [ -x .venv/bin/python ] && [ -f "$stamp" ] && [ "$(head -n 1 "$stamp")" = "$(fingerprint)" ] && grep -qx "$purpose" "$stamp"
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    local name
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
        if command -v "$name" >/dev/null && is_new_enough "$name"; then
            command -v "$name"
            return
        fi
    done
}

missing_libraries() {
    local known library package
    [ "$(uname -s)" = Linux ] || return 0
    known="$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)"
    while read -r library package; do
        [ -z "$library" ] || [[ "$known" == *"$library"* ]] || printf '%s\n' "$package"
    done <<<"$libraries"
}

missing_tools() {
    local tool package
    [ "$(uname -s)" = Linux ] && [ "$purpose" = test ] || return 0
    while read -r tool package; do
        [ -z "$tool" ] || command -v "$tool" >/dev/null || printf '%s\n' "$package"
    done <<<"$test_tools"
}

missing_python() {
    local python version
    python="$(find_python)"
    if [ -z "$python" ]; then
        printf 'python3\npython3-venv\n'
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version="$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
        printf 'python%s-venv\n' "$version"
    fi
}

# Whether system packages may be installed: as root, by a sudo that asks, or by one that need not ask.
may_be_root() {
    [ "$(id -u)" = 0 ] && return
    command -v sudo >/dev/null || return 1
    [ ! -t 0 ] || say "This needs the rights of an administrator; sudo may ask for your password."
    [ -t 0 ] || sudo -n true 2>/dev/null
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

apt_update() {
    say "Fetching the list of system packages ..."
    as_root apt-get -qq update >&2
}

apt_install() {
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get -qq --no-install-recommends -o Dpkg::Use-Pty=0 install "$@")
    if compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then
        as_root "${install[@]}" >/dev/null && return
        say "That failed, perhaps because the list of system packages is old."
    fi
    apt_update && as_root "${install[@]}" >/dev/null
}

install_system_packages() {
    local packages
    mapfile -t packages < <(missing_python; missing_libraries; missing_tools)
    [ "${#packages[@]}" -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null; then
        say "This machine has no apt-get. What is missing, by the names that Debian gives it:" "  ${packages[*]}"
        say "Please install the same with the package manager of this system; going on without it for now."
        return 0
    fi
    say "Missing on this machine: ${packages[*]}"
    if may_be_root && say "Installing it now ..." && apt_install "${packages[@]}"; then return; fi
    fail "It could not be installed from here. Nothing else was changed. Please run this and start again:" \
        "  sudo apt-get update && sudo apt-get install --no-install-recommends ${packages[*]}"
}

make_environment() {
    local python="$1"
    if ! .venv/bin/python -c 'import pip' >/dev/null 2>&1; then
        say "Making the Python environment in .venv ..."
        "$python" -m venv --clear .venv
    fi
    export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_NO_INPUT=1 PIP_PROGRESS_BAR=off
    say "Installing the pinned packages, each checked against its hash (about a minute the first time) ..."
    .venv/bin/python -m pip install --quiet --require-hashes --only-binary :all: --no-binary readability --requirement "$requirements"
    .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
}

main() {
    local python
    case "$purpose" in run | test) ;; *) fail "Usage: scripts/setup.sh [run|test]" ;; esac
    if is_done; then return; fi
    say "Setting up IOP Desktop."
    install_system_packages
    python="$(find_python)"
    [ -n "$python" ] || fail "Python 3.11 or newer is needed and was not found. Please install it and start again."
    rm -f "$stamp"
    make_environment "$python"
    { fingerprint; printf 'run\n'; if [ "$purpose" = test ]; then printf 'test\n'; fi; } >"$stamp"
    say "The set-up is done. It is not needed again until the list of packages changes."
}

main
