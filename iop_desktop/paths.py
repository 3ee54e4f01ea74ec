"""Where files live: packaged resources and the machine's data, log and settings folders."""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path

import platformdirs

APP_NAME = "IOP Desktop"


def _resource_root() -> Path:
    return _root_beside(getattr(sys, "_MEIPASS", None), __file__)


@lru_cache(maxsize=4)
def _root_beside(frozen: str | None, module: str) -> Path:
    """Looked for once: the first page asks for two dozen icons."""
    if frozen is not None:
        return (Path(frozen) / "resources").resolve()
    package = Path(module).resolve().parent
    installed = package / "resources"
    return (installed if installed.is_dir() else package.parent / "resources").resolve()


def resource(name: str) -> Path:
    """Path of a packaged resource such as ``icons/lock.svg``.

    Works from the source tree, an installed wheel and a frozen program.
    Raises ValueError for a name that leaves the resource folder and FileNotFoundError if there is none.
    """
    root = _resource_root()
    path = (root / name).resolve()
    if not path.is_relative_to(root):
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
