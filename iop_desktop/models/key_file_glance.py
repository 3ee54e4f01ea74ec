"""The login names in a key file, read at a glance while the program starts; nothing is opened and nothing is judged."""

from __future__ import annotations

import base64
import json
from pathlib import Path

_MOST_BYTES = 1 << 20


def login_names(path: Path) -> tuple[str, ...] | None:
    """Login names in the order they were added, each once, suspended ones last.

    None for a file that ``KeyFile.load`` has to judge. One that was changed by somebody may pass here; its seal is
    checked when a slot is opened.
    """
    try:
        with path.open("rb") as stream:
            value = json.loads(stream.read(_MOST_BYTES))
        if value["magic"] != "IOP-DESKTOP-VAULT" or value["version"] not in (1, 2):
            return None
        names = [slot["login"] for slot in value["slots"] if slot["kind"] == "passphrase"]
        suspended = base64.b64decode(value["kept"].get("suspended", ""))
        names += json.loads(suspended) if suspended else []
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return tuple(dict.fromkeys(names)) if names and all(type(name) is str for name in names) else None
