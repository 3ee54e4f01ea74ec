"""Where files live: packaged resources and the machine's data, log and settings folders."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs

APP_NAME = "IOP Desktop"


def _resource_root() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "resources"
    package = Path(__file__).resolve().parent
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent / "resources"


def resource(name: str) -> Path:
    """Path of a packaged resource such as ``icons/lock.svg``.

    Works from the source tree, an installed wheel and a frozen program.
    Raises ValueError for a name that leaves the resource folder and FileNotFoundError if there is none.
    """
    root = _resource_root()
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise ValueError("a resource name must stay inside the resource folder")
    if not path.exists():
        raise FileNotFoundError(f"resource not found: {name}")
    return path


def data_dir() -> Path:
    """Folder of the vault: local to this machine, never a roaming profile."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False, roaming=False))


def log_dir() -> Path:
    """Folder of the rotating log."""
    return Path(platformdirs.user_log_dir(APP_NAME, appauthor=False))


def settings_file() -> Path:
    """Machine settings (theme, window size); never anything about a person."""
    return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False, roaming=False)) / "settings.toml"


def publisher_key_file() -> Path:
    """Key with which this person signs curricula; made on first use."""
    return settings_file().with_name("curriculum-signing-key.pem")
