"""The settings of this computer come back as they were kept, and a file with nonsense does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from iop_desktop.ui.settings_file import LONGEST_IDLE, SHORTEST_IDLE, Settings


@pytest.mark.parametrize("hides", [True, False])
def test_what_was_kept_comes_back(tmp_path: Path, hides: bool) -> None:
    path = tmp_path / "deep" / "settings.toml"
    kept = Settings().with_theme("dark").with_privacy(3, hides_from_capture=hides)
    kept.save(path)
    assert Settings.load(path) == kept


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("idle_minutes = 0", SHORTEST_IDLE), ("idle_minutes = 600", LONGEST_IDLE), ("idle_minutes = 'no'", 10), ("[", 10)],
)
def test_nonsense_never_turns_the_lock_off(tmp_path: Path, text: str, minutes: int) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text + "\nhides_from_capture = 3\ntheme = 'loud'\n")
    assert Settings.load(path) == Settings(idle_minutes=minutes)
