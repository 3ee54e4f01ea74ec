#!/usr/bin/env bash
# Writes requirements/*.txt from pyproject.toml: exact versions with hashes, for every system. Give --upgrade for newer versions.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml "$@"
}

compile --output-file requirements/runtime.txt "$@"
compile --extra dev --constraint requirements/runtime.txt --output-file requirements/dev.txt "$@"
