"""A crash of the program leaves no image of its memory."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

_ASK = """
import ctypes, resource, sys
from iop_desktop import __main__ as program
sys.argv = ["iop-desktop", "--version"]
try:
    program.main()
except SystemExit:
    pass
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.parametrize(
    ("extra", "dumpable"),
    [({}, 0), ({"FLATPAK_ID": "a"}, 1), ({"SNAP": "a"}, 1), ({"QT_QPA_PLATFORMTHEME": "xdgdesktopportal"}, 1)],
)
def test_the_command_forbids_them(extra: dict[str, str], dumpable: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ASK],
        env={**os.environ, **extra},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == f"(0, 0) {dumpable}"
